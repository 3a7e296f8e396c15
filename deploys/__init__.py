"""pyinfra deploy scripts, read top to bottom."""
