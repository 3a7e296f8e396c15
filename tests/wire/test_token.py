"""A login that hands the password over: once, over TLS, and never again after anything but a token."""

from collections.abc import Callable

import pytest

from sightline.errors import LoginRefused, NotAllowed, UnexpectedReply, Unreachable
from sightline.wire.http import ClosedIdle, Endpoint, Reply
from sightline.wire.line import Said
from sightline.wire.token import TokenHttp

OVER_TLS = Endpoint(scheme="https", host="127.0.0.1", port=9, pin="0" * 64)


class Line:
    """Keeps what is sent, and answers in turn; an exception is raised."""

    def __init__(self, *answers: Said | Exception) -> None:
        self.sent: list[bytes] = []
        self._answers = list(answers)

    def exchange(self, method: str, raw: bytes) -> Said:
        self.sent.append(raw)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """There is nothing to close."""


def said(status: int, body: bytes = b"{}", broken: str = "") -> Said:
    return Said(status, body, "application/json", (), broken)


def over(*answers: Said | Exception, endpoint: Endpoint = OVER_TLS) -> tuple[TokenHttp, Line]:
    http, line = TokenHttp(endpoint=endpoint, user="u", password="secret"), Line(*answers)
    http._line = line  # type: ignore[assignment] # as much of a line as is used
    return http, line


def log_in(http: TokenHttp, token: Callable[[Reply], str] = lambda _: "t0ken") -> None:
    http.hand_over("/login", b"secret", "text/plain", token)


def test_the_token_is_shown_and_the_password_is_not_sent_again() -> None:
    http, line = over(said(200), said(200, b"[]"))
    log_in(http)
    assert http.show("GET", "/x").body == b"[]"
    assert b"Authorization" not in line.sent[0]
    assert b"Authorization: Bearer t0ken\r\n" in line.sent[1]
    assert b"secret" not in line.sent[1]
    assert (http.counts.logins, http.counts.requests, http.counts.writes) == (1, 2, 0)


def test_plain_http_gets_no_password() -> None:
    http, line = over(endpoint=Endpoint(scheme="http", host="127.0.0.1", port=9))
    for _ in range(2):
        with pytest.raises(NotAllowed, match="no password was sent"):
            log_in(http)
    assert line.sent == []
    assert http.counts.logins == 0


@pytest.mark.parametrize("broken", ["", "half a reply"])
def test_a_refusal_is_one_whole_or_cut(broken: str) -> None:
    http, line = over(said(401, b"", broken))
    for _ in range(2):
        with pytest.raises(LoginRefused):
            log_in(http)
    with pytest.raises(LoginRefused):
        http.anonymous("GET", "/x")
    assert len(line.sent) == 1


@pytest.mark.parametrize("answer", [ClosedIdle("closed"), Unreachable("gone"), said(200, b"", "cut")])
def test_a_login_whose_answer_is_lost_is_not_sent_again(answer: Said | Exception) -> None:
    http, line = over(answer)
    for _ in range(2):
        with pytest.raises((Unreachable, UnexpectedReply)):
            log_in(http)
    assert len(line.sent) == 1


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX: y", "\u00e9"])
def test_a_token_that_no_header_can_carry_ends_it(token: str) -> None:
    http, line = over(said(200))
    with pytest.raises(UnexpectedReply, match="no header"):
        log_in(http, lambda _: token)
    with pytest.raises(UnexpectedReply):
        http.show("GET", "/x")
    assert len(line.sent) == 1


def test_without_a_login_nothing_is_shown() -> None:
    http, line = over()
    with pytest.raises(UnexpectedReply, match="no login yet"):
        http.show("GET", "/x")
    assert line.sent == []


def test_only_what_reads_is_asked_again_on_a_closed_line() -> None:
    http, line = over(said(200), ClosedIdle("closed"), said(200), ClosedIdle("closed"))
    log_in(http)
    assert http.show("GET", "/x").status == 200
    with pytest.raises(ClosedIdle):
        http.show("PUT", "/x", b"{}")
    assert len(line.sent) == 4


def test_an_ended_session_is_the_end() -> None:
    http, line = over(said(200), said(401))
    log_in(http)
    for _ in range(2):
        with pytest.raises(UnexpectedReply, match="our session no more"):
            http.show("GET", "/x")
    assert len(line.sent) == 2
