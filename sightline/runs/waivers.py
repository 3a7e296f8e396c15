"""Exceptions as people handle them: proposed by one person, approved by another, withdrawn by anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from sightline.bridge.work import Work
from sightline.errors import EstateError
from sightline.estate.files import replace_file
from sightline.estate.load import load_estate
from sightline.estate.model import Estate
from sightline.estate.waiverfile import add
from sightline.estate.words import listed, nearest, shown
from sightline.policy.waiver import Waiver, WaiverState, same_person, state_of

LEAST = 4


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A waiver and where it stands today. `against` is why it counts for nothing, `acts` what it does where it acts.

    `acts` has a line for each device that it names: of audio exceptions alone. `strangers` are what it names and the
    inventory does not have, each with what it may have meant: there it covers nothing.
    """

    waiver: Waiver
    state: WaiverState
    against: str
    acts: tuple[tuple[str, str], ...]
    strangers: tuple[str, ...]


def standings(work: Work) -> list[Standing]:
    """Every waiver of the file, in its order."""
    estate, today = work.estate, work.estate.today(datetime.now(UTC))
    of = [(one, estate.objection(one)) for one in estate.waivers]
    return [
        Standing(
            waiver=one,
            state=state_of(one, today, against),
            against=against,
            acts=_acts(work, one),
            strangers=_strangers(estate, one),
        )
        for one, against in of
    ]


def _strangers(estate: Estate, waiver: Waiver) -> tuple[str, ...]:
    systems = [f"{site.site}/{system.name}" for site in estate.sites for system in site.systems]
    names = [*(device.id for device in estate.devices), *systems]
    return tuple(
        f"{shown(pattern)} is no device of the inventory{nearest(pattern, names)}"
        for pattern in waiver.devices
        if not any(fnmatchcase(name, pattern) for name in names)
    )


def _acts(work: Work, waiver: Waiver) -> tuple[tuple[str, str], ...]:
    """Of each device, what holds it back there ("" where it lets sound in)."""
    return tuple(
        (device.id, one.held)
        for device in work.estate.devices
        for one in work.policy_for(device, "").exempt
        if one.waiver == waiver
    )


def named(waivers: Sequence[Waiver], word: str) -> Waiver:
    """The waiver by its case, or by the beginning of its hash. Raises EstateError where it is none or not one alone."""
    found = [one for one in waivers if one.case == word or (len(word) >= LEAST and one.sha256.startswith(word))]
    if len(found) == 1:
        return found[0]
    known = listed(f"{one.sha256[:8]} ({one.case})" for one in (found or waivers))
    what = f"{len(found)} waivers are {shown(word)}, name one by its hash" if found else f"no waiver is {shown(word)}"
    raise EstateError(f"policies/waivers.yml: {what}: {known}")


def may_approve(waiver: Waiver, who: str, approvers: Sequence[str]) -> None:
    """Raises EstateError where it is not for `who` to approve it."""
    if not approvers:
        raise EstateError("the policy names no approvers: add them under `approvers` first")
    if not any(same_person(who, one) for one in approvers):
        raise EstateError(f"{shown(who)} is none of the policy's approvers ({listed(approvers)}): say --operator NAME")
    if not same_person(who, waiver.approved_by):
        raise EstateError(f"this waiver is for {shown(waiver.approved_by)} to approve, and not for {shown(who)}")
    if same_person(who, waiver.author):
        raise EstateError(f"{shown(who)} asked for this waiver: another one of the approvers must approve it")


def propose(folder: Path, waiver: Waiver) -> None:
    """Puts it into the file, where all of the estate's files stay as they should be; else the file is as it was.

    What it is about must be there: a device that nobody has is a typing error, and would be found out on the day.
    """
    path = folder / "policies" / "waivers.yml"
    load_estate(folder)  # a file that is missing, or wrong already, is told as such
    before = path.read_bytes()
    add(path, waiver)
    try:
        for stranger in _strangers(load_estate(folder), waiver):
            raise EstateError(stranger)
    except EstateError:
        replace_file(path, before)
        raise
