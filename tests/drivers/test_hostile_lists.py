"""A recorder's two lists of its channels: what one leaves out of a channel is not passed."""

import re

import pytest
from lxml import etree

from tests.drivers.labtape import Box, boxes
from tests.drivers.tape import Tape, damaged

pytestmark = pytest.mark.thorough

CHANNELS = "/ISAPI/ContentMgmt/InputProxy/channels"
STATES = f"{CHANNELS}/status"
AUDIO = frozenset({"audio"})
TRACKS = "/ISAPI/ContentMgmt/record/tracks"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Box:
    return boxes(tmp_path_factory.mktemp("lab"))["nvr hardened"]


def without(body: bytes, name: str) -> bytes:
    """The document without the last element of that name."""
    root = etree.fromstring(body)
    [*_, last] = root.iter(f"{{*}}{name}")
    above = last.getparent()
    assert above is not None
    above.remove(last)
    return etree.tostring(root)


@pytest.mark.parametrize(
    ("path", "name", "slug"),
    [
        (STATES, "InputProxyChannelStatus", "cameras-live"),
        (CHANNELS, "name", "overlay"),
        (TRACKS, "Track", "retention"),
        (TRACKS, "Track", "oldest-recording"),
    ],
)
def test_a_channel_of_which_a_list_says_nothing_is_unread(path: str, name: str, slug: str, box: Box) -> None:
    key = ("GET", path, "")
    assert box.verdicts[slug] == "compliant"
    tape = damaged(box.tape, key, 200, without(box.tape[key].body, name))
    assert box.judged(tape, frozenset({box.controls[slug].reads.__name__.lower()}))[slug][0] == "unread"


def test_a_channel_with_two_states_is_unread(box: Box) -> None:
    key = ("GET", STATES, "")
    body = re.sub(
        rb"(?s)(<InputProxyChannelStatus\b[^>]*>.*?</InputProxyChannelStatus>)", rb"\1\1", box.tape[key].body, count=1
    )
    assert len(body) > len(box.tape[key].body)
    assert box.judged(damaged(box.tape, key, 200, body), frozenset({"health"}))["cameras-live"][0] == "unread"


@pytest.mark.parametrize(
    ("state", "verdict"), [(b"<online>false", "unread"), (b"<online>true", "compliant"), (b"<online>", "drift")]
)
def test_of_a_channel_without_its_camera_no_stream_says_that_it_has_no_sound(
    state: bytes, verdict: str, box: Box
) -> None:
    """Where the device has no list of states, a stream that lists no sound has none. Where the list is not understood,
    the channel that is known to be silent is not so any more, and its track would keep sound."""
    tape: Tape = box.tape
    for stream in ("101", "102"):
        key = ("GET", f"/ISAPI/Streaming/channels/{stream}", "")
        tape = damaged(tape, key, 200, without(box.tape[key].body, "Audio"))
    stateless = {key: said for key, said in tape.items() if key[1] != STATES}
    assert box.judged(stateless, AUDIO)["no-audio"][0] == "compliant"
    tape = damaged(tape, ("GET", STATES, ""), 200, box.tape["GET", STATES, ""].body.replace(b"<online>true", state, 1))
    assert box.judged(tape, AUDIO)["no-audio"][0] == verdict
