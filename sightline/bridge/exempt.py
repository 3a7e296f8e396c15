"""Which exceptions let sound in on a device in this run, and why the others do not."""

from datetime import datetime
from typing import TYPE_CHECKING

from sightline import drivers
from sightline.policy.exempt import Exempt, doubt
from sightline.policy.waiver import Waiver

if TYPE_CHECKING:
    from sightline.bridge.work import Work
    from sightline.estate.model import Device

SLUG = "no-audio"


def exempt_on(work: "Work", device: "Device", now: datetime) -> tuple[Exempt, ...]:
    """Every audio exception of the file that names the device and this day, with what stands against it."""
    waivers = work.estate.waivers_named(SLUG, device.id, now)
    return tuple(Exempt(waiver=waiver, held=_held(work, device, waiver, now)) for waiver in waivers)


def _held(work: "Work", device: "Device", waiver: Waiver, now: datetime) -> str:
    """By the waiver itself, by the device's make, by the channel's other end, by the run before this one."""
    if why := _doubt(work, waiver, device):
        return why
    if device.audio_claim == "none":
        return "the inventory says `audio: none`"
    if not drivers.lets_sound_in(device.driver):
        return f"the driver {device.driver} only ever takes sound out: turn it on by hand"
    return _other_end(work, device, waiver, now) or work.unattended


def _other_end(work: "Work", device: "Device", waiver: Waiver, now: datetime) -> str:
    """A recorder and its camera share the channel's sound: what is on at one and off at the other comes to no rest."""
    estate = work.estate
    ends = [(camera, "") for channel, camera in estate.channels_of(device).items() if channel in waiver.channels]
    if device.recorder:
        ends.append((estate.device(device.recorder), device.recorder_channel))
    for other, channel in ends:
        there = [one for one in estate.waivers_for(SLUG, other, now) if not _doubt(work, one, other)]
        if not any(not channel or channel in one.channels for one in there):
            where = f"channel {channel} of {other.id}" if channel else other.id
            return f"no approved exception names {where}, the other end of its channel"
    return ""


def _doubt(work: "Work", waiver: Waiver, device: "Device") -> str:
    return doubt(waiver, device.id, work.estate.policy.approvers, work.estate.objection(waiver))
