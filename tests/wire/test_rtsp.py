"""DESCRIBE against a server that says what it likes: one login at most, and no word that was not said."""

import hashlib
import time

import pytest

from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unreachable
from sightline.wire.rtsp import describe, shown
from tests.wire.rtsptalk import LOGIN, LOUD, QUICK, QUIET, after_login, ask, said
from tests.wire.server import Say, digest, serving


def test_a_stream_that_needs_no_login_is_open() -> None:
    with serving(lambda _: said(200, LOUD)) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio, found.media) == ("open", True, ("video H264", "audio PCMA"))
    assert server.credentialed == []


def test_the_request_names_the_stream_and_asks_for_a_description() -> None:
    with serving(lambda _: said(200, QUIET)) as server:
        assert ask(server, "/Streaming/Channels/101?transportmode=unicast").audio is False
    uri = f"rtsp://127.0.0.1:{server.port}/Streaming/Channels/101?transportmode=unicast"
    assert server.asked[0].raw.decode() == f"DESCRIBE {uri} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n"


def test_a_protected_stream_names_its_schemes_and_nothing_of_sound() -> None:
    both = 'WWW-Authenticate: Basic realm="x", Digest realm="x", nonce="n"'
    with serving(lambda _: said(401, b"", both)) as server:
        found = ask(server)
    assert (found.access, found.schemes, found.audio) == ("protected", ("Basic", "Digest"), None)


@pytest.mark.parametrize(("status", "access"), [(404, "hidden"), (454, "hidden"), (503, "other"), (302, "other")])
def test_a_path_that_may_be_wrong_tells_nothing(status: int, access: str) -> None:
    with serving(lambda _: said(status, b"", "Location: rtsp://127.0.0.9/x")) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio, found.why) == (access, None, f"RTSP {status} without a login")
    assert len(server.asked) == server.connections == 1


@pytest.mark.parametrize(
    ("algorithm", "hashed"), [("", hashlib.md5), ("MD5", hashlib.md5), ("SHA-256", hashlib.sha256)]
)
def test_a_login_answers_the_challenge_once_over_the_same_connection(algorithm: str, hashed: type) -> None:
    with serving(after_login(said(200, LOUD, cseq="2"), digest("n1", algorithm))) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio) == ("protected", True)
    assert (len(server.asked), len(server.credentialed), server.connections) == (2, 1, 1)
    sent = server.credentialed[0]
    uri = f"rtsp://127.0.0.1:{server.port}/live/1"

    def of(text: str) -> str:
        return str(hashed(text.encode()).hexdigest())

    expected = of(
        f"{of('admin:lab:Right-2026')}:n1:00000001:{sent.field('cnonce')}:auth:{of(f'DESCRIBE:{uri}')}",
    )
    assert (sent.field("uri"), sent.field("response")) == (uri, expected)


def test_the_strongest_digest_is_answered() -> None:
    with serving(after_login(said(200, QUIET, cseq="2"), digest(), digest("n2", "SHA-256"))) as server:
        ask(server, login=LOGIN)
    assert [one.field("algorithm") for one in server.credentialed] == ["SHA-256"]


def test_a_refused_login_is_said_and_never_repeated() -> None:
    with (
        serving(lambda asked: said(401, b"", digest(f"n{asked.number}", stale=True), cseq=str(asked.number))) as server,
        pytest.raises(LoginRefused, match="DESCRIBE /live/1"),
    ):
        ask(server, login=LOGIN)
    assert (len(server.asked), len(server.credentialed)) == (2, 1)


@pytest.mark.parametrize(
    "offer",
    [
        'WWW-Authenticate: Basic realm="x"',
        "X-Nothing: x",
        'WWW-Authenticate: Digest realm="x"',
        'WWW-Authenticate: Digest realm="x", nonce="n", algorithm=SHA-512',
    ],
)
def test_what_is_no_digest_that_we_know_is_not_answered(offer: str) -> None:
    with serving(lambda _: said(401, b"", offer)) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio) == ("protected", None)
    assert found.why.endswith("no login was sent")
    assert (len(server.asked), server.credentialed) == (1, [])


def test_a_realm_that_is_no_text_is_not_answered() -> None:
    reply = said(401, b"", 'WWW-Authenticate: Digest realm="caf?", nonce="n"').replace(b"caf?", b"caf\xe9")
    with serving(lambda _: reply) as server:
        assert "no login was sent" in ask(server, login=LOGIN).why
    assert server.credentialed == []


def test_a_path_that_is_not_there_with_a_login_is_said() -> None:
    with serving(after_login(said(404, cseq="2"))) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio, found.why) == ("protected", None, "RTSP 404 with a login")


@pytest.mark.parametrize("status", [400, 403, 500])
def test_what_may_be_a_refusal_is_an_error_after_which_no_login_is_sent(status: int) -> None:
    with serving(after_login(said(status, cseq="2"))) as server, pytest.raises(UnexpectedReply, match=f"RTSP {status}"):
        ask(server, login=LOGIN)
    assert len(server.credentialed) == 1


def test_a_server_that_says_it_closes_is_asked_over_a_new_connection() -> None:
    with serving(after_login(said(200, QUIET, cseq="2"), digest(), "Connection: close")) as server:
        assert ask(server).access == "protected"
        assert server.connections == 1
        assert ask(server, login=LOGIN).audio is False
    assert (server.connections, len(server.credentialed)) == (3, 1)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"RTSP/1.0 20x OK\r\n\r\n",
        b"\xff\xfd\x18\r\n\r\n",
        said(200, QUIET, cseq="7"),
        said(200),
        said(200, b""),
        said(200, QUIET[: len(QUIET) // 2], length=len(QUIET)),
        said(200, b"", length=30),
        said(200, QUIET, "Content-Length: 10"),
        said(200, QUIET, length=-1),
        said(200, QUIET, length=10_000_000),
        said(200, b"<html>a page</html>\n"),
        said(200, QUIET).replace(b"application/sdp", b"text/html"),
        b"RTSP/1.0 200 OK\r\nX: " + b"x" * 30_000,
    ],
    ids=repr,
)
def test_half_a_reply_or_none_is_no_evidence(reply: bytes) -> None:
    script: list[bytes | float] = [reply, b""]
    with serving(lambda _: script) as server, pytest.raises((UnexpectedReply, Unreachable), match="DESCRIBE /live/1"):
        ask(server)


@pytest.mark.parametrize("body", [QUIET[:-1], QUIET[: len(QUIET) // 2], b"v=0\r\ns=nothing\r\n"], ids=repr)
def test_a_description_that_is_not_understood_was_given_to_everybody_all_the_same(body: bytes) -> None:
    with serving(lambda _: said(200, body)) as server:
        found = ask(server, login=LOGIN)
    assert (found.access, found.audio, server.credentialed) == ("open", None, [])
    assert "session description" in found.why
    with serving(after_login(said(200, body, cseq="2"))) as server, pytest.raises(UnexpectedReply):
        ask(server, login=LOGIN)


@pytest.mark.parametrize(
    "answer", [None, [b"x" * 9_000] * 100, [b"RTSP/1.0 200 OK\r\n", *[b"a", 0.3] * 50], [15.0, b"x"]]
)
def test_one_that_hangs_up_floods_trickles_or_waits_ends_in_time(answer: Say) -> None:
    started = time.monotonic()
    with serving(after_login(answer)) as server, pytest.raises(DeviceError):
        ask(server, login=LOGIN)
    assert time.monotonic() - started < 10
    assert len(server.credentialed) == 1


def test_a_port_that_is_shut_is_unreachable() -> None:
    with serving(lambda _: None) as server:
        port = server.port
    with pytest.raises(Unreachable, match="DESCRIBE /x"):
        describe("127.0.0.1", port, "/x", limits=QUICK)


@pytest.mark.parametrize("path", ["x", "/a b", "/a\r\nX: y", "/\N{SNOWMAN}", ""])
def test_what_is_no_path_is_not_asked_for(path: str) -> None:
    with serving(lambda _: said(200, QUIET)) as server, pytest.raises(UnexpectedReply):
        ask(server, path, LOGIN)
    assert server.connections == 0


def test_a_login_does_not_show_its_password() -> None:
    assert "Right-2026" not in repr(LOGIN)


@pytest.mark.parametrize(
    ("path", "for_people"),
    [
        ("/Streaming/Channels/101?transportmode=unicast", "/Streaming/Channels/101?transportmode=unicast"),
        ("/cam/realmonitor?channel=1&subtype=0", "/cam/realmonitor?channel=1&subtype=0"),
        ("/live?channel=1&user=admin&password=Right-2026", "/live?channel=1…"),
        ("/videoMain?usr=a&pwd=Right-2026", "/videoMain…"),
        ("/onvif1?token=Right-2026", "/onvif1…"),
    ],
)
def test_a_path_is_shown_without_the_login_that_may_be_in_it(path: str, for_people: str) -> None:
    assert shown(path) == for_people
    with serving(lambda _: None) as server, pytest.raises(Unreachable) as problem:
        ask(server, path)
    assert "Right-2026" not in str(problem.value)
