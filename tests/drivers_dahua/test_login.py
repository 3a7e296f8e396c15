"""One wrong password is the last, a lock is read, a lost session is opened again once (design, section 5, rule 1)."""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.dahua import login, words
from sightline.errors import DeviceError, LockedOut, LoginRefused, NotAllowed, UnexpectedReply, WriteRefused
from sightline.lab.dahua.devices import CAMERA
from sightline.settings import ALL
from sightline.wire.http import ClosedIdle, Reply
from tests.drivers import makesite
from tests.drivers.tape import reply
from tests.drivers_dahua import tape
from tests.drivers_dahua.dahuasite import CAM, NVR, device, running, session
from tests.drivers_dahua.tape import ACCEPTED, CHALLENGED, WITH, WITHOUT
from tests.labsite import LabSite, finding


@pytest.fixture(params=[True, False], ids=["RPC2", "CGI"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        for name in (CAM, NVR):
            device(found, name).has_rpc2 = request.param
        yield found


def said(document: dict[str, Any], status: int = 200) -> Reply:
    return reply(status, json.dumps(document).encode(), tape.JSON)


def talks(**answers: Reply) -> Callable[[str], Reply]:
    """A device of RPC2; `answers` by the method's last word, `login` for the answer to our password."""

    def answer(key: str) -> Reply:
        if key == WITHOUT:
            return answers.get("challenge", said(CHALLENGED))
        if key == WITH:
            return answers.get("login", said(ACCEPTED))
        return answers.get(key.partition(" ")[0].rpartition(".")[2]) or reply(*tape.UNKNOWN, kind=tape.JSON)

    return answer


#: Their parts each say for themselves that they were not read.
BY_PARTS = ("services", "logging", "certificates")
#: How every other setting ended.
read_all = partial(makesite.ended, "dahua", settings=[name for name in ALL if name not in (*BY_PARTS, "views")])


def test_a_lock_is_met_without_a_password_and_says_how_long(site: LabSite) -> None:
    for _ in range(10):
        with session(site, CAM, password="wrong") as of:
            read_all(of)
    sent = site.device(CAM).counters.credentialed
    with session(site, CAM) as of, pytest.raises(LockedOut, match="for 5 more minutes"):
        drivers.read("dahua", of, "identity")
    rpc2 = device(site, CAM).has_rpc2
    assert site.device(CAM).counters.credentialed == sent + (0 if rpc2 else 1), "CGI says it only to a login"
    assert site.check(CAM)[CAM].state == "refused"


def test_a_lost_session_is_opened_again_once(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, CAM) as of:
        drivers.read("dahua", of, "identity")
        for _ in range(2):
            device(site, CAM).forget_sessions()
            of.forget()
            assert drivers.read("dahua", of, "audio")
        assert (of.counts.logins, site.device(CAM).counters.logins) == (1, 3)
        assert site.device(CAM).counters.refused_logins == 0


def test_a_device_that_forgets_every_session_is_given_up() -> None:
    gone = said({"error": {"code": 287637505, "message": "invalid session"}, "result": False})
    of, played = tape.play(talks(multicall=gone, getMemberNames=gone, getSystemInfo=gone, getDeviceType=gone))
    for _ in range(9):
        assert read_all(of) == {"UnexpectedReply"}
        of.forget()
    assert played.signed <= 6


def test_a_password_that_is_changed_under_us_is_sent_once_more_and_never_again(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, CAM) as of:
        drivers.read("dahua", of, "identity")
        device(site, CAM)._login._passwords = {"admin": "another"}
        device(site, CAM).forget_sessions()
        of.forget()
        assert read_all(of) == {"LoginRefused"}
        assert site.device(CAM).counters.refused_logins == 1


def test_a_session_that_was_quiet_is_kept_alive(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, CAM) as of:
        drivers.read("dahua", of, "identity")
        of.plane._heard -= 31  # type: ignore[union-attr] # RPC2's
        before = of.counts.requests
        of.forget()
        drivers.read("dahua", of, "identity")
        assert of.counts.requests == before + 2


def test_a_session_is_closed_behind_us(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        with session(site, NVR) as of:
            drivers.read("dahua", of, "identity")
        assert device(site, NVR)._login._sessions == {}


def test_the_answer_is_two_rounds_of_md5_in_capitals() -> None:
    challenge = login.Challenge(realm="Login to lab", random="1234567890", session="first")
    inner = hashlib.md5(b"admin:Login to lab:secret").hexdigest().upper()
    expected = hashlib.md5(f"admin:1234567890:{inner}".encode()).hexdigest().upper()
    assert challenge.answer("admin", "secret") == expected
    assert "secret" not in repr(challenge)


@pytest.mark.parametrize(
    "refusal",
    [
        said({"result": False, "error": {"code": 268632085, "message": "User or password not valid!"}}),
        said({"result": False, "error": {"code": 268632070, "message": "User not valid!"}}),
        said({"result": False, "error": {"code": 268632079, "message": "login challenge!"}}),
        said({"result": False}),
        reply(401, b"Invalid Authority!"),
        reply(403, b""),
    ],
)
def test_every_form_of_refusal_is_the_last_try(refusal: Reply) -> None:
    of, played = tape.play(talks(login=refusal))
    assert read_all(of) == {"LoginRefused"}
    assert (played.signed, of.counts.logins) == (1, 1)


@pytest.mark.parametrize(
    "riddle",
    [
        said({"result": True}),
        said({"result": False, "error": {"code": 268632075, "message": "busy"}}),
        said({}),
        said({"result": 1, "session": "x"}),
        reply(500, b"<html>"),
        reply(200, b""),
    ],
)
def test_a_riddle_is_the_last_try_of_the_run_as_well(riddle: Reply) -> None:
    """And no refusal: another run may ask again with the same password."""
    of, played = tape.play(talks(login=riddle))
    assert read_all(of) == {"UnexpectedReply"}
    assert played.signed == 1


@pytest.mark.parametrize(
    ("challenge", "problem"),
    [
        (said({"ErrorCode": 268632081, "Result": False, "RmLock": 1741, "RmLogin": 0}, 403), LockedOut),
        (said({"error": {"code": 268632081}, "result": False}), LockedOut),
        (said({**CHALLENGED, "RmLogin": 2}), NotAllowed),
        (said({**CHALLENGED, "params": {"RmLogin": 1}}), NotAllowed),
        (said({"error": {"code": 268632086, "message": "not initialised"}, "result": False}), NotAllowed),
        (said({"result": True, "session": "open"}), UnexpectedReply),
        (said({**CHALLENGED, "session": None}), UnexpectedReply),
        (said({**CHALLENGED, "params": {"encryption": "Default"}}), UnexpectedReply),
        (said({"error": {"code": 268632075, "message": "busy"}, "result": False}), UnexpectedReply),
        (reply(200, b"<html>"), UnexpectedReply),
        (reply(503, b""), UnexpectedReply),
    ],
)
def test_no_password_is_sent_to_a_device_that_should_not_get_one(challenge: Reply, problem: type[DeviceError]) -> None:
    of, played = tape.play(talks(challenge=challenge))
    for _ in range(2):
        with pytest.raises(problem):
            drivers.read("dahua", of, "identity")
    assert (played.signed, played.counts.requests) == (0, 1)


def test_the_minutes_of_a_lock_are_whole_ones() -> None:
    lock = words.locked({"ErrorCode": 268632081, "RmLock": 1741})
    assert "for 30 more minutes" in str(lock)


@pytest.mark.parametrize("encryption", ["Basic", "Plain", "OldDigest", "WatchNet", "", None])
def test_a_password_is_never_sent_in_another_form(encryption: object) -> None:
    """RPC2 may want it plain: then digest is what we answer, to CGI's own challenge."""
    challenge = said({**CHALLENGED, "params": {**CHALLENGED["params"], "encryption": encryption}})  # type: ignore[dict-item] # a dict
    of, played = tape.play(talks(challenge=challenge))
    with pytest.raises(LoginRefused):
        drivers.read("dahua", of, "identity")
    assert played.asked == [WITHOUT, "/cgi-bin/magicBox.cgi?action=getSystemInfo"]
    assert played.signed == 1


def test_a_lock_in_between_is_the_end() -> None:
    locked = said({"error": {"code": 268632081, "message": "locked"}, "RmLock": 60, "result": False})
    of, played = tape.play(talks(multicall=locked))
    for _ in range(2):
        with pytest.raises(LockedOut, match="for 1 more minutes"):
            drivers.read("dahua", of, "identity")
    assert len(played.asked) == 3


def test_an_account_without_the_right_writes_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, CAM, "recorder", CAMERA.passwords["recorder"]) as of:
        assert drivers.read("dahua", of, "audio")
        with pytest.raises(UnexpectedReply, match="denied, or not known"):
            drivers.read("dahua", of, "accounts")
        table = of.edit("Telnet")
        table["Enable"] = False
        with pytest.raises(WriteRefused, match="Authority:check failure"):
            of.put("Telnet", table)
        assert drivers.read("dahua", of, "audio"), "a right that is missing is no refused login"


def test_a_read_is_asked_again_where_the_idle_connection_was_closed_and_a_write_is_not(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, CAM) as of:
        drivers.read("dahua", of, "identity")
        send, closed = of._http._send, list[int]()

        def closes(*sent: Any, **more: Any) -> Reply:
            if not closed:
                closed.append(1)
                raise ClosedIdle("closed")
            return send(*sent, **more)

        of._http._send = closes  # type: ignore[method-assign] # one connection breaks
        of.forget()
        assert drivers.read("dahua", of, "identity")
        closed.clear()
        with pytest.raises(ClosedIdle):
            of.tell("userManager.deleteUser", name="fitter")
        assert site.device(CAM).counters.writes == []


def test_the_cookie_of_the_second_login_is_what_a_recorder_wants(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, NVR) as of:
        of._http.keeps_cookies = False
        with pytest.raises(UnexpectedReply):
            drivers.read("dahua", of, "identity")
    with running(tmp_path / "again") as site:
        assert finding(site.check(NVR)[NVR], "firmware").verdict == "compliant"
