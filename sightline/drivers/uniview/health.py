"""Which channels are live, and what a camera's card holds (reference, C1 and C16)."""

from dataclasses import replace

from sightline.drivers.onvif import health as onvif
from sightline.drivers.uniview.channels import NOWHERE, Channel, channels
from sightline.drivers.uniview.fields import number
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, ChannelHealth, Health, Maybe, Unread, Unsupported, known

LIVE = {0: False, 1: True}
IDLE = 2
OWN_LENS = Unsupported("no confirmed field of a camera says whether its own picture arrives (reference, C16)")
OWN = Absent("a camera takes its picture from nowhere else")
RECORDING = Unsupported("the fields of Channels/System/RecordStatus are not confirmed")
NEWEST = Unsupported("a recorder's days with footage tell no hour, and the reference has no other call (section C)")


def read(device: Session) -> Health:
    """A recorder's word on the slots that have a camera; of a camera, its recordings by ONVIF."""
    if device.kind == "camera":
        return _card(onvif.read(device.onvif))
    found = tuple(
        ChannelHealth(
            channel=one.channel,
            live=_live(one),
            recording=RECORDING,
            newest=NEWEST,
            address=one.address or NOWHERE,
        )
        for one in channels(device)
        if one.used
    )
    if not found:
        raise UnexpectedReply("no slot of the recorder has a camera")
    return Health(channels=found)


def _card(found: Health) -> Health:
    if not known(found.channels):
        return found
    return Health(channels=tuple(replace(one, live=OWN_LENS, address=OWN) for one in found.channels))


def _live(channel: Channel) -> Maybe[bool]:
    try:
        status = number(channel.row, "Status")
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return LIVE.get(status, Unread("the recorder calls it idle" if status == IDLE else f"Status is {status}"))
