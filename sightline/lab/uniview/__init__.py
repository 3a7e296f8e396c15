"""Simulated Uniview devices: LAPI, and beside it the lab's ONVIF service by the same login."""
