"""ONVIF's namespaces, and what its faults mean (reference, section C)."""

from sightline.wire.soap import Fault

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
RECORDING = "http://www.onvif.org/ver10/recording/wsdl"
SEARCH = "http://www.onvif.org/ver10/search/wsdl"
ANALYTICS = "http://www.onvif.org/ver20/analytics/wsdl"
SECURITY = "http://www.onvif.org/ver10/advancedsecurity/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"
#: A service's short name, for messages.
SHORT = {
    DEVICE: "device",
    MEDIA: "media",
    MEDIA2: "media2",
    RECORDING: "recording",
    SEARCH: "search",
    ANALYTICS: "analytics",
    SECURITY: "security",
}

#: By these an HTTP server says that there is no such service.
NOT_THERE = (404, 501)
NOT_SUPPORTED = ("ActionNotSupported", "OptionalActionNotImplemented", "UnknownAction")
#: gSOAP says this with no subcode at all (recorded: IPD-H4K8M05-BS).
NOT_IMPLEMENTED = ("Method '", "' not implemented")
NOT_AUTHORISED = ("NotAuthorized", "FailedAuthentication", "FailedCheck", "InvalidSecurityToken", "InvalidSecurity")


def not_supported(fault: Fault) -> bool:
    """The device's own word that it has no such call."""
    said = fault.reason.rpartition(":")[2]  # SOAP 1.1 has no subcodes: recorded, OET-213H-NB
    if any(code in NOT_SUPPORTED for code in (*fault.codes, said)):
        return True
    before, after = NOT_IMPLEMENTED
    return len(fault.codes) < 2 and fault.reason.startswith(before) and after in fault.reason


def not_authorised(fault: Fault) -> bool:
    """A refusal of our login, or of its rights: the two cannot be told apart.

    By its code, or by its words where a device gives none. Taking too much for a refusal costs a reading, taking
    too little an account: so any word of authentication counts.
    """
    said = fault.reason.lower()
    return any(code in NOT_AUTHORISED for code in fault.codes) or (
        not not_supported(fault) and any(word in said for word in ("authent", "authori", "password", "login"))
    )
