"""Dahua cameras and recorders, and the OEM brands that answer the same (Amcrest, Lorex, Intelbras): RPC2, else CGI.

Facts: the reference `dahua.md`, by section, and real devices' replies. What it does not confirm is `unsupported` with
that reason, here or in the file of its setting; a 403 is "denied, or not known", never a value.
"""

#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "logging": "neither the table that sends the log to a collector is confirmed (dahua.md, 13), nor a switch of the "
    "device's own log",
}
#: What an asset register calls it, as `dahua-technology`.
MANUFACTURERS = ("dahua", "dahua-technology", "amcrest", "lorex")
