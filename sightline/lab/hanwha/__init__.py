"""Simulated Hanwha devices over SUNAPI, in the shapes of Hanwha's manuals."""
