"""Which channels, streams and tracks a device has."""

from dataclasses import dataclass

from sightline.drivers.hikvision import status
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Unread
from sightline.wire import xml

#: Streams that a camera may have and its list may leave out: main, sub, third, fourth. [F] lists gave only 101, 102.
CAMERA_STREAMS = (1, 2, 3, 4)
EXTRA = ("03", "04")
#: Without these a row of the list is no whole document.
WHOLE = ("Transport", "Video")
#: What a recorder takes in of each channel (reference: main and sub; x03 are pictures).
RECORDER_STREAMS = (1, 2)
ANALOGUE = "System/Video/inputs/channels"


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One encoder stream and its document."""

    channel: str
    stream: str
    document: xml.Element | Unread


def inputs(device: Session) -> list[str]:
    """Channel ids in the device's order: a recorder's network and analogue inputs, "1" up for a camera."""
    if device.kind == "camera":
        return _lenses(device)
    found: dict[str, None] = {}
    for path, root, row in (
        ("ContentMgmt/InputProxy/channels", "InputProxyChannelList", "InputProxyChannel"),
        (ANALOGUE, "VideoInputChannelList", "VideoInputChannel"),
    ):
        if path == ANALOGUE and not has_analogue(device):
            continue
        try:
            rows = device.get(path, root)
        except Unsupported:
            continue
        found.update(dict.fromkeys(xml.need_id(one) for one in xml.children(rows, row)))
    if not found:
        raise UnexpectedReply("the recorder lists no channel")
    return list(found)


def _lenses(device: Session) -> list[str]:
    """A camera's channels by its list of streams, else by its video inputs: the one lens that each has is no guess.

    Where it lets neither be read, nobody knows whether it has a second one ([F] bi-spectrum cameras do).
    """
    listed = {stream[:-2] for stream in _listed(device)}
    if not listed:
        try:
            rows = device.get(ANALOGUE, "VideoInputChannelList")
        except Unsupported as problem:
            raise UnexpectedReply(f"the camera lists neither streams nor video inputs: {problem}") from problem
        listed = {xml.need_id(row) for row in xml.children(rows, "VideoInputChannel")}
    return sorted(listed | {"1"}, key=int)


def has_analogue(device: Session) -> bool:
    """False only where the capabilities say that there is no analogue input. [F] NVRs say 0, DVRs their number."""
    try:
        number = xml.anywhere(device.get("System/capabilities", "DeviceCap"), "videoInputPortNums")
    except (Unsupported, UnexpectedReply):
        return True
    return number is None or (number.text or "").strip() != "0"


def streams(device: Session) -> list[Stream]:
    """Every stream. A camera's list holds whole documents ([F] equal to the single ones of both cameras that gave
    both); a recorder's gives only ids, since no reply shows more.

    A channel that is listed and has no readable stream is Unread. Where a recorder gives no list, its first channel is
    asked for every number, and the others for those that were there: main and sub streams are what it records.
    """
    listed = _listed(device)
    numbers = list(CAMERA_STREAMS if device.kind == "camera" or not listed else RECORDER_STREAMS)
    found: list[Stream] = []
    for channel in inputs(device):
        probed = [f"{channel}{number:02d}" for number in numbers]
        own = _channel(device, channel, probed, listed)
        missing = Stream(
            channel=channel, stream=f"{channel}01", document=Unread("the channel is listed and has no stream")
        )
        found += own or [missing]
        if own and device.kind == "recorder":
            numbers = sorted({*RECORDER_STREAMS, *(int(stream.stream[-2:]) for stream in found)})
    return found


def _channel(device: Session, channel: str, probed: list[str], listed: dict[str, xml.Element]) -> list[Stream]:
    """Third and fourth streams: where one of them is there, a 500 of the other is a fault and not its absence."""
    wanted = sorted({*probed, *(stream for stream in listed if stream[:-2] == channel)})
    found = {stream: _stream(device, channel, stream, listed.get(stream)) for stream in wanted}
    if any(found[stream] for stream in wanted if stream[-2:] in EXTRA):
        for stream in wanted:
            if found[stream] is None and _bare_refusal(device, stream):
                reason = (
                    f"Streaming/channels/{stream}: refused without a word, and the channel has more than two streams"
                )
                found[stream] = Stream(channel=channel, stream=stream, document=Unread(reason))
    return [stream for stream in found.values() if stream is not None]


def _stream(device: Session, channel: str, stream: str, row: xml.Element | None) -> Stream | None:
    """None where there is no such stream: the device says so, or ([F] old cameras, DVRs) answers 500 or 400."""
    if row is not None and device.kind == "camera" and all(xml.child(row, part) is not None for part in WHOLE):
        return Stream(channel=channel, stream=stream, document=row)
    path = f"Streaming/channels/{stream}"
    try:
        document = device.get(path, "StreamingChannel")
        if xml.need(document, "id") != stream:
            raise UnexpectedReply(f"{path}: answered with another stream")
        return Stream(channel=channel, stream=stream, document=document)
    except Unsupported as problem:
        reason = str(problem)
        if row is None:
            return None
    except UnexpectedReply as problem:
        reason = str(problem)
        if row is None and stream[-2:] in EXTRA and _bare_refusal(device, stream):
            return None
    return Stream(channel=channel, stream=stream, document=Unread(reason))


def _bare_refusal(device: Session, stream: str) -> bool:
    try:
        said = status.read(device.reply(f"Streaming/channels/{stream}"))
        return said.http in (400, 500) and said.code != status.BUSY
    except UnexpectedReply:
        return False


def _listed(device: Session) -> dict[str, xml.Element]:
    """The rows of the list document by their ids, or none where it cannot be read."""
    try:
        rows = device.get("Streaming/channels", "StreamingChannelList")
        return {_channel_and_number(one): one for one in xml.children(rows, "StreamingChannel")}
    except (Unsupported, UnexpectedReply):
        return {}


def _channel_and_number(row: xml.Element) -> str:
    """The id of a stream or a track: the channel's, and two digits more."""
    found = xml.need_id(row)
    if len(found) < 3:
        raise UnexpectedReply(f"<id> is {found}: no channel and number")
    return found


def track_ids(device: Session) -> list[str]:
    """Recording tracks, as the device lists them."""
    rows = device.get("ContentMgmt/record/tracks", "TrackList")
    ids = [_channel_and_number(one) for one in xml.children(rows, "Track")]
    if not ids:
        raise UnexpectedReply("the device lists no recording track")
    return ids


def tracks(device: Session) -> list[tuple[str, xml.Element]]:
    """Every recording track by its own document; the list gives the ids. Raises where one of them cannot be read."""
    return [(track, _track(device, track)) for track in track_ids(device)]


def _track(device: Session, track: str) -> xml.Element:
    path = f"ContentMgmt/record/tracks/{track}"
    document = device.get(path, "Track")
    if xml.need(document, "id") != track:
        raise UnexpectedReply(f"{path}: answered with another track")
    return document


def stores(device: Session) -> list[xml.Element] | Absent:
    """Disks, cards and network stores; `notexist` is the ghost row of an empty bay (reference, section 3)."""
    storage = device.get("ContentMgmt/Storage", "storage")
    if xml.child(storage, "hddList") is None:
        raise UnexpectedReply("ContentMgmt/Storage has no <hddList>")
    paths = ("hddList/hdd", "nasList/nas", "ssdList/hdd", "ssdList/ssd")
    rows = [row for path in paths for row in xml.children(storage, path)]
    there = [row for row in rows if (xml.text(row, "status") or "").lower() != "notexist"]
    return there or Absent("no disk, card or network store")
