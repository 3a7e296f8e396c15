"""One login, over TLS alone; its refusal is the last."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sightline.drivers.frigate.session import part
from sightline.errors import (
    DeviceError,
    LockedOut,
    LoginRefused,
    NotAllowed,
    UnexpectedReply,
    UntrustedCertificate,
    WriteRefused,
)
from sightline.lab.frigate.devices import RECORDER
from sightline.wire.http import Reply
from tests.drivers.makesite import target
from tests.drivers_frigate import tape
from tests.drivers_frigate.frigatesite import NAME, running, session
from tests.drivers_frigate.tape import SPARED, Key, opened, play, reply
from tests.labsite import mixed_site, verdicts

PLAIN = replace(RECORDER, tls=False)


def test_a_wrong_password_is_sent_once_and_never_again(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        with session(site, NAME, password="Wrong-password-1") as device:
            for _ in range(3):
                with pytest.raises(LoginRefused, match="HTTP 401"):
                    device.get("stats")
        assert site.device(NAME).counters.credentialed == 1
        assert device.counts.logins == 1


def test_the_refusal_is_remembered_by_later_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path) as site:
        for name in site.environment:
            monkeypatch.setenv(name, "admin:Wrong-password-1")
        for _ in range(2):
            found = verdicts(site.check()[NAME])
            assert {verdict for slug, verdict in found.items() if slug not in SPARED} <= {"unread", "unsupported"}
        assert site.device(NAME).counters.refused_logins == 1


def test_a_device_that_takes_no_more_logins_is_left_alone(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        site.device(NAME).switches.locked_out = True
        with session(site, NAME) as device:
            for _ in range(2):
                with pytest.raises(LockedOut, match="too many"):
                    device.get("stats")
        assert site.device(NAME).counters.credentialed == 1


def test_over_plain_http_no_password_is_sent(tmp_path: Path) -> None:
    with mixed_site(tmp_path, [PLAIN]) as site, session(site, NAME) as device:
        for _ in range(2):
            with pytest.raises(NotAllowed, match="https://"):
                device.get("stats")
        assert site.device(NAME).counters.credentialed == 0
        assert device.counts.logins == 0


def test_a_certificate_that_nobody_vouches_for_gets_no_request(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        box = target(site.lab.address(NAME), RECORDER.passwords["admin"])
        for pin in (None, "0" * 64):
            device = opened("frigate", replace(box, endpoint=replace(box.endpoint, pin=pin)))
            with pytest.raises(UntrustedCertificate):
                device.get("stats")
            device.close()
        assert site.device(NAME).counters.requests == 0


def test_who_asks_for_no_login_is_read_and_never_written(tmp_path: Path) -> None:
    """Its port 5000, or one whose login is switched off (recorders.md, 5)."""
    with mixed_site(tmp_path, [PLAIN]) as site:
        site.device(NAME).config["auth"]["enabled"] = False  # type: ignore[attr-defined] # this make's
        found = site.check()[NAME]
        shown = {f.control: f for f in found.findings}
        assert shown["remote-defaults"].verdict == "drift"
        assert "anonymous-view: enabled is true" in shown["remote-defaults"].reason
        site.harden(accounts=True)
        assert site.device(NAME).counters.writes == []
        assert site.device(NAME).counters.credentialed == 0
        with session(site, NAME) as device, pytest.raises(WriteRefused, match="open device"):
            device.delete("users/installer")


LOGINS: dict[str, tuple[Reply, type[DeviceError]]] = {
    "refused": (reply(401, b'{"message": "Login failed"}'), LoginRefused),
    "forbidden": (reply(403), LoginRefused),
    "too many": (reply(429), LockedOut),
    "a form error": (reply(422, b"{}"), UnexpectedReply),
    "no cookie": (reply(200), UnexpectedReply),
    "two cookies": (reply(200, cookies=("a=1; Path=/", "b=2; Path=/")), UnexpectedReply),
    "an empty cookie": (reply(200, cookies=("a=; Path=/",)), UnexpectedReply),
    "a cookie with a line end": (reply(200, cookies=("a=1\r\nX: y",)), UnexpectedReply),
    "sent elsewhere": (reply(302), UnexpectedReply),
}


@pytest.mark.parametrize("name", LOGINS)
def test_whatever_comes_but_a_token_ends_the_login(name: str) -> None:
    said, kind = LOGINS[name]
    device, played = play("frigate", lambda _: said)
    for path in ("stats", "users", "config"):
        with pytest.raises(kind):
            device.get(path)
    assert played.signed == [("POST", "/api/login")]
    assert played.asked == []


def answering(**of: Reply) -> Callable[[Key], Reply]:
    """A device that lets in, and answers by the last part of the path."""
    login = reply(200, cookies=("frigate_token=token; HttpOnly",))
    return lambda key: login if key[1].endswith("/login") else of.get(key[1].rpartition("/")[2], reply(200, b"{}"))


def test_a_session_that_the_device_ends_is_not_opened_again() -> None:
    device, played = play("frigate", answering(stats=reply(401)))
    for _ in range(2):
        with pytest.raises(UnexpectedReply, match="our session no more"):
            device.get("stats")
    with pytest.raises(UnexpectedReply):
        device.get("users")
    assert len(played.signed) == len(played.asked) == 1


def test_a_write_that_is_not_confirmed_is_refused() -> None:
    for said in (reply(200, b"{}"), reply(200, b'{"success": false}'), reply(400, b"{}"), reply(200, b"OK")):
        device, _ = play("frigate", answering(set=said))
        with pytest.raises(WriteRefused):
            device.set("lobby", "record", {"enabled": False})


def test_names_cannot_leave_their_place_in_a_path() -> None:
    device, played = play("frigate", answering())
    with pytest.raises(WriteRefused):
        device.delete(f"users/{part('../config?x y')}")
    assert played.asked[-1] == ("DELETE", "/api/users/..%2Fconfig%3Fx%20y")


def test_the_password_stands_in_the_body_of_the_login_alone(tmp_path: Path) -> None:
    sent: list[tuple[str, bytes]] = []

    class Listening(tape.Recording):
        def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
            sent.append((path, body))
            return super()._send(method, path, body, content_type, authorization)

    password = RECORDER.passwords["admin"]
    with running(tmp_path) as site:
        device = opened("frigate", target(site.lab.address(NAME), password))
        tape._with(device, Listening)
        device.get("stats")
        device.close()
    assert [path for path, body in sent if password.encode() in body] == ["/api/login"]
    assert json.loads(next(body for _, body in sent if body)) == {"user": "admin", "password": password}
    assert password not in repr(device._http)
