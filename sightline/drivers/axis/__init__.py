"""Axis cameras over VAPIX: param.cgi on all firmware, JSON CGIs and the REST interface where the camera has them.

Facts: the reference `axis-hanwha-uniview.md`, sections A, D and E, and real cameras' replies. What E could not confirm
on a real camera is read in the documented shape alone; any other shape is unread.
"""

#: Settings that this make cannot answer, with the reason. All of them can be read.
UNSUPPORTED: dict[str, str] = {}
#: What an asset register calls it, as `axis-communications`.
MANUFACTURERS = ("axis", "axis-communications")
