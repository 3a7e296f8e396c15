"""Sound of every profile, and of a recorder's recordings (reference, B2)."""

from sightline.drivers.hanwha.channels import each, is_open, own, shown, sources, switch, whole
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

#: The switches are written both ways.
LETS_SOUND_IN = True
PROFILES, RECORDING = ("media", "videoprofile"), ("recording", "general")


def read(device: Session) -> Audio:
    """A camera's card keeps the sound of the profile that it records; a recorder has a switch for each channel."""
    streams = tuple(stream for number in sources(device) for stream in _streams(device, number))
    if not streams:
        raise UnexpectedReply("the device lists no profile of any channel")
    silent = all(isinstance(stream.enabled, Absent) for stream in streams)
    return Audio(
        streams=Absent("the device lists no audio input") if silent else streams,
        recorded=_recorded(device),
    )


def _streams(device: Session, number: str) -> list[AudioStream]:
    listed = device.view(*PROFILES)
    row = each(device, listed)[number]
    profiles = {} if isinstance(row, Unread) else row.rows("Profile")
    found = [
        AudioStream(channel=shown(number), stream=f"{shown(number)}/{name}", enabled=_enabled(device, number, profile))
        for name, profile in profiles.items()
    ]
    if not is_open(sources(device)[number]) or (found and not listed.lines):
        return found
    why = "the list came in lines, which do not say where it ends" if found else f"no profile of channel {number}"
    unread = Unread(f"{listed.where}: {why}")
    return [*found, AudioStream(channel=shown(number), stream=f"{shown(number)}/others", enabled=unread)]


def _enabled(device: Session, number: str, profile: Document) -> Maybe[bool]:
    """A profile without the switch is silent where the device says that the channel has no audio input either."""
    try:
        if "AudioInputEnable" in profile.values or device.capabilities().limit("Media", "MaxAudioInput", number) != 0:
            return profile.flag("AudioInputEnable")
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(str(problem))
    return Absent("the profile has no sound, and the channel no audio input")


def _recorded(device: Session) -> Maybe[tuple[AudioStream, ...]]:
    if device.kind == "camera":
        return Absent("a camera's recordings have no switch for sound of their own")
    try:
        rows = each(device, device.view(*RECORDING))
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))
    return tuple(
        AudioStream(channel=shown(number), stream=shown(number), enabled=switch(row, "AudioEnable"))
        for number, row in rows.items()
    )


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Each profile and each recording that differs."""
    for stream in _changed(found.streams, wanted.streams):
        profile = whole(stream.stream.partition("/")[2])
        values = {"Profile": profile, "AudioInputEnable": stream.enabled is True}
        device.tell(*PROFILES, "update", values, channel=own(stream.channel))
    for track in _changed(found.recorded, wanted.recorded):
        device.tell(*RECORDING, "set", {"AudioEnable": track.enabled is True}, channel=own(track.channel))


def _changed(found: Maybe[tuple[AudioStream, ...]], wanted: Maybe[tuple[AudioStream, ...]]) -> list[AudioStream]:
    if not (isinstance(found, tuple) and isinstance(wanted, tuple)):
        return []
    return [new for old, new in zip(found, wanted, strict=True) if old != new and known(new.enabled)]
