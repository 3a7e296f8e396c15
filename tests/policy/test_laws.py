"""What must hold of every shipped control, whatever a device says."""

from dataclasses import fields, is_dataclass
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.policy.compare import leaves
from sightline.policy.control import NotMet
from sightline.policy.policy import Policy
from sightline.policy.waiver import Waiver
from sightline.policy.writable import Bounds, writable
from sightline.settings import Absent, Accounts, Retention, Services, Unread, Unsupported, known
from tests.policy.shipped import CONTROLS, judged, setting_of
from tests.policy.strategies import SETTINGS, a_policy, policies
from tests.policy.unknowns import NOW

SLUGS = sorted(CONTROLS)
PAIRS = [pair for pair in combinations(SLUGS, 2) if setting_of(CONTROLS[pair[0]]) == setting_of(CONTROLS[pair[1]])]
quick = settings(max_examples=25, deadline=None)


def wanted(slug: str, found: Any, policy: Policy) -> Any:
    """What the control wants, or the reason why no field can carry it."""
    try:
        return CONTROLS[slug].wanted(found, policy)
    except NotMet as reason:
        return str(reason)


def unknowns(value: Any) -> list[Any]:
    """Every value below that is not known."""
    if isinstance(value, Unread | Unsupported | Absent):
        return [value]
    if isinstance(value, tuple):
        return [one for item in value for one in unknowns(item)]
    if is_dataclass(value):
        return [one for f in fields(value) for one in unknowns(getattr(value, f.name))]
    return []


def at(value: Any, path: str) -> list[Any]:
    """The values at `tracks.oldest`: one per track, or the one that stands in the place of all."""
    if not path or isinstance(value, Unread | Unsupported | Absent):
        return [value]
    head, _, rest = path.partition(".")
    below = getattr(value, head)
    return [one for item in below for one in at(item, rest)] if isinstance(below, tuple) and rest else at(below, rest)


def found_for(slug: str) -> st.SearchStrategy[Any]:
    return SETTINGS[setting_of(CONTROLS[slug])]


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_applying_twice_equals_applying_once(slug: str, data: st.DataObject, policy: Policy) -> None:
    once = wanted(slug, data.draw(found_for(slug)), policy)
    assert isinstance(once, str) or wanted(slug, once, policy) == once


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[" and ".join(pair) for pair in PAIRS])
@quick
@given(data=st.data(), policy=policies)
def test_two_controls_on_one_setting_commute(one: str, other: str, data: st.DataObject, policy: Policy) -> None:
    found = data.draw(found_for(one))
    first, second = wanted(one, found, policy), wanted(other, found, policy)
    if not isinstance(first, str) and not isinstance(second, str):
        assert wanted(other, first, policy) == wanted(one, second, policy)


def test_there_are_controls_that_share_a_setting() -> None:
    assert ("oldest-recording", "retention") in PAIRS


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_what_is_not_known_stays_as_it_was_found(slug: str, data: st.DataObject, policy: Policy) -> None:
    found = data.draw(found_for(slug))
    after = wanted(slug, found, policy)
    if isinstance(found, Accounts) and not isinstance(after, str):  # accounts that go may take an unknown with them
        assert isinstance(after.onvif_accounts, tuple) or after.onvif_accounts == found.onvif_accounts
    elif not isinstance(after, str):
        assert all(one in unknowns(after) for one in unknowns(found))


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_the_verdict_is_the_worst_of_what_the_control_looks_at(slug: str, data: st.DataObject, policy: Policy) -> None:
    found = data.draw(found_for(slug))
    verdict, after = judged(slug, found, policy).verdict, wanted(slug, found, policy)
    if CONTROLS[slug].spared(policy):
        assert verdict == "not_applicable"
        return
    if isinstance(after, str):
        assert verdict == "drift"
        return
    looked = {leaf.state for leaf in leaves(found, after, CONTROLS[slug].judged)}
    for state, expected in (
        ("differs", "drift"),
        ("unread", "unread"),
        ("unsupported", "unsupported"),
        ("same", "compliant"),
        ("absent", "not_applicable"),
    ):
        if state in looked:
            assert verdict == expected
            return
    assert verdict == "unread", "nothing was looked at"


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_what_was_not_read_is_never_compliant(slug: str, data: st.DataObject, policy: Policy) -> None:
    """Not by way of `leaves`: the setting's own text says whether an Unread is among what is looked at."""
    found = data.draw(found_for(slug))
    looked = tuple(value for path in CONTROLS[slug].judged for value in at(found, path))
    if any(isinstance(one, Unread) for one in unknowns(looked)):
        spared = ("not_applicable",) if CONTROLS[slug].spared(policy) else ()
        assert judged(slug, found, policy).verdict in ("drift", "unread", *spared)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("found", "verdict"),
    [(Unread("half"), "unread"), (Unsupported("no way"), "unsupported"), (Absent("none"), "not_applicable")],
)
def test_a_whole_setting_that_is_not_known(slug: str, found: Any, verdict: str) -> None:
    said = judged(slug, found, a_policy())
    assert (said.verdict, said.reason, said.found, said.wanted) == (verdict, found.reason, None, None)


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_a_waiver_covers_drift_and_unsupported_and_nothing_else(slug: str, data: st.DataObject, policy: Policy) -> None:
    found = data.draw(found_for(slug))
    waiver = Waiver(
        control=slug, devices=("*",), reason="r", case="C-1", approved_by="DPO", starts=NOW.date(), until=NOW.date()
    )
    without, covered = judged(slug, found, policy), judged(slug, found, policy, [waiver])
    if without.verdict in ("unread", "compliant", "not_applicable"):
        assert covered.verdict == without.verdict
        assert without.verdict != "unread" or covered.found is None
    else:
        assert covered.verdict in ("waived", "unread"), "unread behind a drift shows once the drift is waived"
        assert covered.waiver == "C-1"


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies, accounts=st.booleans())
def test_harden_writes_only_what_may_be_written(slug: str, data: st.DataObject, policy: Policy, accounts: bool) -> None:
    found = data.draw(found_for(slug))
    after = wanted(slug, found, policy)
    if isinstance(after, str):
        return
    todo: Any = writable(found, after, Bounds(accounts=accounts, protected=["admin"]))
    assert type(todo) is type(found)
    assert unknowns(todo) == unknowns(found) or accounts
    match todo:
        case Accounts():
            stayed = {account.name for account in todo.accounts}
            before = {account.name for account in found.accounts}
            assert stayed <= before
            assert "admin" in stayed or "admin" not in before
            assert accounts or (todo.accounts, todo.onvif_accounts) == (found.accounts, found.onvif_accounts)
            assert {(a.name, a.role) for a in todo.accounts} <= {(a.name, a.role) for a in found.accounts}
        case Retention():
            held = [track.oldest for track in todo.tracks] if isinstance(todo.tracks, tuple) else []
            assert held == ([track.oldest for track in found.tracks] if isinstance(found.tracks, tuple) else [])
            assert todo.protected == found.protected
        case Services():
            ways = ("http", "https", "rtsp")
            assert [s.service for s in todo.services] == [s.service for s in found.services]
            assert [s for s in todo.services if s.service in ways] == [s for s in found.services if s.service in ways]
    if CONTROLS[slug].remedy == "":
        assert todo == found or isinstance(found, Retention)


@pytest.mark.parametrize("slug", SLUGS)
@quick
@given(data=st.data(), policy=policies)
def test_a_reason_can_be_read(slug: str, data: st.DataObject, policy: Policy) -> None:
    said = judged(slug, data.draw(found_for(slug)), policy)
    assert said.reason
    assert "Unread(" not in said.reason
    assert not any(word in said.reason for word in ("could not judge", "datetime(", "Service("))


@quick
@given(data=st.data(), policy=policies)
def test_what_a_waiver_covers_is_not_undone(data: st.DataObject, policy: Policy) -> None:
    found = data.draw(SETTINGS["audio"])
    waiver = Waiver(
        control="no-audio",
        devices=("*",),
        reason="r",
        case="C-1",
        approved_by="DPO",
        starts=NOW.date(),
        until=NOW.date(),
        channels=("2",),
    )
    todo: Any = writable(found, wanted("no-audio", found, policy), Bounds(), [waiver])
    for name in ("streams", "recorded"):
        before, after = getattr(found, name), getattr(todo, name)
        if known(before):
            assert [one for one in after if one.channel == "2"] == [one for one in before if one.channel == "2"]
            assert not any(one.enabled is True for one in after if one.channel != "2") or name == "recorded"
