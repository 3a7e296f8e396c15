"""Which certificate each https:// device shows now: a handshake, without any login or request."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import gevent
import gevent.pool
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from sightline.bridge.work import Work
from sightline.errors import SightlineError, Unreachable
from sightline.estate.authority import trusted
from sightline.estate.model import Device
from sightline.wire.tls import Shown, fingerprint, shown

SCHEMA = "sightline.certificates/1"
SOON = timedelta(days=30)
State = Literal["good", "soon", "ended", "early", "changed", "unreadable", "unreachable"]
#: The states that make exit status 2, and those that make 3.
BAD, UNKNOWN = ("soon", "ended", "early", "changed"), ("unreadable", "unreachable")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`ours`: one of the estate's CAs signed it. `trust` says by what a run would speak to the device, and
    `reason` why by nothing, or why no more is known. Dates and names are None where there are none.
    """

    device: Device
    state: State
    reason: str = ""
    subject: str | None = None
    issuer: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    serial: str | None = None
    sha256: str | None = None
    ours: bool = False
    trust: Literal["ca", "pin"] | None = None


def look(work: Work, devices: Sequence[Device]) -> list[Seen]:
    """All at once, in the order given; a device that hangs costs its own time only."""
    authorities = trusted(work.estate)
    pool = gevent.pool.Pool(work.estate.limits.parallel)
    return list(pool.imap(lambda device: _look(work, device, authorities), devices))


def status(seen: Iterable[Seen]) -> int:
    """2 where one has ended, ends soon, has not begun or is not the pinned one; else 3 where one was not seen."""
    states = {one.state for one in seen}
    return 2 if states & {*BAD} else 3 if states & {*UNKNOWN} else 0


def document(seen: Iterable[Seen], now: datetime) -> dict[str, Any]:
    """Plain data; times in UTC."""
    return {"schema": SCHEMA, "at": now.isoformat(timespec="seconds"), "certificates": [_plain(one) for one in seen]}


def _plain(one: Seen) -> dict[str, Any]:
    device, own = one.device, {name: value for name, value in vars(one).items() if name != "device"}
    dates = {name: value.isoformat() for name, value in own.items() if isinstance(value, datetime)}
    return {"site": device.site, "device": device.name, "address": device.address.url, **own, **dates}


def _look(work: Work, device: Device, authorities: Sequence[x509.Certificate]) -> Seen:
    limits, address = work.estate.limits, device.address
    late = Unreachable(f"no answer in {limits.total_seconds:g} s")
    try:
        with gevent.Timeout(limits.total_seconds, late):
            found = shown(
                address.host, address.port, ca_file=work.estate.ca_file, timeout_seconds=limits.connect_seconds
            )
        pin = work.state.pins(device.id)
    except Unreachable as problem:
        return Seen(device=device, state="unreachable", reason=str(problem))
    except SightlineError as problem:
        return Seen(device=device, state="unreadable", reason=str(problem))
    return _judged(device, found, pin.certificate_sha256 if pin else "", authorities)


def _judged(device: Device, found: Shown, pin: str, authorities: Sequence[x509.Certificate]) -> Seen:
    sha256 = fingerprint(found.certificate)
    changed = bool(pin) and pin != sha256
    trust, reason = _trust(found, pin, changed=changed)
    try:
        with warnings.catch_warnings():  # serial numbers of 0 are many a camera's
            warnings.simplefilter("ignore")
            certificate = x509.load_der_x509_certificate(found.certificate)
            begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
            subject, issuer = certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string()
    except Exception as problem:  # noqa: BLE001 - a hostile certificate breaks its parser anywhere
        reason = reason or f"not to be read: {problem}"
        state: State = "changed" if changed else "unreadable"
        return Seen(device=device, state=state, reason=reason, sha256=sha256, trust=trust)
    return Seen(
        device=device,
        state="changed" if changed else _age(begins, ends, datetime.now(UTC)),
        reason=reason,
        subject=subject,
        issuer=issuer,
        not_before=begins,
        not_after=ends,
        serial=f"{certificate.serial_number:x}",
        sha256=sha256,
        ours=any(_signed(certificate, by) for by in authorities),
        trust=trust,
    )


def _trust(found: Shown, pin: str, *, changed: bool) -> tuple[Literal["ca", "pin"] | None, str]:
    """As a run decides: by the pin where there is one, whatever the CA says."""
    if changed:
        return None, "it is not the pinned one"
    if pin:
        return "pin", ""
    return (None, found.objection) if found.objection else ("ca", "")


def _age(begins: datetime, ends: datetime, now: datetime) -> State:
    if now > ends:
        return "ended"
    if now < begins:
        return "early"
    return "soon" if ends - now <= SOON else "good"


def _signed(certificate: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(by)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
