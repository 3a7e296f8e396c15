"""Real devices' recorded replies (`../shared/captures/dahua`) through the real session, and judged by the policy.

Nobody recorded a table of encoders: what sounds there is unread on every one of these devices.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sightline import drivers
from sightline.drivers.dahua import footage, lines, words
from sightline.drivers.dahua.calls import Call, table
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import boolean, need_number
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.records.result import Checked
from sightline.settings import Accounts, Clock, Firmware, Identity, Lockout, Services, Storage, Unread, known
from sightline.wire.http import Endpoint, Reply
from tests.drivers import onesite
from tests.drivers.replay import PASSWORD, USER, serving
from tests.drivers.tape import reply
from tests.drivers_dahua import tape
from tests.drivers_dahua.captured import REFUSALS, Captured

CAPTURES = Path(os.environ.get("SIGHTLINE_CAPTURES") or Path(__file__).resolve().parents[3] / "shared" / "captures")
DAHUA = CAPTURES / "dahua"
NVR, CAMERA, VTO, VAN = "DH-NVR608H-128-4KS3-I", "IPC-HDW5831R-ZE", "DHI-VTO2311R-WP", "unnamed-van-nvr"
WHOLE = (NVR, CAMERA, VTO)
#: What the recorder said of its firmware stands in PROVENANCE.md; nothing was bound by a table that was recorded.
ADDED = {
    "magicBox_getSoftwareVersion": b"version=4.000.0000000.6.R,build:2024-07-21\r\n",
    "configManager_getConfig_RemoteDevice": b"table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_0.Enable=false\r\n",
}
#: Recorded and never asked for, and why.
NOT_ASKED = {
    "dhip_notifyDevInfo": "the discovery of devices is no part of a session",
    "outsidecmd_": "of a device that has no password yet",
    "rpc2_devStorage_getSmartValue": "no setting has a disk's own counters",
    "rpc2_magicBox_getMemoryInfo": "no setting has a device's memory",
}
#: Recorded without the end of their last line: no answer (design, section 5, rule 7).
WITHOUT_END = ("global_getCurrentTime", "eventManager_getEventIndexes_VideoLoss")
#: What the inventory asks of none of these, by role.
SPARED = {
    "recorder": {"extracts-listed", "masks", "views"},
    "camera": {"extracts-listed", "masks", "asset-register", "views"},
}
NAMED = {"magicBox_getSystemInfo": b"deviceType=NVR\r\n"}
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not DAHUA.is_dir(), reason=f"no captures at {CAPTURES}: set SIGHTLINE_CAPTURES"),
]


def recorded(model: str, name: str) -> bytes:
    return (DAHUA / model / name).read_bytes()


@contextmanager
def opened(replay: Captured) -> Iterator[Session]:
    """A session with what was recorded."""
    with serving(replay):
        endpoint = Endpoint(scheme="http", host="127.0.0.1", port=replay.port)
        of = Session(
            drivers.Target(endpoint=endpoint, user=USER, password=PASSWORD, timezone=ZoneInfo("Europe/London"))
        )
        yield of
        of.close()
    assert (replay.writes, replay.refused, len(replay.nonces)) == ([], 0, 1), "reads only, one login"


@pytest.fixture
def nvr() -> Iterator[Session]:
    """The recorder, with what its provenance says."""
    refusal = REFUSALS["403 denied or unknown"]
    with opened(Captured(None, capture=DAHUA / NVR, refusal=refusal, added=ADDED)) as found:
        yield found


def test_a_camera_says_who_it_is() -> None:
    with opened(Captured(None, capture=DAHUA / CAMERA)) as of:
        identity, firmware = (drivers.read("dahua", of, name) for name in ("identity", "firmware"))
    assert identity == Identity(
        vendor="Dahua",
        model="IPC-HDW5831R-ZE",
        serial="4X7C5A1ZAG00000",
        firmware="2.800.0000016.0.R",
        name="FrontDoorCam",
        kind="camera",
    )
    assert isinstance(firmware, Firmware)
    assert firmware.built == date(2020, 6, 5)


def test_a_recorder_writes_a_number_as_its_type(nvr: Session) -> None:
    found = drivers.read("dahua", nvr, "identity")
    assert isinstance(found, Identity)
    assert (found.model, found.kind, found.name) == ("DH-NVR608H-128-4KS3/I", "recorder", "Site B NVR")
    assert (found.serial, found.firmware) == ("AJ0C56APAZ00000", "4.000.0000000.6.R")


def test_a_door_station_is_a_camera_whose_firmware_nobody_recorded() -> None:
    with opened(Captured(None, capture=DAHUA / VTO)) as of:
        assert (of.model, of.serial, of.kind) == ("DHI-VTO2311R-WP", "AD0578CPAJ00000", "camera")
        with pytest.raises((UnexpectedReply, Unsupported)):
            drivers.read("dahua", of, "identity")


def test_the_clock_is_the_tables(nvr: Session) -> None:
    found = drivers.read("dahua", nvr, "clock")
    assert isinstance(found, Clock)
    assert (found.source, found.servers, found.time_zone) == ("ntp", ("time.windows.com",), "25 Easterntime")
    assert isinstance(found.offset_seconds, float)


def test_accounts_and_lock_are_what_it_lists(nvr: Session) -> None:
    found = drivers.read("dahua", nvr, "accounts")
    assert isinstance(found, Accounts)
    assert [(one.name, one.role) for one in found.accounts] == [("admin", "administrator"), ("viewer1", "operator")]
    assert found.lockout == Lockout(enabled=True, attempts=5, lock_seconds=1800)
    assert isinstance(found.default_password, Unread)
    assert found.channel_logins == ()


def test_disks_are_what_it_lists(nvr: Session) -> None:
    found = drivers.read("dahua", nvr, "storage")
    assert isinstance(found, Storage)
    assert isinstance(found.stores, tuple)
    disk = found.stores[0]
    assert (disk.store, disk.kind, disk.state) == ("/dev/sda", "disk", "ok")
    assert (disk.size_bytes, disk.free_bytes) == (2_495_680_086_016 + 2_495_677_988_864, 0)


def test_the_oldest_recording_is_the_first_of_its_search(nvr: Session) -> None:
    with footage._finder(nvr) as handle:
        found = footage._search(nvr, handle, 2, footage.FIRST, 1)
        assert handle == "777"
    assert [(one.start, one.end) for one in found] == [
        (datetime(2026, 8, 8, 12, 48, 44), datetime(2026, 8, 8, 13, 0, 0))
    ]


def test_only_the_service_that_was_recorded_is_known(nvr: Session) -> None:
    found = drivers.read("dahua", nvr, "services")
    assert isinstance(found, Services)
    assert {one.service: one.enabled for one in found.services if known(one.enabled)} == {"rtsp": True}


def test_what_sounds_and_what_is_kept_is_unread(nvr: Session) -> None:
    for setting in ("audio", "retention", "health"):
        with pytest.raises(UnexpectedReply, match="denied, or not known"):
            drivers.read("dahua", nvr, setting)


def test_other_tables_are_trees(nvr: Session) -> None:
    assert nvr.table("Network")["eth0"]["PhysicalAddress"] == "00:00:5e:00:53:20"
    assert boolean(nvr.table("Locales"), "DSTEnable") is False
    assert need_number(nvr.table("RecordMode"), 0, "ModeExtra1") == 2
    assert nvr.table("Record")[0]["TimeSection"][7][0] == "1 00:00:00-23:59:59"
    assert lines.parse(recorded(NVR, "encode_getConfigCaps.txt"))["caps"][7]["ExtraFormat"][0]["Video"]
    with opened(Captured(None, capture=DAHUA / CAMERA)) as of:
        assert boolean(of.table("SmartMotionDetect"), 0, "ObjectTypes", "Human") is True
        assert boolean(of.table("MotionDetect"), 0, "Enable") is True


def test_lines_that_do_not_end_are_no_answer() -> None:
    with opened(Captured(None, capture=DAHUA / VAN, added=NAMED)) as of:
        with pytest.raises(UnexpectedReply, match="the last line does not end"):
            of.answer(Call("global.getCurrentTime"))
        with pytest.raises(UnexpectedReply):
            drivers.read("dahua", of, "storage")


@pytest.mark.parametrize(
    ("name", "status", "problem", "words_of_it"),
    [
        ("error_403_locked_out.json", 403, LockedOut, "for 30 more minutes"),
        ("error_403_unknown_name_or_denied.json", 403, UnexpectedReply, "denied, or not known"),
        ("error_400_body.txt", 400, UnexpectedReply, "Bad Request!"),
        ("error_501_body.txt", 501, Unsupported, "no such call"),
    ],
)
def test_a_recorded_refusal_is_what_it_is(name: str, status: int, problem: type[DeviceError], words_of_it: str) -> None:
    refusal = (status, recorded(NVR if status == 403 else VAN, name), "text/plain")
    with opened(Captured(None, refusal=refusal, added=NAMED)) as of:
        of.answer(Call("magicBox.getSystemInfo"))
        for _ in range(2):
            with pytest.raises(problem, match=words_of_it):
                of.answer(table("NTP"))


def test_a_recorded_refusal_of_the_login_is_the_last_request() -> None:
    said = words.refused(reply(401, recorded(NVR, "error_401_wrong_password.txt")))
    assert isinstance(said, LoginRefused)
    assert "Invalid Authority!" in str(said)
    before = words.refusal(reply(403, recorded(NVR, "error_403_locked_out.json")))
    assert "for 30 more minutes" in str(words.locked(before))


def rpc2(written: bytes) -> Session:
    """The recorded login, and one answer to whatever is asked after it."""

    def answer(key: str) -> Reply:
        model = "Intelbras-VIP-5460-Z-IA"
        if key == tape.WITHOUT:
            return reply(200, recorded(model, "rpc2_login_challenge.shape.json"))
        if key == tape.WITH:
            return reply(200, recorded(model, "rpc2_login_ok.json"))
        if "getConfig" in key:
            return reply(200, b'{"result":true,"params":{"table":[{"Enable":true}]}}')
        return reply(200, written)

    return tape.play(answer)[0]


def test_the_recorded_login_of_rpc2_is_taken() -> None:
    of = rpc2(b'{"result":true,"params":{"names":["General","X"]}}')
    assert of.table("X") == [{"Enable": True}]
    assert of.counts.logins == 1


def test_recorded_refusals_of_rpc2_are_refused_writes() -> None:
    rows = recorded("Intelbras-VIP-1230-D-G3-G4", "rpc2_errors_G3.jsonl").decode().splitlines()
    said = [json.dumps(json.loads(row)["response"]).encode() for row in rows]
    for refusal in (said[0], said[2]):
        with pytest.raises(WriteRefused, match=r"internal error|268959743"):
            rpc2(refusal).put("X", [{"Enable": False}])
    rpc2(said[1]).put("X", [{"Enable": False}])


def checked(replay: Captured, folder: Path, role: str, monkeypatch: pytest.MonkeyPatch, password: str) -> Checked:
    estate = folder / "estate"
    if not estate.exists():
        onesite.write(estate, role=role, port=replay.port)
        file = estate / "inventory" / "sites" / "court.yml"
        file.write_text(file.read_text().replace("driver: hikvision", "driver: dahua"))
    return onesite.checked(estate, monkeypatch, password=password)


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("model", WHOLE)
def test_what_was_not_recorded_is_never_compliant(
    model: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = Captured(None, capture=DAHUA / model, refusal=REFUSALS[refusal])
    with serving(replay):
        role = "recorder" if model == NVR else "camera"
        box = checked(replay, tmp_path, role, monkeypatch, PASSWORD)
    verdicts = {finding.control: finding.verdict for finding in box.findings}
    assert {slug for slug, verdict in verdicts.items() if verdict == "not_applicable"} == SPARED[role]
    clean = {control for control, verdict in verdicts.items() if verdict == "compliant"}
    assert clean <= ({"storage-health"} if model == NVR else set())
    assert (replay.writes, replay.refused, len(replay.nonces)) == ([], 0, 1), "reads only, one login"


@pytest.mark.parametrize("model", WHOLE)
def test_a_refused_password_is_sent_once(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replay = Captured(None, capture=DAHUA / model)
    with serving(replay):
        found = [checked(replay, tmp_path, "camera", monkeypatch, "another") for _ in range(2)]
    assert {one.state for one in found} == {"refused"}
    asked = [finding for one in found for finding in one.findings if finding.control not in SPARED["camera"]]
    assert {finding.verdict for finding in asked} <= {"unread", "unsupported"}
    assert (replay.credentialed, replay.refused) == (1, 1)


def test_every_capture_is_read_here_or_has_its_reason() -> None:
    """A text is read as lines; one without the end of its last line is refused, and that is right."""
    for file in sorted(path for path in DAHUA.rglob("*") if path.is_file() and path.name != "PROVENANCE.md"):
        if file.name.startswith((*NOT_ASKED, "error_", "rpc2_", "mediaFileFind", "log_doFind")):
            continue
        if file.stem.startswith(WITHOUT_END) and file.parent.name == VAN:
            with pytest.raises(UnexpectedReply):
                lines.parse(file.read_bytes())
        else:
            assert lines.parse(file.read_bytes()), file
