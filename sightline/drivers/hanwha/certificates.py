"""HTTPS, its certificate, TLS versions, 802.1X (reference, B14; [HM] security, 3, 5 and 14)."""

from datetime import UTC, datetime

from sightline.drivers.hanwha import policy
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Absent, Certificate, Certificates, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

VERSIONS = {"TLSv1_0": "1.0", "TLSv1_1": "1.1", "TLSv1_2": "1.2", "TLSv1_3": "1.3"}
#: The manuals print both.
DATES = ("%b %d %H:%M:%S %Y GMT", "%Y-%m-%d")


def read(device: Session) -> Certificates:
    """By the policy in force and the certificate that it names."""
    plain = policy.http(device)
    return Certificates(
        https=policy.https(device),
        https_only=not plain if known(plain) else plain,
        certificate=_certificate(device),
        lowest_tls=_lowest(device),
        dot1x=_dot1x(device),
    )


def _certificate(device: Session) -> Maybe[Certificate]:
    listed = device.feature(*policy.SSL)
    if not isinstance(listed, Document):
        return listed
    try:
        rows = next((rows for name in ("Certificates", "Certificate", "Index") if (rows := listed.rows(name))), {})
        used = listed.text("CertificateInUse")
        row = next((one for one in rows.values() if used and one.text("CertificateName") == used), None)
        if row is None:
            return Unsupportable("the device lists no certificate of the name that it says is in use")
        return Certificate(subject=row.need("Subject"), issuer=row.need("Issuer"), not_after=_date(row))
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _date(row: Document) -> datetime:
    said = " ".join(row.need("ExpiryDate").split())
    for form in DATES:
        try:
            return datetime.strptime(said, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise UnexpectedReply(f"{row.where}: ExpiryDate {said[:40]!r}")


def _lowest(device: Session) -> Maybe[str]:
    """Recorders have no such menu ([HM] security, 14)."""
    listed = device.feature("security", "tlsversion")
    if isinstance(listed, Absent):
        return Unsupportable(listed.reason)
    if not isinstance(listed, Document):
        return listed
    try:
        rows = listed.rows("Version")
        if rows.keys() - VERSIONS.keys() or not rows:
            return Unread(f"{listed.where}: versions {', '.join(rows)[:60] or 'none'}")
        taken = [VERSIONS[name] for name, row in rows.items() if row.flag("Enable")]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return min(taken) if taken else Unread(f"{listed.where}: no version is taken")


def _dot1x(device: Session) -> Maybe[bool]:
    listed = device.feature("security", "802Dot1x")
    if not isinstance(listed, Document):
        return listed
    try:
        cards = [listed.flag(key) for key in listed.values if key.rpartition(".")[2] == "Enable"]
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return all(cards) if cards else Unread(f"{listed.where}: no Enable")


def write(device: Session, found: Certificates, wanted: Certificates) -> None:
    """HTTPS on, then HTTP off, with the certificate that is in use now. HTTP is never opened here."""
    standing = policy.standing(device)
    if not known(standing):
        raise WriteRefused("security/ssl says no policy")
    target = standing
    if wanted.https is True and found.https is False:
        target = "HTTPandHTTPSProprietary"
    if wanted.https_only is True and found.https_only is False:
        target = "HTTPSPublic" if standing.endswith("Public") else "HTTPSProprietary"
    if target != standing:
        device.tell(*policy.SSL, "set", {"Policy": target})
