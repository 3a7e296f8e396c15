"""What the driver makes of single tables: the shapes of the reference, and what is none of them."""

import json
from datetime import date
from typing import Any

import pytest

from sightline.drivers.dahua.session import Session
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import (
    Absent,
    Analytics,
    Audio,
    Clock,
    Firmware,
    Identity,
    Retention,
    Storage,
    Unread,
    Unsupported,
    known,
)
from sightline.wire.http import Reply
from tests.drivers.tape import reply
from tests.drivers_dahua import tape
from tests.drivers_dahua.answers import device, read
from tests.drivers_dahua.tape import ACCEPTED, CHALLENGED, WITH, WITHOUT


def test_a_recorders_number_of_a_type_is_no_model() -> None:
    system = {"magicBox.getSystemInfo": {"deviceType": "31", "serialNumber": "S", "updateSerial": "DH-NVR608H-4KS3/I"}}
    found = read(device(system), "identity")
    assert isinstance(found, Identity)
    assert (found.model, found.kind, found.firmware) == ("DH-NVR608H-4KS3/I", "recorder", "2.8.R")


@pytest.mark.parametrize(
    ("word", "kind"),
    [("IPC", "camera"), ("SD", "camera"), ("VTO", "camera"), ("NVR", "recorder"), ("HCVR", "recorder")],
)
def test_a_class_says_what_it_is(word: str, kind: str) -> None:
    assert read(device({"magicBox.getDeviceClass": {"type": word}}), "identity").kind == kind


@pytest.mark.parametrize("word", ["EVS", "ASI", "", "31"])
def test_a_class_that_nobody_knows_is_no_answer(word: str) -> None:
    odd = {"magicBox.getDeviceClass": {"type": word}, "magicBox.getDeviceType": {"type": "VIP-1230-D"}}
    with pytest.raises(UnexpectedReply):
        read(device(odd), "identity")


@pytest.mark.parametrize(
    ("said", "built"),
    [
        ("2.800.0000016.0.R,build:2020-06-05", date(2020, 6, 5)),
        ("2.800.0000016.0.R,build:2020-06-05 10:11:12", date(2020, 6, 5)),
        ("2.420.AC00.18.R build: 2019-04-30", date(2019, 4, 30)),
        ("2.420.AC00.18.R", None),
        ("2.420.AC00.18.R,build:2019-13-30", None),
    ],
)
def test_a_version_in_one_line_has_its_build_date(said: str, built: date | None) -> None:
    found = read(device({"magicBox.getSoftwareVersion": {"version": said}}), "firmware")
    assert isinstance(found, Firmware)
    assert found.version == said.partition(",")[0].partition(" ")[0]
    assert found.built == built if built else isinstance(found.built, Unread)


def row(*, main: object = False, sub: object = False) -> dict[str, Any]:
    return {"MainFormat": [{"AudioEnable": main}], "ExtraFormat": [{"AudioEnable": sub}], "SnapFormat": []}


def heard(of: Session) -> dict[str, Any]:
    found = read(of, "audio")
    assert isinstance(found, Audio)
    return {one.stream: one.enabled for one in found.streams} if isinstance(found.streams, tuple) else {}


def test_an_unbound_channel_is_null_and_a_connected_one_without_encoder_unread() -> None:
    states = {"states": [{"channel": n, "connectionState": "Connected"} for n in (0, 2, 3)]}
    recorder = {"LogicDeviceManager.getCameraState": states, "magicBox.getDeviceClass": {"type": "NVR"}}
    found = heard(device(recorder, Encode=[row(main=True), None, row()]))
    assert {stream: found[stream] for stream in ("1-main-1", "1-sub-1", "3-main-1")} == {
        "1-main-1": True,
        "1-sub-1": False,
        "3-main-1": False,
    }
    assert isinstance(found["4-main-1"], Unread)
    assert not any(stream.startswith("2-") for stream in found)


@pytest.mark.parametrize("said", [("Connected", "Unconnect"), ("Unconnect", "Connected")])
def test_a_channel_with_two_states_is_no_answer(said: tuple[str, str]) -> None:
    states = {"states": [{"channel": 0, "connectionState": one} for one in said]}
    recorder = {"LogicDeviceManager.getCameraState": states, "magicBox.getDeviceClass": {"type": "NVR"}}
    with pytest.raises(UnexpectedReply, match="lists a channel twice"):
        read(device(recorder, Encode=[row()]), "health")


def test_a_channel_that_is_bound_and_has_no_encoder_is_unread_and_not_live() -> None:
    """Its camera is off, and the recorder lists the encoder of no camera that it cannot reach."""
    recorder = {"LogicDeviceManager.getCameraState": {"states": []}, "magicBox.getDeviceClass": {"type": "NVR"}}
    bound = {f"uuid:System_CONFIG_NETCAMERA_INFO_{n}": {"Enable": n < 2, "Address": f"10.0.0.{n}"} for n in range(3)}
    more = {"uuid:System_CONFIG_NETCAMERA_INFO_3": {}, "uuid:System_CONFIG_NETCAMERA_INFO_4": {"Address": "10.0.0.4"}}
    of = device(recorder, Encode=[row()], RemoteDevice={**bound, **more})
    found = heard(of)
    assert isinstance(found["2-main-1"], Unread)
    assert isinstance(found["5-main-1"], Unread), "with an address, and no word on whether it is on"
    assert not any(stream.startswith(("3-", "4-")) for stream in found)
    assert [one.channel for one in read(of, "health").channels] == ["1", "2", "5"]


def test_a_stream_without_a_switch_has_no_sound_and_all_of_them_are_a_silent_device() -> None:
    silent: dict[str, Any] = {"MainFormat": [{}], "ExtraFormat": [{}]}
    found = heard(device(Encode=[{**row(main=True), "ExtraFormat": [{}]}]))
    assert isinstance(found["1-sub-1"], Absent)
    assert isinstance(read(device(Encode=[silent]), "audio").streams, Absent)
    assert isinstance(heard(device(Encode=[row(main="maybe")]))["1-main-1"], Unread)
    with pytest.raises(UnexpectedReply):
        read(device(Encode=[]), "audio")


def test_a_table_that_the_device_does_not_list_is_not_asked_for() -> None:
    with pytest.raises(DeviceError, match="the device lists no table Encode"):
        read(device(), "audio")


@pytest.mark.parametrize("names", [[], ["Encode"], ["General", 1], None])
def test_a_list_of_tables_that_is_no_whole_one_hides_nothing(names: object) -> None:
    of = device({"configManager.getMemberNames": {"names": names}}, Encode=[row()])
    assert of.lists("Encode") in (None, False)
    if names != ["General", 1]:
        assert heard(of)["1-main-1"] is False


def ntp(first: str, *listed: tuple[str, bool]) -> dict[str, Any]:
    return {
        "Enable": True,
        "Address": first,
        "ServerList": [{"Address": name, "Enable": enabled} for name, enabled in listed],
        "TimeZone": 0,
        "TimeZoneDesc": "London",
    }


@pytest.mark.parametrize(
    ("table", "servers"),
    [
        (ntp("a"), ("a",)),
        (ntp("a", ("a", True), ("b", False)), ("a",)),
        (ntp("a", ("a", True), ("b", True)), ("a", "b")),
        (ntp("a", ("b", True)), ("a", "b")),
        (ntp("", ("a", True)), ("a",)),
        (ntp(""), ()),
    ],
)
def test_servers_in_use_are_all_named(table: dict[str, Any], servers: tuple[str, ...]) -> None:
    found = read(device(NTP=table), "clock")
    assert isinstance(found, Clock)
    assert (found.source, found.servers, found.time_zone) == ("ntp", servers, "0 London")


def test_a_clock_may_be_told_as_the_result() -> None:
    """In `result`, where others have it in `params` (reference, 4)."""

    def answer(key: str) -> Reply:
        if key in (WITHOUT, WITH):
            return reply(200, json.dumps(CHALLENGED if key == WITHOUT else ACCEPTED).encode())
        if "getCurrentTime" in key:
            return reply(200, b'{"result": "2026-11-25 12:00:00"}')
        return reply(200, json.dumps({"result": True, "params": {"table": ntp("a")}}).encode())

    assert isinstance(read(tape.play(answer)[0], "clock").offset_seconds, float)


def disks(*rows_of: dict[str, Any]) -> Storage:
    found = read(device({"StorageDeviceManager.getDeviceInfos": {"device": list(rows_of) or None}}), "storage")
    assert isinstance(found, Storage)
    return found


def test_disks_say_their_size_and_only_a_recorded_word_is_health() -> None:
    disk = {
        "Name": "/dev/sda",
        "Capacity": 4_000.0,
        "Partitions": [{"Total": 30, "Remain": 6}, {"Total": 10, "Remain": 4}],
    }
    found = disks({**disk, "State": "Success"}, {**disk, "State": "Error"}, {**disk, "State": "Running"}).stores
    assert isinstance(found, tuple)
    assert [(one.size_bytes, one.free_bytes) for one in found] == [(4000, 1000)] * 3
    assert [one.state for one in found[:2]] == ["ok", "Error"]
    assert isinstance(found[2].state, Unread)
    assert isinstance(disks().stores, Absent)


def test_a_camera_without_a_card_keeps_nothing() -> None:
    found = read(device({"StorageDeviceManager.getDeviceInfos": {"device": None}}), "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, Absent)
    assert isinstance(read(device({"StorageDeviceManager.getDeviceInfos": {"device": None}}), "export").stores, Absent)


@pytest.mark.parametrize(("left", "kind"), [(100, type(None)), (40, Unread)])
def test_a_search_that_finds_nothing_on_a_disk_in_use_proves_nothing(left: int, kind: type[Any]) -> None:
    """It is for `dav` alone: a card may be full of another type."""
    parts = [{"Total": 100, "Remain": left, "IsError": False}]
    card = {"Name": "/dev/mmc0", "State": "Success", "Capacity": 1000, "Partitions": parts}
    steps = ("factory.create", "findFile", "close", "destroy")
    searched: dict[str, Any] = {f"mediaFileFind.{step}": {} for step in steps}
    told = {"StorageDeviceManager.getDeviceInfos": {"device": [card]}, "mediaFileFind.findNextFile": {"found": 0}}
    found = read(device({**searched, **told}, Encode=[row(main=True)]), "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    assert [type(track.oldest) for track in found.tracks if track.track == "1"] == [kind]


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ([{"Enable": False}], Absent),
        ([{"Enable": False}, {"Enable": True, "Address": "10.0.0.9"}], Unsupported),
        ({"Enable": True}, Unsupported),
        ([{"Enable": "maybe"}], Unread),
        ([{}], Unread),
    ],
)
def test_footage_on_a_network_store_is_not_passed_over(table: Any, kind: type[Any]) -> None:
    no_card = device({"StorageDeviceManager.getDeviceInfos": {"device": None}}, NAS=table)
    found = read(no_card, "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.max_days, kind)
    assert isinstance(found.oldest, kind)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("FaceRecognition", "face-recognition"),
        ("FaceDetection", "face-detection"),
        ("FaceAnalysis", "demographic"),
        ("TrafficJunction", "number-plate"),
        ("CrossLineDetection", "other"),
        ("NumberStat", "other"),
    ],
)
def test_rules_are_of_our_kinds(rule: str, kind: str) -> None:
    found = read(
        device(VideoAnalyseRule=[[{"Type": rule, "Enable": True}, {"Type": rule, "Enable": False}]]), "analytics"
    )
    assert isinstance(found, Analytics)
    assert known(found.functions)
    assert [(one.name, one.kind, one.enabled) for one in found.functions] == [
        (rule, kind, True),
        (f"{rule} 2", kind, False),
    ]


def test_a_table_of_which_only_the_name_is_known_is_unsupported_and_a_list_that_is_not_there_unread() -> None:
    found = read(device(VideoAnalyseRule=[[]], TrafficSnapshot={}), "analytics")
    assert [(one.name, type(one.enabled)) for one in found.functions] == [("TrafficSnapshot", Unsupported)]
    blind = device({"configManager.getMemberNames": {}}, VideoAnalyseRule=[[]], SmartMotionDetect=[])
    assert {type(one.enabled) for one in read(blind, "analytics").functions} == {Unread}
