"""HTTPS, and HTTPS only (reference, section 14): rows of the list of ports."""

from sightline.drivers.hikvision import ports
from sightline.drivers.hikvision.session import Session
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Certificates, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

REDIRECT, WIRED = "redirectToHttps", "isSupport802_1x"
VERSIONS = {"TLS1_1Enable": "1.1", "TLS1_2Enable": "1.2", "TLS1_3Enable": "1.3"}


def read(device: Session) -> Certificates:
    """[?] The bodies of certificates and of 802.1X are not confirmed."""
    rows = _rows(device)
    return Certificates(
        https=_enabled(rows, "https"),
        https_only=_only(rows),
        certificate=Unsupportable("what the device says of its certificate is not confirmed"),
        lowest_tls=_lowest(rows),
        dot1x=_dot1x(device),
    )


@or_why_not
def _rows(device: Session) -> xml.Element | Unread | Unsupportable:
    return device.get(ports.PATH, ports.ROOT)


def _enabled(rows: xml.Element | Unread | Unsupportable, name: str) -> Maybe[bool]:
    if isinstance(rows, Unread | Unsupportable):
        return rows
    row = ports.row(rows, name)
    if row is None:
        return Unsupportable(f"{ports.PATH} lists no {name.upper()}")
    try:
        return xml.need_boolean(row, "enabled")
    except UnexpectedReply as problem:
        return Unread(f"{ports.PATH}: {problem}")


def _only(rows: xml.Element | Unread | Unsupportable) -> Maybe[bool]:
    """True where plain HTTP is off, or sends every caller on to an HTTPS that is on."""
    https, http = _enabled(rows, "https"), _enabled(rows, "http")
    if isinstance(rows, Unread | Unsupportable) or not known(http) or not http:
        return not http if known(http) else http
    row = ports.row(rows, "https")
    try:
        return https is True and row is not None and xml.boolean(row, REDIRECT) is True
    except UnexpectedReply as problem:
        return Unread(f"{ports.PATH}: {problem}")


def _lowest(rows: xml.Element | Unread | Unsupportable) -> Maybe[str]:
    """[F] Some recorders list no versions."""
    if isinstance(rows, Unread | Unsupportable):
        return rows
    row = ports.row(rows, "https")
    try:
        taken = {} if row is None else {version: xml.boolean(row, name) for name, version in VERSIONS.items()}
    except UnexpectedReply as problem:
        return Unread(f"{ports.PATH}: {problem}")
    return next(
        (version for version, on in taken.items() if on), Unsupportable(f"{ports.PATH} lists no version of TLS")
    )


def _dot1x(device: Session) -> Maybe[bool]:
    try:
        claimed = device.flag(WIRED)
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    if claimed is False:
        return Absent(f"its capabilities say {WIRED} is false")
    return Unsupportable("what the device says of 802.1X is not confirmed")


def write(device: Session, found: Certificates, wanted: Certificates) -> None:
    """HTTPS is switched on; plain HTTP is sent on to it, never shut: another system or a recorder may live on it."""
    rows = device.edit(ports.PATH, ports.ROOT)
    row = ports.row(rows, "https")
    if row is None:
        raise WriteRefused(f"{ports.PATH} lists no HTTPS")
    before = xml.serialise(rows)
    if found.https != wanted.https and known(wanted.https):
        if not wanted.https and device.target.endpoint.scheme == "https":
            raise WriteRefused("HTTPS is our own way in")
        xml.put_text(row, "enabled", str(wanted.https).lower())
    if found.https_only != wanted.https_only and known(wanted.https_only):
        if wanted.https_only and device.target.endpoint.scheme != "https":
            raise WriteRefused("plain HTTP is our own way in")
        if xml.child(row, REDIRECT) is None:
            raise WriteRefused(f"this firmware has no {REDIRECT}: shutting HTTP is for a person to decide")
        xml.put_text(row, REDIRECT, str(wanted.https_only).lower())
    if xml.serialise(rows) != before:
        device.put(ports.PATH, rows)
