"""Uniview cameras and NVRs over LAPI, and by the ONVIF service of the same device where LAPI has no confirmed word.

Facts: the reference `axis-hanwha-uniview.md`, section C by number (C2 is its audio), and `lapi-maps` of the captures:
the paths of a camera's web interface, some with fields. What has a path and no confirmed fields is `unsupported`.
"""

#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "export": "no source names a right to export or the encryption of a disk or of exported clips "
    "(axis-hanwha-uniview.md, C7 and E)",
    "logging": "System/Logs has no confirmed fields, and a remote log is not confirmed "
    "(axis-hanwha-uniview.md, C13 and E)",
}
#: What an asset register calls it, as `uniview-technologies`.
MANUFACTURERS = ("uniview", "uniview-technologies", "unv")
