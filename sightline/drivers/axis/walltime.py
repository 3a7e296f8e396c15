"""The device's wall clock (reference, A4): what its time, and the age of its footage, are measured by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.axis import answers, moments
from sightline.drivers.axis.discovery import has_json
from sightline.drivers.axis.session import Session
from sightline.errors import Unsupported

TIME, METHOD = "/axis-cgi/time.cgi", "getDateTimeInfo"
DATE = "/axis-cgi/admin/date.cgi?action=get"


@dataclass(frozen=True)
class Shown:
    """What the clock on the wall showed, without a zone, and the moment at which it did."""

    wall: datetime
    at: datetime
    zone: str


def shown(device: Session) -> Shown:
    """By time.cgi where the device has it, else by date.cgi, which names no zone."""
    if has_json(device):
        try:
            data = device.ask(TIME, METHOD)
        except Unsupported:
            pass
        else:
            local = answers.member(data, "localDateTime", str)
            return Shown(moments.wall(local), device.reply(TIME, METHOD).at, _zone(data))
    reply = device.reply(DATE)
    text = answers.body(DATE, reply).decode("ascii", "replace").strip()
    return Shown(moments.date(text), reply.at, "")


def _zone(data: dict[str, object]) -> str:
    named = (data.get(key) for key in ("timeZone", "posixTimeZone"))
    return next((text for text in named if isinstance(text, str) and text), "")


def ahead(device: Session) -> timedelta:
    """How far the wall clock is ahead of the estate's. Good to a second."""
    found = shown(device)
    return found.wall + clocks.HALF_SECOND - clocks.ours(found.at, device.target.timezone)
