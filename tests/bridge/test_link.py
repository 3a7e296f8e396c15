"""A link answers, whatever happens; it is dead after one failure that says so; it knows which box it writes to."""

import time
from collections.abc import Callable
from copy import copy, deepcopy
from datetime import UTC, datetime

import gevent
import pytest

from sightline.bridge.link import Link
from sightline.bridge.outside import Look
from sightline.errors import (
    DeviceError,
    EstateError,
    LockedOut,
    LoginRefused,
    NotAllowed,
    UnexpectedReply,
    Unreachable,
    UntrustedCertificate,
    WriteRefused,
)
from sightline.errors import Unsupported as Cannot
from sightline.records.journal import entries
from sightline.settings import Clock
from sightline.wire.ssh import Ssh
from tests.bridge.fake import CLOCK, NTP, Fake


def faster(fake: Fake, budget: float) -> None:
    """A smaller budget."""
    file = fake.folder / "inventory" / "estate.yml"
    file.write_text(file.read_text().replace("budget_seconds: 60", f"budget_seconds: {budget}"))


def journal(link: Link) -> list[str]:
    return [one["event"] for one in entries(link.work.journal.path)]


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (UnexpectedReply("x"), "unexpected"),
        (Cannot("x"), "unsupported"),
        (WriteRefused("x"), "unexpected"),
        (Unreachable("x"), "unreachable"),
        (LoginRefused("x"), "refused"),
        (LockedOut("x"), "refused"),
        (NotAllowed("x"), "refused"),
        (EstateError("x"), "refused"),
        (ValueError("x"), "unexpected"),
        (OSError("x"), "unexpected"),
        (RecursionError("x"), "unexpected"),
    ],
)
@pytest.mark.parametrize("when", ["meeting", "reading", "writing"])
def test_whatever_the_driver_raises_is_an_answer(fake: Fake, problem: Exception, status: str, when: str) -> None:
    link = fake.link()
    fake.answers |= {"clock": CLOCK}
    if when == "meeting":
        fake.answers["identity"] = problem
        answer = link.read("identity")
    elif when == "reading":
        fake.answers["clock"] = problem
        answer = link.read("clock")
    else:

        def fail(found: object, wanted: object) -> None:
            raise problem

        fake.on_write = fail
        answer = link.write("clock", NTP)
        assert journal(link)[-2:] in (["write", "write-failed"], ["write-failed", "login-refused"])
    assert answer["status"] == status
    assert "x" in answer["reason"]
    link.close()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, gevent.GreenletExit])
def test_what_ends_a_program_is_not_swallowed(fake: Fake, stop: type[BaseException]) -> None:
    link = fake.link()
    fake.answers["clock"] = stop()
    with pytest.raises(stop):
        link.read("clock")
    link.close()


@pytest.mark.parametrize("problem", [Unreachable("x"), LoginRefused("x"), LockedOut("x"), UntrustedCertificate("x")])
def test_after_one_of_these_nothing_more_is_asked(fake: Fake, problem: DeviceError) -> None:
    link = fake.link()
    fake.answers["clock"] = problem
    first = link.read("clock")
    asked = list(fake.asked)
    assert link.read("identity") == link.read("audio") == link.write("clock", NTP) == first
    assert fake.asked == asked
    assert link.dead is problem
    link.close()


@pytest.mark.parametrize("problem", [UnexpectedReply("x"), Cannot("x"), ValueError("x")])
def test_after_one_of_these_the_next_setting_is_asked(fake: Fake, problem: Exception) -> None:
    link = fake.link()
    fake.answers |= {"clock": CLOCK, "audio": problem}
    assert link.read("audio")["status"] != "ok"
    assert link.read("clock")["status"] == "ok"
    link.close()


@pytest.mark.parametrize("kind", [WriteRefused, UnexpectedReply, ValueError])
def test_half_a_character_from_a_device_can_be_printed(fake: Fake, kind: type[Exception]) -> None:
    link = fake.link()
    fake.answers["clock"] = kind("refused (\ud800)")
    assert link.read("clock")["reason"].encode().endswith(b"refused (?)")
    link.close()


def test_a_device_is_logged_in_to_once_a_run(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK
    for _ in range(3):
        link.read("clock")
        link.write("clock", NTP)
    assert fake.sessions == 1
    link.close()
    assert fake.closed == 1


def test_copies_are_the_same_link(fake: Fake) -> None:
    link = fake.link()
    assert copy(link) is link
    assert copy(link.work) is link.work


def test_nothing_of_a_link_shows_the_password(fake: Fake) -> None:
    link = fake.link()
    link.read("identity")
    assert "Open-Sesame-7" not in repr(link) + repr(link.work) + repr(vars(link.work.secrets))
    link.close()


def test_the_budget_ends_a_read_and_the_device(fake: Fake) -> None:
    faster(fake, 0.2)
    link = fake.link()
    fake.answers["clock"] = lambda: gevent.sleep(60)
    started = time.monotonic()
    assert link.read("clock") == {"status": "unreachable", "reason": "the time budget of 0.2 s is spent"}
    assert link.read("audio")["status"] == "unreachable"
    assert time.monotonic() - started < 10
    assert fake.asked.count("read audio") == 0
    link.close()


def test_the_budget_is_one_over_all_reads(fake: Fake) -> None:
    link = fake.link()

    def slowly() -> Clock:
        gevent.sleep(0.3)
        return CLOCK

    fake.answers["clock"] = slowly
    assert [link.read("clock")["status"] for _ in range(2)] == ["ok", "ok"]
    assert link._spent >= 0.6
    link._spent = 59.9
    assert link.read("clock") == {"status": "unreachable", "reason": "the time budget of 60 s is spent"}
    link.close()


def test_a_write_is_not_cut_by_what_reads_have_spent(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK
    link.read("clock")
    link._spent = 59.99

    def slowly(found: Clock, wanted: Clock) -> None:
        gevent.sleep(0.1)
        fake.answers["clock"] = wanted

    fake.on_write = slowly
    assert link.write("clock", NTP)["status"] == "ok"
    link.close()


def test_what_may_not_be_written_is_refused_and_the_device_goes_on(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK

    def refuse(found: object, wanted: object) -> None:
        raise NotAllowed("a rule of ours")

    fake.on_write = refuse
    assert link.write("clock", NTP)["status"] == "refused"
    assert link.dead is None
    assert link.read("clock")["status"] == "ok"
    link.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda patch: patch.delenv("SIGHTLINE_SECRET_COURT_BOX"),
        lambda patch: patch.setenv("SIGHTLINE_SECRET_COURT_BOX", "nonsense"),
        lambda patch: patch.setenv("SIGHTLINE_SECRET_COURT_BOX", "token:abc"),
    ],
    ids=["missing", "broken", "of another kind"],
)
def test_without_a_login_nothing_is_sent(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[pytest.MonkeyPatch], None]
) -> None:
    spoil(monkeypatch)
    link = fake.link()
    assert link.read("clock")["status"] == "refused"
    assert link.dead is not None
    assert (fake.sessions, fake.asked) == (0, [])
    link.close()


def test_another_run_is_kept_out_until_the_first_ends(fake: Fake) -> None:
    fake.answers["clock"] = CLOCK
    first, second = fake.link(), fake.link()
    assert first.read("clock")["status"] == "ok"
    busy = second.read("clock")
    assert busy["status"] == "refused"
    assert first.work.id in busy["reason"]
    first.close()
    second.close()
    third = fake.link()
    assert third.read("clock")["status"] == "ok"
    third.close()


def test_a_run_knows_its_time_in_utc(fake: Fake) -> None:
    link = fake.link()
    policy = link.work.policy_for(link.device, "admin")
    assert policy.now.tzinfo is UTC
    assert abs((policy.now - datetime.now(UTC)).total_seconds()) < 5
    assert deepcopy(policy.today) == policy.today


def test_a_hosts_shell_is_for_the_box_that_is_known_and_stands_in_the_journal(fake: Fake) -> None:
    vars(fake)["ssh"] = Ssh(host="127.0.0.1", port=9, user="a", known_hosts=None)
    box, ran = fake.answers["identity"], list[Ssh]()
    link = fake.link()
    fake.answers["identity"] = UnexpectedReply("half an answer")
    assert link.shell(ran.append) == {"status": "unexpected", "reason": "half an answer"}
    assert (ran, journal(link)) == ([], [])
    fake.answers["identity"] = box
    assert link.shell(ran.append)["status"] == "ok"
    assert (len(ran), journal(link)) == (1, ["shell"])
    link.close()


def test_a_look_that_takes_too_long_ends_nothing_but_itself(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Look, "whole", lambda *_: gevent.sleep(60))
    link = fake.link()
    fake.answers["clock"] = CLOCK
    assert link.read("clock")["status"] == "ok"
    link._spent = 59.8
    assert link.read("outside")["status"] == "unreachable"
    assert link.dead is None
    assert link.write("clock", NTP)["status"] == "ok"
    link.close()
