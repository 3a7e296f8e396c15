"""Name and time in the picture (reference, section 10)."""

from sightline.drivers.hikvision import places
from sightline.drivers.hikvision.channels import ANALOGUE, inputs, streams
from sightline.drivers.hikvision.session import Session
from sightline.drivers.parts import or_why_not
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, ChannelOverlay, Maybe, Overlay, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

NAME, ROOT = "overlays", "VideoOverlay"
SHOWN, TIMED = "channelNameOverlay/enabled", "DateTimeOverlay/enabled"


def read(device: Session) -> Overlay:
    """The date always stands beside the time: the device has one switch for both."""
    return Overlay(channels=tuple(_channel(device, channel) for channel in inputs(device)))


def _channel(device: Session, channel: str) -> ChannelOverlay:
    document = places.document(device, channel, NAME, ROOT, "")
    return ChannelOverlay(
        channel=channel,
        text=_text(device, channel),
        name_shown=_switch(document, SHOWN),
        time_shown=_switch(document, TIMED),
    )


def _switch(document: places.Answer, element: str) -> Maybe[bool]:
    """No capability tells of it: where the device refuses, it may be the camera behind it that writes."""
    if isinstance(document, Absent):
        return Unsupportable(document.reason)
    if isinstance(document, Unread | Unsupportable):
        return document
    try:
        return xml.need_boolean(document, element)
    except UnexpectedReply as problem:
        return Unread(str(problem))


@or_why_not
def _text(device: Session, channel: str) -> Maybe[str]:
    """[L] A recorder's network channels are named in its own list; [F] a camera's streams carry the input's name."""
    row = places.network(device).get(channel)
    if row is not None:
        named = xml.text(row, "name")
        return Unread(f"{places.NETWORK} has no name of channel {channel}") if named is None else named
    if device.kind == "camera" and (name := _stream_name(device, channel)) is not None:
        return name
    rows = device.get(ANALOGUE, "VideoInputChannelList")
    names = (xml.text(one, "name") for one in xml.children(rows, "VideoInputChannel") if _is(one, channel))
    return next(names, None) or Unread(f"{ANALOGUE} has no name of channel {channel}")


def _stream_name(device: Session, channel: str) -> str | None:
    """[F] On six cameras `channelName` of the main stream is the name of the input; a DVR's is only its number."""
    main = [one.document for one in streams(device) if one.stream == f"{channel}01"]
    return xml.text(main[0], "channelName") if main and not isinstance(main[0], Unread) else None


def _is(row: xml.Element, channel: str) -> bool:
    return xml.text(row, "id") == channel


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """The name in the list that the device heeds ([L] another one takes it and does nothing), then the switches."""
    if not (known(found.channels) and known(wanted.channels)):
        return
    for old, new in zip(found.channels, wanted.channels, strict=True):
        if old.text != new.text and known(new.text):
            _rename(device, new.channel, new.text)
        switches = ((SHOWN, old.name_shown, new.name_shown), (TIMED, old.time_shown, new.time_shown))
        changes = {element: after for element, before, after in switches if before != after and known(after)}
        if changes:
            path = places.path(device, new.channel, NAME)
            document = device.edit(path, ROOT)
            for element, value in changes.items():
                xml.put_text(document, element, str(value).lower())
            device.put(path, document)


def _rename(device: Session, channel: str, text: str) -> None:
    own = channel in places.network(device)
    path, root = (places.NETWORK, "InputProxyChannel") if own else (ANALOGUE, "VideoInputChannel")
    document = device.edit(f"{path}/{channel}", root)
    xml.put_text(document, "name", text)
    device.put(f"{path}/{channel}", document)
