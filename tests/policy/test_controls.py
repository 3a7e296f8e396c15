"""Sound, footage and disks by examples: what was found, and what is said of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sightline.settings import (
    UNLIMITED,
    Absent,
    Audio,
    AudioStream,
    Retention,
    Storage,
    Store,
    Track,
    Unread,
    Unsupported,
)
from tests.policy.shipped import CONTROLS, judged
from tests.policy.strategies import a_policy
from tests.policy.unknowns import NOW

UNREAD, UNSUPPORTED, ABSENT = Unread("half"), Unsupported("no way"), Absent("none")


def sound(enabled: Any, saved: Any = False, *, channel: str = "1", track: str = "1") -> Audio:
    return Audio(
        streams=(AudioStream(channel=channel, stream=f"{channel}01", enabled=enabled),),
        recorded=(AudioStream(channel=track, stream=f"{track}01", enabled=saved),),
    )


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (sound(False), "compliant", "as wanted"),
        (sound(True), "drift", "streams 101: enabled is true, wanted false"),
        (sound(False, True), "drift", "recorded 101: enabled is true, wanted false"),
        (sound(False, UNREAD), "unread", "half"),
        (sound(False, ABSENT), "compliant", ""),
        (sound(ABSENT, True), "compliant", ""),  # every stream of the channel is listed without sound
        (sound(UNREAD, True), "drift", "recorded 101"),
        (sound(ABSENT, True, track="2"), "drift", "recorded 201"),  # a track of a channel that no stream is listed of
        (Audio(streams=ABSENT, recorded=ABSENT), "not_applicable", "none"),
        (Audio(streams=ABSENT, recorded=sound(True, True).recorded), "drift", "recorded 101"),
        (Audio(streams=ABSENT, recorded=UNREAD), "unread", "half"),
        (replace(sound(False), recorded=UNSUPPORTED), "unsupported", "no way"),
    ],
)
def test_no_audio(found: Audio, verdict: str, words: str) -> None:
    said = judged("no-audio", found, a_policy())
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize(
    ("enabled", "verdict"), [(False, "drift"), (True, "drift"), (UNREAD, "unread"), (ABSENT, "not_applicable")]
)
def test_no_audio_holds_the_inventory_to_its_claim(enabled: Any, verdict: str) -> None:
    found = Audio(streams=sound(enabled).streams, recorded=ABSENT)
    said = judged("no-audio", found, a_policy(declared={"silent": True}))
    assert said.verdict == verdict
    assert ("the inventory says `audio: none`" in said.reason) is (verdict == "drift")


def test_no_audio_switches_off_what_the_inventory_denied() -> None:
    wanted = CONTROLS["no-audio"].wanted(sound(True), a_policy(declared={"silent": True}))
    assert wanted.streams[0].enabled is False


def held(days: Any, *, limit: str = "days", recording: Any = True, oldest: Any = NOW, overwrites: Any = True) -> Any:
    track = Track(
        channel="1",
        track="101",
        recording=recording,
        limit=limit,  # type: ignore[arg-type] # a literal
        max_days=days,
        oldest=oldest,
    )
    return Retention(tracks=(track,), overwrites_when_full=overwrites, protected=UNSUPPORTED)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (held(31), "compliant"),
        (held(7), "compliant"),
        (held(32), "drift"),
        (held(UNLIMITED, limit="none"), "drift"),
        (held(UNLIMITED, limit="bytes"), "drift"),
        (held(UNREAD), "unread"),
        (held(UNSUPPORTED), "unsupported"),
        (held(31, overwrites=False), "drift"),
        (held(31, overwrites=UNREAD), "unread"),
        (held(31, recording=UNREAD), "unread"),
        (held(UNLIMITED, limit="none", recording=False, oldest=None), "compliant"),
        (held(UNLIMITED, limit="none", recording=False), "drift"),
        (held(UNLIMITED, limit="none", recording=False, oldest=UNREAD), "drift"),
        (held(UNLIMITED, limit="none", recording=UNREAD, oldest=None), "drift"),
        (Retention(tracks=ABSENT, overwrites_when_full=ABSENT, protected=ABSENT), "not_applicable"),
    ],
)
def test_retention(found: Retention, verdict: str) -> None:
    assert judged("retention", found, a_policy()).verdict == verdict


@pytest.mark.parametrize(("system", "verdict"), [(None, "compliant"), (14, "drift"), (90, "compliant")])
def test_retention_takes_the_systems_own_shorter_limit(system: int | None, verdict: str) -> None:
    policy = a_policy()
    policy = policy.for_device(policy.declared, retention_days=system, now=NOW, today=NOW.date())
    assert judged("retention", held(31), policy).verdict == verdict


@pytest.mark.parametrize(("limit", "days"), [("bytes", 10), ("none", 10), ("disk_share", 1), ("days", 0), ("days", -1)])
def test_only_a_limit_in_days_is_a_number_of_days(limit: str, days: int) -> None:
    with pytest.raises(ValueError, match="is no limit of"):
        held(days, limit=limit)


def test_a_moment_without_a_time_zone_is_no_age() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        held(31, oldest=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("age", "verdict"),
    [
        (timedelta(days=32), "compliant"),
        (timedelta(days=32, seconds=1), "drift"),
        (timedelta(days=-1), "compliant"),
    ],
)
def test_oldest_recording_has_a_days_grace(age: timedelta, verdict: str) -> None:
    assert judged("oldest-recording", held(31, oldest=NOW - age), a_policy()).verdict == verdict


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (held(31, oldest=None), "compliant", "nothing is held"),
        (held(31, oldest=UNREAD), "unread", "half"),
        (held(31, oldest=NOW - timedelta(days=90)), "drift", "90.0 days old, the limit is 31; the limit is set"),
        (held(90, oldest=NOW - timedelta(days=90)), "drift", "90.0 days old, the limit is 31"),
    ],
)
def test_oldest_recording(found: Retention, verdict: str, words: str) -> None:
    said = judged("oldest-recording", found, a_policy())
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (1, "it was shortened on 2026-11-20 11:00 UTC, and the device has until 2026-11-21 11:00 to delete"),
        (24, "and the device has until 2026-11-20 12:00 to delete"),
        (25, "and the device had until 2026-11-20 11:00 to delete"),
        (None, "the device has 24 hours to delete once it was shortened"),
    ],
)
def test_a_late_recording_says_until_when_the_device_has_to_delete(ago: int | None, words: str) -> None:
    shortened = None if ago is None else NOW - timedelta(hours=ago)
    late = held(31, oldest=NOW - timedelta(days=90))
    said = judged("oldest-recording", late, a_policy(declared={"shortened": shortened}))
    assert said.verdict == "drift"
    assert words in said.reason
    assert "delete" not in judged("oldest-recording", held(31), a_policy(declared={"shortened": shortened})).reason


@pytest.mark.parametrize(
    ("state", "role", "verdict"),
    [
        ("ok", "camera", "compliant"),
        ("error", "camera", "drift"),
        (None, "camera", "not_applicable"),
        ("ok", "recorder", "compliant"),
        (None, "recorder", "drift"),
    ],
)
def test_storage_health(state: str | None, role: str, verdict: str) -> None:
    stores = (Store(store="1", kind="disk", state=state, size_bytes=1, free_bytes=0),) if state else ABSENT
    assert judged("storage-health", Storage(stores=stores), a_policy(declared={"role": role})).verdict == verdict
