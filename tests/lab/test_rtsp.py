"""The RTSP camera answers DESCRIBE as cameras do: a socket of our own asks, no part of Sightline's."""

import re
import socket
from hashlib import md5

import pytest

from sightline.lab import LabError
from sightline.lab.rtsp import PASSWORD, USER, RtspCamera, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())
HOST = "127.77.3.31"


def describe(camera: RtspCamera, path: str, *headers: str) -> tuple[int, str]:
    """The status, and the whole reply."""
    lines = [f"DESCRIBE {camera.url(path)} RTSP/1.0", "CSeq: 1", "Accept: application/sdp", *headers, "", ""]
    with socket.create_connection((camera.host, camera.port), 10) as door, door.makefile("rb") as reply:
        door.sendall("\r\n".join(lines).encode())
        head = b"".join(iter(reply.readline, b"\r\n")).decode()
        length = re.search(r"(?im)^content-length: *(\d+)", head)
        body = reply.read(int(length[1])).decode() if length else ""
    return int(head.split()[1]), head + body


def login(camera: RtspCamera, path: str, password: str) -> str:
    """The answer to its challenge (RFC 2069, as it offers no quality of protection)."""
    status, told = describe(camera, path)
    assert status == 401
    [(realm, nonce)] = re.findall(r'WWW-Authenticate: Digest realm="([^"]+)", nonce="([^"]+)"', told)
    assert "Basic" not in told
    ours, asked = (
        md5(text.encode()).hexdigest() for text in (f"{USER}:{realm}:{password}", f"DESCRIBE:{camera.url(path)}")
    )
    answer = md5(f"{ours}:{nonce}:{asked}".encode()).hexdigest()
    return (
        f'Authorization: Digest username="{USER}", realm="{realm}", nonce="{nonce}",'
        f' uri="{camera.url(path)}", response="{answer}"'
    )


def test_it_asks_for_a_login_and_then_says_what_each_stream_has() -> None:
    with RtspCamera(HOST, streams={"/main": False, "/sub": True}) as camera:
        for path, kinds in (("/main", ["video"]), ("/sub", ["video", "audio"])):
            status, told = describe(camera, path, login(camera, path, PASSWORD))
            assert (status, re.findall(r"(?m)^m=(\w+)", told)) == (200, kinds)
        assert describe(camera, "/main", login(camera, "/main", "wrong"))[0] == 401
        assert describe(camera, "/nothing")[0] == 404


def test_an_open_one_shows_itself_to_anyone() -> None:
    with RtspCamera(HOST, anonymous=True) as camera:
        status, told = describe(camera, "/main")
        assert (status, re.findall(r"(?m)^m=(\w+)", told)) == (200, ["video", "audio"])


def test_it_ends_and_says_where_it_cannot_be() -> None:
    with RtspCamera(HOST) as camera, pytest.raises(LabError, match=f"no RTSP camera at {HOST}:{camera.port}"):
        RtspCamera(HOST, port=camera.port).__enter__()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, camera.port), 10)
