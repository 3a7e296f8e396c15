"""A waiver that acts: sound that is turned on for a case, and off again at its end. Every doubt means off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sightline.policy.waiver import Waiver

GLOB = "*?["


@dataclass(frozen=True, kw_only=True)
class Exempt:
    """A waiver in force on one device. `held` says why nothing is turned on by it ("" where it is)."""

    waiver: Waiver
    held: str


def lets_in(exempt: Iterable[Exempt], channel: str) -> bool:
    """True for a channel that an acting waiver names."""
    return any(not one.held and channel in one.waiver.channels for one in exempt)


def doubt(waiver: Waiver, device: str, approvers: Collection[str], against: str) -> str:
    """Why the waiver may not act on the device, by what it says itself; "" where it may. `against` is the objection.

    It must name the device and its channels one by one, an author, and an approver of the policy who approved it.
    """
    if not approvers:
        return "the policy names no approvers"
    if against:
        return against
    if not waiver.author:
        return "it names no author"
    if device not in waiver.devices or any(sign in device for sign in GLOB):
        return "it names the device by a pattern: write site/device"
    if not waiver.channels:
        return "it names no channels"
    return ""


def exceptions(exempt: Iterable[Exempt]) -> str:
    """A sentence for the finding; "" where no waiver is in force."""
    return "; ".join(_told(one) for one in exempt)


def _told(one: Exempt) -> str:
    channels = ", ".join(one.waiver.channels) or "all"
    about = f"exception {one.waiver.case} until {one.waiver.until} (channels {channels})"
    return f"{about} turns nothing on: {one.held}" if one.held else f"{about} lets sound in"
