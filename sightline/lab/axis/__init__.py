"""Simulated Axis cameras: one of AXIS OS 11 with JSON CGIs, one of firmware 5.51 with param.cgi alone."""
