"""One wrong password is the last, a lock is read, and a change is sent once (design, section 5, rule 1)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sightline import drivers
from sightline.errors import LockedOut, LoginRefused, UnexpectedReply, WriteRefused
from sightline.lab.hanwha.devices import CAMERA
from sightline.lab.hanwha.login import TRIES
from sightline.settings import ALL
from sightline.wire.http import ClosedIdle, Reply
from tests.drivers import makesite
from tests.drivers.tape import reply
from tests.drivers_hanwha import tape
from tests.drivers_hanwha.hanwhasite import CAM, running, session
from tests.labsite import LabSite

CHANGE = ("security", "guest", "set", {"Enable": False})
OPEN = b'{"Model": "M", "DeviceType": "NWC"}'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


#: How every setting ended but those whose parts each say it for themselves.
read_all = partial(makesite.ended, "hanwha", settings=[name for name in ALL if name not in ("services", "views")])


def test_a_lock_is_met_without_a_password(site: LabSite) -> None:
    for _ in range(TRIES):
        with session(site, CAM, password="wrong") as of, pytest.raises(LoginRefused):
            of.login()
    sent = site.device(CAM).counters.credentialed
    with session(site, CAM) as of, pytest.raises(LockedOut, match="no login was tried"):
        of.login()
    assert {one.state for one in site.check(CAM).values()} == {"refused"}
    assert site.device(CAM).counters.credentialed == sent


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
