"""Puts audio exceptions into effect: what has ended goes off before anything else, what is due comes on after."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import gevent.pool

from sightline.bridge.codec import answered, encode, line
from sightline.bridge.exempt import SLUG
from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.estate.model import Device
from sightline.estate.sounding import Sounding
from sightline.policy.control import NotMet
from sightline.policy.exempt import Exempt
from sightline.policy.signal import Signal
from sightline.settings import Audio, AudioStream, Unread, Unsupported, known

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Due:
    """An exception that lets sound in on a device where it is not remembered to be on yet."""

    device: Device
    exempt: Exempt

    @property
    def sentence(self) -> str:
        """What is about to happen, for whoever must say yes."""
        waiver = self.exempt.waiver
        where = f"{self.device.id}, channels {', '.join(waiver.channels)}"
        return f"{where}: sound is turned ON for {waiver.case} until {waiver.until}, approved by {waiver.approved_by}"


def end(work: Work, devices: Collection[str] | None, say: Say) -> list[Signal]:
    """Turns off what has ended on these devices (None: on all), and proves it; a signal for each that is not proven.

    Also what may not go on: a waiver that was withdrawn or changed, an approval that is not there, a scheduled run
    that is missing. A device that the inventory has no more cannot confirm.
    """
    marks, broken = work.soundings.read()
    over: dict[str, list[Sounding]] = {}
    for mark in marks:
        if (devices is None or mark.device in devices) and not _goes_on(work, mark):
            over.setdefault(mark.device, []).append(mark)
    pool = gevent.pool.Pool(work.estate.limits.parallel)
    told = pool.map(lambda own: [_end(work, one, say) for one in own], over.values())  # one at a time on a device
    ended = [signal for own in told for signal in own if signal is not None]
    for text in broken:
        say(text)
    return [*ended, *(Signal(kind="audio-not-off", site="", device="", what=text, about=text) for text in broken)]


def due(work: Work, devices: Collection[str] | None) -> list[Due]:
    """What lets sound in today and is not in effect yet, recorders before their cameras."""
    found = [
        Due(device=device, exempt=exempt)
        for device in work.estate.devices
        if devices is None or device.id in devices
        for exempt in work.policy_for(device, "").exempt
        if not exempt.held and not work.soundings.has(device.id, exempt.waiver.sha256)
    ]
    return sorted(found, key=lambda one: one.device.role == "camera")


def begin(work: Work, starting: Sequence[Due], say: Say) -> None:
    """Turns on what is due. A device that does not take it is told, and stays off."""
    for one in starting:
        waiver = one.exempt.waiver
        mark = Sounding(
            device=one.device.id,
            waiver=waiver.sha256,
            case=waiver.case,
            channels=waiver.channels,
            until=waiver.until,
            since=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        link = Link(work, one.device)
        try:
            _begin(work, link, mark, say)
        finally:
            link.close()


def _begin(work: Work, link: Link, mark: Sounding, say: Say) -> None:
    """The mark is on the disk before sound is let in, and goes where the device is proven to have stayed silent."""
    if why := _not_startable(_audio(link), mark.channels):
        say(f"{mark.device}: sound for {mark.case} is not turned on: {why}")
        return
    work.soundings.note(mark)
    work.record("exception-started", **_told(mark))
    why = _settle(work, link)
    link.forget()
    if not why:
        say(f"{mark.device}: sound for {mark.case} is on, on channels {', '.join(mark.channels)}, until {mark.until}")
    elif _not_silent(_audio(link), mark.channels):
        say(f"{mark.device}: sound for {mark.case}: {why}; it may be on")
    else:
        say(f"{mark.device}: sound for {mark.case} is not turned on: {why}")
        work.recorded("exception-ended", **_told(mark))
        work.soundings.forget(mark)


def _goes_on(work: Work, mark: Sounding) -> bool:
    """Its very waiver lets sound in on the device now."""
    device = _device(work, mark)
    exempt = work.policy_for(device, "").exempt if device else ()
    return any(not one.held and one.waiver.sha256 == mark.waiver for one in exempt)


def _end(work: Work, mark: Sounding, say: Say) -> Signal | None:
    if why := _not_off(work, mark):
        text = f"sound for {mark.case} (channels {', '.join(mark.channels)}) has ended and is NOT proven off: {why}"
        say(f"{mark.device}: {text}")
        site, _, name = mark.device.partition("/")
        return Signal(
            kind="audio-not-off", site=site, device=name, what=text, about=mark.waiver[:8], evidence=_told(mark)
        )
    work.recorded("exception-ended", **_told(mark))
    work.soundings.forget(mark)
    say(f"{mark.device}: sound for {mark.case} has ended and is off")
    return None


def _not_off(work: Work, mark: Sounding) -> str:
    """Writes, reads again, and says why the mark's channels are not proven silent; "" where they are."""
    device = _device(work, mark)
    if device is None:
        return "the inventory has no such device any more: turn it off by hand"
    link = Link(work, device)
    try:
        failed = _settle(work, link)
        link.forget()
        found = _audio(link)
    finally:
        link.close()
    noted = [one.waiver.channels for one in work.policy_to_write(device, "").exempt if not one.held]
    own = [channel for channel in mark.channels if not any(channel in channels for channels in noted)]
    why = _not_silent(found, own)
    return f"{why} ({failed})" if why and failed else why


def _settle(work: Work, link: Link) -> str:
    """Writes what is wanted of sound, which is off but for exceptions in effect; why that did not come about, or ""."""
    found = _audio(link)
    if not isinstance(found, Audio):
        return found.reason
    try:
        wanted = work.controls[SLUG].wanted(found, work.policy_to_write(link.device, link.login))
    except NotMet:
        return ""
    answer = link.write("audio", encode("audio", wanted)) if wanted != found else {"status": "ok"}
    return "" if answer["status"] == "ok" else str(answer["reason"])


def _audio(link: Link) -> Audio | Unread | Unsupported:
    found = answered("audio", line(link.read("audio")))
    return found if isinstance(found, Audio | Unread | Unsupported) else Unread("it is no answer about sound")


def _not_known(found: Audio | Unread | Unsupported, channels: Collection[str]) -> str:
    """Why it is not known of each of these channels whether it is silent; "" where it is."""
    if not isinstance(found, Audio):
        return found.reason
    if isinstance(found.recorded, Unread | Unsupported):
        return found.recorded.reason
    for one in _ways(found, channels):
        if isinstance(one.enabled, Unread | Unsupported):
            return f"{one.stream}: {one.enabled.reason}"
    return ""


def _not_silent(found: Audio | Unread | Unsupported, channels: Collection[str]) -> str:
    """Why these channels are not known to be silent."""
    on = [one.stream for one in _ways(found, channels) if one.enabled is True] if isinstance(found, Audio) else []
    return f"{', '.join(on)} is on" if on else _not_known(found, channels)


def _not_startable(found: Audio | Unread | Unsupported, channels: Collection[str]) -> str:
    """Sound is let in only where its end could be proven: each channel has a switch, and each switch is known."""
    if why := _not_known(found, channels):
        return why
    assert isinstance(found, Audio)
    switched = {one.channel for one in _ways(found, channels) if known(one.enabled)}
    without = [channel for channel in channels if channel not in switched]
    return f"the device lists no switch for the sound of channel {', '.join(without)}" if without else ""


def _ways(found: Audio, channels: Collection[str]) -> Iterator[AudioStream]:
    for ways in (found.streams, found.recorded):
        if isinstance(ways, tuple):
            yield from (one for one in ways if one.channel in channels)


def _device(work: Work, mark: Sounding) -> Device | None:
    return next((one for one in work.estate.devices if one.id == mark.device), None)


def _told(mark: Sounding) -> dict[str, Any]:
    return {"device": mark.device, "case": mark.case, "waiver": mark.waiver, "channels": list(mark.channels)}
