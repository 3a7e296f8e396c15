"""One wrong password is the last, a lock is read, and a change is sent once (design, section 5, rule 1)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline import drivers
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, WriteRefused
from sightline.estate.load import variable
from sightline.lab.hanwha.devices import CAMERA
from sightline.lab.hanwha.login import TRIES
from sightline.settings import ALL
from sightline.wire.http import ClosedIdle, Reply
from tests.drivers.tape import reply
from tests.drivers_hanwha import tape
from tests.drivers_hanwha.hanwhasite import CAM, NVR, running, session
from tests.labsite import LabSite, verdicts

CHANGE = ("security", "guest", "set", {"Enable": False})
OPEN = b'{"Model": "M", "DeviceType": "NWC"}'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def read_all(of: drivers.Session) -> set[str]:
    """How every setting but services ended, whose parts each say it for themselves."""
    ended = set()
    for setting in [name for name in ALL if name != "services"]:
        try:
            drivers.read("hanwha", of, setting)
            ended.add("ok")
        except DeviceError as problem:
            ended.add(type(problem).__name__)
    return ended


@pytest.mark.parametrize("name", [CAM, NVR])
def test_a_wrong_password_is_sent_once_and_not_again_tomorrow(
    site: LabSite, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), "admin:wrong")
    counters = site.device(name).counters
    for verb in (site.check, site.check, site.harden):
        found = verb(name)[name]
        assert (counters.credentialed, counters.refused_logins) == (1, 1)
        assert found.state == "refused"
        assert set(verdicts(found).values()) <= {"unread", "drift"}
        assert "wrong" not in found.why
    assert counters.writes == []


def test_a_session_sends_nothing_after_a_refusal(site: LabSite) -> None:
    with session(site, CAM, password="wrong") as of:
        assert read_all(of) == {"LoginRefused"}
        of.forget()
        with pytest.raises(LoginRefused):
            of.tell(*CHANGE)
        assert site.device(CAM).counters.credentialed == 1


def test_the_right_password_is_refused_by_nobody(site: LabSite) -> None:
    for name in (CAM, NVR):
        with session(site, name) as of:
            assert read_all(of) == {"ok"}
        assert site.device(name).counters.refused_logins == 0


def test_a_lock_is_met_without_a_password(site: LabSite) -> None:
    for _ in range(TRIES):
        with session(site, CAM, password="wrong") as of, pytest.raises(LoginRefused):
            of.login()
    sent = site.device(CAM).counters.credentialed
    with session(site, CAM) as of, pytest.raises(LockedOut, match="no login was tried"):
        of.login()
    assert site.device(CAM).counters.credentialed == sent
    assert {one.state for one in site.check(CAM).values()} == {"refused"}


def test_a_lock_that_comes_in_between_is_the_end() -> None:
    answers = iter([reply(200, OPEN), *[reply(490, b"")] * 9])
    of, played = tape.play(lambda _: next(answers))
    of.login()
    for _ in range(2):
        with pytest.raises(LockedOut):
            of.view("security", "users")
    assert len(played.asked) == 2


def test_a_lock_before_the_login_is_proven_is_the_end() -> None:
    of, played = tape.play(lambda _: reply(490, b""))
    assert read_all(of) == {"LockedOut"}
    assert len(played.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"), [(403, "nobody has set its first password"), (200, "anyone on its network")]
)
def test_a_device_that_asks_for_no_login_gets_none(status: int, words: str) -> None:
    of, played = tape.play(lambda _: reply(200, OPEN))

    def everybody(*_: object, **__: object) -> Reply:
        return reply(status, OPEN)

    played._send = everybody  # type: ignore[method-assign] # nobody is asked for a login
    with pytest.raises(UnexpectedReply, match=words):
        of.login()
    assert of.counts.logins == 0


def test_an_account_without_the_right_writes_nothing(site: LabSite) -> None:
    with session(site, CAM, user="recorder", password=CAMERA.passwords["recorder"]) as of:
        assert drivers.read("hanwha", of, "audio")
        with pytest.raises(WriteRefused, match="HTTP 403"):
            of.tell(*CHANGE)


def test_a_nonce_that_is_used_up_is_renewed(site: LabSite) -> None:
    site.device(CAM).switches.nonce_uses = 3
    with session(site, CAM) as of:
        assert read_all(of) == {"ok"}
    assert site.device(CAM).counters.refused_logins == 0


def test_a_read_is_asked_again_where_the_idle_connection_was_closed_and_a_change_is_not(site: LabSite) -> None:
    with session(site, CAM) as of:
        of.capabilities()
        send, closed = of._http._send, list[int]()

        def closes(*sent: object, **more: object) -> Reply:
            if not closed:
                closed.append(1)
                raise ClosedIdle("closed")
            return send(*sent, **more)  # type: ignore[arg-type] # passed on as it came

        of._http._send = closes  # type: ignore[method-assign] # one connection breaks
        assert of.view("security", "guest").flag("Enable")
        closed.clear()
        with pytest.raises(ClosedIdle):
            of.tell(*CHANGE)
        assert of.counts.writes == 1
    assert site.device(CAM).counters.writes == []
