"""A simulated Frigate with two cameras: its REST interface behind its own login."""
