"""One file per verb that talks to devices."""
