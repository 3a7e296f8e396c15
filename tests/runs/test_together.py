"""A recorder and its camera are judged together, and disagree aloud."""

from types import SimpleNamespace
from typing import cast

import pytest

from sightline.bridge.link import Link
from sightline.policy.judge import judge
from sightline.policy.witness import Peer
from sightline.runs.together import Read, Together
from sightline.settings import Absent, Audio, AudioStream, Unread
from tests.labsite import CAMERA, NVR, LabSite, finding
from tests.policy.shipped import CONTROLS, SUBJECT
from tests.policy.strategies import a_policy
from tests.policy.unknowns import NOW


def audio(*enabled: bool | Absent, channel: str = "1") -> Audio:
    streams = tuple(AudioStream(channel=channel, stream=f"10{n}", enabled=on) for n, on in enumerate(enabled, 1))
    return Audio(streams=streams, recorded=())


def judged(found: Audio | Unread, peer: Peer, *, both: bool = False) -> tuple[str, str]:
    policy = a_policy(witnesses="both" if both else "any")
    said = judge(CONTROLS["no-audio"], found, policy, SUBJECT, peers=[peer])
    return said.verdict, said.reason


def camera(found: Audio | Unread) -> Peer:
    return Peer(name="entrance", found=found, channel="1", theirs="")


def test_a_camera_that_sends_sound_is_drift_at_its_recorder() -> None:
    verdict, reason = judged(audio(False, False), camera(audio(False, True)))
    assert verdict == "drift"
    assert "streams 1: enabled (by entrance) is true, wanted false" in reason


def test_a_silent_camera_confirms_its_recorder() -> None:
    assert judged(audio(False), camera(audio(False)))[0] == "compliant"
    silent = Audio(streams=Absent("no microphone"), recorded=Absent("no microphone"))
    verdict, reason = judged(audio(False), camera(silent))
    assert verdict == "compliant"
    assert "confirmed: streams 1: enabled is false by entrance" in reason


def test_a_recorder_speaks_only_of_its_camera_channel() -> None:
    other = Peer(name="nvr-1", found=audio(True, channel="2"), channel="", theirs="1")
    assert judged(audio(False), other)[0] == "compliant"
    assert judged(audio(False), other, both=True)[0] == "unread"
    same = Peer(name="nvr-1", found=audio(True), channel="", theirs="1")
    assert judged(audio(False), same)[0] == "drift"


def test_a_peer_that_was_not_read_changes_nothing_and_is_named() -> None:
    verdict, reason = judged(audio(False), camera(Unread("no connection")))
    assert verdict == "compliant"
    assert "no second witness: 1 by entrance (no connection)" in reason


def test_a_peer_says_nothing_for_a_device_that_was_not_read() -> None:
    assert judged(Unread("no connection"), camera(audio(True)))[0] == "unread"


def read_of(name: str, recorder: str) -> Read:
    device = SimpleNamespace(id=name, recorder=recorder)
    return Read(link=cast(Link, SimpleNamespace(device=device)), readings={}, started=NOW)


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize(
    "behind",
    [
        {"vms": "", "nvr": "vms", "camera": "nvr", "other": ""},
        {"vms": "nvr", "nvr": "vms", "camera": "nvr", "other": "other"},
    ],
    ids=["a recorder behind another", "in circles"],
)
def test_each_device_is_judged_once_whatever_stands_behind_what(behind: dict[str, str], turn: int) -> None:
    reads = [read_of(name, recorder) for name, recorder in behind.items()]
    together = Together.of([one.link for one in reads])
    judged = [pair for read in (*reads[turn:], *reads[:turn]) for pair in together.add(read)]
    assert sorted(one.link.device.id for one, _ in judged) == sorted(behind)
    assert not [one for one, peers in judged if one in peers]


def test_both_ends_of_a_channel_are_named_in_a_whole_check(site: LabSite) -> None:
    found = site.check()
    parts = {part.channel: part.witness for part in finding(found[NVR], "no-audio").channels}
    assert parts["1"] == "device, entrance"
    assert parts["2"] == "device"
    assert "nvr-1" in finding(found[CAMERA], "no-audio").reason


def test_a_camera_checked_alone_has_one_witness(site: LabSite) -> None:
    assert {part.witness for part in finding(site.check(CAMERA)[CAMERA], "no-audio").channels} == {"device"}


def test_a_recorder_is_judged_though_its_camera_is_down(site: LabSite) -> None:
    site.device(CAMERA).switches.dead = True
    found = site.check()
    assert set(found) == {NVR, CAMERA}
    _, _, silent = finding(found[NVR], "no-audio").reason.partition("no second witness: ")
    assert "1 by entrance (" in silent
