"""A draft is gone once a run looked where it would be seen, and not where what it is about was not read."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sightline.estate.sounding import Soundings
from sightline.estate.state import State
from sightline.policy.finding import Change, Finding
from sightline.policy.policy import Declared, DeclaredAccount
from sightline.records.result import Checked, Result
from sightline.runs.breaches import _looked
from sightline.settings import Account, Accounts, Audio, AudioStream, Lockout, Outside, Setting, Unread
from tests.policy import strategies
from tests.policy.test_witness import judged, sound
from tests.records.drafts import a_draft
from tests.records.estates import NOW
from tests.records.made import checked

LOCK = Lockout(enabled=True, attempts=5, lock_seconds=1800)
OURS = Account(name="guard", role="administrator", enabled=True)
DECLARED = Declared(
    driver="none",
    role="recorder",
    transport="http",
    login="guard",
    accounts=(DeclaredAccount(name="guard", role="operator"),),
)
POLICY = replace(strategies.a_policy(), declared=DECLARED)
HALF = Unread("half a document")
QUIET = Audio(streams=(AudioStream(channel="1", stream="101", enabled=False),), recorded=())


def accounts(*of: Account, onvif: Any = (), lockout: Any = LOCK) -> Accounts:
    return Accounts(accounts=of, onvif_accounts=onvif, lockout=lockout, default_password=False)


def looked(folder: Path, kind: str, finding: Finding) -> bool:
    """Whether a run with this finding looked for the draft of its device."""
    of: Checked = checked("court/nvr-1", {}, NOW)
    of = replace(of, state="checked", findings=(finding,))
    result = Result(id="r", verb="check", operator="", reason="", started=NOW, devices=[of])
    work: Any = SimpleNamespace(soundings=Soundings(State(folder)))
    return _looked(work, result)(a_draft(kind=kind, site="court", device="nvr-1"))


@pytest.mark.parametrize(
    ("found", "whole"),
    [
        (accounts(OURS), True),
        (accounts(OURS, lockout=replace(LOCK, enabled=False)), True),
        (accounts(OURS, onvif=HALF), False),
        (accounts(OURS, onvif=HALF, lockout=replace(LOCK, enabled=False)), False),
        (HALF, False),
    ],
)
def test_an_account_is_gone_once_all_accounts_were_read(tmp_path: Path, found: Setting | Unread, whole: bool) -> None:
    """Something else that drifts on the device says nothing of a list that was not read."""
    assert looked(tmp_path, "unknown-account", judged("accounts", found, Outside(), POLICY)) is whole


@pytest.mark.parametrize(("found", "whole"), [(QUIET, True), (replace(QUIET, recorded=HALF), False), (HALF, False)])
def test_sound_is_gone_once_the_device_says_so(tmp_path: Path, found: Setting | Unread, whole: bool) -> None:
    assert looked(tmp_path, "audio-on", judged("no-audio", found, sound(False))) is whole


def test_accounts_that_nobody_declared_tell_of_no_one_account(tmp_path: Path) -> None:
    undeclared = replace(POLICY, declared=replace(DECLARED, accounts=None))
    finding = judged("accounts", accounts(OURS), Outside(), undeclared)
    assert (finding.verdict, finding.changes) == ("drift", tuple[Change, ...]())
    assert looked(tmp_path, "unknown-account", finding) is False
