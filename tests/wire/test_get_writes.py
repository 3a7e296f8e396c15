"""Devices that are changed by a GET: such a request is sent once, and never to fetch a challenge."""

import pytest

from sightline.errors import LoginRefused, UnexpectedReply, Unreachable
from tests.wire.server import Asked, Say, reply
from tests.wire.talk import OK, after_login, talking


def test_a_get_that_writes_is_counted_and_not_sent_before_the_login_is_proven() -> None:
    with talking(after_login(OK)) as (http, server):
        with pytest.raises(UnexpectedReply, match="nothing is written before"):
            http.request("GET", "/set?x=1", reads=False)
        assert server.asked == []
        http.request("GET", "/view")
        http.request("GET", "/set?x=1", reads=False)
    assert [one.line for one in server.asked].count("GET /set?x=1 HTTP/1.1") == 1
    assert http.counts.writes == 1


def test_a_get_that_writes_is_not_sent_again_where_the_connection_was_closed() -> None:
    def hangs_up(asked: Asked) -> Say:
        return None if "/set" in asked.line else OK

    with talking(after_login(hangs_up)) as (http, server):
        http.request("GET", "/view")
        with pytest.raises(Unreachable):
            http.request("GET", "/set?x=1", reads=False)
    assert [one.line for one in server.asked].count("GET /set?x=1 HTTP/1.1") == 1


def test_what_the_make_says_is_accepted_is_asked_for() -> None:
    with talking(after_login(OK)) as (http, server):
        http.accept = "application/json"
        http.request("GET", "/view")
    assert all(b"\r\nAccept: application/json\r\n" in one.raw for one in server.asked)


@pytest.mark.parametrize("status", [401, 490])
def test_each_refusal_of_the_make_is_the_last_request(status: int) -> None:
    with talking(after_login(reply(status))) as (http, server):
        http.refusals = (401, 490)
        for _ in range(3):
            with pytest.raises(LoginRefused):
                http.request("GET", "/view")
    assert len(server.credentialed) == 1


def test_a_refusal_before_any_login_is_shown_to_who_looks_for_a_lock() -> None:
    seen = []
    with talking(lambda _: reply(490)) as (http, server):
        http.refusals, http.unlocked = (401, 490), lambda said: seen.append(said.status)
        assert http.request("GET", "/view").status == 490
    assert seen == [490]
    assert server.credentialed == []
