"""A recorder host under Linux, with systemd and OpenSSH, over pyinfra's own SSH connector.

Facts: the reference `recorders.md` (sections 1, 2 and 8), the man pages of the programs asked, and a real Debian
host. Reads are one script; writes are pyinfra's own operations.
"""

PICTURES = "only the recorder's own program can tell, and only its own driver can ask it (recorders.md, 0 and 2)"
#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "masks": f"what is covered in its pictures {PICTURES}",
    "overlay": f"what is written into its pictures {PICTURES}",
    "analytics": f"what is worked out from its pictures {PICTURES}",
    "tamper": f"whether a covered or turned camera is noticed {PICTURES}",
    "certificates": "the host is reached by SSH and has no web interface of its own (recorders.md, 2): its host key is "
    "pinned in its place",
    "views": f"what its cameras show {PICTURES}",
}
