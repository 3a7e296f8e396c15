"""What lets sound in: an approved waiver that names its device and channels, in its days, and nothing else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.policy.exempt import Exempt, doubt
from sightline.policy.policy import Policy
from sightline.policy.waiver import Approval, Waiver, objection, same_person, state_of
from sightline.settings import Absent, Audio, AudioStream
from tests.policy.shipped import CONTROLS, judged
from tests.policy.strategies import SETTINGS, a_policy
from tests.policy.unknowns import NOW

DEVICE = "riverside-court/nvr-1"
WAIVER = Waiver(
    control="no-audio",
    devices=(DEVICE,),
    channels=("1",),
    reason="Threats at the entrance",
    case="ASB-77",
    author="Ann Author",
    approved_by="DPO",
    starts=date(2026, 11, 1),
    until=date(2026, 11, 30),
)
APPROVED = {WAIVER.sha256: Approval(by="DPO", at=NOW)}
OTHERS: dict[str, Any] = {
    "control": "retention",
    "devices": ("riverside-court/entrance",),
    "channels": ("1", "2"),
    "reason": "another",
    "case": "ASB-78",
    "author": "Bob",
    "approved_by": "Manager",
    "starts": date(2026, 10, 31),
    "until": date(2026, 12, 1),
}


def acting(*held: str) -> Policy:
    return replace(a_policy(exempt=tuple(Exempt(waiver=WAIVER, held=one) for one in held)), acts=True)


def wanted(found: Audio, policy: Policy) -> Audio:
    given: Audio = CONTROLS["no-audio"].wanted(found, policy)
    return given


def audio(*enabled: Any) -> Audio:
    streams = tuple(AudioStream(channel=str(n), stream=f"{n}01", enabled=one) for n, one in enumerate(enabled, 1))
    return Audio(streams=streams, recorded=streams)


@pytest.mark.parametrize("field", OTHERS)
def test_a_waiver_that_changes_has_another_hash_and_is_unapproved(field: str) -> None:
    changed = replace(WAIVER, **{field: OTHERS[field]})
    assert objection(WAIVER, ["DPO", "Manager"], APPROVED) == ""
    assert changed.sha256 != WAIVER.sha256
    assert objection(changed, ["DPO", "Manager"], APPROVED)


def test_the_hash_is_the_one_that_anybody_computes() -> None:
    assert WAIVER.sha256 == "e5edd56138628697d6f012c5f275908f614b3018871eae0bb4fcf64bbee8723c"


@pytest.mark.parametrize(
    ("waiver", "approvers", "approvals", "why"),
    [
        (WAIVER, [], APPROVED, "names no approvers"),
        (WAIVER, ["Manager"], APPROVED, "none of the policy's approvers"),
        (WAIVER, ["DPO"], {}, "nobody has approved it as it stands"),
        (WAIVER, ["DPO"], {WAIVER.sha256: Approval(by="Manager", at=NOW)}, "it says DPO, and Manager approved it"),
        (replace(WAIVER, author="d p o"), ["DPO"], None, ""),
        (replace(WAIVER, author=" dpo "), ["DPO"], None, "may not approve what they asked for"),
        (replace(WAIVER, author=""), ["DPO"], None, "names no author"),
        (replace(WAIVER, channels=()), ["DPO"], None, "names no channels"),
        (replace(WAIVER, devices=("riverside-court/*",)), ["DPO"], None, "by a pattern"),
        (replace(WAIVER, devices=(DEVICE, "*/*")), ["DPO"], None, ""),
    ],
)
def test_every_doubt_means_off(waiver: Waiver, approvers: list[str], approvals: Any, why: str) -> None:
    given = {waiver.sha256: Approval(by="DPO", at=NOW)} if approvals is None else approvals
    said = doubt(waiver, DEVICE, approvers, objection(waiver, approvers, given))
    assert why in said
    assert bool(said) is bool(why)


def test_without_approvers_a_waiver_covers_and_turns_nothing_on() -> None:
    assert objection(WAIVER, [], {}) == ""
    assert doubt(WAIVER, DEVICE, [], "") == "the policy names no approvers"


@pytest.mark.parametrize(
    ("today", "against", "state"),
    [
        (date(2026, 10, 31), "", "early"),
        (date(2026, 11, 1), "", "in force"),
        (date(2026, 11, 23), "", "in force"),
        (date(2026, 11, 24), "", "ends soon"),
        (date(2026, 11, 30), "", "ends soon"),
        (date(2026, 12, 1), "", "ended"),
        (date(2026, 11, 1), "no", "not approved"),
        (date(2026, 12, 1), "no", "ended"),
    ],
)
def test_seven_days_before_its_end_it_is_said(today: date, against: str, state: str) -> None:
    assert state_of(WAIVER, today, against) == state


@pytest.mark.parametrize(
    ("one", "other", "same"), [("DPO", "dpo ", True), ("DＰO", "dpo", True), ("DPO", "DP0", False)]
)
def test_one_person_is_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_sound_is_let_in_on_the_channels_that_are_named() -> None:
    found = audio(False, False)
    on = wanted(found, acting(""))
    assert on == audio(True, False)
    assert wanted(found, acting("held")) == found
    assert wanted(found, replace(acting(""), acts=False)) == found


def ways(found: Audio) -> list[AudioStream]:
    """Encoders, then tracks."""
    return [one for some in (found.streams, found.recorded) if isinstance(some, tuple) for one in some]


@given(found=SETTINGS["audio"], held=st.sampled_from(["", "no scheduled run"]), acts=st.booleans())
def test_nothing_else_ever_comes_on(found: Audio, held: str, acts: bool) -> None:
    policy = replace(acting(held), acts=acts)
    try:
        then = wanted(found, policy)
    except Exception:  # noqa: BLE001 - a rule that is not met writes nothing
        return
    for old, new in zip(ways(found), ways(then), strict=True):
        if new.enabled is True and old.enabled is not True:
            assert (acts, held, new.channel, old.enabled) == (True, "", "1", False)


@pytest.mark.parametrize(
    ("found", "waivers", "verdict"),
    [
        (audio(False, False), [WAIVER], "compliant"),
        (audio(True, False), [WAIVER], "waived"),
        (audio(True, True), [WAIVER], "drift"),
        (audio(True, False), [], "drift"),
    ],
)
def test_without_effect_sound_off_is_compliant_and_in_effect_it_is_waived(
    found: Audio, waivers: list[Waiver], verdict: str
) -> None:
    said = judged("no-audio", found, replace(acting(""), acts=False), waivers)
    assert said.verdict == verdict
    assert "exception ASB-77 until 2026-11-30 (channels 1) lets sound in" in said.reason


def test_the_finding_says_what_holds_an_exception_back() -> None:
    said = judged("no-audio", audio(False), acting("the driver onvif only ever takes sound out"), [WAIVER])
    assert said.verdict == "compliant"
    assert "turns nothing on: the driver onvif only ever takes sound out" in said.reason
    nothing = Audio(streams=Absent("no sound"), recorded=Absent("no sound"))
    assert judged("no-audio", nothing, acting(""), [WAIVER]).verdict == "not_applicable"
