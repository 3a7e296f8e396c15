"""Hanwha (Wisenet, Samsung Techwin) cameras and recorders over SUNAPI.

Facts: the reference `axis-hanwha-uniview.md`, section B, by number. [HM] there are Hanwha's own manuals, [HW] the pages
that its cameras show; shapes that section E could not confirm are taken from these two alone.
"""

#: Settings that this make cannot answer, with the reason. All of them can be read.
UNSUPPORTED: dict[str, str] = {}
#: What an asset register calls it, as `hanwha-vision`.
MANUFACTURERS = ("hanwha", "hanwha-vision", "hanwha-techwin", "samsung-techwin", "wisenet")
