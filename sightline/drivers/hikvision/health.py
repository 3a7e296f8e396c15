"""Which channels are live, and what was recorded of each in the last day (reference, section 16)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sightline.drivers import clocks
from sightline.drivers.hikvision import footage, places, walltime
from sightline.drivers.hikvision.channels import ANALOGUE, has_analogue, inputs, stores, track_ids
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, ChannelHealth, Health, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

#: [L] A channel is being recorded where something of it was recorded in the last ten minutes.
NOW = timedelta(minutes=10)
OWN = "a camera has no word for its own picture"


def read(device: Session) -> Health:
    """A recorder's word on its channels; a camera says nothing of its own picture, and what is on its own store."""
    if device.kind == "camera":
        if isinstance(stores(device), Absent):
            return Health(channels=Absent("a camera without a store lists no channels of others, and keeps nothing"))
        own = Absent(OWN)
        live = [ChannelHealth(channel=channel, live=own, address=own) for channel in inputs(device)]
    else:
        live = [*_network(device), *_analogue(device)]
    if not live:
        raise UnexpectedReply("the recorder says nothing of any channel")
    return Health(channels=tuple(_recorded(device, channel) for channel in live))


def _network(device: Session) -> list[ChannelHealth]:
    """Each channel of the list of states or of the list of channels: one without a state is not known to be live."""
    silent: Unread | Unsupportable = Unread(f"{places.STATUS} leaves the channel out")
    states: dict[str, bool] = {}
    try:
        states = places.online(device)
    except Unsupported as problem:
        silent = Unsupportable(str(problem))
    return [
        ChannelHealth(channel=channel, live=states.get(channel, silent), address=_address(device, channel))
        for channel in dict.fromkeys((*places.network(device), *states))
    ]


def _address(device: Session, channel: str) -> str | Unread:
    """[F] `plugplay`: the camera hangs on one of the recorder's own ports, which nobody else reaches."""
    row = places.network(device).get(channel)
    if row is None:
        return Unread(f"{places.NETWORK} does not list channel {channel}")
    if xml.text(row, "sourceInputPortDescriptor/connMode") == "plugplay":
        return ""
    host = xml.text(row, "sourceInputPortDescriptor/ipAddress") or xml.text(row, "sourceInputPortDescriptor/hostName")
    return host or Unread(f"{places.NETWORK} gives no address of channel {channel}")


def _analogue(device: Session) -> list[ChannelHealth]:
    """[F] `resDesc` is NO VIDEO where no camera is plugged in."""
    if not has_analogue(device):
        return []
    try:
        rows = device.get(ANALOGUE, "VideoInputChannelList")
    except Unsupported:
        return []
    return [
        ChannelHealth(channel=xml.need(row, "id"), live=_plugged(row), address="")
        for row in xml.children(rows, "VideoInputChannel")
    ]


def _plugged(row: xml.Element) -> bool | Unread:
    said = xml.text(row, "resDesc")
    return said.upper() != "NO VIDEO" if said else Unread(f"{ANALOGUE} does not say what comes in")


def _recorded(device: Session, channel: ChannelHealth) -> ChannelHealth:
    """By the channel's main track, else by the first that it has."""
    try:
        own = [track for track in track_ids(device) if track[:-2] == channel.channel]
        if not own:
            raise UnexpectedReply(f"channel {channel.channel} has no recording track")
        return _newest(device, channel, min(own))
    except Unsupported as problem:
        said = Unsupportable(str(problem))
        return replace(channel, recording=said, newest=said, gap_seconds=said)
    except (UnexpectedReply, OverflowError) as problem:
        unread = Unread(str(problem))
        return replace(channel, recording=unread, newest=unread, gap_seconds=unread)


def _newest(device: Session, channel: ChannelHealth, track: str) -> ChannelHealth:
    """By the device's own clock: its zone and offset fall out, as with the oldest recording."""
    ahead, now = walltime.ahead(device), walltime.now(device)
    clocks.trust(ahead)
    today = footage.day(device, track, now)
    held = today or _before(device, track)
    newest = None if not held else _moment(device, now - max(span.end for span in held))
    recording = bool(held) and now - max(span.end for span in held) <= NOW
    return replace(channel, recording=recording, newest=newest, gap_seconds=_gap(today, now))


def _before(device: Session, track: str) -> list[footage.Span]:
    """The recordings of the last day that has any."""
    until = footage.last_day(device, track)
    if until is None:
        return []
    held = footage.day(device, track, until)
    if not held:
        raise UnexpectedReply(f"track {track}: a day is said to hold footage, and a search finds none")
    return held


def _moment(device: Session, age: timedelta) -> datetime:
    return device.reply(walltime.TIME).at.astimezone(UTC) - age


def _gap(today: list[footage.Span], now: datetime) -> float:
    """The longest time of the last day without a recording."""
    reached, longest = now - footage.DAY, timedelta()
    for span in sorted(today, key=lambda span: span.start):
        longest, reached = max(longest, span.start - reached), max(reached, span.end)
    return max(longest, now - reached).total_seconds()
