"""Which host answers at an SSH address. A key is pinned in the estate's `known_hosts`, or nothing is sent."""

import socket
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Never

from sightline.errors import ChangedCertificate, Unreachable, UntrustedCertificate

if TYPE_CHECKING:
    from paramiko import HostKeys, PKey

SSH_PORT = 22
TRUST = "`sightline trust SITE/DEVICE`"


@dataclass(frozen=True, kw_only=True)
class HostKey:
    """A key that a host has shown. `line` is its entry of a known_hosts file."""

    line: str
    fingerprint: str


def named(host: str, port: int) -> str:
    """The host as a known_hosts file writes it."""
    return host if port == SSH_PORT else f"[{host}]:{port}"


def fingerprint(key: "PKey") -> str:
    """As OpenSSH spells it: `SHA256:…`."""
    return "SHA256:" + b64encode(sha256(key.asbytes()).digest()).decode().rstrip("=")


def pinned(known_hosts: Path | None) -> "HostKeys":
    """The keys of a known_hosts file; none where it is not there."""
    from paramiko import HostKeys

    return HostKeys(str(known_hosts) if known_hosts and known_hosts.exists() else None)


def seen_host_key(host: str, port: int, *, timeout_seconds: float) -> HostKey:
    """The key that answers, after a key exchange that sends no name and no credential."""
    from paramiko import SSHException, Transport

    try:
        with socket.create_connection((host, port), timeout_seconds) as plain:
            transport = Transport(plain)
            try:
                transport.banner_timeout = timeout_seconds
                transport.start_client(timeout=timeout_seconds)
                key = transport.get_remote_server_key()
            finally:
                transport.close()
    except (OSError, SSHException, EOFError) as problem:
        raise Unreachable(f"{host}:{port}: no SSH host answers: {problem}") from problem
    line = f"{named(host, port)} {key.get_name()} {key.get_base64()}\n"
    return HostKey(line=line, fingerprint=fingerprint(key))


class Stranger:
    """paramiko's policy for a host without a pin: nothing is sent to it."""

    def missing_host_key(self, _client: Any, hostname: str, key: "PKey") -> Never:
        """Says which key answers, and how to accept it."""
        raise UntrustedCertificate(
            f"no host key is pinned for {hostname}; {fingerprint(key)} answers. Nothing was sent. "
            f"Compare it with the host and pin it: {TRUST}"
        )


def changed(seen: "PKey", expected: "PKey") -> ChangedCertificate:
    """Another key than the pinned one answers."""
    return ChangedCertificate(
        f"the host key changed: pinned {fingerprint(expected)}, seen {fingerprint(seen)}; nothing was sent. "
        f"If the change is yours, pin the new one: {TRUST}"
    )
