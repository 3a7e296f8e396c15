"""A recorder host under Linux, with systemd and OpenSSH, over pyinfra's own SSH connector.

Facts: the reference `recorders.md` (sections 1, 2 and 8), the man pages of the programs asked, and a real Debian
host. Reads are one script; writes are pyinfra's own operations.
"""

#: Settings that this make cannot answer, with the reason. All of them can be read.
UNSUPPORTED: dict[str, str] = {}
