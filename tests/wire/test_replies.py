"""Every way in which a reply can be none (design, section 5, rules 6 and 7)."""

import tracemalloc
from contextlib import suppress
from dataclasses import replace
from time import monotonic
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import DeviceError, UnexpectedReply, Unreachable
from sightline.wire.http import Endpoint, Http, Reply
from sightline.wire.line import Line, Said
from tests.wire.server import Asked, Say, challenge, reply, serving
from tests.wire.talk import OK, QUICK, after_login, talking


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_moves_nothing(status: int) -> None:
    with serving(lambda _: OK) as elsewhere:
        location = f"Location: http://127.0.0.1:{elsewhere.port}/a"
        with talking(after_login(reply(status, b"", location))) as (http, server):
            assert http.request("GET", "/a").status == status
        with talking(lambda _: reply(status, b"", location)) as (http, _):
            assert http.request("GET", "/a").status == status
    assert elsewhere.asked == []
    assert elsewhere.connections == 0
    assert len(server.credentialed) == 1


NO_REPLIES: dict[str, tuple[Say, type[DeviceError]]] = {
    "shorter than it said": ([reply(200, b"<a>", length=500), b""], UnexpectedReply),
    "a chunk cut": ([b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<a/>", b""], UnexpectedReply),
    "the last chunk missing": (
        [b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\n", b""],
        UnexpectedReply,
    ),
    "an odd chunk": ([b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n<a/>\r\n", b""], UnexpectedReply),
    "over the cap": (reply(200, b"x" * 100_001), UnexpectedReply),
    "says more than the cap": ([reply(200, b"x" * 200_000, length=4_000_000_000), b""], UnexpectedReply),
    "over the cap in chunks": (
        [b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1000\r\n" + b"x" * 4096 + b"\r\n"] * 40, b""],
        UnexpectedReply,
    ),
    "over the cap until it closes": ([b"HTTP/1.1 200 X\r\n\r\n" + b"x" * 200_000, b""], UnexpectedReply),
    "no HTTP": ([b"SSH-2.0-dropbear_2019.78\r\n", b""], UnexpectedReply),
    "binary": ([bytes(range(256)) * 4, b""], UnexpectedReply),
    "an endless status line": ([b"HTTP/1.1 200 " + b"x" * 2_000_000, b""], UnexpectedReply),
    "an endless header": ([b"HTTP/1.1 200 X\r\nA: " + b"x" * 2_000_000, b""], UnexpectedReply),
    "headers without end": ([b"HTTP/1.1 200 X\r\n" + b"A: b\r\n" * 300_000, b""], UnexpectedReply),
    "interim replies without end": (b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" * 100_000, UnexpectedReply),
    "a length that is no number": (b"HTTP/1.1 200 X\r\nContent-Length: five\r\n\r\n<a/>", UnexpectedReply),
    "two lengths": (b"HTTP/1.1 200 X\r\nContent-Length: 4\r\nContent-Length: 3\r\n\r\n<a/>", UnexpectedReply),
    "a length beyond numbers": (b"HTTP/1.1 200 X\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n<a/>", UnexpectedReply),
    "silence": ([1.6, b""], Unreachable),
}


@pytest.mark.parametrize("name", NO_REPLIES)
def test_what_is_no_whole_reply_is_none(name: str) -> None:
    said, kind = NO_REPLIES[name]
    for script in (after_login(said), lambda _: said):
        with talking(script) as (http, _), pytest.raises(kind):
            http.request("GET", "/a")


def test_a_reply_that_trickles_ends_in_time() -> None:
    trickle: list[bytes | float] = [reply(200, b"", length=1_000)]
    for _ in range(100):
        trickle += [0.1, b"x"]
    started = monotonic()
    limits = replace(QUICK, total_seconds=0.7)
    with talking(after_login(trickle), limits) as (http, _), pytest.raises(Unreachable, match=r"0\.7 s"):
        http.request("GET", "/a")
    assert monotonic() - started < 5


def test_a_head_that_trickles_ends_in_time() -> None:
    trickle: list[bytes | float] = [b"HTTP/1.1 200 X\r\n"]
    for number in range(100):
        trickle += [0.1, b"A%d: b\r\n" % number]
    with talking(after_login(trickle), replace(QUICK, total_seconds=0.7)) as (http, _), pytest.raises(Unreachable):
        http.request("GET", "/a")


def test_a_flood_of_headers_takes_no_memory() -> None:
    flood: Say = [b"HTTP/1.1 200 X\r\n", *[b"A: " + b"x" * 60_000 + b"\r\n"] * 500, b""]
    tracemalloc.start()
    try:
        with talking(lambda _: flood) as (http, _), pytest.raises(UnexpectedReply):
            http.request("GET", "/a")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=300), st.booleans())
def test_garbage_never_raises_anything_else(garbage: bytes, started: bool) -> None:
    said = (b"HTTP/1.1 200 OK\r\nContent-Type: " if started else b"") + garbage
    with talking(lambda _: [said, b""], replace(QUICK, read_seconds=0.3)) as (http, _), suppress(DeviceError):
        assert isinstance(http.request("GET", "/a"), Reply)


@pytest.mark.parametrize("odd", [b"\xff\xfe", "é".encode(), b"\x80" * 100])
def test_a_header_that_is_no_ascii_is_no_traceback(odd: bytes) -> None:
    said = b"HTTP/1.1 401 X\r\nContent-Length: 0\r\nWWW-Authenticate: " + odd + b"\r\nX-" + odd + b": 1\r\n\r\n"
    with talking(lambda _: said) as (http, _), pytest.raises(UnexpectedReply):
        http.request("GET", "/a")


def test_an_idle_connection_that_was_closed_is_opened_again_for_a_reading() -> None:
    def script(asked: Asked) -> Say:
        if not asked.authorization:
            return challenge()
        return None if asked.logins == 2 else OK

    with talking(script) as (http, server):
        http.request("GET", "/a")
        assert http.request("GET", "/b").status == 200
    assert [one.line for one in server.credentialed] == [f"GET /{path} HTTP/1.1" for path in "abb"]
    counts = [one.field("nc") for one in server.credentialed]
    assert len(set(counts)) == 3, "a count is never used twice"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_write_without_an_answer_is_not_sent_again(method: str) -> None:
    with talking(after_login(lambda a: None if a.logins >= 2 else OK)) as (http, server):
        http.request("GET", "/a")
        with pytest.raises(Unreachable):
            http.request(method, "/b", b"<b/>")
    assert [one.line for one in server.credentialed] == ["GET /a HTTP/1.1", f"{method} /b HTTP/1.1"]


def test_nobody_there_is_unreachable() -> None:
    with serving(lambda _: OK) as server:
        port = server.port
    http = Http(endpoint=Endpoint(scheme="http", host="127.0.0.1", port=port), user="a", password="b", limits=QUICK)
    with pytest.raises(Unreachable, match="no connection"):
        http.request("GET", "/a")
    http.close()


@pytest.mark.parametrize("path", ["/a b", "/a\r\nX: y", "/a\n", "/é", "a", "", "/a\x00"])
def test_a_path_is_one_word(path: str) -> None:
    """A path may hold an id that a device gave: it must not become a header, or a second request."""
    with talking(after_login(OK)) as (http, server), pytest.raises(UnexpectedReply):
        http.request("GET", path)
    assert server.asked == []


def test_an_ipv6_host_stands_in_brackets() -> None:
    asked: list[bytes] = []
    http = Http(endpoint=Endpoint(scheme="http", host="2001:db8::9", port=80), user="a", password="b")

    def kept(_: Line, __: str, raw: bytes) -> Said:
        asked.append(raw)
        return Said(200, b"", "", ())

    with patch.object(Line, "exchange", kept):
        http.request("GET", "/a")
    assert b"\r\nHost: [2001:db8::9]:80\r\n" in asked[0]
    http.close()
