"""ZoneMinder 1.36, the open recorder, over its REST interface, its own login and, for its filters, its own web form.

Facts: the reference `recorders.md`, section 3, its replies among the captures, and its own source where a file of it is
named. What only its host can say is `unsupported`: add the host as a device of the driver `linux`.
"""

#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "clock": "it runs on its host's clock (recorders.md, 3, item 4): add the host by SSH",
    "export": "it encrypts neither its disk nor what is exported; who sees events exports them (recorders.md, 3, 7)",
    "storage": "it shows how full its disk is, in percent, and no size or state (recorders.md, 3): add the host by SSH",
    "tamper": "no source names a detection of a covered, turned or lost view (recorders.md, 3)",
    "logging": "its log has logins, and no source says that it has changes; to send it on is its host's "
    "(recorders.md, 3): add the host by SSH",
    "certificates": "TLS and its certificate are its web server's (recorders.md, 3 and 10): add the host by SSH",
    "views": "no source confirms a call for a single picture (recorders.md, 3): add the camera as a device",
}
