"""Milestone XProtect, by the REST interface of its API Gateway and the token of a basic user.

Facts: the reference `recorders.md`, section 9, and where it names a resource without its fields, the replies that the
published client milestonexprotectrestPython 1.0.5 quotes in its source [client]. Windows users are not logged in:
NTLM takes several requests with credentials, of which a refused one would not be the last.
"""

#: Settings that this make cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "clock": "it runs on its Windows host's clock, which its interface does not show (recorders.md, 9)",
    "services": "what its Windows host offers is not in its interface (recorders.md, 9)",
    "storage": "sizes come without their unit, and no disk's state does (recorders.md, 9)",
    "health": "the interface shows what is set up, and no source gives a call for what is live (recorders.md, 9)",
    "masks": "no source gives a field for privacy masks (recorders.md, 9)",
    "overlay": "no source gives a field for name and time in the picture (recorders.md, 9)",
    "analytics": "no source gives a list of its analytics and plug-ins (recorders.md, 9)",
    "tamper": "no source gives a detection of a covered or turned view (recorders.md, 9)",
    "logging": "no source gives a field for its logs or where they go (recorders.md, 9)",
    "certificates": "its TLS is set on the Windows host alone, by the Server Configurator (recorders.md, 9)",
    "views": "no source gives a call of the REST interface for a single picture (recorders.md, 9)",
}
