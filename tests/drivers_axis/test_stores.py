"""What is kept, for how long, and whether it still is: shapes that the lab's cameras do not have."""

import json
from datetime import UTC, datetime

import pytest

from sightline.settings import UNLIMITED, Absent, Export, Health, Retention, Storage, Unread, Unsupported
from tests.drivers_axis import tape
from tests.drivers_axis.answers import CARD, DATE, NEW, NOW, OLD, disks, recording, recordings


def retention(*rows: dict[str, str], lines: str = "", held: dict[str, bytes] | None = None) -> Retention:
    answers = {**disks(*rows), **(held or recordings()), **DATE}
    found = tape.read(tape.camera(OLD + CARD + lines, answers, at=NOW), "retention")
    assert isinstance(found, Retention), found
    return found


@pytest.mark.parametrize(
    ("row", "days", "overwrites"),
    [
        ({}, 31, True),
        ({"cleanupmaxage": "0"}, UNLIMITED, True),
        ({"cleanuppolicy": "none"}, UNLIMITED, False),
        ({"locked": "yes"}, UNLIMITED, True),
    ],
)
def test_a_limit_is_in_force_or_none(row: dict[str, str], days: object, overwrites: bool) -> None:
    found = retention(row)
    assert (found.max_days, found.overwrites_when_full) == (days, overwrites)


@pytest.mark.parametrize(("row", "lines"), [({}, "Storage.S0.CleanupMaxAge=90"), ({"cleanuppolicy": "sometimes"}, "")])
def test_a_limit_that_is_told_twice_and_not_the_same_is_unread(row: dict[str, str], lines: str) -> None:
    assert isinstance(retention(row, lines=lines).max_days, Unread)


def test_the_oldest_recording_is_of_each_store_and_by_the_devices_clock() -> None:
    rows = [
        recording("2026-10-01T00:00:00.000000Z", "2026-10-01T01:00:00Z"),
        recording("2026-11-24T12:00:00Z", disk="NetworkShare"),
    ]
    share = {"diskid": "NetworkShare", "group": "S1"}
    found = retention({}, share, {"diskid": "SD_DISK2", "group": "S2"}, held=recordings(*rows))
    assert isinstance(found.tracks, tuple)
    assert [one.oldest for one in found.tracks] == [
        datetime(2026, 10, 1, tzinfo=UTC),
        datetime(2026, 11, 24, 12, tzinfo=UTC),
        None,
    ]
    many = retention({}, share, held=recordings(*[rows[0]] * 500, matched=501))
    assert isinstance(many.tracks, tuple)
    assert isinstance(many.tracks[1].oldest, Unread), "it may be behind the first 500"


@pytest.mark.parametrize(
    "held",
    [
        recordings(recording("2026-10-01T00:00:00", "")),
        recordings(recording("2026-13-01T00:00:00Z", "")),
        recordings(recording("2026-11-01T00:00:00Z", ""), recording("2026-10-01T00:00:00Z", "")),
        recordings(recording("2026-10-01T00:00:00Z", ""), matched=2),
        recordings(recording("2027-10-01T00:00:00Z", "")),
        {"record/list.cgi": b"<root/>"},
    ],
)
def test_recordings_that_contradict_themselves_are_no_age(held: dict[str, bytes]) -> None:
    assert isinstance(retention({}, held=held).oldest, Unread)


def test_footage_on_a_store_that_is_not_listed_is_seen() -> None:
    held = recordings(recording("2026-10-01T00:00:00Z", "", disk="USB_DISK"))
    found = tape.read(tape.camera(OLD + CARD, {**disks({}), **held, **DATE}, at=NOW), "retention")
    assert isinstance(found, Unread)


REST = "/config/rest/recording-group/v2"
GROUPS = {"apis": {"recording-group": {"v2": {"rest_api": REST, "state": "released"}}}}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"status": "success", "data": []}, ()),
        ({"status": "success", "data": {"recordingGroups": []}}, ()),
        ({"status": "success", "data": {"recordingGroups": [{"maxRetentionTime": 0}]}}, Unsupported),
        ({"status": "success", "data": [{}]}, Unsupported),
        ({"status": "error", "error": {"code": 1}}, Unread),
        (None, ()),
    ],
)
def test_a_recording_group_of_the_newest_firmware_is_never_passed_over(said: object, wanted: object) -> None:
    lines = NEW.replace("11.11.73", "12.11.77") + CARD
    answers = {**disks({}), **recordings(), **DATE}
    if said is not None:
        answers |= {"/config/discover": json.dumps(GROUPS).encode(), REST: json.dumps(said).encode()}
    found = tape.read(tape.camera(lines, answers, at=NOW), "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    elsewhere = found.tracks[1:]
    assert elsewhere == () if wanted == () else isinstance(elsewhere[0].max_days, wanted)  # type: ignore[arg-type] # a type
    alone = tape.read(tape.camera(lines.replace(CARD, ""), answers, at=NOW), "retention")
    assert isinstance(alone, Retention)
    assert isinstance(alone.tracks, Absent) if wanted == () else alone.tracks == elsewhere


@pytest.mark.parametrize("setting", ["audio", "retention", "health", "export", "masks", "overlay", "tamper"])
def test_a_recorder_is_not_read_as_a_camera(setting: str) -> None:
    recorder = tape.camera(f"{OLD}{CARD}Brand.ProdType=Network Video Recorder", {**disks({}), **recordings(), **DATE})
    assert isinstance(tape.read(recorder, setting), Unsupported)


def test_disks_that_do_not_add_up_are_unread_and_an_empty_slot_is_none() -> None:
    for said in (disks({}, number=2), disks({}, {}), disks({"totalsize": "x"}), {"disks/list.cgi": b"<root/>"}):
        assert isinstance(tape.read(tape.camera(OLD + CARD, said), "storage"), Unread)
    empty = tape.read(tape.camera(OLD + CARD, disks({"status": "disconnected", "totalsize": "0"})), "storage")
    assert isinstance(empty, Storage)
    assert isinstance(empty.stores, Absent)
    none = tape.read(tape.camera(OLD), "storage")
    assert isinstance(none, Storage)
    assert isinstance(none.stores, Absent)


def test_a_share_that_was_set_up_and_is_lost_is_no_empty_slot() -> None:
    """[9.80] A camera's own log says `disconnected` of its share whenever that is away."""
    row = {"diskid": "NetworkShare", "group": "S1", "status": "disconnected", "totalsize": "0", "freesize": "0"}
    answers = {**disks(row), **recordings(), **DATE}
    camera = tape.camera(f"{OLD}{CARD}NetworkShare.N0.Address=10.0.0.9", answers, at=NOW)
    storage, held, lives = (tape.read(camera, name) for name in ("storage", "retention", "health"))
    assert isinstance(storage, Storage)
    assert isinstance(storage.stores, tuple)
    assert [(one.store, one.state) for one in storage.stores] == [("NetworkShare", "disconnected")]
    assert isinstance(held, Retention)
    assert isinstance(held.oldest, Unread)
    assert isinstance(lives, Health)
    assert isinstance(lives.channels, tuple)
    for nothing in ("", "NetworkShare.N0.Address="):
        empty = tape.read(tape.camera(f"{OLD}{CARD}{nothing}", answers, at=NOW), "storage")
        assert isinstance(empty, Storage)
        assert isinstance(empty.stores, Absent)


@pytest.mark.parametrize(
    ("row", "state", "encrypted"),
    [
        ({"encryptionenabled": "true", "diskencrypted": "true"}, "ok", True),
        ({"diskencryptionenabled": "true", "diskencrypted": "true"}, "ok", True),
        ({"encryptionenabled": "true", "diskencrypted": "false", "locked": "yes"}, "locked", False),
        ({"full": "yes", "cleanuppolicy": "none"}, "full", Unsupported),
        ({"full": "yes"}, "ok", Unsupported),
        ({"status": "no passphrase", "diskid": "NetworkShare"}, "no passphrase", Unsupported),
        ({"readonly": "yes"}, "read-only", Unsupported),
    ],
)
def test_a_store_is_what_its_row_says(row: dict[str, str], state: str, encrypted: object) -> None:
    camera = tape.camera(OLD + CARD, disks(row))
    storage, export = tape.read(camera, "storage"), tape.read(camera, "export")
    assert isinstance(storage, Storage)
    assert isinstance(storage.stores, tuple)
    assert isinstance(export, Export)
    assert isinstance(export.stores, tuple)
    assert storage.stores[0].state == state
    said = export.stores[0].encrypted
    assert said is encrypted if isinstance(encrypted, bool) else isinstance(said, Unsupported)


def health(*rows: str, matched: int | None = None) -> Health:
    answers = {**disks({}), **recordings(*rows, matched=matched), **DATE}
    found = tape.read(tape.camera(OLD + CARD, answers, at=NOW), "health")
    assert isinstance(found, Health)
    return found


def test_health_is_what_the_store_holds_of_the_last_day() -> None:
    night = [recording("2026-11-24T00:00:00Z", "2026-11-25T01:00:00Z"), recording("2026-11-25T04:00:00Z")]
    channel = health(*night).channels[0]  # type: ignore[index] # one
    assert (channel.recording, channel.gap_seconds) == (True, 3 * 3600)
    assert channel.newest == NOW
    stopped = health(night[0]).channels[0]  # type: ignore[index] # one
    assert (stopped.recording, stopped.gap_seconds) == (False, 11 * 3600 + 0.5)
    events = health(recording("2026-11-25T04:00:00Z", "2026-11-25T04:01:00Z", kind="triggered")).channels[0]  # type: ignore[index] # one
    assert isinstance(events.recording, Unsupported)
    assert events.newest == datetime(2026, 11, 25, 4, 1, tzinfo=UTC)
    assert isinstance(health().channels[0].recording, Unsupported)  # type: ignore[index] # one
    assert isinstance(health(*night, matched=501).channels[0].recording, Unread)  # type: ignore[index] # one


@pytest.mark.parametrize(
    ("row", "clock"),
    [
        (recording("2026-12-24T00:00:00Z", "2026-12-24T01:00:00Z"), None),
        (recording("2026-11-24T00:00:00Z", "2026-11-24T01:00:00Z"), b"Jan 01, 1970 00:04:00\n"),
    ],
)
def test_footage_of_the_devices_own_future_is_not_of_the_last_day(row: str, clock: bytes | None) -> None:
    date = {"admin/date.cgi": clock} if clock else DATE
    found = tape.read(tape.camera(OLD + CARD, {**disks({}), **recordings(row), **date}, at=NOW), "health")
    assert isinstance(found, Health)
    assert isinstance(found.channels[0].newest, Unread)  # type: ignore[index] # one


def test_a_time_that_is_none_is_unread() -> None:
    for text in (
        b"",
        b"Foo 25, 2026 12:00:00\n",
        b"Nov 31, 2026 12:00:00\n",
        b"2026-11-25\n",
        b"Nov 25, 9999 12:00:00\n",
    ):
        held = tape.camera(OLD + CARD, {**disks({}), **recordings(), "admin/date.cgi": text}, at=NOW)
        found = tape.read(held, "retention")
        assert isinstance(found, Retention)
        assert isinstance(found.oldest, Unread)
