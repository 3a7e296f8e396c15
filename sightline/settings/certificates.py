"""How a device proves itself, and whether it can be talked to without."""

from dataclasses import dataclass
from datetime import datetime

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate of the web interface; the device's own word, not what answers on the port."""

    subject: str
    issuer: str
    not_after: datetime

    @property
    def self_signed(self) -> bool:
        """True where it vouches for itself."""
        return self.subject == self.issuer


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """`https_only` is True where plain HTTP is off, or only sends callers on to HTTPS.

    `lowest_tls` is the oldest version taken, "1.0" to "1.3". `dot1x` is 802.1X on the wire to the switch.
    """

    https: Maybe[bool]
    https_only: Maybe[bool]
    certificate: Maybe[Certificate]
    lowest_tls: Maybe[str]
    dot1x: Maybe[bool]
