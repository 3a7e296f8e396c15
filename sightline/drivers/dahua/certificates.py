"""HTTPS and what can be said of it (reference, section 14)."""

from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import need_boolean, put
from sightline.drivers.parts import or_why_not
from sightline.errors import WriteRefused
from sightline.settings import Certificates, Maybe
from sightline.settings import Unsupported as Unsupportable

NO_SWITCH = Unsupportable("no switch of plain HTTP is confirmed (dahua.md, 14)")
NO_FIELDS = Unsupportable("the fields of a certificate as the device gives it are not confirmed (dahua.md, 14)")
NO_TLS = Unsupportable("no key says which TLS the device takes (dahua.md, 14)")
NO_DOT1X = Unsupportable("the keys of Wire802_1X are not confirmed (dahua.md, 14)")


def read(device: Session) -> Certificates:
    """Only whether HTTPS is on; without it there is nothing but plain HTTP."""
    https = _https(device)
    return Certificates(
        https=https,
        https_only=False if https is False else NO_SWITCH,
        certificate=NO_FIELDS,
        lowest_tls=NO_TLS,
        dot1x=NO_DOT1X,
    )


@or_why_not
def _https(device: Session) -> Maybe[bool]:
    return need_boolean(device.table("Https"), "Enable")


def write(device: Session, found: Certificates, wanted: Certificates) -> None:
    """HTTPS is only ever switched on."""
    if wanted.https != found.https:
        if wanted.https is not True:
            raise WriteRefused("HTTPS is not switched off from here")
        table = device.edit("Https")
        put(table, True, "Enable")
        device.put("Https", table)
