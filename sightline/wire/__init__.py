"""Talking to devices, knowing no make."""
