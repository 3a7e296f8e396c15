"""Where a device is reached: the one place that its credentials are ever sent to."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from sightline.estate.words import listed, shown

PORTS = {"http": 80, "https": 443, "ssh": 22}
NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*\Z")
USER = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


@dataclass(frozen=True, kw_only=True)
class Address:
    """A scheme (http, https, ssh), a host without brackets, a port, and the user where the address names one."""

    scheme: str
    host: str
    port: int
    user: str = ""

    @property
    def netloc(self) -> str:
        """Host and port as a URL writes them; the port is always there."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """Scheme, host and port, without the user."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def default_port(self) -> bool:
        """True on the scheme's own port: then the device's other ports may be probed as well."""
        return self.port == PORTS[self.scheme]

    def __str__(self) -> str:
        return f"{self.scheme}://{self.user}@{self.netloc}" if self.user else self.url


def parse_address(text: object) -> Address:
    """`https://10.0.0.5`, `http://nvr.example:8080`, `ssh://recorder@[2001:db8::9]:22`.

    Raises ValueError for a path, a query, a password (it belongs into the secret store) or a host that is neither
    a name nor a whole IP address (`10.0.1` and `0x0a000001` reach hosts that nobody meant).
    """
    if not isinstance(text, str):
        raise ValueError(f"expected an address as https://10.0.0.5; found {shown(text)}")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(f"{shown(text)} holds a character that no address has")
    if "@" in text and ":" in text.partition("://")[2].rpartition("@")[0]:
        raise ValueError("a password does not belong into an address: keep it in the secret store")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{shown(text)} is no address: {error}") from None
    if parts.scheme not in PORTS or "://" not in text:
        raise ValueError(f"{shown(text)} is no address: it starts with none of {listed(f'{p}://' for p in PORTS)}")
    check_rest(text, parts, port)
    host = checked_host(text, parts)
    return Address(scheme=parts.scheme, host=host, port=port or PORTS[parts.scheme], user=parts.username or "")


def check_rest(text: str, parts: SplitResult, port: int | None) -> None:
    """Nothing but a user, a host and a port may stand in an address."""
    if parts.path or parts.query or parts.fragment or text.endswith(("?", "#", ":")):
        raise ValueError(f"{shown(text)} is no address: nothing may follow the host and the port")
    if port == 0:
        raise ValueError(f"{shown(text)} is no address: no device listens on port 0")
    if "@" in parts.netloc and not USER.match(parts.username or ""):
        raise ValueError(f"{shown(text)} is no address: the user may hold letters, digits, '.', '_' and '-'")


def checked_host(text: str, parts: SplitResult) -> str:
    """The host, one spelling for one host."""
    host = (parts.hostname or "").rstrip(".")
    if "[" in parts.netloc:
        return str(IPv6Address(host))
    last = host.rpartition(".")[2]
    if last.isdigit() or last.startswith("0x"):
        return str(IPv4Address(host))
    if not NAME.match(host):
        raise ValueError(f"{shown(text)} is no address: its host is neither a name nor an IP address")
    return host
