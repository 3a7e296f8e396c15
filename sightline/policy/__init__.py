"""Wanted and found make findings. Pure: nothing here reads a file, a clock or a device."""
