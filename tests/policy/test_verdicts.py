"""The judge by examples: which verdict wins, whose waiver it is, and what an own control may do wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sightline.policy.compare import leaves
from sightline.policy.control import Control, NotMet, keep_unknown
from sightline.policy.judge import judge
from sightline.policy.policy import Policy, Severity
from sightline.policy.waiver import Waiver
from sightline.settings import (
    Absent,
    Account,
    Accounts,
    Audio,
    AudioStream,
    Export,
    Retention,
    Service,
    Services,
    Storage,
    Store,
    StoreEncryption,
    Unread,
    Unsupported,
)
from tests.policy.shipped import SUBJECT, judged
from tests.policy.strategies import a_policy
from tests.policy.unknowns import NOW

ADMIN = Account(name="admin", role="administrator")
UNREAD, UNSUPPORTED, ABSENT = Unread("half"), Unsupported("no way"), Absent("none")


def heard(*enabled: Any) -> Audio:
    """One stream per channel, and nothing recorded."""
    streams = tuple(AudioStream(channel=str(n), stream=f"{n}01", enabled=e) for n, e in enumerate(enabled, 1))
    return Audio(streams=streams, recorded=Absent("no store"))


def waiver(case: str, *channels: str, control: str = "no-audio") -> Waiver:
    """In force for one day."""
    return Waiver(
        control=control,
        devices=("*",),
        reason="r",
        case=case,
        approved_by="DPO",
        starts=NOW.date(),
        until=NOW.date(),
        channels=channels,
    )


@pytest.mark.parametrize(
    ("enabled", "verdict"),
    [
        ((False, False), "compliant"),
        ((False, ABSENT), "compliant"),
        ((ABSENT, ABSENT), "not_applicable"),
        ((False, UNSUPPORTED), "unsupported"),
        ((UNSUPPORTED, UNREAD), "unread"),
        ((UNREAD, True), "drift"),
        ((UNSUPPORTED, True), "drift"),
        ((), "unread"),
    ],
)
def test_over_its_parts_the_worst_counts(enabled: Sequence[Any], verdict: str) -> None:
    assert judged("no-audio", heard(*enabled), a_policy()).verdict == verdict


@pytest.mark.parametrize(
    ("enabled", "waivers", "verdict", "case"),
    [
        ((True, False), [waiver("C-1", "1")], "waived", "C-1"),
        ((True, True), [waiver("C-1", "1")], "drift", "C-1"),
        ((True, True), [waiver("C-1", "1"), waiver("C-2", "2")], "waived", "C-1, C-2"),
        ((False, True), [waiver("C-1", "1"), waiver("C-2", "2")], "waived", "C-2"),
        ((True, UNREAD), [waiver("C-1", "1")], "unread", "C-1"),
        ((UNREAD, False), [waiver("C-1", "1")], "unread", None),
        ((UNREAD, False), [waiver("C-1")], "unread", None),
        ((UNSUPPORTED, False), [waiver("C-1")], "waived", "C-1"),
        ((False, False), [waiver("C-1")], "compliant", None),
        ((ABSENT, ABSENT), [waiver("C-1")], "not_applicable", None),
    ],
)
def test_waivers(enabled: Sequence[Any], waivers: list[Waiver], verdict: str, case: str | None) -> None:
    said = judged("no-audio", heard(*enabled), a_policy(), waivers)
    assert (said.verdict, said.waiver) == (verdict, case)


def test_a_channels_own_verdict_stands_beside_the_whole() -> None:
    said = judged("no-audio", heard(True, UNREAD, False), a_policy(), [waiver("C-1", "1")])
    assert [(part.channel, part.verdict) for part in said.channels] == [
        ("1", "waived"),
        ("2", "unread"),
        ("3", "compliant"),
    ]


def test_a_waiver_for_channels_does_not_cover_what_belongs_to_no_channel() -> None:
    kept = Retention(tracks=Absent("none"), overwrites_when_full=False, protected=0)
    with_tracks = replace(kept, tracks=())
    assert judged("retention", with_tracks, a_policy(), [waiver("C-1", "1", control="retention")]).verdict == "drift"


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_waiver_counts_whole_days_both_included(days: int) -> None:
    day = NOW.date() + timedelta(days=days)
    assert waiver("C-1").covers("no-audio", "riverside-court/nvr-1", day) is (days == 0)


def test_what_no_field_can_carry_is_drift_and_can_be_waived() -> None:
    found = Storage(stores=Absent("no disk"))
    assert judged("storage-health", found, a_policy()).verdict == "drift"
    assert judged("storage-health", found, a_policy(), [waiver("C-1", control="storage-health")]).verdict == "waived"
    one_channel = [waiver("C-1", "1", control="storage-health")]
    assert judged("storage-health", found, a_policy(), one_channel).verdict == "drift"


def test_a_waiver_of_what_no_field_can_carry_covers_no_part_that_was_not_read() -> None:
    accounts = Accounts(accounts=(ADMIN,), onvif_accounts=UNREAD, lockout=ABSENT, default_password=False)
    undeclared = a_policy(declared={"accounts": None})
    assert judged("accounts", accounts, undeclared).verdict == "drift"
    said = judged("accounts", accounts, undeclared, [waiver("C-1", control="accounts")])
    assert (said.verdict, said.waiver) == ("unread", "C-1")
    read = replace(accounts, onvif_accounts=ABSENT)
    assert judged("accounts", read, undeclared, [waiver("C-1", control="accounts")]).verdict == "waived"


@pytest.mark.parametrize(
    ("slug", "found"),
    [
        ("no-audio", Audio(streams=(), recorded=())),
        ("no-audio", Audio(streams=(), recorded=Absent("none"))),
        ("retention", Retention(tracks=(), overwrites_when_full=True, protected=0)),
        ("oldest-recording", Retention(tracks=(), overwrites_when_full=True, protected=0)),
        ("storage-health", Storage(stores=())),
        ("remote-defaults", Services(services=())),
        ("encrypted-export", Export(rights=(), stores=(StoreEncryption(store="card", encrypted=True),))),
    ],
)
def test_a_list_that_is_empty_proves_nothing(slug: str, found: Any) -> None:
    assert judged(slug, found, a_policy()).verdict == "unread"


def test_a_service_that_the_driver_forgot_is_unread() -> None:
    said = judged("remote-defaults", Services(services=(Service(service="upnp", enabled=False),)), a_policy())
    assert said.verdict == "unread"
    assert "telnet" in said.reason


def disk(state: str) -> Store:
    return Store(store="hdd1", kind="disk", state=state, size_bytes=1, free_bytes=0)


def test_two_disks_of_one_name_are_two() -> None:
    for stores in ((disk("error"), disk("ok")), (disk("ok"), disk("error"))):
        assert judged("storage-health", Storage(stores=stores), a_policy()).verdict == "drift"


def test_two_parts_of_one_name_keep_what_is_unknown_of_each() -> None:
    streams = tuple(AudioStream(channel="1", stream="101", enabled=e) for e in (UNREAD, True))
    off = tuple(replace(stream, enabled=False) for stream in streams)
    assert [s.enabled for s in keep_unknown(streams, off)] == [UNREAD, False]
    assert judged("no-audio", Audio(streams=streams, recorded=ABSENT), a_policy()).verdict == "drift"


def test_a_control_that_fails_on_a_device_is_unread_there() -> None:
    control = Control("own", reads=Storage, title="", severity="low")

    @control.wants
    def wants(found: Storage, policy: Policy) -> Storage:
        raise ZeroDivisionError("oops")

    said = judge(control, Storage(stores=(disk("ok"),)), a_policy(), SUBJECT, [waiver("C-1", control="own")])
    assert (said.verdict, said.found) == ("unread", None)
    assert "ZeroDivisionError: oops" in said.reason


def test_a_severity_that_fails_is_the_controls_own_and_ends_nothing() -> None:
    control = Control("own", reads=Storage, title="", severity="low")

    @control.wants
    def wants(found: Storage, policy: Policy) -> Storage:
        return Storage(stores=(disk("ok"),))

    @control.weighs
    def weigh(policy: Policy) -> Severity:
        raise ZeroDivisionError("oops")

    said = judge(control, Storage(stores=(disk("error"),)), a_policy(), SUBJECT)
    assert (said.verdict, said.severity) == ("drift", "low")


def test_a_control_that_fails_to_show_what_is_missing_is_unread_there() -> None:
    control = Control("own", reads=Storage, title="", severity="low", shows=("stors",))

    @control.wants
    def wants(found: Storage, policy: Policy) -> Storage:
        raise NotMet("no")

    said = judge(control, Storage(stores=(disk("ok"),)), a_policy(), SUBJECT)
    assert (said.verdict, "AttributeError" in said.reason) == ("unread", True)


def test_a_sentence_that_fails_changes_no_verdict() -> None:
    control = Control("own", reads=Storage, title="", severity="low")

    @control.wants
    def wants(found: Storage, policy: Policy) -> Storage:
        return Storage(stores=(disk("ok"),))

    @control.explains
    def explain(found: Storage, policy: Policy) -> str:
        raise ZeroDivisionError

    assert judge(control, Storage(stores=(disk("error"),)), a_policy(), SUBJECT).verdict == "drift"


def test_a_control_that_takes_a_part_away_or_adds_one_is_drift() -> None:
    here, there = Storage(stores=(disk("ok"),)), Storage(stores=(disk("ok"), replace(disk("ok"), store="hdd2")))
    for found, wanted in ((here, there), (there, here)):
        assert [leaf.state for leaf in leaves(found, wanted, ("stores",)) if leaf.of == "hdd2"] == ["differs"]


def test_a_control_without_a_rule_says_so() -> None:
    control = Control("own", reads=Storage, title="", severity="low")
    with pytest.raises(TypeError, match="decorate"):
        control.wanted(Storage(stores=()), a_policy())
    assert issubclass(NotMet, Exception)
