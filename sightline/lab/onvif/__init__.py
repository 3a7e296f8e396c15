"""A simulated ONVIF camera of Profile G and T, with media (S) beside it."""
