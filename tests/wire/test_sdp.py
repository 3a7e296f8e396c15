"""Session descriptions: sound is absent only where a whole one says so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import UnexpectedReply
from sightline.wire import sdp
from tests.wire.rtsptalk import LOUD, PICTURE, QUIET, SOUND, START

SAMPLES = Path(__file__).parents[3] / "shared" / "examples" / "rtsp-gstreamer" / "describe-samples.txt"


def heard(body: bytes | str) -> bool | None:
    return sdp.sound(sdp.parse(body.encode() if isinstance(body, str) else body))


def test_sound_is_offered_where_a_medium_is_audio() -> None:
    assert heard(LOUD) is True
    assert heard(QUIET) is False
    assert heard(START + SOUND) is True


def test_line_ends_and_direction_do_not_count() -> None:
    assert heard(LOUD.replace(b"\r\n", b"\n")) is True
    assert heard(START + PICTURE + SOUND + "a=sendonly\r\n") is True
    assert heard(START + PICTURE + SOUND.replace("m=audio", "m=AUDIO")) is True


@pytest.mark.parametrize(
    "medium",
    [
        "m=video 0 RTP/AVP 33\r\n",
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 MP2P/90000\r\n",
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 PS/90000\r\n",
        "m=video 0 RTP/AVP 96\r\na=rtpmap:96 mp2t/90000\r\n",
        "m=video 0 MP2T/H2221/UDP 33\r\n",
    ],
)
def test_picture_and_sound_in_one_stream_prove_nothing(medium: str) -> None:
    assert heard(START + medium) is None
    assert heard(START + medium + SOUND) is True


def test_a_codec_is_of_its_own_medium() -> None:
    media = sdp.parse(
        (START + PICTURE + "m=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\n").encode()
    )
    assert [str(medium) for medium in media] == ["video H264", "application VND.ONVIF.METADATA"]
    assert sdp.sound(media) is False


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        START,
        "v=1\r\n" + PICTURE,
        PICTURE,
        START + PICTURE + "nothing that we know\r\n",
        START + PICTURE + "m=aud",
        START + PICTURE + "m=aud\r\n",
        START + PICTURE + "m=audio\r\n",
        START + PICTURE + "m=sound 0 RTP/AVP 0\r\n",
        START + PICTURE + "M= audio 0 RTP/AVP 0\r\n",
        START + "m=video x RTP/AVP 96\r\n",
        START + PICTURE * 40,
        START + PICTURE.rstrip(),
    ],
)
def test_what_is_cut_or_no_description_is_refused(body: str) -> None:
    with pytest.raises(UnexpectedReply):
        heard(body)


@given(st.integers(0, len(LOUD) - 1))
def test_no_cut_of_one_with_sound_is_another_text_of_it(end: int) -> None:
    """A cut just before the sound is a whole description: the length of the reply tells of that one."""
    whole = (START + PICTURE).encode()
    first = (START + PICTURE.split("\r\n")[0] + "\r\n").encode()
    try:
        assert heard(LOUD[:end]) is True or LOUD[:end] in (whole, first)
    except UnexpectedReply:
        assert LOUD[:end] not in (whole, first)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_description_or_refused(body: bytes) -> None:
    for text in (body, START.encode() + body + b"\r\n"):
        try:
            sdp.parse(text)
        except UnexpectedReply:
            continue


@pytest.mark.captures
@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not beside the checkout")
def test_gstreamers_own_descriptions_are_read() -> None:
    found = {}
    for part in SAMPLES.read_text().split("== ")[1:]:
        path, _, said = part.partition("\n")
        if "v=0" in said:
            found[path] = heard(said[said.index("v=0") :].rstrip() + "\n")
    assert found == {"/open/av": True, "/open/av-aac": True, "/open/v": False}
