"""Drafts of incidents may stay open so long; signals are what findings tell of breaches, and nothing else."""

from datetime import timedelta

import pytest

from sightline.policy.finding import Change, Finding
from sightline.policy.register import Register, register_findings
from sightline.policy.signal import Draft, of_finding
from sightline.settings import Unread, Unsupported
from tests.policy.shipped import ATTESTED
from tests.policy.strategies import a_policy
from tests.policy.test_witness import judged as heard
from tests.policy.test_witness import sound
from tests.policy.unknowns import NOW


def judged(drafts: tuple[Draft, ...] | None) -> Finding:
    estate = Register(site="", system="", kind="estate", drafts=drafts)
    policy = a_policy(incident_hours=24)
    [found] = register_findings([ATTESTED["breach-signals"]], estate, policy, lambda _: ())
    return found


@pytest.mark.parametrize(
    ("hours", "verdict"), [((), "compliant"), ((24,), "compliant"), ((25,), "drift"), ((1, 25), "drift")]
)
def test_a_draft_may_stay_open_as_long_as_the_policy_says(hours: tuple[int, ...], verdict: str) -> None:
    drafts = tuple(Draft(name=f"INC-{n:04}", what="lost", opened=NOW - timedelta(hours=n)) for n in hours)
    found = judged(drafts)
    assert (found.verdict, found.device) == (verdict, None)
    assert [change.where for change in found.changes] == (["INC-0025"] if verdict == "drift" else [])


def test_drafts_that_were_not_read_are_never_compliant() -> None:
    found = judged(None)
    assert (found.verdict, found.reason) == ("unread", "nobody has looked which drafts of incidents are open")


def a_finding(control: str, verdict: str, *changes: Change) -> Finding:
    return Finding(
        site="court",
        system="main",
        device="nvr-1",
        control=control,
        clause="",
        severity="critical",
        verdict=verdict,  # type: ignore[arg-type] # one of six
        wanted=None,
        found=None,
        reason="r",
        changes=changes,
    )


VISITOR = Change(where="accounts visitor", found={"name": "visitor", "role": "operator"}, wanted=None)
ENABLED = Change(where="accounts visitor: enabled", found=True, wanted=False)
ROLE = Change(where="accounts guard: role", found="administrator", wanted="operator")
MISSING = Change(where="accounts guard", found=None, wanted={"name": "guard"})
TAKEN = Change(where="extracts /srv/x/a.zip", found={"name": "/srv/x/a.zip"}, wanted=None)
LOUD = Change(where="streams 101: enabled", found=True, wanted=False)


@pytest.mark.parametrize(
    ("finding", "keys"),
    [
        (a_finding("accounts", "drift", VISITOR), ["unknown-account/court/nvr-1/visitor"]),
        (a_finding("accounts", "drift", ENABLED, ROLE), ["unknown-account/court/nvr-1/visitor"]),
        (a_finding("accounts", "drift", ROLE, MISSING), []),
        (a_finding("accounts", "waived", VISITOR), []),
        (a_finding("no-audio", "drift", LOUD, LOUD), ["audio-on/court/nvr-1/"]),
        (a_finding("no-audio", "waived", LOUD), []),
        (a_finding("no-audio", "unread"), []),
        (a_finding("extracts-listed", "drift", TAKEN), ["export-unlisted/court/nvr-1//srv/x/a.zip"]),
        (a_finding("extracts-listed", "waived", TAKEN), []),
        (a_finding("retention", "drift", LOUD), []),
    ],
)
def test_what_a_finding_tells_of_a_breach(finding: Finding, keys: list[str]) -> None:
    assert [signal.key for signal in of_finding(finding)] == keys


@pytest.mark.parametrize("found", [Unread("half a document"), Unsupported("no such call")])
def test_sound_that_a_witness_alone_heard_tells_of_a_breach(found: Unread | Unsupported) -> None:
    finding = heard("no-audio", found, sound(True))
    assert [change.where for change in finding.changes] == ["streams 101: enabled (by RTSP)"]
    assert [signal.kind for signal in of_finding(finding)] == ["audio-on"]
