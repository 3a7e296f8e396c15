"""What stands in the picture and what is worked out from it, by examples."""

from dataclasses import replace

import pytest

from sightline.policy.policy import Policy
from sightline.policy.writable import Bounds, writable
from sightline.settings import (
    Absent,
    Analytics,
    ChannelOverlay,
    ChannelView,
    Detection,
    Function,
    Mask,
    Masks,
    Overlay,
    Tamper,
    Unread,
    Unsupported,
    Views,
)
from sightline.settings.analytics import Kind
from tests.policy.shipped import CONTROLS, judged
from tests.policy.strategies import a_policy

ON = Mask(channel="1", mask="1", enabled=True, area_percent=4.0)
OFF, EMPTY = replace(ON, mask="2", enabled=False), replace(ON, mask="3", area_percent=0.0)
#: A second lens that has no masks at all, as drivers say it.
NO_LENS = Mask(channel="2", mask="", enabled=Absent("no such thing"), area_percent=Absent("no such thing"))


def masks(count: int) -> Policy:
    return a_policy(declared={"masks": count})


@pytest.mark.parametrize(
    ("found", "count", "verdict", "words"),
    [
        ((ON,), 1, "compliant", ""),
        ((ON, EMPTY), 1, "compliant", ""),
        ((ON, OFF), 2, "drift", "masks 2: enabled is false, wanted true"),
        ((ON, EMPTY), 2, "drift", "2 masks are asked for and 1 are drawn"),
        ((), 1, "drift", "1 masks are asked for and 0 are drawn"),
        ((), 0, "not_applicable", "asks for no mask"),
        ((replace(ON, enabled=Unread("half")),), 1, "unread", "half"),
        ((replace(ON, area_percent=Unsupported("no shape")),), 1, "unsupported", "no shape"),
        (Absent("no masks on this model"), 1, "drift", "no masks on this model"),
        ((ON, NO_LENS), 1, "compliant", ""),
        ((ON, NO_LENS), 2, "drift", "2 masks are asked for and 1 are drawn"),
        ((ON, replace(NO_LENS, enabled=Unread("busy"), area_percent=Unread("busy"))), 2, "unread", "busy"),
    ],
)
def test_masks(found: tuple[Mask, ...] | Absent, count: int, verdict: str, words: str) -> None:
    said = judged("masks", Masks(masks=found), masks(count))
    assert said.verdict == verdict
    assert words in said.reason


NAMED = ChannelOverlay(channel="1", text="Main entrance", name_shown=True, time_shown=True)


@pytest.mark.parametrize(
    ("found", "declared", "verdict"),
    [
        (NAMED, {"role": "camera", "view": "Main entrance"}, "compliant"),
        (NAMED, {"role": "camera", "view": "Lobby"}, "drift"),
        (NAMED, {"role": "camera"}, "compliant"),
        (NAMED, {"role": "recorder", "channel_views": {"1": "Main entrance"}}, "compliant"),
        (NAMED, {"role": "recorder", "channel_views": {"1": "Lobby"}}, "drift"),
        (NAMED, {"role": "recorder", "view": "Lobby", "channel_views": {"2": "Lobby"}}, "compliant"),
        (replace(NAMED, time_shown=False), {"role": "camera"}, "drift"),
        (replace(NAMED, text=" "), {"role": "camera"}, "drift"),
        (replace(NAMED, name_shown=Unread("half")), {"role": "camera"}, "unread"),
    ],
)
def test_overlay(found: ChannelOverlay, declared: dict[str, object], verdict: str) -> None:
    assert judged("overlay", Overlay(channels=(found,)), a_policy(declared=declared)).verdict == verdict


def test_a_name_is_written_at_the_camera_and_only_read_back_at_its_recorder() -> None:
    found = Overlay(channels=(replace(NAMED, text="IPC"), replace(NAMED, channel="2", text="IPC")))
    policy = a_policy(declared={"channel_views": {"1": "Lobby", "2": "Gate"}})
    wanted = CONTROLS["overlay"].wanted(found, policy)
    todo = writable(found, wanted, Bounds(elsewhere={"1"}))
    assert isinstance(todo, Overlay)
    assert isinstance(todo.channels, tuple)
    assert [channel.text for channel in todo.channels] == ["IPC", "Gate"]


@pytest.mark.parametrize("kind", ["face-detection", "face-recognition", "number-plate", "biometric", "demographic"])
def test_what_tells_people_or_cars_apart_is_banned_unless_the_policy_allows_it(kind: Kind) -> None:
    found = Analytics(functions=(Function(channel="1", name="X", kind=kind, enabled=True),))
    assert judged("banned-analytics", found, a_policy()).verdict == "drift"
    said = judged("banned-analytics", found, a_policy(allowed_analytics=(kind,)))
    assert (said.verdict, "on by leave of the policy: X" in said.reason) == ("compliant", True)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ((Function(channel="1", name="Line", kind="other", enabled=True),), "compliant"),
        ((Function(channel="1", name="Face", kind="face-recognition", enabled=Unsupported("no call")),), "unsupported"),
        ((Function(channel="1", name="Face", kind="face-recognition", enabled=Absent("not on it")),), "not_applicable"),
        ((), "unread"),
        (Absent("it works out nothing"), "not_applicable"),
    ],
)
def test_banned_analytics(found: tuple[Function, ...] | Absent, verdict: str) -> None:
    assert judged("banned-analytics", Analytics(functions=found), a_policy()).verdict == verdict


@pytest.mark.parametrize(("enabled", "verdict"), [((True, True), "compliant"), ((True, False), "drift")])
def test_tamper(enabled: tuple[bool, bool], verdict: str) -> None:
    covered, moved = enabled
    found = Tamper(
        detections=(
            Detection(channel="1", kind="covered", enabled=covered),
            Detection(channel="1", kind="moved", enabled=moved),
        )
    )
    said = judged("tamper", found, a_policy())
    assert said.verdict == verdict
    assert verdict == "compliant" or "detections moved: enabled is false" in said.reason


@pytest.mark.parametrize(
    ("channels", "where"),
    [
        (["1", "2"], ["detections covered of channel 1: enabled", "detections covered of channel 2: enabled"]),
        (["2"], ["detections covered: enabled"]),
    ],
)
def test_what_each_channel_has_is_said_with_its_channel(channels: list[str], where: list[str]) -> None:
    rows = [Detection(channel=one, kind="covered", enabled=False) for one in channels]
    found = Tamper(detections=(*rows, Detection(channel=channels[0], kind="moved", enabled=True)))
    said = judged("tamper", found, a_policy())
    assert [change.where for change in said.changes] == where
    assert all(f"{one} is false" in said.reason for one in where)


SEEN = ChannelView(
    channel="1",
    blank=False,
    covered=False,
    moved=False,
    out_of_focus=False,
    alike_percent=80,
    sharp_percent=100,
    compared_with="2026-11-01",
    picture="0" * 64,
)
NO_VIEW = Unread("there is no commissioned view yet")


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (SEEN, "compliant"),
        (replace(SEEN, blank=True), "drift"),
        (replace(SEEN, covered=True), "drift"),
        (replace(SEEN, moved=True), "drift"),
        (replace(SEEN, out_of_focus=True), "drift"),
        (replace(SEEN, covered=NO_VIEW, moved=NO_VIEW, out_of_focus=NO_VIEW, compared_with=NO_VIEW), "unread"),
        (replace(SEEN, moved=True, out_of_focus=NO_VIEW), "drift"),
        (replace(SEEN, alike_percent=NO_VIEW, picture=NO_VIEW), "compliant"),
    ],
)
def test_views(found: ChannelView, verdict: str) -> None:
    policy = a_policy(declared={"role": "camera", "view": "Main entrance"})
    assert judged("views", Views(channels=(found,)), policy).verdict == verdict
    assert judged("views", Views(channels=(SEEN, replace(found, channel="2"))), policy).verdict == verdict


@pytest.mark.parametrize(
    ("declared", "verdict"),
    [
        ({"role": "camera", "view": "", "views_accepted": False}, "not_applicable"),
        ({"role": "recorder", "view": "Main entrance", "views_accepted": False}, "not_applicable"),
        ({"role": "camera", "view": "Main entrance", "views_accepted": False}, "drift"),
        ({"role": "camera", "view": "", "views_accepted": True}, "drift"),
        ({"role": "recorder", "views_accepted": True}, "drift"),
    ],
)
def test_views_are_judged_where_one_is_declared_or_accepted(declared: dict[str, object], verdict: str) -> None:
    moved = Views(channels=(replace(SEEN, moved=True),))
    assert judged("views", moved, a_policy(declared=declared)).verdict == verdict
