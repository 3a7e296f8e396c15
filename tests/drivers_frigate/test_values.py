"""What its answers mean: sound, days, and what is held."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline.errors import UnexpectedReply
from sightline.settings import (
    Audio,
    Export,
    Exported,
    Health,
    Retention,
    Track,
    Unread,
    Unsupported,
    known,
)
from tests.drivers_frigate.answers import camera, device, read
from tests.drivers_frigate.tape import reply

NOW = datetime.now(UTC)


def test_a_camera_that_runs_and_is_not_configured_makes_the_list_no_answer() -> None:
    for setting in ("audio", "retention", "health", "analytics"):
        with pytest.raises(UnexpectedReply, match="yard runs"):
            read(setting, device(stats={"cameras": {"yard": {"camera_fps": 5}}}))


def recorded(output: Any) -> Any:
    one = camera(ffmpeg={"output_args": {"record": output}, "inputs": []})
    found = read("audio", device({"door": one}))
    assert isinstance(found, Audio)
    assert known(found.recorded)
    return found.recorded[0].enabled


@pytest.mark.parametrize(
    ("output", "sound"),
    [
        ("preset-record-generic", False),
        ("preset-record-mjpeg", False),
        ("preset-record-generic-audio-aac", True),
        ("preset-record-generic-audio-copy", True),
        ("-f segment -c copy -an", False),
        ("-f segment -c copy", True),
        (["-c", "copy", "-an"], False),
        (["-c:a", "aac"], True),
    ],
)
def test_sound_is_recorded_unless_it_is_left_out(output: Any, sound: bool) -> None:
    assert recorded(output) is sound


@pytest.mark.parametrize("output", ["preset-record-new", "preset-record-generic -c:a aac", "", None, [], [1], {"a": 1}])
def test_arguments_that_nobody_knows_are_unread(output: Any) -> None:
    assert isinstance(recorded(output), Unread)


def test_listening_and_passing_on_are_ways_of_sound() -> None:
    quiet, loud = camera(), camera(audio={"enabled": True})
    writes = camera(audio_transcription={"enabled": True})
    found = read("audio", device({"a": quiet, "b": loud, "c": writes}, {"go2rtc": {"streams": {"a": ["rtsp://x"]}}}))
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    heard = {one.stream: one.enabled for one in found.streams}
    assert isinstance(heard.pop("a live"), Unsupported)
    assert heard == {"a listening": False, "b listening": True, "c listening": True}


def tracks(**more: Any) -> dict[str, Track]:
    found = read("retention", device({"door": camera(**more)}, events=[]))
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    return {track.track: track for track in found.tracks}


def test_the_longest_of_the_kinds_is_the_limit() -> None:
    found = tracks()
    assert (found["door record"].max_days, found["door snapshots"].max_days) == (11, 45)
    nothing = {"days": 0}
    none = {"enabled": True, "continuous": nothing, "motion": nothing}
    none |= {"alerts": {"retain": nothing}, "detections": {"retain": nothing}}
    assert tracks(record=none)["door record"].max_days == 1


@pytest.mark.parametrize("days", [-1, 1e9, "90", None, True])
def test_days_that_are_none_are_unread(days: Any) -> None:
    record = {**camera()["record"], "motion": {"days": days}}
    assert isinstance(tracks(record=record)["door record"].max_days, Unread)


def test_an_older_release_without_these_kinds_is_unread() -> None:
    found = tracks(record={"enabled": True, "retain": {"days": 90}})["door record"]
    assert isinstance(found.max_days, Unread)
    assert found.limit == "none"


def test_what_is_kept_for_good_is_counted() -> None:
    event = {"camera": "door", "start_time": 1.0}
    found = read("retention", device(exports=[{"id": "a"}, {"id": "b"}], events=[event]))
    assert isinstance(found, Retention)
    assert found.protected == 3


def test_each_export_is_told_by_the_file_of_its_film() -> None:
    films = [{"video_path": f"/media/frigate/exports/{name}.mp4"} for name in ("a", "b")]
    found = read("export", device(exports=films))
    assert isinstance(found, Export)
    assert found.extracts == (Exported(name=films[0]["video_path"]), Exported(name=films[1]["video_path"]))
    for half in ([{"id": "a"}], [films[0], {"video_path": None}], {"a": 1}):
        found = read("export", device(exports=half))
        assert isinstance(found, Export)
        assert isinstance(found.extracts, Unread)


def test_lists_without_a_camera_that_our_account_may_not_see_prove_nothing() -> None:
    """Its role lets it see some cameras: the others are missing from the lists, and refused by their own name."""
    of = device({"door": camera(), "yard": camera()})
    told = of._http.answer
    of._http.answer = lambda key: reply(403) if key[1].startswith("/api/yard/") else told(key)
    found = read("retention", of)
    assert isinstance(found, Retention)
    assert isinstance(found.protected, Unread)
    assert isinstance(found.tracks, tuple)
    listed = read("export", of)
    assert isinstance(listed, Export)
    assert isinstance(listed.extracts, Unread)
    unread = {track.track for track in found.tracks if isinstance(track.oldest, Unread)}
    assert unread == {"yard record", "yard snapshots"}


def hour(when: datetime, seconds: float = 3600) -> dict[str, Any]:
    return {"day": f"{when:%Y-%m-%d}", "hours": [{"hour": f"{when:%H}", "duration": seconds}]}


def test_held_are_the_hours_that_hold_something() -> None:
    first, last = NOW - timedelta(days=5), NOW - timedelta(hours=2)
    of = device(summary=[hour(last, 90.4), hour(first)], stats={"cameras": {"door": {"camera_fps": 5}}})
    found, health = read("retention", of), read("health", of)
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    assert isinstance(health, Health)
    assert known(health.channels)
    whole = {"minute": 0, "second": 0, "microsecond": 0}
    assert found.tracks[0].oldest == first.replace(**whole)  # type: ignore[arg-type] # numbers
    channel = health.channels[0]
    assert channel.newest == last.replace(**whole) + timedelta(seconds=90.4)  # type: ignore[arg-type] # numbers
    assert (channel.live, channel.recording, channel.address) == (True, False, "192.0.2.4")


@pytest.mark.parametrize(
    "summary",
    [
        [{"day": "2026-02-30", "hours": [{"hour": "01", "duration": 1}]}],
        [{"day": "2026-02-20", "hours": [{"hour": "25", "duration": 1}]}],
        [{"day": "2026-02-20", "hours": [{"hour": "01", "duration": -1}]}],
        [{"day": "2026-02-20"}],
        [{"day": "2099-02-20", "hours": [{"hour": "01", "duration": 1}]}],
        {},
    ],
)
def test_hours_that_are_none_are_unread(summary: Any) -> None:
    found = read("retention", device(summary=summary))
    assert isinstance(found, Retention)
    assert isinstance(found.oldest, Unread)


def test_pictures_must_come_with_the_oldest_first() -> None:
    def oldest(*starts: float, name: str = "door") -> Any:
        rows = [{"camera": name, "start_time": start} for start in starts]
        found = read("retention", device(events=rows))
        assert isinstance(found, Retention)
        assert isinstance(found.tracks, tuple)
        return found.tracks[1].oldest

    assert oldest() is None
    assert oldest(1_700_000_000, 1_700_000_100) == datetime.fromtimestamp(1_700_000_000, UTC)
    assert isinstance(oldest(1_700_000_100, 1_700_000_000), Unread)
    assert isinstance(oldest(1_700_000_000, name="yard"), Unread)
    assert isinstance(oldest(1e18), Unread)
    assert isinstance(oldest(NOW.timestamp() + 9e5), Unread)
