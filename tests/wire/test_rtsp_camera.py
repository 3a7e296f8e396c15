"""DESCRIBE against GStreamer's own RTSP server."""

from collections.abc import Iterator

import pytest

from sightline.errors import LoginRefused
from sightline.lab.rtsp import PASSWORD, USER, RtspCamera, why_not
from sightline.wire.rtsp import Login, describe


@pytest.fixture(scope="module")
def camera() -> Iterator[RtspCamera]:
    if reason := why_not():
        pytest.skip(reason)
    with RtspCamera("127.77.9.41", streams={"/loud": True, "/quiet": False}) as running:
        yield running


def test_sound_is_seen_with_a_login_and_nothing_without(camera: RtspCamera) -> None:
    login = Login(USER, PASSWORD)
    found = {path: describe(camera.host, camera.port, path, login=login) for path in ("/loud", "/quiet")}
    assert {path: one.audio for path, one in found.items()} == {"/loud": True, "/quiet": False}
    assert found["/loud"].media == ("video H264", "audio PCMA")
    assert {one.access for one in found.values()} == {"protected"}
    assert describe(camera.host, camera.port, "/loud").audio is None


def test_a_wrong_password_is_refused_and_a_wrong_path_tells_nothing(camera: RtspCamera) -> None:
    with pytest.raises(LoginRefused):
        describe(camera.host, camera.port, "/loud", login=Login(USER, "Wrong-2026"))
    assert describe(camera.host, camera.port, "/nowhere", login=Login(USER, PASSWORD)).access == "hidden"


def test_a_stream_for_everybody_is_open() -> None:
    if reason := why_not():
        pytest.skip(reason)
    with RtspCamera("127.77.9.42", streams={"/loud": True}, anonymous=True) as camera:
        found = describe(camera.host, camera.port, "/loud")
    assert (found.access, found.audio) == ("open", True)
