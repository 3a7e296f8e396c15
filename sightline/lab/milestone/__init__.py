"""A simulated XProtect management server with one recording server: its REST interface behind a token."""
