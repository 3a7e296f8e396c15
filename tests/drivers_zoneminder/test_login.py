"""One login, over TLS alone, its token in no message; and nothing is written to who asks for none."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.zoneminder.films import BY_HAND
from sightline.drivers.zoneminder.session import FIRST, LOGIN, OPEN
from sightline.errors import DeviceError, LoginRefused, NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Services, Unread
from sightline.wire.http import Reply
from tests.drivers.hostile import answered, damaged
from tests.drivers_frigate.tape import NOWHERE, Key, Playing, on, opened, play, reply
from tests.drivers_zoneminder.tape import MAKE, TOKEN, recorded, serving

DENIED = reply(401, b'{"success": false, "data": {"name": "Insufficient Privileges", "url": "/zm?token=secret-token"}}')
LOGINS: dict[str, tuple[Reply, type[DeviceError], str]] = {
    "refused": (reply(401, b'{"data": {"name": "Login denied"}}'), LoginRefused, "refused our login"),
    "switched off": (reply(401, b'{"data": {"name": "API disabled for: admin"}}'), LoginRefused, "APIEnabled is off"),
    "forbidden": (reply(403), LoginRefused, "403"),
    "null": (reply(200, b'{"access_token": null}'), UnexpectedReply, "access_token"),
    "another kind": (reply(200, b'{"access_token": "a-token-with&more=parts"}'), UnexpectedReply, "another kind"),
    "a line end": (reply(200, b'{"access_token": "a-token-with-a\\r\\nline"}'), UnexpectedReply, "another kind"),
    "a page": (reply(200, b"<html></html>"), UnexpectedReply, "JSON"),
    "elsewhere": (reply(302), UnexpectedReply, "302"),
}


def answering(**of: Reply) -> Callable[[Key], Reply]:
    """A device that lets in, and answers by the last part of the path without its ending."""
    known = {"login": reply(200, TOKEN), **of}
    return lambda key: known.get(key[1].partition("?")[0].rpartition("/")[2].partition(".")[0], reply(200, b"{}"))


@pytest.mark.parametrize("name", LOGINS)
def test_whatever_comes_but_a_token_ends_the_login(name: str) -> None:
    said, kind, words = LOGINS[name]
    device, played = play(MAKE, lambda _: said)
    for path in ("monitors", "users", "zones"):
        with pytest.raises(kind, match=words):
            device.get(path)
    assert played.signed == [("POST", LOGIN)]
    assert device.counts.logins == 1


def test_over_plain_http_no_password_is_sent() -> None:
    zone = play(MAKE, answering())[0].target.timezone
    plain = replace(NOWHERE, scheme="http", pin=None)
    device = opened(MAKE, drivers.Target(endpoint=plain, user="admin", password="tape", timezone=zone))
    playing = Playing(plain, "admin", "tape")
    playing.answer, device._http, device.counts = answering(), playing, playing.counts
    with pytest.raises(NotAllowed, match="https://"):
        device.get("monitors")
    assert (playing.signed, device.counts.logins) == ([], 0)


def test_what_our_account_may_not_see_is_unread_and_ends_nothing() -> None:
    device, _ = play(MAKE, on(damaged(recorded("dirty"), ("GET", "/zm/api/zones.json"), 401, DENIED.body)))
    found = answered(MAKE, device, "masks")
    assert isinstance(found, Unread)
    assert "may not see it" in found.reason
    assert "secret-token" not in found.reason
    assert not isinstance(answered(MAKE, device, "audio"), Unread)


def test_a_session_that_it_ends_is_not_opened_again() -> None:
    device, played = play(MAKE, answering(zones=reply(401, b'{"data": {"name": "Expired token"}}')))
    for path in ("zones", "zones", "users"):
        with pytest.raises(UnexpectedReply, match="our session no more"):
            device.get(path)
    assert [key for key in played.signed if key[1] == LOGIN] == [("POST", LOGIN)]
    assert len(played.signed) == 2


def test_the_token_goes_in_the_query_and_stands_in_no_message() -> None:
    device, played = play(MAKE, answering(zones=reply(500)))
    with pytest.raises(UnexpectedReply) as problem:
        device.get("zones", "?limit=1")
    assert played._target("/zm?a=b", "") == "/zm?a=b&token=token-of-the-tape"
    assert played._target("/zm", None) == "/zm", "a stranger has none"
    assert "token-of-the-tape" not in f"{problem.value} {played.signed} {played!r}"


@pytest.mark.parametrize(
    "said",
    [reply(200, b'{"message": "Error"}'), reply(200, b"{}"), reply(500), DENIED],
    ids=["error", "{}", "500", "401"],
)
def test_a_write_that_is_not_confirmed_is_refused(said: Reply) -> None:
    device, _ = play(MAKE, lambda key: said if key[0] == "PUT" else answering()(key))
    with pytest.raises(WriteRefused):
        device.put("monitors/1", {"Monitor[RecordAudio]": "0"})


class Open(Playing):
    """A recorder that asks nobody for a login, as it is shipped."""

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        assert authorization is None, "no login was asked for"
        return self.answer((method, path))


def opened_to_all() -> Any:
    device, _ = play(MAKE, answering())
    everybody = Open(NOWHERE, "admin", "tape")
    everybody.answer, device._http, device.counts = on(recorded("dirty")), everybody, everybody.counts
    return device


def test_who_asks_for_no_login_shows_pictures_to_everybody_and_is_never_written() -> None:
    """Switching its login on unproven locks everybody out (recorders.md, 3)."""
    device = opened_to_all()
    found = drivers.read(MAKE, device, "services")
    assert isinstance(found, Services)
    assert {one.service: one.enabled for one in found.services}["anonymous-view"] is True
    assert device.counts.logins == 0
    off = tuple(replace(one, enabled=False) if one.service == "anonymous-view" else one for one in found.services)
    with pytest.raises(WriteRefused, match="in this order or nobody gets in"):
        drivers.write(MAKE, device, "services", found, Services(services=off))
    with pytest.raises(WriteRefused) as problem:
        device.put("monitors/1", {"Monitor[RecordAudio]": "0"})
    assert (str(problem.value), device.counts.writes) == (OPEN, 0)


@pytest.mark.parametrize(
    ("status", "relay", "enabled"),
    [(200, "hashed", True), (403, "hashed", False), (401, "plain", False), (403, "none", True), (404, "hashed", None)],
)
def test_films_that_the_web_server_hands_out_are_seen_by_everybody(
    status: int, relay: str, enabled: bool | None
) -> None:
    told = damaged(
        recorded("dirty"),
        ("GET", "/zm/api/configs/viewByName/ZM_AUTH_RELAY.json"),
        200,
        f'{{"config": {{"Value": "{relay}"}}}}'.encode(),
    )
    device, served = serving(on(told), status)
    found = drivers.read(MAKE, device, "services")
    assert isinstance(found, Services)
    seen = {one.service: one.enabled for one in found.services}["anonymous-view"]
    assert isinstance(seen, Unread) if enabled is None else seen is enabled
    if seen is True:
        off = tuple(replace(one, enabled=False) if one.service == "anonymous-view" else one for one in found.services)
        with pytest.raises(WriteRefused) as problem:
            drivers.write(MAKE, device, "services", found, Services(services=off))
        assert str(problem.value) == BY_HAND
    assert not [key for key in served.signed if key[0] != "GET" and key[1] != LOGIN]


def test_films_of_a_monitor_with_a_storage_of_its_own_do_not_stand_for_the_others() -> None:
    """Of two monitors the first keeps its films elsewhere; those of the second lie open on the web."""
    told = recorded("dirty")
    newest = "/zm/api/events/index/MonitorId:{}.json?sort=StartDateTime&direction=desc&limit=2"
    [first], events = json.loads(told["GET", FIRST].body)["monitors"], told["GET", newest.format(1)].body
    second = {**first, "Monitor": {**first["Monitor"], "Id": 2}}
    more = {
        ("GET", FIRST): json.dumps({"monitors": [first, second]}).encode(),
        ("GET", newest.format(1)): events.replace(rb"\/var\/cache", rb"\/mnt"),
        ("GET", newest.format(2)): events.replace(b'"MonitorId":1', b'"MonitorId":2'),
    }
    told |= {key: replace(told["GET", FIRST], body=body) for key, body in more.items()}
    found = drivers.read(MAKE, serving(on(told), 200)[0], "services")
    assert isinstance(found, Services)
    assert {one.service: one.enabled for one in found.services}["anonymous-view"] is True
