"""What is seen from outside stands beside the device's own word, and never makes anything better."""

from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.policy.finding import Finding
from sightline.policy.judge import judge
from sightline.policy.policy import Declared, Policy
from sightline.policy.waiver import Waiver
from sightline.settings import (
    Absent,
    Audio,
    AudioStream,
    Outside,
    Service,
    Services,
    Setting,
    Sighting,
    Unread,
    Unsupported,
)
from tests.policy import strategies
from tests.policy.shipped import CONTROLS, SUBJECT
from tests.policy.unknowns import NOW

POLICY = strategies.a_policy()
QUIET = Audio(streams=(AudioStream(channel="1", stream="101", enabled=False),), recorded=())
ALL_OFF = Services(
    services=tuple(
        Service(service=name, enabled=False)
        for name in ("upnp", "p2p-cloud", "platform", "telnet", "ssh", "ftp", "snmp-v1", "snmp-v2c", "discovery",
                     "ddns", "multicast", "anonymous-view")
    )
)  # fmt: skip
MUTE = Unread("no answer in time")
WAIVER = Waiver(
    control="remote-defaults",
    devices=("riverside-court/nvr-1",),
    channels=(),
    reason="the lift's telemetry",
    case="C-1",
    approved_by="dpo",
    starts=NOW.date(),
    until=NOW.date(),
)


def telnet(seen: bool | Unread, witness: str = "telnet on tcp/23") -> Outside:
    return Outside(sightings=(Sighting(witness=witness, about="telnet", seen=seen),))


def sound(seen: bool | Unread) -> Outside:
    return Outside(sightings=(Sighting(witness="RTSP", about="audio", seen=seen, channel="1", stream="101"),))


def judged(
    slug: str,
    found: Setting | Unread | Unsupported,
    outside: Outside,
    policy: Policy = POLICY,
    waivers: tuple[Waiver, ...] = (),
) -> Finding:
    return judge(CONTROLS[slug], found, policy, SUBJECT, waivers, outside)


def test_an_open_port_is_drift_against_the_device_word() -> None:
    said = judged("remote-defaults", ALL_OFF, telnet(True))
    assert said.verdict == "drift"
    assert "telnet: enabled (by telnet on tcp/23) is true, wanted false" in said.reason
    assert "the device says false, telnet on tcp/23 true" in said.reason
    assert [change.where for change in said.changes] == ["services telnet: enabled (by telnet on tcp/23)"]


def test_a_shut_port_is_named_and_changes_nothing() -> None:
    said = judged("remote-defaults", ALL_OFF, telnet(False))
    assert said.verdict == "compliant"
    assert "confirmed: services telnet: enabled is false by telnet on tcp/23" in said.reason


def test_a_witness_that_could_not_speak_is_named_and_counts_only_where_both_are_asked_for() -> None:
    said = judged("remote-defaults", ALL_OFF, telnet(MUTE))
    assert said.verdict == "compliant"
    assert "telnet by telnet on tcp/23 (no answer in time)" in said.reason
    assert judged("remote-defaults", ALL_OFF, telnet(MUTE), replace(POLICY, witnesses="both")).verdict == "unread"


def test_sound_in_the_stream_is_drift_and_its_channel_names_both_witnesses() -> None:
    said = judged("no-audio", QUIET, sound(True))
    assert said.verdict == "drift"
    assert [(part.channel, part.verdict, part.witness) for part in said.channels] == [("1", "drift", "device, RTSP")]
    assert judged("no-audio", QUIET, sound(False)).verdict == "compliant"


def test_silence_from_outside_does_not_clear_a_device_that_says_sound_is_on() -> None:
    loud = Audio(streams=(AudioStream(channel="1", stream="101", enabled=True),), recorded=())
    said = judged("no-audio", loud, sound(False))
    assert said.verdict == "drift"
    assert "the device says true, RTSP false" in said.reason


def test_a_witness_alone_makes_nothing_compliant() -> None:
    nothing = Audio(streams=Absent("no microphone"), recorded=())
    assert judged("no-audio", nothing, sound(False)).verdict == "not_applicable"


@pytest.mark.parametrize("found", [Unread("half a document"), Unsupported("no such call")])
def test_what_is_seen_is_drift_though_the_device_says_nothing(found: Unread | Unsupported) -> None:
    assert judged("remote-defaults", found, telnet(True)).verdict == "drift"
    assert judged("remote-defaults", found, telnet(False)).verdict == found.unknown
    assert judged("remote-defaults", found, telnet(MUTE)).verdict == found.unknown


def test_a_service_that_is_allowed_or_needed_may_answer() -> None:
    assert judged("remote-defaults", ALL_OFF, telnet(True), replace(POLICY, allowed_services=("telnet",))).verdict == (
        "compliant"
    )
    needed = replace(POLICY, declared=Declared(driver="x", role="camera", transport="https", needs=("telnet",)))
    assert judged("remote-defaults", ALL_OFF, telnet(True), needed).verdict == "compliant"


def test_a_waiver_covers_what_was_seen_as_it_covers_what_was_said() -> None:
    assert judged("remote-defaults", ALL_OFF, telnet(True), waivers=(WAIVER,)).verdict == "waived"
    assert judged("remote-defaults", Unsupported("no"), telnet(True), waivers=(WAIVER,)).verdict == "waived"


def test_a_waiver_of_what_was_seen_covers_nothing_that_the_device_did_not_say() -> None:
    audio_of_one = replace(WAIVER, control="no-audio", channels=("1",))
    assert judged("remote-defaults", Unread("no"), telnet(True), waivers=(WAIVER,)).verdict == "unread"
    assert judged("no-audio", Unread("no"), sound(True), waivers=(audio_of_one,)).verdict == "unread"
    assert judged("no-audio", Unsupported("no"), sound(True), waivers=(audio_of_one,)).verdict == "unsupported"


@pytest.mark.parametrize("dumb", [Unsupported("no such call"), Absent("no microphone")])
def test_a_witness_that_cannot_tell_is_silent_and_no_drift(dumb: Unsupported | Absent) -> None:
    seen = Outside(sightings=(Sighting(witness="RTSP", about="audio", seen=dumb, channel="1", stream="101"),))
    said = judged("no-audio", QUIET, seen)
    assert (said.verdict, "101 by RTSP (no" in said.reason) == ("compliant", True)
    assert judged("no-audio", QUIET, seen, replace(POLICY, witnesses="both")).verdict == "unread"


def test_where_both_are_asked_for_a_waiver_covers_no_witness_that_could_not_speak() -> None:
    both = replace(POLICY, witnesses="both")
    for said in (ALL_OFF, Unsupported("no such call")):
        assert judged("remote-defaults", said, telnet(MUTE), both, (WAIVER,)).verdict == "unread"
    assert judged("remote-defaults", Unsupported("no such call"), telnet(False), both, (WAIVER,)).verdict == "waived"
    silent = replace(both, declared=replace(both.declared, silent=True))
    of_audio = (replace(WAIVER, control="no-audio"),)
    assert judged("no-audio", QUIET, sound(False), silent, of_audio).verdict == "waived"
    assert judged("no-audio", QUIET, sound(MUTE), silent, of_audio).verdict == "unread"
    assert judged("no-audio", QUIET, sound(MUTE), silent).verdict == "drift"


WITNESSES: tuple[Literal["any", "both"], ...] = ("any", "both")
BETTER = ("compliant", "not_applicable", "waived")
sightings = st.builds(
    Sighting,
    witness=st.sampled_from(["tcp/23", "RTSP"]),
    about=st.sampled_from(["telnet", "ssh", "audio", "anonymous-view"]),
    seen=st.one_of(st.booleans(), st.just(MUTE)),
    channel=st.sampled_from(["1", "2"]),
    stream=st.sampled_from(["101", "102"]),
)


@given(st.data(), st.sampled_from(["no-audio", "remote-defaults"]), st.sampled_from(WITNESSES))
def test_no_witness_ever_makes_a_verdict_better(
    data: st.DataObject, slug: str, witnesses: Literal["any", "both"]
) -> None:
    found = data.draw(strategies.SETTINGS[CONTROLS[slug].reads.__name__.lower()])
    policy = replace(data.draw(strategies.policies), witnesses=witnesses)
    outside = Outside(sightings=tuple(data.draw(st.lists(sightings, max_size=4))))
    alone, beside = judged(slug, found, Outside(), policy), judged(slug, found, outside, policy)
    assert beside.verdict not in BETTER or alone.verdict == beside.verdict
    if alone.verdict == "drift":
        assert beside.verdict == "drift"
