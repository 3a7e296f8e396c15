"""What Hanwha's manuals print, through the real session over a real line: it is read as it stands, and what is not
printed is never passed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sightline import drivers
from sightline.drivers.hanwha import document, footage, walltime
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply
from sightline.lab.http import Request
from sightline.settings import (
    UNLIMITED,
    Absent,
    Accounts,
    Audio,
    Certificates,
    Clock,
    Firmware,
    Identity,
    Retention,
    Unread,
)
from tests.drivers import onesite
from tests.drivers.makesite import target
from tests.drivers.replay import PASSWORD, REFUSALS, Answer, Replay, serving
from tests.drivers.tape import reply
from tests.drivers_hanwha import tape
from tests.labsite import verdicts

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "hanwha" / "sunapi-doc-examples"
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no printed replies at {CAPTURES}"),
]
#: Which menus each printed device shows, in the form that is named.
CAMERA = {
    "system.deviceinfo": "system-deviceinfo-camera.json",
    "system.date": "system-date-camera.json",
    "recording.storage": "recording-storage-camera.json",
    "recording.general": "recording-general-camera.json",
    "security.users": "security-users-view.txt",
    "security.802Dot1x": "security-802Dot1x-view.json",
    "eventstatus.eventstatus": "eventstatus-check.txt",
}
RECORDER = {
    "system.deviceinfo": "system-deviceinfo-nvr.txt",
    "system.date": "system-date-nvr.json",
    "recording.storage": "recording-storage-nvr.json",
    "recording.general": "recording-general-nvr.txt",
    "recording.searchrecordingperiod": "recording-searchrecordingperiod-nvr.json",
    "eventstatus.eventstatus": "eventstatus-check.txt",
}
BOXES = {"camera": CAMERA, "recorder": RECORDER}
#: By these nobody says that there is no such menu: but for `600 Submenu Not Found` a refusal proves nothing.
MORE_REFUSALS: dict[str, Answer] = {
    "no such menu": (200, tape.NO_SUCH_MENU, "text/plain"),
    "NG 602": (200, b"NG\nError Code: 602\nError Details:\nInvalid Parameter(s)\n", "text/plain"),
}
CLEAN = ("compliant", "not_applicable")
ATTRIBUTES = """<capabilities><attributes><group name="Security"><category name="Limit">
<attribute name="MaxUser" type="int" value="{}"/></category></group></attributes>
<cgis><cgi name="system"><submenu name="deviceinfo"/></cgi></cgis></capabilities>"""


class Printed(Replay):
    """Shows printed files by menu; `more` by menu as well, and wins."""

    def show(self, files: Mapping[str, str]) -> "Printed":
        self.files = files
        return self

    def _document(self, request: Request) -> Answer:
        menu = tape.menu(request.target)
        self.asked.append(menu)
        if menu in self.more:
            return 200, self.more[menu], "application/json"
        if menu not in self.files:
            self.missing.add(menu)
            return self.refusal
        return 200, (CAPTURES / self.files[menu]).read_bytes(), "text/plain"


@contextmanager
def printed(files: Mapping[str, str], **more: bytes) -> Iterator[Session]:
    box = Printed(folder=None, more={name.replace("__", "."): body for name, body in more.items()}).show(files)
    with serving(box):
        of = Session(target(f"http://127.0.0.1:{box.port}", password=PASSWORD))
        yield of
        of.close()
        assert (box.refused, box.writes) == (0, [])


def sources(*states: str) -> bytes:
    rows = [{"Channel": number, "Name": f"CAM {number + 1:02}", "State": state} for number, state in enumerate(states)]
    return json.dumps({"VideoSources": rows}).encode()


def test_every_printed_file_is_read_or_refused_as_it_says() -> None:
    said: dict[str, Any] = {}
    for file in sorted(CAPTURES.iterdir()):
        try:
            said[file.name] = document.read(file.name, reply(200, file.read_bytes())).values
        except UnexpectedReply as problem:
            said[file.name] = str(problem)
    assert len(said) == 19
    refused = {name: words for name, words in said.items() if isinstance(words, str)}
    assert refused.keys() == {"error-NG.synthetic.txt"}
    assert "602" in refused["error-NG.synthetic.txt"]
    assert said["pw_init-statuscheck-factory.json"]["Initialized"] is False
    assert said["pw_init-statuscheck-initialized.json"]["Initialized"] is True
    assert said["security-ipfilter-camera.json"]["AccessType"] == "Deny"


@pytest.mark.parametrize("kind", ["camera", "nvr"])
def test_json_and_lines_of_one_menu_say_the_same(kind: str) -> None:
    as_json, lines = (
        document.read("storage", reply(200, (CAPTURES / f"recording-storage-{kind}.{form}").read_bytes()))
        for form in ("json", "txt")
    )
    assert (as_json.lines, lines.lines) == (False, True)
    assert as_json.values.keys() == lines.values.keys()
    for key in lines.values:
        one = document.Document.number if key.endswith("Days") else document.Document.flag
        assert one(as_json, key) == one(lines, key)


def test_identity_and_firmware_are_what_is_printed() -> None:
    with printed(CAMERA) as of:
        assert drivers.read("hanwha", of, "identity") == Identity(
            vendor="hanwha",
            model="PNM-C7083RVD",
            serial="SEP70GRC0000SY",
            firmware="2.21.01_20220517_R276",
            name="Camera",
            kind="camera",
        )
        found = drivers.read("hanwha", of, "firmware")
        assert isinstance(found, Firmware)
        assert found.built == date(2022, 5, 17)
    with printed(RECORDER) as of:
        assert drivers.read("hanwha", of, "identity") == Identity(
            vendor="hanwha",
            model="PRN-4011",
            serial="00:09:18:30:97:01",
            firmware="v2.10_180329015157",
            name="PRN-4011",
            kind="recorder",
        )


def test_the_clock_is_what_is_printed() -> None:
    with printed(CAMERA) as of:
        found = drivers.read("hanwha", of, "clock")
        assert isinstance(found, Clock)
        assert (found.source, found.servers[0], len(found.servers)) == ("manual", "pool.ntp.org", 5)
        assert found.time_zone == "STWT0STWST,M3.5.0/1,M10.5.0, summer time off"
        assert isinstance(found.offset_seconds, float)
        assert found.offset_seconds < -86_400 * 365, "printed long ago"
    with printed(RECORDER) as of:
        found = drivers.read("hanwha", of, "clock")
        assert isinstance(found, Clock)
        assert (found.source, found.servers) == ("manual", ("203.248.240.140",))


def test_recorded_sound_is_what_is_printed() -> None:
    profiles = b'{"VideoProfiles": [{"Channel": 0, "Profiles": [{"Profile": 2, "AudioInputEnable": false}]}]}'
    with printed(RECORDER, media__videosource=sources("On"), media__videoprofile=profiles) as of:
        found = drivers.read("hanwha", of, "audio")
        assert isinstance(found, Audio)
        assert isinstance(found.streams, tuple)
        assert isinstance(found.recorded, tuple)
        assert [one.enabled for one in found.streams] == [False]
        assert [(one.channel, one.enabled) for one in found.recorded] == [("1", False)]


def test_a_channel_that_is_not_printed_is_unread() -> None:
    profiles = b'{"VideoProfiles": [{"Channel": 0, "Profiles": [{"Profile": 2, "AudioInputEnable": false}]}]}'
    with printed(RECORDER, media__videosource=sources("On", "On"), media__videoprofile=profiles) as of:
        found = drivers.read("hanwha", of, "audio")
        assert isinstance(found, Audio)
        assert isinstance(found.streams, tuple)
        assert isinstance(found.recorded, tuple)
        assert [type(one.enabled) for one in found.streams] == [bool, Unread]
        assert [type(one.enabled) for one in found.recorded] == [bool, Unread]


@pytest.mark.parametrize("form", ["json", "txt"])
def test_retention_is_what_is_printed(form: str) -> None:
    disks = b'{"Storages": [{"Storage": 1, "Status": "Normal", "TotalSpace": 10, "UsedSpace": 0}]}'
    files = {**RECORDER, "recording.storage": f"recording-storage-nvr.{form}"}
    with printed(files, media__videosource=sources(*["On"] * 5), system__storageinfo=disks) as of:
        found = drivers.read("hanwha", of, "retention")
        assert isinstance(found, Retention)
        assert found.max_days == 400
        assert found.overwrites_when_full is True
        assert isinstance(found.oldest, Unread), "its clock is years behind"
    files = {**CAMERA, "recording.storage": f"recording-storage-camera.{form}"}
    with printed(files, media__videosource=sources("On"), system__storageinfo=disks) as of:
        found = drivers.read("hanwha", of, "retention")
        assert isinstance(found, Retention)
        assert found.max_days is UNLIMITED, "180 days, and deleting is off"
        assert found.overwrites_when_full is False
        assert isinstance(found.tracks, tuple)
        assert found.tracks[0].recording is True


@pytest.mark.parametrize("form", ["nvr.json", "nvr-dst.txt"])
def test_the_oldest_recording_is_as_old_as_the_device_says(form: str) -> None:
    file = f"recording-searchrecordingperiod-{form}"
    start = {"nvr.json": datetime(2014, 9, 22, 16, 5, 34), "nvr-dst.txt": datetime(2018, 3, 19, 11, 32, 13)}[form]
    now = datetime.now(UTC)
    shown = json.dumps({"LocalTime": f"{now:%Y-%m-%d %H:%M:%S}", "SyncType": "NTP", "DSTEnable": False}).encode()
    with printed({**RECORDER, "recording.searchrecordingperiod": file}, system__date=shown) as of:
        of.target = replace(of.target, timezone=ZoneInfo("UTC"))
        first = footage.oldest(of, "0")
        assert first == start
        assert abs(walltime.moment(of, first) - start.replace(tzinfo=UTC)) < timedelta(seconds=5)


def test_users_count_where_the_lines_fill_all_slots() -> None:
    with printed(CAMERA, attributes=ATTRIBUTES.format(2).encode()) as of:
        found = drivers.read("hanwha", of, "accounts")
        assert isinstance(found, Accounts)
        assert [(one.name, one.role, one.enabled) for one in found.accounts] == [
            ("admin", "administrator", True),
            ("user1", "viewer", False),
            ("user2", "viewer", False),
        ]
    for attributes in (ATTRIBUTES.format(10).encode(), b"<capabilities/>"):
        with printed(CAMERA, attributes=attributes) as of, pytest.raises(UnexpectedReply):
            drivers.read("hanwha", of, "accounts")


def test_802_1x_is_what_is_printed() -> None:
    with printed(CAMERA) as of:
        found = drivers.read("hanwha", of, "certificates")
        assert isinstance(found, Certificates)
        assert found.dot1x is False
        assert not isinstance(found.https_only, bool)
        assert not isinstance(found.certificate, Absent)


@pytest.mark.parametrize("refusal", [*REFUSALS, *MORE_REFUSALS])
@pytest.mark.parametrize("kind", BOXES)
def test_what_is_not_printed_is_never_passed(
    kind: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Printed(folder=None, refusal={**REFUSALS, **MORE_REFUSALS}[refusal]).show(BOXES[kind])
    with serving(box):
        folder = onesite.write(tmp_path / "estate", role=kind, port=box.port)
        site = folder / "inventory" / "sites" / "court.yml"
        site.write_text(site.read_text().replace("driver: hikvision", "driver: hanwha"))
        found = onesite.checked(folder, monkeypatch)
    assert found.state == "checked"
    clean = {one: verdict for one, verdict in verdicts(found).items() if verdict in CLEAN}
    assert clean == ({"cameras-live": "not_applicable"} if kind == "camera" else {}), "a camera shows itself alone"
    assert verdicts(found)["clock"] == "drift"
    assert (box.refused, box.writes, len(box.nonces)) == (0, [], 1)
