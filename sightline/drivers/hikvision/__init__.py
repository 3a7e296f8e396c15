"""Hikvision cameras, NVRs and DVRs over ISAPI, and the OEM brands that answer the same.

Facts: the reference `hikvision.md`, by section, and real devices' replies. [F] there is seen on real devices.
"""

#: Settings that this make cannot answer, with the reason. All of them can be read.
UNSUPPORTED: dict[str, str] = {}
#: What an asset register calls it, as `hikvision-digital-technology`.
MANUFACTURERS = ("hikvision", "hikvision-digital-technology", "hiwatch", "hilook")
