"""The operation `settle`, by the engine and by pyinfra's own API: it never raises, and writes only what differs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from pyinfra.api.connect import connect_all
from pyinfra.api.operations import run_ops
from pyinfra.context import ctx_host, ctx_state

from sightline.bridge.inventory import state_of
from sightline.bridge.link import Link
from sightline.bridge.operation import settle
from sightline.errors import UnexpectedReply, Unreachable
from sightline.errors import Unsupported as Cannot
from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.runs.harden import harden
from sightline.settings import Absent, Account, Accounts, Audio, AudioStream, Clock, Lockout, Unread
from tests.bridge.fake import Fake
from tests.labsite import CAMERA, NVR, LabSite

CLOCK = Clock(source="ntp", servers=("ntp.estate.example",), offset_seconds=0.0, time_zone="")


def sound(*enabled: Any) -> Audio:
    streams = tuple(AudioStream(channel=str(n), stream=f"{n}01", enabled=e) for n, e in enumerate(enabled, 1))
    return Audio(streams=streams, recorded=Absent("no store"))


def settled(link: Link, *slugs: str) -> list[str]:
    """Prepares and runs the operations as pyinfra does; how each ended."""
    state = state_of([link], parallel=1)
    connect_all(state)
    host = next(iter(state.inventory))
    with ctx_state.use(state), ctx_host.use(host):
        done = [settle(name=slug, slug=slug, _ignore_errors=True) for slug in slugs]
    run_ops(state)
    ended = []
    for operation in done:
        if not operation.is_complete():
            ended.append("given up")
        elif not operation.did_succeed():
            ended.append("failed")
        else:
            ended.append("changed" if operation.changed else "as it was")
    return ended


def ignored(found: Any, wanted: Any) -> None:
    """A device that says OK and keeps the old."""


@pytest.fixture
def link(fake: Fake) -> Iterator[Link]:
    fake.answers |= {"audio": sound(True, False), "clock": CLOCK}
    made = fake.link()
    yield made
    made.close()


def test_it_writes_what_differs_and_only_once(link: Link, fake: Fake) -> None:
    assert settled(link, "no-audio", "clock") == ["changed", "as it was"]
    assert fake.answers["audio"] == sound(False, False)
    assert settled(link, "no-audio", "clock") == ["as it was", "as it was"]
    assert [asked for asked in fake.asked if asked.startswith("write")] == ["write audio"]


@pytest.mark.parametrize(
    ("answer", "ended"),
    [
        (UnexpectedReply("half"), "given up"),
        (Unreachable("gone"), "given up"),
        (ValueError("a driver's mistake"), "given up"),
        (Cannot("no way"), "as it was"),
        (sound(Unread("half")), "as it was"),
        (Audio(streams=Absent("none"), recorded=Absent("none")), "as it was"),
        (Audio(streams=(), recorded=()), "as it was"),
    ],
)
def test_it_writes_nothing_that_was_not_read(link: Link, fake: Fake, answer: Any, ended: str) -> None:
    fake.answers["audio"] = answer
    assert settled(link, "no-audio") == [ended]
    assert "write audio" not in fake.asked


def test_a_write_that_the_device_ignores_is_no_success(link: Link, fake: Fake) -> None:
    fake.on_write = ignored
    assert settled(link, "no-audio") == ["failed"]


def test_a_rule_that_fails_on_a_device_gives_that_device_up(link: Link, fake: Fake) -> None:
    control = Control("own", reads=Clock, title="", severity="low")

    @control.wants
    def wants(found: Clock, policy: Policy) -> Clock:
        raise ZeroDivisionError

    link.work.controls = {**link.work.controls, "own": control}
    assert settled(link, "own") == ["given up"]

    @control.spares
    def spare(policy: Policy) -> str:
        raise ZeroDivisionError

    assert settled(link, "own") == ["given up"]


def test_what_no_field_can_carry_is_left(link: Link, fake: Fake) -> None:
    fake.answers["clock"] = replace(CLOCK, servers=())
    link.work.estate = replace(link.work.estate, policy=replace(link.work.estate.policy, ntp=()))
    assert settled(link, "clock") == ["as it was"]


WAIVER = """\
waivers:
  - {{control: no-audio, devices: [court/box], {channels}reason: r, case: ASB-1, approved_by: DPO,
     from: 2020-01-01, until: 2090-01-01}}
"""


@pytest.mark.parametrize(
    ("channels", "after"),
    [('channels: ["1"], ', sound(True, False)), ("", sound(True, True)), ('channels: ["3"], ', sound(False, False))],
)
def test_an_exception_is_not_undone(fake: Fake, channels: str, after: Audio) -> None:
    (fake.folder / "policies" / "waivers.yml").write_text(WAIVER.format(channels=channels))
    fake.answers["audio"] = sound(True, True)
    link = fake.link()
    settled(link, "no-audio")
    assert fake.answers["audio"] == after
    link.close()


@pytest.mark.parametrize("allowed", [False, True])
def test_accounts_go_only_when_asked_for_and_ours_never(fake: Fake, allowed: bool) -> None:
    accounts = tuple(Account(name=name, role="administrator") for name in ("admin", "guest"))
    lockout = Lockout(enabled=False, attempts=5, lock_seconds=1800)
    fake.answers["accounts"] = Accounts(accounts=accounts, onvif_accounts=(), lockout=lockout, default_password=False)
    link = fake.link(accounts=allowed)
    assert settled(link, "accounts") == ["changed"]
    left = fake.answers["accounts"]
    assert [account.name for account in left.accounts] == (["admin"] if allowed else ["admin", "guest"])
    assert left.lockout.enabled
    link.close()


def test_the_engine_says_what_was_not_written(link: Link, fake: Fake) -> None:
    said: list[str] = []
    fake.on_write = ignored
    harden(link.work, [link], {"court/box": {"no-audio"}}, said.append)
    assert said == ["court/box: no-audio: written, not taken: streams 101: enabled is still True"]


def test_one_device_is_down_and_the_other_one_is_written(site: LabSite) -> None:
    site.device(NVR).switches.dead = True
    site.edit("    behind: nvr-1/1\n", "")
    site.harden()
    assert site.device(CAMERA).counters.writes
    assert site.device(NVR).counters.requests == 0


def test_a_lab_device_is_logged_in_to_once_for_check_writes_and_check(site: LabSite) -> None:
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        assert (site.device(name).counters.logins, site.device(name).counters.refused_logins) == (1, 0)


def test_a_slow_lab_device_is_given_up_when_its_budget_is_spent(site: LabSite) -> None:
    file = site.folder / "inventory" / "estate.yml"
    file.write_text(file.read_text().replace("budget_seconds: 30", "budget_seconds: 4"))
    site.device(NVR).switches.slow = 1.2
    found = site.check()
    assert found[NVR].state == "unreachable"
    assert "the time budget of 4 s is spent" in found[NVR].why
    assert found[CAMERA].state == "checked"
    assert site.device(NVR).counters.requests <= 5


def test_a_dead_lab_device_is_asked_once(site: LabSite) -> None:
    site.device(NVR).switches.hang = True
    file = site.folder / "inventory" / "estate.yml"
    file.write_text(file.read_text().replace("read_seconds: 4", "read_seconds: 0.3"))
    found = site.check(NVR)
    assert found[NVR].requests == 1
    assert site.device(NVR).counters.requests <= 1
