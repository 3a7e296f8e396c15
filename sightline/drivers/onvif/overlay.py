"""Name and time in the picture (reference, D10)."""

from sightline.drivers.onvif import osds
from sightline.drivers.onvif.osds import BOTH, PARTS, PLAIN, Text
from sightline.drivers.onvif.profiles import views
from sightline.drivers.onvif.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import ChannelOverlay, Maybe, Overlay, known
from sightline.settings import Unsupported as Unsupportable

SEVERAL = Unsupportable("several texts stand in the picture, and ONVIF does not say which is the name (onvif.md, D10)")


def read(device: Session) -> Overlay:
    """What stands in one view of a channel must stand in each. ONVIF has no switch: a text is there or it is not."""
    channels, missing = views(device)
    if not channels:
        raise UnexpectedReply("no profile shows a picture")
    _, found = osds.texts(device)
    own: dict[str, list[list[Text]]] = {}
    for view, channel in channels.items():
        own.setdefault(channel, []).append([one for one in found if one.view == view])
    shown = [_channel(channel, per_view) for channel, per_view in own.items()]
    shown += [
        ChannelOverlay(channel=one.token, text=one.missing, name_shown=one.missing, time_shown=one.missing)
        for one in missing
        if one.missing
    ]
    return Overlay(channels=tuple(shown))


def _channel(channel: str, per_view: list[list[Text]]) -> ChannelOverlay:
    return ChannelOverlay(
        channel=channel,
        text=_name(per_view),
        name_shown=all(any(one.text for one in own) for own in per_view),
        time_shown=all(_timed(own) for own in per_view),
    )


def _name(per_view: list[list[Text]]) -> Maybe[str]:
    plain = [[one.text for one in own if one.text] for own in per_view]
    if any(len(own) > 1 for own in plain):
        return SEVERAL
    names = {own[0] for own in plain if own}
    return SEVERAL if len(names) > 1 else next(iter(names), "")


def _timed(own: list[Text]) -> bool:
    kinds = {one.kind for one in own}
    return BOTH in kinds or kinds >= PARTS


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """The one text of each view becomes the name; what is missing is added where the device offers it."""
    if not (known(found.channels) and known(wanted.channels)):
        return
    channels, _ = views(device)
    for old, new in zip(found.channels, wanted.channels, strict=True):
        if old == new:
            continue
        if new.name_shown is False or new.time_shown is False:
            raise WriteRefused(f"channel {new.channel}: nothing is taken out of the picture")
        for view in [view for view, channel in channels.items() if channel == new.channel]:
            _put(device, view, old, new)


def _put(device: Session, view: str, old: ChannelOverlay, new: ChannelOverlay) -> None:
    service, found = osds.texts(device)
    own = [one for one in found if one.view == view]
    taken = {one.place for one in own}
    if known(new.text) and new.text:
        plain = max((one for one in own if one.kind == PLAIN), key=lambda one: bool(one.text), default=None)
        if plain is None:
            taken.add(osds.add(device, service, view, PLAIN, taken, new.text))
        elif plain.text != new.text:
            osds.rename(device, service, plain, new.text)
    elif old.name_shown != new.name_shown:
        raise WriteRefused(f"channel {new.channel}: there is no name to show")
    if new.time_shown is True and not _timed(own):
        osds.add(device, service, view, BOTH, taken)
