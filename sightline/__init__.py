"""Sightline: policy as code for CCTV. The engine; the house is described in README.md."""

__version__ = "0.1.0"
