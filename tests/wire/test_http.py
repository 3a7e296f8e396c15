"""One login, and after its refusal silence (design, section 5, rule 1)."""

import pytest

from sightline.errors import LoginRefused, UnexpectedReply, Unreachable
from sightline.wire.http import Reply
from tests.wire.server import Say, challenge, digest, reply
from tests.wire.talk import OK, after_login, talking


def test_the_first_request_carries_nothing_and_the_second_the_answer() -> None:
    with talking(after_login(OK)) as (http, server):
        assert http.request("GET", "/a").body == b"<a/>"
        assert http.request("PUT", "/b", b"<b/>").status == 200
    assert [bool(one.authorization) for one in server.asked] == [False, True, True]
    assert [one.line for one in server.asked] == ["GET /a HTTP/1.1", "GET /a HTTP/1.1", "PUT /b HTTP/1.1"]
    assert (http.counts.requests, http.counts.logins, http.counts.writes) == (3, 1, 1)
    assert server.connections == 1
    assert "Right-2026" not in repr(http)


def test_a_challenge_is_fetched_without_the_body_of_a_write() -> None:
    with talking(after_login(OK)) as (http, server):
        http.request("PUT", "/secret", b"<password>new</password>")
    assert b"password" not in server.asked[0].raw
    assert server.asked[0].line == "GET /secret HTTP/1.1"


def test_nothing_is_written_where_no_login_is_asked_for() -> None:
    with talking(lambda _: OK) as (http, server):
        with pytest.raises(UnexpectedReply, match="no login"):
            http.request("PUT", "/a", b"<a/>")
        assert http.request("GET", "/a").status == 200
    assert {one.line for one in server.asked} == {"GET /a HTTP/1.1"}


@pytest.mark.parametrize(
    "refusal",
    [
        challenge("n2"),
        challenge("n1"),
        reply(401),
        reply(401, b"<html>", "WWW-Authenticate: Basic realm=x"),
        challenge("n2", body=b"<userCheck/>"),
    ],
)
def test_a_wrong_password_is_sent_once(refusal: bytes) -> None:
    with talking(after_login(refusal)) as (http, server):
        for method in ("GET", "GET", "PUT", "POST"):
            with pytest.raises(LoginRefused):
                http.request(method, "/a", b"<a/>" if method != "GET" else b"")
    assert len(server.credentialed) == 1
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "cut",
    [
        reply(401, b"<userCheck>", digest("n2"), length=500),
        reply(401, b"x" * 200_000, digest("n2")),
        b"HTTP/1.1 401 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 401 X\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab",
    ],
)
def test_a_refusal_that_is_cut_short_is_still_the_last(cut: bytes) -> None:
    """The status came: the next try would be the second."""
    with talking(after_login([cut, b""])) as (http, server):
        for _ in range(3):
            with pytest.raises(LoginRefused):
                http.request("GET", "/a")
    assert len(server.credentialed) == 1


@pytest.mark.parametrize("said", [None, b"", [b"HTTP/1.1 2", b""], [b"\x15\x03\x01\x00\x02\x02\x28", b""]])
def test_an_unproven_login_without_an_answer_is_not_tried_again(said: Say) -> None:
    with talking(after_login(said)) as (http, server):
        for _ in range(3):
            with pytest.raises((Unreachable, UnexpectedReply)):
                http.request("GET", "/a")
    assert len(server.credentialed) == 1


def test_a_stale_nonce_is_answered_once() -> None:
    with talking(after_login(lambda a: challenge("n2", stale=True) if a.logins == 1 else OK)) as (http, server):
        assert http.request("GET", "/a").status == 200
    assert [one.field("nonce") for one in server.credentialed] == ["n1", "n2"]
    assert http.counts.logins <= 2


def test_a_nonce_that_is_always_stale_is_answered_once() -> None:
    with talking(after_login(lambda a: challenge(f"n{a.number}", stale=True))) as (http, server):
        for _ in range(3):
            with pytest.raises(LoginRefused):
                http.request("GET", "/a")
    assert len(server.credentialed) == 2


def test_a_new_nonce_after_a_success_is_answered_once() -> None:
    with talking(after_login(lambda a: challenge("n2") if a.logins == 2 else OK)) as (http, server):
        http.request("GET", "/a")
        assert http.request("PUT", "/b", b"<b/>").status == 200
    assert [one.field("nonce") for one in server.credentialed] == ["n1", "n1", "n2"]
    assert http.counts.logins == 1


def test_new_nonces_without_end_are_answered_once() -> None:
    with talking(after_login(lambda a: OK if a.logins == 1 else challenge(f"n{a.number}"))) as (http, server):
        http.request("GET", "/a")
        for _ in range(3):
            with pytest.raises(LoginRefused):
                http.request("GET", "/b")
    assert len(server.credentialed) == 3


def test_the_same_nonce_refused_after_a_success_is_not_answered() -> None:
    with talking(after_login(lambda a: OK if a.logins == 1 else challenge("n1"))) as (http, server):
        http.request("GET", "/a")
        with pytest.raises(LoginRefused):
            http.request("GET", "/b")
    assert len(server.credentialed) == 2


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_error_proves_no_login(status: int) -> None:
    """A device that is busy may not have looked at the password: a new nonce then is no reason to send it again."""
    with talking(after_login(lambda a: reply(status) if a.logins == 1 else challenge(f"n{a.number}"))) as (
        http,
        server,
    ):
        assert http.request("GET", "/a").status == status
        with pytest.raises(LoginRefused):
            http.request("GET", "/b")
    assert len(server.credentialed) == 2


def test_the_strongest_of_two_headers_is_answered() -> None:
    both = reply(401, b"", digest("weak", "MD5"), digest("strong", "SHA-256"))
    with talking(lambda a: OK if a.authorization else both) as (http, server):
        http.request("GET", "/a")
    assert [one.field("algorithm") for one in server.credentialed] == ["SHA-256"]
    assert [one.field("nonce") for one in server.credentialed] == ["strong"]


@pytest.mark.parametrize("offer", ['Basic realm="x"', "Negotiate", 'Bearer realm="x"'])
def test_a_device_without_digest_gets_no_credential(offer: str) -> None:
    refusal = reply(401, b"", f"WWW-Authenticate: {offer}")
    with talking(lambda _: refusal) as (http, server), pytest.raises(UnexpectedReply, match="no digest"):
        http.request("GET", "/a")
    assert server.credentialed == []
    assert b"Right-2026" not in b"".join(one.raw for one in server.asked)


def test_what_says_that_it_is_locked_gets_no_credential() -> None:
    with talking(after_login(OK)) as (http, server):

        def locked(_: Reply) -> None:
            raise LoginRefused("locked")

        http.unlocked = locked
        with pytest.raises(LoginRefused):
            http.request("GET", "/a")
    assert server.credentialed == []
