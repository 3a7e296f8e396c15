"""What is written into the picture (reference, A10): by the text parameters of each view."""

import re

from sightline.drivers.axis.channels import channel, only_a_camera, views
from sightline.drivers.axis.session import Session
from sightline.errors import WriteRefused
from sightline.settings import Absent, ChannelOverlay, Maybe, Overlay, Unread, known
from sightline.settings import Unsupported as Unsupportable

DYNAMIC = "Properties.DynamicOverlay.DynamicOverlay"
#: Modifiers of a text that write the date, the time, or both.
DATE, TIME = re.compile("%[Fxc]"), re.compile("%[XTc]")
MODIFIER = re.compile("%[A-Za-z]|#[A-Za-z]")
ELSEWHERE = Unsupportable("it may be a dynamic overlay, whose list is not confirmed (reference A10, E)")


def read(device: Session) -> Overlay:
    """A text that these parameters do not show may be a dynamic overlay, on firmware that has them."""
    only_a_camera(device)
    return Overlay(channels=tuple(_channel(device, view) for view in views(device)))


def _channel(device: Session, view: int) -> ChannelOverlay:
    text = device.params.get(_name(view, "String"))
    lack = _none(device, _name(view, "String")) if text is None else None
    said = {switch: device.switch(_name(view, switch)) for switch in ("TextEnabled", "DateEnabled", "ClockEnabled")}
    written = (text or "") if said["TextEnabled"] is True else ""
    name = MODIFIER.sub("", text or "").strip()
    time = _both(said["DateEnabled"], said["ClockEnabled"])
    if DATE.search(written) and TIME.search(written):
        time = True
    shown: Maybe[bool] = bool(MODIFIER.sub("", written).strip()) if known(said["TextEnabled"]) else said["TextEnabled"]
    return ChannelOverlay(
        channel=channel(view),
        text=lack or name,
        name_shown=_or_elsewhere(device, lack or shown),
        time_shown=_or_elsewhere(device, time),
    )


def _none(device: Session, name: str) -> Unread | Unsupportable:
    lack = device.lack(name)
    if isinstance(lack, Unread):
        return lack
    return Unsupportable(f"{lack.reason}, and the list of dynamic overlays is not confirmed (reference A10, E)")


def _both(date: Maybe[bool], time: Maybe[bool]) -> Maybe[bool]:
    unknown = next((one for one in (date, time) if not known(one)), None)
    return unknown or (date is True and time is True)


def _or_elsewhere(device: Session, found: Maybe[bool]) -> Maybe[bool]:
    """What is not shown here is shown nowhere only on firmware without dynamic overlays."""
    if found is True or isinstance(found, Unread | Unsupportable):
        return found
    dynamic = device.switch(DYNAMIC)
    if isinstance(dynamic, Unread):
        return dynamic
    return found if dynamic is False or isinstance(dynamic, Absent) else ELSEWHERE


def _name(view: int, name: str) -> str:
    return f"Image.I{view}.Text.{name}"


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """Text and switches of each view that differs, in one request. Nothing is switched off."""
    if not (isinstance(found.channels, tuple) and isinstance(wanted.channels, tuple)):
        return
    todo: dict[str, bool | str] = {}
    for old, new in zip(found.channels, wanted.channels, strict=True):
        if old != new:
            todo |= _changes(int(new.channel) - 1, old, new)
    device.update(todo)


def _changes(view: int, old: ChannelOverlay, new: ChannelOverlay) -> dict[str, bool | str]:
    """A new text takes the modifiers of the old one with it: date and time then have their own switches."""
    if (new.name_shown, old.name_shown) == (False, True) or (new.time_shown, old.time_shown) == (False, True):
        raise WriteRefused("an overlay is not switched off from here")
    renamed = new.text != old.text and isinstance(new.text, str)
    todo: dict[str, bool | str] = {_name(view, "String"): new.text} if isinstance(new.text, str) and renamed else {}
    if new.name_shown is True and old.name_shown is not True:
        todo[_name(view, "TextEnabled")] = True
    if new.time_shown is True and (renamed or old.time_shown is not True):
        todo |= {_name(view, "DateEnabled"): True, _name(view, "ClockEnabled"): True}
    return todo
