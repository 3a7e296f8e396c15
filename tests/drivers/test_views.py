"""Views of each make's devices: one picture a channel beside what was accepted, and why not where it cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sightline.bridge.codec import decode, encode
from sightline.drivers.pictures import NOT_ASKED, Accepted, Wish, look
from sightline.errors import UnexpectedReply, Unreachable, Unsupported
from sightline.estate.state import State
from sightline.estate.views import accept
from sightline.lab import SITE, Switches, mixed
from sightline.lab.hikvision.devices import GATE
from sightline.lab.scene import still
from sightline.settings import Unread, Views
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.http import Reply
from sightline.wire.likeness import view_of
from sightline.wire.picture import decoded
from tests.labsite import CAMERA, NVR, LabSite, commissioned, finding, mixed_site

NAMES = tuple(spec.name for spec in mixed() if spec.kind == "camera")
SHOWN = {"blank": "blank", "covered": "blank", "moved": "moved", "blurred": "out_of_focus"}


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabSite]:
    """One of each make and generation, each with its commissioned view."""
    with mixed_site(tmp_path_factory.mktemp("views"), mixed()) as site:
        yield site


@pytest.fixture(autouse=True)
def as_they_were(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "cameras" in request.fixturenames:
        for device in request.getfixturevalue("cameras").lab:
            device.reset()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_commissioned_is_still_there(cameras: LabSite, name: str) -> None:
    found = finding(cameras.check(name)[name], "views")
    assert found.verdict == "compliant", found.reason


@pytest.mark.parametrize("switch", SHOWN)
@pytest.mark.parametrize("name", NAMES)
def test_what_happened_to_a_camera_is_drift_and_named(cameras: LabSite, name: str, switch: str) -> None:
    setattr(cameras.device(name).switches, switch, True)
    found = finding(cameras.check(name)[name], "views")
    assert found.verdict == "drift"
    assert f"{SHOWN[switch]} is true, wanted false" in found.reason


@pytest.mark.parametrize("switch", ["half", "truncated", "wrong_type", "dead"])
@pytest.mark.parametrize("name", NAMES)
def test_a_bad_line_is_unread_and_never_compliant(cameras: LabSite, name: str, switch: str) -> None:
    setattr(cameras.device(name).switches, switch, True)
    assert finding(cameras.check(name)[name], "views").verdict == "unread"


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_taken_once_and_nowhere_kept(cameras: LabSite, name: str) -> None:
    cameras.check(name)
    kept = [path for path in cameras.folder.rglob("*") if path.is_file() and b"\xff\xd8\xff" in path.read_bytes()]
    assert kept == []


def test_without_a_commissioned_view_it_is_unread_with_the_way_out(cameras: LabSite) -> None:
    name = NAMES[0]
    file = State(cameras.folder).views_file(name)
    before = file.read_bytes()
    file.unlink()
    try:
        found = finding(cameras.check(name)[name], "views")
    finally:
        file.write_bytes(before)
    assert found.verdict == "unread"
    assert (
        f"there is no commissioned view yet: look at the picture, then `sightline views accept {name}`" in found.reason
    )


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"device": "x", "views": "{}x"}', b'{"views": "{\\"1\\": {}}"}']
)
def test_a_damaged_file_of_views_is_unread_and_the_rest_is_checked(cameras: LabSite, damage: bytes) -> None:
    name = NAMES[0]
    file = State(cameras.folder).views_file(name)
    before = file.read_bytes()
    file.write_bytes(damage)
    try:
        checked = cameras.check(name)[name]
    finally:
        file.write_bytes(before)
    assert finding(checked, "views").verdict == "unread"
    assert str(file) in finding(checked, "views").reason
    assert finding(checked, "no-audio").verdict == "drift"


def test_a_camera_without_a_declared_view_is_not_asked(site: LabSite) -> None:
    site.edit(r"    views: .*\n", "")
    State(site.folder).views_file(CAMERA).unlink()
    before = site.check(CAMERA)[CAMERA]
    assert finding(before, "views").verdict == "not_applicable"
    assert finding(site.check(NVR)[NVR], "views").verdict == "not_applicable"


def test_a_recorder_is_asked_for_accepted_channels_alone_and_never_for_a_camera_of_the_inventory(
    site: LabSite,
) -> None:
    shown = decoded(still(SITE[0], "Streaming/channels/201/picture", Switches()))
    second = replace(commissioned(SITE[1]), view=view_of(shown.grey))
    accept(State(site.folder), NVR, {"1": commissioned(SITE[1]), "2": second}, set())
    found = finding(site.check(NVR)[NVR], "views")
    assert found.verdict == "compliant", found.reason
    assert [part.channel for part in found.channels] == ["2"]


def reply(body: bytes = b"", status: int = 200) -> Reply:
    return Reply(status=status, body=body, content_type="", challenges=(), at=datetime.now(UTC), round_trip_seconds=0.0)


GOOD = still(GATE, "1", Switches())
VIEW = Accepted(view=view_of(decoded(GOOD).grey), on=date(2026, 11, 1))


def nothing(_channel: str) -> Reply:
    raise AssertionError("a picture was asked for")


def test_nothing_is_sent_where_nothing_is_wished() -> None:
    def channels() -> list[str]:
        raise AssertionError("the channels were asked for")

    assert look(Wish(), channels, nothing) == Views(channels=NOT_ASKED)


def test_channels_stand_for_themselves() -> None:
    """One that is whole, one that is cut, one that the device has no picture of, and one that is gone."""

    def take(channel: str) -> Reply:
        if channel == "3":
            raise Unsupported("no such thing")
        return reply(GOOD if channel == "1" else GOOD[:-900])

    wish = Wish(all_channels=True, accepted={"1": VIEW, "9": VIEW}, way_out="look")
    found: Any = look(wish, lambda: ["1", "2", "3"], take)
    one, two, three, nine = found.channels
    assert (one.moved, one.compared_with, one.alike_percent >= 98) == (False, "2026-11-01", True)
    assert isinstance(two.blank, Unread)
    assert isinstance(three.blank, Unsupportable)
    assert "lists the channel no more" in nine.blank.reason
    assert decode("views", encode("views", found)) == found


def test_what_ends_a_device_ends_it_here_too() -> None:
    def take(_channel: str) -> Reply:
        raise Unreachable("gone")

    with pytest.raises(Unreachable):
        look(Wish(all_channels=True), lambda: ["1"], take)


def test_a_device_that_lists_no_channel_is_unread() -> None:
    with pytest.raises(UnexpectedReply, match="lists no channel"):
        look(Wish(all_channels=True), list, nothing)
