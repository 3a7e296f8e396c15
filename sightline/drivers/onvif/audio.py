"""Sound in every profile, and on the way into every recording (reference, D2).

Sound is off where no profile carries it: the microphone itself has no switch in ONVIF.
"""

from sightline.drivers.onvif.profiles import Profile, any_of, profiles, reason, together
from sightline.drivers.onvif.recordings import Job, Recording, jobs, recordings
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA, MEDIA2, RECORDING, SCHEMA
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Audio, AudioStream, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

#: Removed from a profile in this order: the encoder hangs on the source.
PARTS = ("AudioEncoder", "AudioSource")
LOCAL = f"{SCHEMA}/Profile"


def read(device: Session) -> Audio:
    """A device that lists no audio source has no sound; one that lists profiles without any has it off."""
    own = together(profiles(device))
    heard = {token: any_of([one.sound for one in said]) for token, said in own.items()}
    shown = heard
    if all(sound is False for sound in heard.values()) and _deaf(device):
        shown = dict.fromkeys(heard, Absent("the device lists no audio source"))
    streams = tuple(
        AudioStream(channel=own[token][0].channel, stream=token, enabled=sound) for token, sound in shown.items()
    )
    return Audio(streams=streams, recorded=_recorded(device, heard))


def _deaf(device: Session) -> bool:
    """True only where the device answers that it has no audio source."""
    try:
        return device.lists(MEDIA) and not list(xml.children(device.ask(MEDIA, "GetAudioSources"), "AudioSources"))
    except (UnexpectedReply, Unsupported):
        return False


def _recorded(device: Session, heard: dict[str, Maybe[bool]]) -> Maybe[tuple[AudioStream, ...]]:
    if not device.lists(RECORDING):
        return Unsupportable("the device lists no recording service: what a card records is not said")
    try:
        found = recordings(device)
        running = jobs(device) if any(one.audio_tracks for one in found) else []
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    if not found:
        return Unread("the recording service lists no recording")
    return tuple(AudioStream(channel=one.source, stream=one.token, enabled=_kept(one, running, heard)) for one in found)


def _kept(recording: Recording, running: list[Job], heard: dict[str, Maybe[bool]]) -> Maybe[bool]:
    """Whether sound goes into the recording: into a track of it, from a profile that has sound."""
    if not recording.audio_tracks:
        return Absent("the recording lists no audio track")
    own = [job for job in running if job.recording == recording.token]
    if not own:
        return Unsupportable("the recording lists an audio track, and no job says what goes into it")
    return any_of([_fed(job, recording, heard) for job in own])


def _fed(job: Job, recording: Recording, heard: dict[str, Maybe[bool]]) -> Maybe[bool]:
    """A source that lists no tracks may fill each; its tag tells nothing where the source is the device's own."""
    fed: list[Maybe[bool]] = []
    for source in job.sources:
        if source.tracks and not set(source.tracks) & set(recording.audio_tracks):
            fed.append(False)
        elif source.kind != LOCAL:
            fed.append(Unsupportable("the recording takes in another device's sound, which only that one can tell"))
        else:
            fed.append(heard.get(source.token, Unread(f"the recording's source, {source.token}, is no listed profile")))
    return any_of(fed) if fed else Unread(f"job {job.token} lists no source")


def write(device: Session, found: Audio, wanted: Audio) -> None:
    """Encoder and source out of every profile that is to be silent. Nothing puts sound in; no track is deleted."""
    if not (isinstance(found.streams, tuple) and isinstance(wanted.streams, tuple)):
        return
    before = {stream.stream: stream for stream in found.streams}
    own = together(profiles(device))
    for stream in wanted.streams:
        if stream.enabled is False and before[stream.stream].enabled is True:
            _silence(device, stream.stream, own.get(stream.stream, []))
        elif stream != before[stream.stream]:
            raise WriteRefused(f"profile {stream.stream}: sound is only ever taken out")


def _silence(device: Session, token: str, own: list[Profile]) -> None:
    services = [profile.service for profile in own if profile.sound is True]
    if MEDIA in services:
        for part in PARTS:
            device.tell(MEDIA, f"Remove{part}Configuration", ProfileToken=token)
    elif MEDIA2 in services:
        types = "".join(element(MEDIA2, "Configuration", element(MEDIA2, "Type", part), raw=True) for part in PARTS)
        device.tell_by_hand(MEDIA2, "RemoveConfiguration", element(MEDIA2, "ProfileToken", token) + types)
    else:
        raise WriteRefused(f"profile {token} has no sound to take out any more")
