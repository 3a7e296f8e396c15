"""Any camera that speaks ONVIF, where no driver of its make is there: SOAP over HTTP, with digest or a username token.

Facts: the reference `onvif.md`, by section (D3 is number 3 of section D), and real devices' replies. What ONVIF has no
word for is `unsupported` with that reason, here or in the file of its setting; nothing is concluded from silence.
"""

#: Settings that ONVIF cannot answer, with the reason.
UNSUPPORTED: dict[str, str] = {
    "storage": "ONVIF has no disk's size or state, only targets and failure events (onvif.md, D3)",
    "export": "ONVIF knows neither the encryption of a card or disk nor a password on exported clips (onvif.md, D7), "
    "and no right to export on the box (onvif.md, D8)",
    "logging": "ONVIF has no place to send the log to, and no switch of the device's own (onvif.md, D13)",
}
