"""What people attest is compliant only by an entry that holds today, with evidence that is as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.policy.extract import Extract
from sightline.policy.finding import Finding
from sightline.policy.register import (
    OURS,
    Attested,
    Entry,
    Place,
    Register,
    RegisterControl,
    Swap,
    months_later,
    register_findings,
)
from sightline.policy.waiver import Waiver
from sightline.settings import Unread
from tests.policy.shipped import ATTESTED
from tests.policy.strategies import a_policy

POLICY = a_policy()
TODAY = POLICY.today
SHA = "a" * 64
ROLES = {"board_owner": ("B",), "dpo": ("D",), "manager": ("M",), "operators": ("O",)}
GOOD = Entry(by="A. Manager", when=TODAY, evidence="signs.pdf", sha256=SHA, reference="DPIA-1")
WAIVER = Waiver(
    control="signage", devices=("court/main",), reason="", case="W-1", approved_by="D", starts=TODAY, until=TODAY
)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def register(**more: Any) -> Register:
    """A system whose every entry is good, but for what is said."""
    entry = more.pop("entry", GOOD)
    entries = {slug: Attested(entry=entry, evidence=more.get("evidence", SHA)) for slug in ATTESTED}
    more.pop("evidence", None)
    return replace(Register(site="court", system="main", kind="site", entries=entries, roles=ROLES), **more)


def found(slug: str, of: Register, waivers: Sequence[Waiver] = ()) -> Finding:
    """The finding of one control."""
    [finding] = [
        one for one in register_findings(ATTESTED.values(), of, POLICY, lambda _: waivers) if one.control == slug
    ]
    return finding


def test_a_register_that_is_whole_is_compliant_and_says_by_whom() -> None:
    of = register()
    verdicts = {one.control: one.verdict for one in register_findings(ATTESTED.values(), of, POLICY, lambda _: ())}
    assert set(verdicts.values()) == {"compliant", "not_applicable"}
    signage = found("signage", of)
    assert (signage.device, signage.site, signage.system) == (None, "court", "main")
    assert signage.found == signage.wanted
    assert signage.found["by"] == "A. Manager"
    assert signage.found["valid_until"] == months_later(TODAY, 12).isoformat()
    assert "A. Manager" in signage.reason


@pytest.mark.parametrize("slug", sorted(slug for slug, control in ATTESTED.items() if control.every))
def test_no_entry_is_drift_wherever_one_is_asked_for(slug: str) -> None:
    kind = ATTESTED[slug].kinds[0]
    finding = found(slug, register(kind=kind, entries={}))
    assert finding.verdict == "drift"
    assert finding.found["attested"] is None
    assert "month" in finding.wanted["attested"]
    assert (
        f"register attest {'estate' if kind == 'estate' and not finding.site else 'court/main'} {slug}"
        in finding.reason
    )


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        (replace(GOOD, when=TODAY + timedelta(days=1)), "when"),
        (replace(GOOD, until=TODAY - timedelta(days=1)), "valid_until"),
        (replace(GOOD, when=months_later(TODAY, -12) - timedelta(days=1)), "valid_until"),
        (replace(GOOD, evidence="", sha256=""), "evidence"),
        (replace(GOOD, sha256=""), "sha256"),
        (replace(GOOD, sha256="b" * 64), "sha256"),
    ],
    ids=["of tomorrow", "ended", "too old", "without evidence", "without a hash", "another file"],
)
def test_an_entry_that_does_not_hold_is_drift_and_says_why(entry: Entry, where: str) -> None:
    finding = found("signage", register(entry=entry))
    assert finding.verdict == "drift"
    assert [change.where for change in finding.changes] == [where]
    assert finding.found[where] != finding.wanted[where]


def test_evidence_that_is_gone_is_drift_and_what_cannot_be_read_is_unread() -> None:
    assert found("signage", register(evidence=None)).verdict == "drift"
    unread = found("signage", register(evidence=Unread("Permission denied")))
    assert (unread.verdict, unread.wanted, unread.found) == ("unread", None, None)
    assert "Permission denied" in unread.reason


def test_a_link_is_evidence_and_the_report_says_that_nobody_followed_it() -> None:
    of = register(entry=replace(GOOD, evidence="https://intranet.example/signs", sha256=""), evidence="")
    assert found("signage", of).verdict == "compliant"
    assert "not followed" in found("signage", of).reason


def test_a_waiver_covers_drift_and_never_what_was_not_read() -> None:
    late = replace(GOOD, until=TODAY - timedelta(days=1))
    waived = found("signage", register(entry=late), [WAIVER])
    assert (waived.verdict, waived.waiver) == ("waived", "W-1")
    assert found("signage", register(entry=late, evidence=Unread("x")), [WAIVER]).verdict == "unread"
    assert found("signage", register(entry=late, evidence=Unread("x"))).verdict == "drift"


def test_a_waiver_that_names_channels_covers_no_register() -> None:
    of_one_channel = replace(WAIVER, channels=("3",))
    late = replace(GOOD, until=TODAY - timedelta(days=1))
    assert found("signage", register(entry=late), [of_one_channel]).verdict == "drift"
    assert found("signage", register(entry=late), [of_one_channel, replace(WAIVER, case="W-2")]).waiver == "W-2"
    assert found("signage", register(entry=late, evidence=Unread("x")), [of_one_channel]).verdict == "drift"


def test_a_system_of_another_controller_is_listed_and_not_judged() -> None:
    of = register(kind="other-controller", controller="Partner", entries={})
    [finding] = register_findings(ATTESTED.values(), of, POLICY, lambda _: ())
    assert (finding.control, finding.verdict) == ("controller", "not_applicable")
    assert "Partner" in finding.reason


def test_the_estate_is_asked_once_for_what_is_of_the_estate() -> None:
    of = register(site="", system="", kind="estate", entries={}, audit="")
    asked = {one.control for one in register_findings(ATTESTED.values(), of, POLICY, lambda _: ())}
    assert asked == {"disclosure-log", "complaints-contact", "policy-review", "audit-log", "breach-signals"}
    every = {one.control for one in register_findings(ATTESTED.values(), register(), POLICY, lambda _: ())}
    assert not asked & every
    assert asked | every == ATTESTED.keys()


@pytest.mark.parametrize(
    ("audit", "verdict"), [("", "compliant"), ("broken at entry 7", "drift"), (Unread("not signed"), "unread")]
)
def test_the_audit_log_is_compliant_only_where_it_is_proven(audit: str | Unread, verdict: str) -> None:
    of = register(site="", system="", kind="estate", audit=audit)
    finding = found("audit-log", of)
    assert finding.verdict == verdict
    assert (audit if isinstance(audit, str) else audit.reason) in finding.reason
    nobody_looked = register_findings(ATTESTED.values(), replace(of, audit=None), POLICY, lambda _: ())
    assert "audit-log" not in {one.control for one in nobody_looked}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_nobody_has_is_drift(role: str) -> None:
    finding = found("roles", register(roles={**ROLES, role: ()}))
    assert finding.verdict == "drift"
    assert f"roles {role}" in finding.reason


def test_an_assessment_is_older_than_no_change() -> None:
    swap = Swap(device="cam-2", when=TODAY + timedelta(days=1), what="added or exchanged")
    assert found("dpia", register()).verdict == "compliant"
    assert found("dpia", register(swaps=(replace(swap, when=TODAY),))).verdict == "compliant"
    drift = found("dpia", register(swaps=(swap,)))
    assert drift.verdict == "drift"
    assert "cam-2" in drift.reason
    assert found("dpia", register(entry=replace(GOOD, reference=""))).verdict == "drift"
    assert found("dpia", register(entry=replace(GOOD, reference=""), dpia="DPIA-1")).verdict == "compliant"


def test_an_extract_that_is_overdue_is_drift_until_it_is_destroyed() -> None:
    late = Extract(name="E-1", case="ASB-7", owner="O", place="safe", review=TODAY - timedelta(days=1))
    assert found("extract-register", register(extracts=(late,))).verdict == "drift"
    assert "ASB-7" in found("extract-register", register(extracts=(late,))).reason
    for fine in (replace(late, review=TODAY), replace(late, destroyed=TODAY)):
        assert found("extract-register", register(extracts=(fine,))).verdict == "compliant"
    planned = replace(late, destroyed=TODAY + timedelta(days=1))
    assert found("extract-register", register(extracts=(planned,))).verdict == "drift", "it is there still"


def test_of_a_redeployable_system_it_is_known_where_it_stands_today() -> None:
    here = Place(place="Car park", starts=TODAY - timedelta(days=9))
    for places, verdict in (
        ((here,), "compliant"),
        ((), "drift"),
        ((replace(here, until=TODAY - timedelta(days=1)),), "drift"),
    ):
        assert found("system-kinds", register(kind="mobile", places=places)).verdict == verdict
    assert found("system-kinds", register()).verdict == "not_applicable"


def test_a_rule_that_fails_is_unread_and_the_others_are_judged() -> None:
    def fails(register: Register, policy: object) -> list[Any]:
        raise KeyError("x")

    broken = RegisterControl("own", title="Own", severity="low", asks="Own", rule=fails)
    first, second = register_findings([broken, ATTESTED["signage"]], register(), POLICY, lambda _: ())
    assert (first.verdict, second.verdict) == ("unread", "compliant")
    assert "KeyError" in first.reason


entries = st.builds(
    Entry,
    by=st.just("A"),
    when=days,
    until=st.none() | days,
    evidence=st.sampled_from(["", "a.pdf", "https://a"]),
    sha256=st.sampled_from(["", SHA, "b" * 64]),
)


@settings(max_examples=100, deadline=None)
@given(entry=entries, now=st.sampled_from([None, "", SHA, Unread("x")]), after=st.integers(-40, 800))
def test_compliant_where_all_of_it_holds_and_nowhere_else(entry: Entry, now: str | Unread | None, after: int) -> None:
    policy = replace(POLICY, today=entry.when + timedelta(days=after))
    of = register(entry=entry, evidence="" if entry.linked else now)
    [finding] = register_findings([ATTESTED["signage"]], of, policy, lambda _: ())
    in_time = entry.when <= policy.today <= min(months_later(entry.when, 12), entry.until or date.max)
    proven = entry.linked or bool(entry.evidence and entry.sha256 and now == entry.sha256)
    assert (finding.verdict == "compliant") is (in_time and proven)
    unread = in_time and isinstance(now, Unread) and not entry.linked and bool(entry.evidence and entry.sha256)
    assert (finding.verdict == "unread") is unread


@settings(max_examples=100, deadline=None)
@given(day=days, months=st.integers(1, 1200))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
    assert months_later(date(9999, 6, 1), months + 12) == date.max


def test_every_kind_of_ours_is_asked_something_and_a_vehicle_what_is_for_vehicles() -> None:
    for kind in OURS:
        asked = [slug for slug, control in ATTESTED.items() if kind in control.kinds]
        assert "purpose" in asked
        assert ("vehicles" in asked) is (kind == "vehicle")
