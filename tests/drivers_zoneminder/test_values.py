"""What its answers mean."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.zoneminder.accounts import AREAS
from sightline.errors import NotAllowed, WriteRefused
from sightline.settings import UNLIMITED, Accounts, Audio, Health, Masks, Overlay, Retention, Unread, Unsupported
from sightline.wire.http import Reply
from tests.drivers_frigate.tape import Key, Playing, on, play, reply
from tests.drivers_zoneminder.tape import MAKE, recorded

MONITORS, USERS = "/zm/api/monitors.json", "/zm/api/users.json"
ZONE = {"Id": 7, "MonitorId": 1, "Type": "Privacy", "Coords": "0,0 160,0 160,120 0,120"}


def tape(edits: Mapping[str, Any], state: str = "dirty") -> dict[Key, Reply]:
    """The recorded answers, with others at some paths."""
    told = recorded(state)
    for path, said in edits.items():
        told["GET", path] = replace(reply(200, json.dumps(said).encode()), at=told["GET", MONITORS].at)
    return told


def played(edits: Mapping[str, Any] | None = None, state: str = "dirty") -> tuple[Any, Playing]:
    """A session whose login is `admin`; it takes every write."""
    told = tape(edits or {}, state)
    answers = {"PUT": reply(200, b'{"message": "Saved"}'), "POST": reply(302)}
    return play(MAKE, lambda key: told.get(key) or answers.get(key[0]) or reply(404))


def found(setting: str, edits: Mapping[str, Any] | None = None, state: str = "dirty") -> Any:
    return drivers.read(MAKE, played(edits, state)[0], setting)


def monitor(**more: Any) -> dict[str, Any]:
    """The recorded monitor with other fields."""
    told = json.loads(recorded("dirty")["GET", MONITORS].body)
    told["monitors"][0]["Monitor"] |= more
    return {MONITORS: told}


def status(**more: Any) -> dict[str, Any]:
    told = json.loads(recorded("dirty")["GET", MONITORS].body)
    told["monitors"][0]["Monitor_Status"] |= more
    return {MONITORS: told}


@pytest.mark.parametrize(
    ("fields", "recorded_sound"),
    [
        ({"RecordAudio": 1}, True),
        ({"RecordAudio": "0"}, False),
        ({"RecordAudio": False, "Type": "Libvlc"}, Unsupported),
        ({"RecordAudio": 1, "Type": "Libvlc"}, True),
        ({"RecordAudio": 2}, Unread),
        ({"RecordAudio": None}, Unread),
    ],
)
def test_sound_is_recorded_by_the_monitors_own_switch(fields: dict[str, Any], recorded_sound: Any) -> None:
    audio: Audio = found("audio", monitor(**fields))
    assert isinstance(audio.recorded, tuple)
    [one] = audio.recorded
    assert (
        one.enabled is recorded_sound if isinstance(recorded_sound, bool) else isinstance(one.enabled, recorded_sound)
    )


def test_a_stream_that_is_passed_on_may_have_sound() -> None:
    for fields in ({"RTSPServer": True}, {"JanusEnabled": 1}):
        audio: Audio = found("audio", monitor(**fields))
        assert isinstance(audio.streams, tuple)
        assert isinstance(audio.streams[0].enabled, Unsupported)


def test_the_limit_is_the_filters_and_held_is_what_is_really_there() -> None:
    before: Retention = found("retention")
    after: Retention = found("retention", state="hardened")
    assert (before.max_days, after.max_days) == (UNLIMITED, 31)
    assert (before.overwrites_when_full, before.protected, after.protected) == (True, 1, 0)
    assert before.oldest == datetime(2026, 10, 11, 9, 1, tzinfo=UTC), "10:01 in London's summer"


def test_a_filter_that_waits_for_more_than_a_full_disk_makes_no_room() -> None:
    told, key = recorded("dirty"), ("GET", "/zm/index.php?view=filter&Id=1")
    for percent, makes_room in (("90", True), ("195", False), ("", False)):
        body = told[key].body.replace(b'value="95"', f'value="{percent}"'.encode())
        device, _ = play(MAKE, on({**told, key: replace(told[key], body=body)}))
        held = drivers.read(MAKE, device, "retention")
        assert isinstance(held, Retention)
        assert held.overwrites_when_full is makes_room


def test_events_of_a_monitor_that_is_gone_are_a_track_of_their_own() -> None:
    path = "/zm/api/events/index.json?sort=StartDateTime&direction=asc&limit=2"
    told = json.loads(recorded("dirty")["GET", path].body)
    told["events"][0]["Event"]["MonitorId"] = 9
    held: Retention = found("retention", {path: told})
    assert isinstance(held.tracks, tuple)
    assert [(one.channel, one.recording) for one in held.tracks] == [("1", True), ("9", False)]
    assert held.tracks[1].oldest == held.tracks[0].oldest


def test_live_is_what_is_connected_and_gives_frames() -> None:
    for fields, live in (
        ({"Status": "Connected", "CaptureFPS": "5.00"}, True),
        ({"Status": "Connected", "CaptureFPS": "0.00"}, Unread),
        ({"Status": "Connected", "CaptureFPS": "junk"}, Unread),
        ({"Status": "NotRunning", "CaptureFPS": "5.00"}, False),
    ):
        health: Health = found("health", status(**fields))
        assert isinstance(health.channels, tuple)
        said = health.channels[0].live
        assert said is live if isinstance(live, bool) else isinstance(said, live)


def test_what_records_on_movement_is_not_blamed_for_a_quiet_hour() -> None:
    newest = "/zm/api/events/index/MonitorId:1.json?sort=StartDateTime&direction=desc&limit=2"
    none = {newest: {"events": [], "pagination": {"count": 0}}}
    for function, kind in (("Record", False), ("Modect", Unsupported), ("Nodect", Unsupported), ("None", False)):
        health: Health = found("health", monitor(Function=function) | none)
        assert isinstance(health.channels, tuple)
        said = health.channels[0].recording
        assert said is False if kind is False else isinstance(said, Unsupported)


def test_a_zone_covers_what_is_encoded_anew_alone() -> None:
    """Seen at 1.36.33: a film that keeps the camera's stream shows what the zone covers."""
    for writer, covered in ((1, True), (2, False)):
        edits = monitor(VideoWriter=writer) | {"/zm/api/zones.json": {"zones": [{"Zone": ZONE}]}}
        masks: Masks = found("masks", edits)
        assert isinstance(masks.masks, tuple)
        [one] = masks.masks
        assert (one.enabled, one.area_percent) == (covered, 25.0)


def test_name_and_time_are_in_what_is_encoded_anew_alone() -> None:
    for label, shown in (("%N - %d/%m/%y %H:%M:%S", (True, True)), ("%H:%M", (False, False)), (None, (False, False))):
        overlay: Overlay = found("overlay", monitor(VideoWriter=1, LabelFormat=label))
        assert isinstance(overlay.channels, tuple)
        assert (overlay.channels[0].name_shown, overlay.channels[0].time_shown) == shown
    as_it_comes: Overlay = found("overlay", monitor(VideoWriter=2, LabelFormat="%N %d %H"))
    assert isinstance(as_it_comes.channels, tuple)
    assert isinstance(as_it_comes.channels[0].time_shown, Unsupported)


def test_the_shipped_password_is_proven_by_our_own_login() -> None:
    """The login of these sessions is `admin`, and its password another one."""
    accounts: Accounts = found("accounts")
    assert accounts.default_password is False
    device, _ = played()
    device.target = replace(device.target, user="sightline")
    assert isinstance(drivers.read(MAKE, device, "accounts").default_password, Unread)  # type: ignore[union-attr] # they are accounts
    told = recorded("hardened")
    other, _ = play(MAKE, on(told))
    other.target = replace(other.target, user="sightline")
    assert drivers.read(MAKE, other, "accounts").default_password is False  # type: ignore[union-attr] # they are accounts


def test_more_accounts_than_a_page_are_all_read_and_half_of_them_is_unread() -> None:
    told = json.loads(recorded("dirty")["GET", USERS].body)
    second = json.loads(recorded("dirty")["GET", USERS].body)
    told["pagination"] |= {"nextPage": True, "count": 8}
    for number, row in enumerate(second["users"]):
        row["User"] |= {"Id": 20 + number, "Username": f"more-{number}"}
    second["pagination"] |= {"count": 8}
    accounts: Accounts = found("accounts", {USERS: told, "/zm/api/users/index/page:2.json": second})
    assert len(accounts.accounts) == 8
    told["pagination"]["nextPage"] = False
    with pytest.raises(ValueError, match="4 of 8"):
        found("accounts", {USERS: told})


@pytest.mark.parametrize(
    ("area", "right", "role"),
    [("Monitors", "Create", "operator"), ("System", "Own", "administrator"), ("Events", "View", "viewer")],
)
def test_a_right_beyond_looking_is_one_whatever_its_word(area: str, right: str, role: str) -> None:
    """Later releases have `Create` for monitors, and give it to whoever had `Edit`."""
    told = json.loads(recorded("dirty")["GET", USERS].body)
    told["users"][-1]["User"] |= {**dict.fromkeys(AREAS, "None"), "Stream": "View", area: right}
    accounts: Accounts = found("accounts", {USERS: told})
    assert accounts.accounts[-1].role == role


def test_neither_our_own_account_nor_the_last_administrator_is_disabled() -> None:
    device, playing = played()
    accounts = drivers.read(MAKE, device, "accounts")
    assert isinstance(accounts, Accounts)
    for kept in (("sightline", "contractor", "frontdesk"), ("frontdesk",)):
        wanted = replace(accounts, accounts=tuple(one for one in accounts.accounts if one.name in kept))
        with pytest.raises(NotAllowed):
            drivers.write(MAKE, device, "accounts", accounts, wanted)
    assert [key for key in playing.signed if key[0] == "PUT"] == []


def test_only_what_differs_is_written() -> None:
    device, playing = played()
    audio = drivers.read(MAKE, device, "audio")
    assert isinstance(audio, Audio)
    assert isinstance(audio.recorded, tuple)
    silent = replace(audio, recorded=tuple(replace(one, enabled=False) for one in audio.recorded))
    drivers.write(MAKE, device, "audio", audio, silent)
    assert [key for key in playing.signed if key[0] == "PUT"] == [("PUT", "/zm/api/monitors/1.json")]
    with pytest.raises(WriteRefused, match="only ever switched off"):
        drivers.write(MAKE, device, "audio", silent, audio)


@pytest.mark.parametrize(("state", "place"), [("dirty", ""), ("hardened", "3")])
def test_our_filter_is_changed_where_it_is_and_made_where_it_is_not(state: str, place: str) -> None:
    told = recorded(state)
    told["GET", "/zm/index.php?view=filter&Id="] = told["GET", "/zm/index.php?view=filter"]
    device, playing = play(MAKE, lambda key: told.get(key) or reply(302))
    held = drivers.read(MAKE, device, "retention")
    assert isinstance(held, Retention)
    assert isinstance(held.tracks, tuple)
    wanted = replace(held, tracks=tuple(replace(one, max_days=14, limit="days") for one in held.tracks))
    drivers.write(MAKE, device, "retention", held, wanted)
    assert playing.signed[-1] == ("POST", f"/zm/index.php?view=filter&Id={place}")


def test_a_monitor_that_is_to_keep_its_footage_keeps_the_filter_out() -> None:
    """A filter deletes events of every monitor, also where a waiver leaves one as it is."""
    device, playing = played()
    held = drivers.read(MAKE, device, "retention")
    assert isinstance(held, Retention)
    assert isinstance(held.tracks, tuple)
    other = replace(held.tracks[0], channel="2", track="events of monitor 2")
    limited = tuple(replace(one, max_days=14, limit="days") for one in held.tracks)
    both, wanted = replace(held, tracks=(*held.tracks, other)), replace(held, tracks=(*limited, other))
    with pytest.raises(WriteRefused, match="track events of monitor 2 is to keep its footage"):
        drivers.write(MAKE, device, "retention", both, wanted)
    assert [key for key in playing.signed if key[0] != "GET"] == [("POST", "/zm/api/host/login.json")]
