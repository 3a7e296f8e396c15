"""The software's version and build date (reference, sections 1 and 5)."""

import re
from datetime import date

from sightline.drivers.dahua import calls
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import at, need_text, text
from sightline.settings import Maybe, Unread

#: CGI: `2.800.0000016.0.R,build:2020-06-05`, on older devices with a blank between them.
LINE = re.compile(r"([^,\s]+)[,\s]+build:\s*(\d{4}-\d{2}-\d{2}).*")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2}).*")


def version(device: Session) -> str:
    """The middle field is the OEM's."""
    return _parts(device)[0]


def built(device: Session) -> Maybe[date]:
    """Unread where the device's words hold no day."""
    said = _parts(device)[1]
    day = DAY.fullmatch(said)
    try:
        return date.fromisoformat(day[1] if day else said)
    except ValueError:
        return Unread(f"the build date is {said[:40]!r}" if said else "the device states no build date")


def _parts(device: Session) -> tuple[str, str]:
    params = device.answer(calls.VERSION).params
    if isinstance(at(params, "version"), dict):
        return need_text(params, "version", "Version"), text(params, "version", "BuildDate")
    said = need_text(params, "version")
    form = LINE.fullmatch(said)
    return (form[1], form[2]) if form else (said, "")
