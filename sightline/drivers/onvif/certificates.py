"""HTTPS, and HTTPS only; certificate and TLS versions where the device has the security service (reference, D14)."""

import base64
import binascii

from cryptography import x509

from sightline.drivers.onvif.profiles import reason
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE, SECURITY
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Certificate, Certificates, Maybe, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

VERSIONS = ("1.0", "1.1", "1.2", "1.3")
DOT1X = Unsupportable("which network interface uses 802.1X is not asked: no device's answer is confirmed (onvif.md, H)")


def read(device: Session) -> Certificates:
    """Switches by the list of protocols; no recorded device has the security service (reference, D14)."""
    https, http = _enabled(device, "HTTPS"), _enabled(device, "HTTP")
    return Certificates(
        https=https,
        https_only=_only(https, http),
        certificate=_certificate(device),
        lowest_tls=_lowest(device),
        dot1x=DOT1X,
    )


def _only(https: Maybe[bool], http: Maybe[bool]) -> Maybe[bool]:
    """Off while plain HTTP is on; with HTTP shut it is what HTTPS is."""
    return False if http is True else https if http is False else http


def _protocols(device: Session) -> list[xml.Element]:
    return list(xml.children(device.ask(DEVICE, "GetNetworkProtocols"), "NetworkProtocols"))


def _enabled(device: Session, name: str) -> Maybe[bool]:
    try:
        own = [xml.need_boolean(row, "Enabled") for row in _named(_protocols(device), name)]
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return any(own) if own else Unsupportable(f"the device lists no {name} among its protocols")


def _named(rows: list[xml.Element], name: str) -> list[xml.Element]:
    return [row for row in rows if xml.need(row, "Name").upper() == name]


def _lowest(device: Session) -> Maybe[str]:
    try:
        taken = xml.need(device.ask(SECURITY, "GetEnabledTLSVersions"), "Versions").split()
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    unknown = sorted(set(taken) - set(VERSIONS))
    return Unsupportable(f"a TLS version {unknown[0][:20]!r}") if unknown else min(taken)


def _certificate(device: Session) -> Maybe[Certificate]:
    """The first of the one path that is assigned to the server."""
    try:
        paths = _texts(device.ask(SECURITY, "GetAssignedServerCertificates"), "CertificationPathID")
        if len(paths) != 1:
            raise UnexpectedReply(f"{len(paths)} certification paths are assigned to the web server")
        path = element(SECURITY, "CertificationPathID", paths[0])
        chain = device.ask(SECURITY, "GetCertificationPath", path)
        own = element(SECURITY, "CertificateID", xml.need(chain, "CertificationPath/CertificateID"))
        answer = device.ask(SECURITY, "GetCertificate", own)
        return _decoded(xml.need(answer, "Certificate/CertificateContent"))
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _texts(answer: xml.Element, name: str) -> list[str]:
    return [(one.text or "").strip() for one in xml.children(answer, name)]


def _decoded(text: str) -> Certificate:
    try:
        found = x509.load_der_x509_certificate(base64.b64decode("".join(text.split()), validate=True))
        return Certificate(
            subject=found.subject.rfc4514_string(),
            issuer=found.issuer.rfc4514_string(),
            not_after=found.not_valid_after_utc,
        )
    except (binascii.Error, ValueError, TypeError, OverflowError) as problem:
        raise UnexpectedReply(f"the certificate of the web server is none: {str(problem)[:80]}") from problem


def write(device: Session, found: Certificates, wanted: Certificates) -> None:
    """HTTPS first; HTTP is shut only over HTTPS, and never by the way that it would shut (safety rule 3)."""
    if found.https != wanted.https and known(wanted.https):
        if not wanted.https:
            raise WriteRefused("HTTPS is only ever switched on")
        _switch(device, "HTTPS", enabled=True)
    if found.https_only != wanted.https_only and known(wanted.https_only):
        if not wanted.https_only or device.target.endpoint.scheme != "https":
            raise WriteRefused("plain HTTP is our own way in, or is only ever shut")
        _switch(device, "HTTP", enabled=False)


def _switch(device: Session, name: str, *, enabled: bool) -> None:
    """The one row of the protocol, with the ports that the device gave."""
    rows = _named(_protocols(device), name)
    if len(rows) != 1:
        raise WriteRefused(f"the device lists {len(rows)} rows of {name}")
    ports = [int(port) for port in _texts(rows[0], "Port") if xml.number(port) is not None]
    row = {"Name": xml.need(rows[0], "Name"), "Enabled": enabled, "Port": ports}
    device.tell(DEVICE, "SetNetworkProtocols", NetworkProtocols=[row])
