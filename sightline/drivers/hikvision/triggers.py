"""Which events a device can tell, and what each sets off (reference, section 11)."""

from dataclasses import dataclass

from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

PATH, ROOT = "Event/triggers", "EventTriggerList"
#: [F] The channel's number stands in the one or the other.
CHANNEL = ("dynVideoInputChannelID", "videoInputChannelID")


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """One event of one channel; `acts` is True where it sets something off."""

    event: str
    channel: str
    acts: bool


def triggers(device: Session) -> tuple[Trigger, ...]:
    """By the list: a single one that is not there answers "busy" ([L]). Events without a channel are the device's."""
    rows = tuple(_trigger(row) for row in xml.children(_list(device), "EventTrigger"))
    if not rows:
        raise UnexpectedReply(f"{PATH} lists nothing")
    return rows


def _list(device: Session) -> xml.Element:
    """[F] Old and thermal cameras wrap the list."""
    try:
        return device.get(PATH, ROOT)
    except UnexpectedReply:
        wrapped = xml.child(device.get(PATH, "EventNotification"), ROOT)
    if wrapped is None:
        raise UnexpectedReply(f"{PATH} has no <{ROOT}>")
    return wrapped


def _trigger(row: xml.Element) -> Trigger:
    """[F] A thermal camera gives no channel, and its number at the end of the id."""
    named = next((text for name in CHANNEL if (text := xml.text(row, name))), "")
    last = xml.need(row, "id").rpartition("-")[2]
    actions = xml.children(row, "EventTriggerNotificationList/EventTriggerNotification")
    return Trigger(
        event=xml.need(row, "eventType").lower(),
        channel=named or (last if xml.number(last) is not None else ""),
        acts=any(xml.text(one, "notificationMethod") for one in actions),
    )


def listed(device: Session, channel: str, events: tuple[str, ...]) -> bool:
    """Whether the list has one of these events of the channel."""
    return any(one.event in events and one.channel == channel for one in triggers(device))


def acting(device: Session, channel: str, events: tuple[str, ...]) -> bool | None:
    """Whether one of these events of the channel sets something off; None where nobody can tell.

    [F] Cameras leave some events out of the list and have them all the same: such a one is asked for alone.
    """
    if listed(device, channel, events):
        return any(one.acts for one in triggers(device) if one.event in events and one.channel == channel)
    try:
        return _trigger(device.get(f"{PATH}/{events[0]}-{channel}", "EventTrigger")).acts
    except (UnexpectedReply, Unsupported):
        return None
