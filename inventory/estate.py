"""The estate for pyinfra's own command line: `pyinfra inventory/estate.py deploys/harden.py`."""

from sightline.bridge.inventory import hosts

devices = hosts(__file__)
