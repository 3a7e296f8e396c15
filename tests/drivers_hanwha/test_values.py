"""What single replies mean, by small devices of a test's own."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.hanwha import document
from sightline.drivers.hanwha.capabilities import Capabilities
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import (
    UNLIMITED,
    Absent,
    Accounts,
    Analytics,
    Audio,
    Certificates,
    Health,
    Logging,
    Retention,
    Storage,
    Tamper,
    Unread,
)
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.http import Reply
from tests.drivers.tape import reply
from tests.drivers_hanwha import tape

LISTED = """<capabilities><attributes><group name="Media"><category name="Limit"><channel number="0">
<attribute name="MaxAudioInput" type="int" value="{inputs}"/></channel></category></group></attributes>
<cgis><cgi name="system"><submenu name="deviceinfo"/></cgi><cgi name="network">{menus}</cgi></cgis></capabilities>"""


def box(kind: str = "NWC", inputs: int = 1, menus: str = "", **shown: object) -> Session:
    """A device of one channel that shows these menus, `media__videoprofile={…}`, and no other."""
    known: dict[str, Any] = {
        "system.deviceinfo": {"Model": "M", "DeviceType": kind},
        "media.videosource": {"VideoSources": [{"Channel": 0, "State": "On"}]},
        **{name.replace("__", "."): value for name, value in shown.items()},
    }

    def answer(path: str) -> Reply:
        menu = tape.menu(path)
        if menu == "attributes":
            return reply(200, LISTED.format(inputs=inputs, menus=menus).encode())
        return reply(200, json.dumps(known[menu]).encode() if menu in known else tape.NO_SUCH_MENU)

    return tape.play(answer)[0]


def profiles(**fields: object) -> dict[str, object]:
    return {"VideoProfiles": [{"Channel": 0, "Profiles": [{"Profile": 1, "Name": "x", **fields}]}]}


def said(body: bytes, status: int = 200) -> document.Document:
    return document.read("menu", reply(status, body))


@pytest.mark.parametrize(
    "body",
    [
        b"Enable=True",
        b"Enable=True\nEnable=False\n",
        b"no key\n",
        b"Enable=True\n\xff\n",
        b'{"Enable": true',
        b'{"Enable": true, "Enable": false}',
        b'{"a": [{"Channel": 0, "x": 1}, {"y": 1}]}',
        b'{"a": [{"Channel": 0, "x": 1}, {"Channel": 0, "x": 2}]}',
        b'{"a": [{"Channel": true, "x": 1}]}',
        b'{"Response": "Fail"}',
        b"NG\nError Code: 607\n",
        b"NG\nError Code: 600",
        b"",
    ],
)
def test_what_is_no_whole_reply_is_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        said(body).flag("Enable")


def test_a_menu_that_is_not_there_is_told_from_one_that_is_refused() -> None:
    for status, body in ((404, b""), (200, tape.NO_SUCH_MENU)):
        with pytest.raises(Unsupported):
            said(body, status)
    with pytest.raises(UnexpectedReply):
        said(b"", 403)


def test_a_camera_of_one_channel_prints_its_number_first() -> None:
    assert said(b"Channel=0\nNormalMode=Off\n").rows("Channel")["0"].need("NormalMode") == "Off"


def test_a_missing_menu_is_absent_only_where_it_is_not_listed() -> None:
    assert isinstance(box().feature("network", "snmp"), Absent)
    assert isinstance(box(menus='<submenu name="snmp"/>').feature("network", "snmp"), Unsupportable)

    def no_list(path: str) -> Reply:
        return reply(500, b"") if "attributes" in path else reply(200, tape.NO_SUCH_MENU)

    of, played = tape.play(no_list)
    played.answer = lambda path: reply(200, b"{}") if "deviceinfo" in path else no_list(path)
    assert isinstance(of.feature("network", "snmp"), Unread)


def test_a_profile_without_the_switch_is_silent_where_there_is_no_input() -> None:
    found = drivers.read("hanwha", box(inputs=0, media__videoprofile=profiles()), "audio")
    assert isinstance(found, Audio)
    assert isinstance(found.streams, Absent)
    found = drivers.read("hanwha", box(inputs=1, media__videoprofile=profiles()), "audio")
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    assert isinstance(found.streams[0].enabled, Unread)


def test_a_kind_of_device_that_nobody_knows_is_not_read_as_a_camera() -> None:
    with pytest.raises(UnexpectedReply, match="neither a recorder nor a camera"):
        drivers.read("hanwha", box(kind="ENC"), "health")


def test_a_channel_that_is_no_source_is_no_answer() -> None:
    strange = {"VideoProfiles": [{"Channel": 7, "Profiles": [{"Profile": 1, "AudioInputEnable": False}]}]}
    with pytest.raises(UnexpectedReply, match="no video source"):
        drivers.read("hanwha", box(media__videoprofile=strange), "audio")


STORE = {"Storage": 1, "Type": "DAS", "Status": "Normal", "TotalSpace": 100, "UsedSpace": 40}
SETTING = {"Enable": True, "OverWrite": True, "AutoDeleteEnable": True, "AutoDeleteDays": 31}
DATE = {"SyncType": "NTP", "NTPURLList": ["a"], "DSTEnable": True}


def test_a_camera_without_a_card_keeps_nothing_where_recording_is_off_too() -> None:
    empty: dict[str, object] = {"Storages": [{**STORE, "Status": ""}]}
    of = box(system__storageinfo=empty, recording__storage={**SETTING, "Enable": False})
    found = drivers.read("hanwha", of, "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, Absent)
    storage = drivers.read("hanwha", of, "storage")
    assert isinstance(storage, Storage)
    assert isinstance(storage.stores, Absent)
    with pytest.raises(UnexpectedReply, match="lists no store"):
        drivers.read("hanwha", box(system__storageinfo=empty, recording__storage=SETTING), "retention")


@pytest.mark.parametrize(
    ("changed", "days"),
    [({}, 31), ({"AutoDeleteEnable": False}, UNLIMITED), ({"AutoDeleteDays": 0}, None), ({"AutoDeleteDays": "31"}, 31)],
)
def test_days_count_where_deleting_is_on(changed: dict[str, object], days: object) -> None:
    of = box(system__storageinfo={"Storages": [STORE]}, recording__storage={**SETTING, **changed})
    found = drivers.read("hanwha", of, "retention")
    assert isinstance(found, Retention)
    assert found.max_days == days if days is not None else isinstance(found.max_days, Unread)


def test_a_card_in_use_without_a_recording_is_unread() -> None:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    of = box(
        system__storageinfo={"Storages": [STORE]},
        recording__storage=SETTING,
        system__date={**DATE, "LocalTime": now},
        recording__calendarsearch={"CalenderSearchResults": [{"Channel": 0, "Result": "0" * 31}]},
    )
    found = drivers.read("hanwha", of, "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.oldest, Unread)
    assert "is in use" in found.oldest.reason


def test_a_recorder_that_answers_nothing_of_a_channel_leaves_it_unread() -> None:
    of = box(kind="NVR", eventstatus__eventstatus={"ChannelEvent": [{"Channel": 0, "Videoloss": False}]})
    found = drivers.read("hanwha", of, "health")
    assert isinstance(found, Health)
    assert isinstance(found.channels, tuple)
    assert isinstance(found.channels[0].live, Unread)
    assert isinstance(found.channels[0].address, Unread)


@pytest.mark.parametrize(
    ("objects", "wanted"),
    [(["Person"], (False, False)), (["Face"], (True, False)), (["LicensePlate", "Face"], (True, True))],
)
def test_object_detection_is_named_by_what_it_looks_for(objects: list[str], wanted: tuple[bool, bool]) -> None:
    row = {"Channel": 0, "Enable": True, "ObjectTypes": objects}
    of = box(eventsources__objectdetection={"ObjectDetection": [row]}, opensdk__apps={"InstalledApps": 0, "Apps": []})
    found = drivers.read("hanwha", of, "analytics")
    assert isinstance(found, Analytics)
    assert isinstance(found.functions, tuple)
    told = {one.kind: one.enabled for one in found.functions}
    assert (told["demographic"], told["number-plate"]) == wanted
    assert isinstance(told["face-detection"], Absent)
    assert isinstance(told["face-recognition"], Absent)


def test_an_app_is_not_judged_by_its_name() -> None:
    apps = {"InstalledApps": 1, "Apps": [{"AppID": "LPR", "AppName": "LPR", "Status": "Running"}]}
    for shown in (apps, {"InstalledApps": 2, "Apps": apps["Apps"]}):
        found = drivers.read("hanwha", box(opensdk__apps=shown), "analytics")
        assert isinstance(found, Analytics)
        assert isinstance(found.functions, tuple)
        unknown = [one for one in found.functions if one.kind == "face-recognition"]
        assert [type(one.enabled) for one in unknown] == [Unsupportable if shown is apps else Unread]


@pytest.mark.parametrize(
    ("policy", "https", "only"),
    [
        ("HTTP", False, False),
        ("HTTPandHTTPSPublic", True, False),
        ("HTTPSProprietary", True, True),
        ("Other", None, None),
    ],
)
def test_the_policy_says_how_the_web_interface_is_reached(policy: str, https: bool | None, only: bool | None) -> None:
    found = drivers.read("hanwha", box(security__ssl={"Policy": policy, "Certificates": []}), "certificates")
    assert isinstance(found, Certificates)
    if https is None:
        assert isinstance(found.https, Unread)
        assert isinstance(found.https_only, Unread)
    else:
        assert (found.https, found.https_only) == (https, only)
    assert isinstance(found.certificate, Unsupportable)
    assert isinstance(found.lowest_tls, Unsupportable)


def test_a_log_that_is_listed_is_kept() -> None:
    found = drivers.read("hanwha", box(), "logging")
    assert isinstance(found, Logging)
    assert isinstance(found.kept, Unsupportable)


def test_only_what_is_listed_is_written() -> None:
    parameter = '<parameter name="{}" request="true"><dataType>{}</dataType></parameter>'
    listed = [
        parameter.format("Days", '<int min="1" max="180"/>'),
        parameter.format("Mode", '<enum><entry value="A"/></enum>'),
        parameter.format("Enable", '<bool true="On" false="Off"/>'),
    ]
    menu = f'<submenu name="m"><action name="set">{"".join(listed)}</action></submenu>'
    of = Capabilities(xml.parse(LISTED.format(inputs=1, menus=menu).encode()))
    assert of.spell("network", "m", "set", {"Days": 31, "Mode": "A", "Enable": True}) == {
        "Days": "31",
        "Mode": "A",
        "Enable": "On",
    }
    for name, value in (("Days", 181), ("Days", 0), ("Mode", "B"), ("Mode", True), ("Enable", 1), ("Other", 1)):
        with pytest.raises(WriteRefused):
            of.spell("network", "m", "set", {name: value})
    with pytest.raises(WriteRefused):
        of.spell("network", "m", "update", {"Days": 31})


@pytest.mark.parametrize(
    "register", [{}, {"RegisteredCameras": []}, {"RegisteredCameras": [{"Channel": 0, "Model": "M"}]}]
)
@pytest.mark.parametrize("state", ["On", "Deactive"])
def test_a_register_that_leaves_a_channel_out_says_neither_address_nor_login(
    register: dict[str, object], state: str
) -> None:
    of = box(
        "NVR",
        media__videosource={"VideoSources": [{"Channel": 0, "State": state}]},
        media__cameraregister=register,
        eventstatus__eventstatus={"ChannelEvent": [{"Channel": 0, "NetworkCameraConnect": False, "Videoloss": False}]},
        security__users={"Users": [{"Index": 0, "UserID": "admin", "UserLevel": "Admin"}]},
    )
    health, accounts = (drivers.read("hanwha", of, one) for one in ("health", "accounts"))
    assert isinstance(health, Health)
    assert isinstance(health.channels, tuple)
    assert isinstance(health.channels[0].address, Unread)
    assert isinstance(health.channels[0].live, Unread) == (state == "Deactive")
    assert isinstance(accounts, Accounts)
    assert isinstance(accounts.channel_logins, Unread)


def test_another_detection_is_no_tampering_detection() -> None:
    of = box(eventsources__tamperingdetection={"FaceDetection": [{"Channel": 0, "Enable": True, "Sensitivity": 50}]})
    found = drivers.read("hanwha", of, "tamper")
    assert isinstance(found, Tamper)
    assert isinstance(found.detections, tuple)
    assert isinstance(found.detections[0].enabled, Unread)
