"""pyinfra's side of a device: the connector, the facts, the operation. `link.py` knows no pyinfra."""
