"""TLS and 802.1X (reference, A14)."""

from sightline.drivers.axis.params import boolean
from sightline.drivers.axis.session import Session
from sightline.drivers.axis.webserver import POLICY, https_only
from sightline.errors import WriteRefused
from sightline.settings import Absent, Certificates, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

HTTPS, DOT1X = "HTTPS.Enabled", "Network.Interface.I#.dot1x.Enabled"
#: Versions that may be allowed, the oldest first. What is left without them is 1.2.
OLD = (("1.0", "HTTPS.AllowTLS1"), ("1.1", "HTTPS.AllowTLS11"))
NEXT = "1.2"
NO_LIST = Unsupportable(
    "the list of certificates is not confirmed (reference A14); what answers on the port is seen from outside"
)


def read(device: Session) -> Certificates:
    """By parameters, and by the web service where a firmware has none of them."""
    return Certificates(
        https=device.switch(HTTPS),
        https_only=https_only(device),
        certificate=NO_LIST,
        lowest_tls=_lowest(device),
        dot1x=_dot1x(device),
    )


def _lowest(device: Session) -> Maybe[str]:
    """Firmware without such a switch does not say what it takes."""
    for version, name in OLD:
        said = device.switch(name)
        if isinstance(said, Absent):
            return Unsupportable("this firmware does not say which versions of TLS it takes (reference A0.2)")
        if not known(said):
            return said
        if said:
            return version
    return NEXT


def _dot1x(device: Session) -> Maybe[bool]:
    said = [boolean(value) for _, _, value in device.params.numbered(DOT1X)]
    if True in said:
        return True
    if None in said:
        return Unread("802.1X is neither on nor off")
    return False if said else device.lack("Network.Interface.I0.dot1x.Enabled")


def write(device: Session, found: Certificates, wanted: Certificates) -> None:
    """HTTPS first, then the old versions, then plain HTTP: that one only where we came by HTTPS (safety rule 3)."""
    todo: dict[str, bool | str] = {}
    if wanted.https is True and found.https is not True:
        todo[HTTPS] = True
    if wanted.lowest_tls != found.lowest_tls and isinstance(wanted.lowest_tls, str):
        if wanted.lowest_tls > NEXT:
            raise WriteRefused(f"the device can be held to TLS {NEXT}, not to {wanted.lowest_tls}")
        todo |= {name: False for version, name in OLD if version < wanted.lowest_tls}
    if wanted.https_only is True and found.https_only is not True:
        if device.target.endpoint.scheme != "https":
            raise WriteRefused("plain HTTP is our own way in: give the device an https:// address first")
        todo |= dict.fromkeys(POLICY, "https")
    device.update(todo)
