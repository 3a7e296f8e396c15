"""Who the device says it is (reference, section 1)."""

from contextlib import suppress

from sightline.drivers.dahua import calls, release
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import text
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Identity


def read(device: Session) -> Identity:
    """OEM brands write their own vendor; an account without the right to `General` reads no name."""
    return Identity(
        vendor=_vendor(device),
        model=device.model,
        serial=device.serial,
        firmware=release.version(device),
        name=_name(device),
        kind=device.kind,
    )


def _vendor(device: Session) -> str:
    try:
        params = device.answer(calls.VENDOR).params
        return text(params, "Vendor") or text(params, "vendor") or "dahua"
    except (UnexpectedReply, Unsupported):
        return "dahua"


def _name(device: Session) -> str:
    """Older devices say it beside their tables as well."""
    with suppress(UnexpectedReply, Unsupported):
        return text(device.table("General"), "MachineName")
    with suppress(UnexpectedReply, Unsupported):
        return text(device.answer(calls.NAME).params, "name")
    return ""
