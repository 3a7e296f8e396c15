"""A recorder's two lists of its channels: what one leaves out of a channel is not passed."""

import re

import pytest
from lxml import etree

from tests.drivers.labtape import Box, boxes
from tests.drivers.tape import damaged

pytestmark = pytest.mark.thorough

CHANNELS = "/ISAPI/ContentMgmt/InputProxy/channels"
STATES = f"{CHANNELS}/status"


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
