"""TLS towards devices: checked by a CA, or by a pinned certificate. Never by neither."""

import hashlib
import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import gevent.socket
from gevent import ssl as gevent_ssl
from geventhttpclient.connectionpool import ConnectionPool

from sightline.errors import ChangedCertificate, Unreachable, UntrustedCertificate


@cache
def verified(ca_file: Path | None) -> ssl.SSLContext:
    """One context a process and CA: certificates are checked by it, names as well."""
    context = _gentle()
    if ca_file:
        context.load_verify_locations(cafile=str(ca_file))
    else:
        context.load_default_certs()
    return context


@cache
def unverified() -> ssl.SSLContext:
    """The context for pinned devices: what is checked is the fingerprint, in `PinnedPool`."""
    context = _gentle()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _gentle() -> ssl.SSLContext:
    """TLS 1.2 at least. Cameras of 2015 offer nothing better than its plain suites.

    gevent's own class: the standard one would hold up every other device, and every time limit, where nothing is
    patched (pytest).
    """
    context: ssl.SSLContext = gevent_ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def fingerprint(certificate: bytes) -> str:
    """SHA-256 over the certificate's DER form, as hex."""
    return hashlib.sha256(certificate).hexdigest()


def spell(sha256: str) -> str:
    """A fingerprint as people compare it: `AB:CD:…`."""
    return ":".join(sha256[i : i + 2] for i in range(0, len(sha256), 2)).upper()


class TlsPool(ConnectionPool):
    """Connections over TLS. With a pin, the certificate must be that one; without, the CA must vouch for it.

    The check comes with the handshake: nothing, no request and no credential, is sent before it.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        pin: str | None,
        ca_file: Path | None,
        connect_seconds: float,
        read_seconds: float,
    ) -> None:
        self._host, self._pin = host, pin
        self._context = unverified() if pin else verified(ca_file)
        super().__init__(
            host, port, host, port, size=1, connection_timeout=connect_seconds, network_timeout=read_seconds
        )

    def _connect_socket(self, sock: Any, address: Any) -> Any:
        sock.connect(address)
        try:
            wrapped = self._context.wrap_socket(sock, server_hostname=self._host)
        except ssl.SSLCertVerificationError as problem:
            raise UntrustedCertificate(
                f"the certificate is neither pinned nor vouched for by the estate's CA ({problem.verify_message}); "
                "compare its fingerprint with the device and pin it: `sightline trust SITE/DEVICE`"
            ) from problem
        except ssl.SSLError as problem:
            raise Unreachable(f"no connection: TLS failed: {problem.reason or problem}") from problem
        if self._pin:
            seen = fingerprint(wrapped.getpeercert(binary_form=True) or b"")
            if seen != self._pin:
                wrapped.close()
                raise ChangedCertificate(
                    f"the certificate changed: pinned {spell(self._pin)[:23]}…, seen {spell(seen)}; "
                    "nothing was sent. If the change is yours, pin the new one: `sightline trust SITE/DEVICE`"
                )
        return wrapped


@dataclass(frozen=True)
class Shown:
    """A certificate in DER form, and what the CA has against it at this host today ("": nothing, it vouches for it)."""

    certificate: bytes
    objection: str = ""


def shown(host: str, port: int, *, ca_file: Path | None, timeout_seconds: float) -> Shown:
    """What stands on a port, after a handshake that sends nothing else; after two where the CA objects."""
    context = verified(ca_file)
    try:
        return Shown(_handshake(context, host, port, timeout_seconds))
    except ssl.SSLCertVerificationError as problem:
        objection = problem.verify_message or "not verified"
    except OSError as problem:
        raise _no_handshake(host, port, problem) from problem
    try:
        return Shown(_handshake(unverified(), host, port, timeout_seconds), objection)
    except OSError as problem:
        raise _no_handshake(host, port, problem) from problem


def seen_fingerprint(host: str, port: int, *, timeout_seconds: float) -> str:
    """The fingerprint of the certificate that stands on a port, after a handshake that sends nothing else."""
    try:
        return fingerprint(_handshake(unverified(), host, port, timeout_seconds))
    except OSError as problem:
        raise _no_handshake(host, port, problem) from problem


def _handshake(context: ssl.SSLContext, host: str, port: int, timeout_seconds: float) -> bytes:
    with (
        gevent.socket.create_connection((host, port), timeout_seconds) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        return wrapped.getpeercert(binary_form=True) or b""


def _no_handshake(host: str, port: int, problem: OSError) -> Unreachable:
    why = getattr(problem, "reason", None) or problem.strerror or problem
    return Unreachable(f"{host}:{port}: no TLS handshake: {why}")
