"""What each setting makes of LAPI's data, and which data it takes for no answer (reference, section C)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline import drivers
from sightline.settings import (
    Absent,
    Accounts,
    Analytics,
    Audio,
    Clock,
    Health,
    Identity,
    Retention,
    Services,
    Storage,
    Tamper,
    Unread,
)
from sightline.settings import Unsupported as Unsupportable
from tests.drivers.judging import Found
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import NOW

INFO = {"DeviceModel": "IPC3614", "SerialNumber": "S1", "FirmwareVersion": "GIPC-B1", "DeviceName": "Gate"}
NVR = {**INFO, "DeviceModel": "NVR304", "FirmwareVersion": "NVR-B1"}
SLOT = {"ID": 1, "Name": "a", "Status": 1, "AddressInfo": {"Address": "192.0.2.7"}}
EMPTY = {"ID": 2, "Name": "b", "Status": 0, "AddressInfo": {"Address": ""}}
CHANNELS = {"Nums": 2, "DetailInfos": [SLOT, EMPTY]}
SOUND = {"IsMute": 1, "AudioInputNum": 1, "AudioInputList": [{"ID": 1, "Enabled": 0}]}
DAYS = "Channels/{}/Media/Video/Streams/0/Records/DailyDistribution?Year={}&Month={}"
DISK = {"ID": 1, "TotalCapacity": 1000, "RemainCapacity": 10, "Status": 3}


def camera(setting: str, documents: Mapping[str, object]) -> Found:
    return tape.read_from(tape.play(tape.lapi({"System/DeviceInfo": INFO, **documents}))[0], setting)


def recorder(setting: str, documents: Mapping[str, object], zone: str = "Europe/London") -> Found:
    answer = tape.lapi({"System/DeviceInfo": NVR, "Channels/System/ChannelDetailInfos": CHANNELS, **documents}, NOW)
    return tape.read_from(tape.play(answer, zone=zone)[0], setting)


@pytest.mark.parametrize(
    ("model", "firmware", "kind"),
    [
        ("NVR302-16S2", "NVR-B3601.37.45.230825", "recorder"),
        ("H5-P-16A", "NVR-B3601", "recorder"),
        ("IPC2124LE-ADF28KM-H", "GIPC-B6220.6.5.251212", "camera"),
        ("GV-TDR4703", "IPC_G6103-B0011P05D1812", "camera"),
        ("OET-213H-NB", "QPTS-B2209.3.15", "camera"),
        ("EC-1", "X-1", None),
    ],
)
def test_camera_or_recorder_is_told_by_model_or_firmware(model: str, firmware: str, kind: str | None) -> None:
    found = camera("identity", {"System/DeviceInfo": {**INFO, "DeviceModel": model, "FirmwareVersion": firmware}})
    assert found.kind == kind if isinstance(found, Identity) else kind is None


def sound(**changes: Any) -> object:
    found = camera("audio", {"Media/Audio/Input": {**SOUND, **changes}})
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    return found.streams[0].enabled


def test_sound_is_off_where_the_input_is_muted_and_none_is_enabled() -> None:
    on = [{"ID": 1, "Enabled": 0}, {"ID": 2, "Enabled": 1}]
    assert sound() is False
    assert sound(IsMute=0) is True
    assert sound(AudioInputNum=2, AudioInputList=on) is True
    for broken in ({"IsMute": 2}, {"IsMute": None}, {"AudioInputList": None}, {"AudioInputNum": 2}):
        assert isinstance(sound(**broken), Unread)


def test_the_second_spelling_is_asked_where_the_first_is_unknown() -> None:
    found = camera("audio", {"Channels/0/Media/Audio/Input": SOUND})
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    assert found.streams[0].enabled is False
    neither = camera("audio", {})
    assert isinstance(neither, Audio)
    assert isinstance(neither.streams, tuple)
    assert isinstance(neither.streams[0].enabled, Unsupportable)


def test_a_recorders_slot_without_a_camera_has_no_sound_and_may_hold_footage() -> None:
    found = recorder("audio", {"Channels/1/Media/Audio/Input": SOUND})
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    assert [(one.channel, one.enabled) for one in found.streams] == [("1", False)]
    kept = recorder("retention", {})
    assert isinstance(kept, Retention)
    assert isinstance(kept.tracks, tuple)
    assert [track.channel for track in kept.tracks] == ["1", "2"]


def months(channel: int, held: Mapping[tuple[int, int], list[int]]) -> dict[str, object]:
    """Every month of the last years, empty but for what is held."""
    found: dict[str, object] = {"System/TimeNTP": {"DeviceTime": int(NOW.timestamp()) + 60}}
    for year in (2022, 2023, 2024, 2025, 2026):
        for month in range(1, 13):
            length = (datetime(year + month // 12, month % 12 + 1, 1) - datetime(year, month, 1)).days
            days = [int(day in held.get((year, month), [])) for day in range(1, length + 1)]
            found[DAYS.format(channel, year, month)] = {"DailyStatus": days}
    return found


def oldest(documents: Mapping[str, object], zone: str = "Europe/London") -> object:
    found = recorder("retention", documents, zone)
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    return found.tracks[0].oldest


def test_the_oldest_footage_is_the_start_of_its_first_day_on_the_right_clock() -> None:
    late = timedelta(seconds=59.75)
    assert oldest(months(1, {(2026, 11): [3, 4, 20]})) == datetime(2026, 11, 3, tzinfo=UTC) - late
    assert oldest(months(1, {(2026, 6): [9], (2026, 11): [20]})) == datetime(2026, 6, 8, 23, tzinfo=UTC) - late
    west = oldest(months(1, {(2026, 11): [3]}), zone="America/New_York")
    assert west == datetime(2026, 11, 3, tzinfo=UTC) - late, "UTC's day begins earlier there"
    assert oldest(months(1, {})) is None


def test_a_gap_of_months_hides_no_footage() -> None:
    assert oldest(months(1, {(2025, 12): [31], (2026, 11): [20]})) == datetime(2025, 12, 31, tzinfo=UTC) - timedelta(
        seconds=59.75
    )


@pytest.mark.parametrize("days", [None, [], [1], [2] * 30, ["1"] * 30, [True] * 30, [0] * 30 + [1], [0] * 32, "1" * 30])
def test_a_month_of_other_days_is_unread(days: object) -> None:
    broken = {**months(1, {(2026, 11): [20]}), DAYS.format(1, 2026, 11): {"DailyStatus": days}}
    assert isinstance(oldest(broken), Unread)


@pytest.mark.parametrize("time", [None, 0, -1, 1 << 52, "1763640000", int(NOW.timestamp()) + 2 * 86_400])
def test_a_clock_that_is_days_off_dates_no_footage(time: object) -> None:
    assert isinstance(oldest({**months(1, {}), "System/TimeNTP": {"DeviceTime": time}}), Unread)


def test_a_month_that_is_missing_is_no_empty_month() -> None:
    partial = months(1, {(2026, 11): [20]})
    del partial[DAYS.format(1, 2026, 3)]
    assert isinstance(oldest(partial), Unsupportable)


def stores(setting: str = "storage", **data: Any) -> Found:
    return recorder(setting, {"Storage/Containers/DetailInfos": {"LocalHDDNum": 1, "LocalHDDList": [DISK], **data}})


def test_disks_are_by_their_states_and_an_empty_bay_is_none() -> None:
    found = stores()
    assert isinstance(found, Storage)
    assert isinstance(found.stores, tuple)
    assert [(one.store, one.state, one.size_bytes) for one in found.stores] == [("disk1", "ok", 1000 << 20)]
    for status, state in ((1, "unformatted"), (2, "formatting"), (4, "ok"), (5, "abnormal"), (7, "unmounted")):
        worse = stores(LocalHDDList=[{**DISK, "Status": status}])
        assert isinstance(worse, Storage)
        assert isinstance(worse.stores, tuple)
        assert worse.stores[0].state == state
    empty = stores(LocalHDDList=[{**DISK, "Status": 0}])
    assert isinstance(empty, Storage)
    assert isinstance(empty.stores, Absent)
    assert isinstance(stores(LocalHDDList=[{**DISK, "Status": 8}]), Unread)
    assert isinstance(stores(LocalHDDNum=2), Unread)
    assert isinstance(stores(NASNum=1, NASList=[{"ID": 1}]), Unread)


@pytest.mark.parametrize(("status", "live"), [(0, False), (1, True), (2, Unread), (3, Unread), ("1", Unread)])
def test_a_channel_is_live_by_status_1(status: object, live: object) -> None:
    slots = {"Channels/System/ChannelDetailInfos": {"Nums": 1, "DetailInfos": [{**SLOT, "Status": status}]}}
    found = recorder("health", slots)
    assert isinstance(found, Health)
    assert isinstance(found.channels, tuple)
    said = found.channels[0].live
    assert said is live or (isinstance(live, type) and isinstance(said, live))


def test_a_slot_that_is_live_has_a_camera_though_no_address_is_told() -> None:
    hidden = {**SLOT, "ID": 2, "AddressInfo": {"Address": ""}}
    slots = {"Channels/System/ChannelDetailInfos": {"Nums": 2, "DetailInfos": [SLOT, hidden]}}
    found, heard = recorder("health", slots), recorder("audio", slots)
    assert isinstance(found, Health)
    assert isinstance(found.channels, tuple)
    assert [(one.channel, one.live) for one in found.channels] == [("1", True), ("2", True)]
    assert isinstance(found.channels[1].address, Unread)
    assert isinstance(heard, Audio)
    assert isinstance(heard.streams, tuple)
    assert [one.channel for one in heard.streams] == ["1", "2"]


@pytest.mark.parametrize("status", [0, 1, 2])
def test_a_slot_without_a_word_on_its_address_is_not_an_empty_one(status: int) -> None:
    untold = {**SLOT, "ID": 2, "Status": status, "AddressInfo": {}}
    slots = {"Channels/System/ChannelDetailInfos": {"Nums": 2, "DetailInfos": [SLOT, untold]}}
    for setting in ("audio", "health", "tamper"):
        assert isinstance(recorder(setting, slots), Unread)


@pytest.mark.parametrize("slots", [{"Nums": 0, "DetailInfos": []}, {"Nums": 2, "DetailInfos": [SLOT, SLOT]}, {}])
def test_a_recorder_that_lists_no_channels_of_its_own_is_unread(slots: object) -> None:
    for setting in ("audio", "retention", "health"):
        assert isinstance(recorder(setting, {"Channels/System/ChannelDetailInfos": slots}), Unread)


def test_without_onvif_a_cameras_clock_has_servers_and_mode_and_no_time() -> None:
    row = {"Enabled": 1, "AddressType": 2, "IPAddress": "0.0.0.0", "DomainName": "time.example"}
    rows = [row, {**row, "Enabled": 0}, {**row, "AddressType": 0, "IPAddress": "192.0.2.1"}]
    ntp = {"System/Time/NTP": {"Num": 3, "NTPServerInfos": rows}, "System/Time/SyncMode": {"Mode": 3}}
    found = camera("clock", ntp)
    assert isinstance(found, Clock)
    assert (found.source, found.servers) == ("ntp", ("time.example", "192.0.2.1"))
    assert isinstance(found.offset_seconds, Unsupportable)
    assert isinstance(camera("clock", {**ntp, "System/Time/SyncMode": {"Mode": 6}}), Unread)
    assert isinstance(recorder("clock", ntp), Unsupportable)


def services(documents: Mapping[str, object]) -> dict[str, object]:
    found = camera("services", documents)
    assert isinstance(found, Services)
    return {one.service: one.enabled for one in found.services}


def test_snmp_is_off_by_version_3_alone_and_a_stream_is_open_by_mode_0() -> None:
    closed = {"NetWork/RtspAuth": {"Mode": 1}, "NetWork/HttpAuth": {"Mode": 2}}
    assert services(closed)["anonymous-view"] is False
    assert services({**closed, "NetWork/RtspAuth": {"Mode": 0}})["anonymous-view"] is True
    assert isinstance(services({**closed, "NetWork/HttpAuth": {"Mode": 1}})["anonymous-view"], Unread)
    assert isinstance(services({"NetWork/RtspAuth": {"Mode": 2}})["anonymous-view"], Unsupportable)
    assert services({"NetWork/SNMP": {"Type": 1}})["snmp-v2c"] is False
    assert isinstance(services({"NetWork/SNMP": {"Type": 0}})["snmp-v2c"], Unsupportable)
    assert isinstance(services({"NetWork/SNMP": {"Type": 2}})["snmp-v2c"], Unread)
    assert all(not isinstance(enabled, bool) for enabled in services({}).values())


def test_accounts_without_ours_are_no_list_and_a_level_above_0_is_nobody_in_particular() -> None:
    rows = [{"ID": 0, "Name": "admin", "Level": 0}, {"ID": 1, "Name": "guest", "Level": 1}]
    found = camera("accounts", {"Channel/0/System/Users": {"Number": 2, "Users": rows}})
    assert isinstance(found, Accounts)
    assert [(one.name, one.role) for one in found.accounts] == [("admin", "administrator"), ("guest", "other")]
    assert isinstance(camera("accounts", {"Channel/0/System/Users": {"Number": 1, "Users": rows[1:]}}), Unread)
    assert isinstance(camera("accounts", {"Channel/0/System/Users": {"Number": 3, "Users": rows}}), Unread)


def test_a_covered_lens_is_noticed_by_a_rule_that_is_on_and_sensitive() -> None:
    for rule, enabled in (({"Enabled": 1, "Sensitivity": 50}, True), ({"Enabled": 1, "Sensitivity": 0}, False)):
        found = drivers.read("uniview", _play({"Channels/0/Alarm/TamperDetection/Rule": rule}), "tamper")
        assert isinstance(found, Tamper)
        assert isinstance(found.detections, tuple)
        assert [one.enabled for one in found.detections] == [enabled]


def test_a_library_with_anybody_in_it_is_face_recognition() -> None:
    for people, faces, enabled in ((0, 0, False), (1, 0, True), (0, 1, True)):
        library = {"Num": 1, "LibList": [{"ID": 3, "PersonNum": people, "FaceNum": faces}]}
        found = drivers.read("uniview", _play({"PeopleLibraries/BasicInfo": library}), "analytics")
        assert isinstance(found, Analytics)
        assert isinstance(found.functions, tuple)
        kinds = {one.kind: one.enabled for one in found.functions}
        assert kinds["face-recognition"] is enabled
        assert isinstance(kinds["face-detection"], Unsupportable)
        assert isinstance(kinds["number-plate"], Unsupportable)


def _play(documents: Mapping[str, object]) -> drivers.Session:
    return tape.play(tape.lapi({"System/DeviceInfo": INFO, **documents}))[0]
