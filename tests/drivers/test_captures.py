"""Real devices' recorded replies (`../shared/captures`), read through the driver and judged by the shipped policy."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import yaml

from sightline import drivers
from sightline.errors import DeviceError
from sightline.records.result import Checked
from sightline.settings import Absent, Audio, Firmware, Identity, Services, Setting, Storage, Unread, Unsupported
from sightline.wire.http import Endpoint
from tests.drivers import onesite
from tests.drivers.replay import FOREIGN_LISTS, PASSWORD, REFUSALS, USER, Replay, serving

CAPTURES = Path(os.environ.get("SIGHTLINE_CAPTURES") or Path(__file__).resolve().parents[3] / "shared" / "captures")
HIKVISION = CAPTURES / "hikvision"
CAMERAS = (
    "DS-2CD2146G2-ISU",
    "DS-2CD2346G2-ISU",
    "DS-2CD2386G2-IU",
    "DS-2CD2532F-IWS",
    "DS-2CD2T46G2-ISU",
    "DS-2TD1228-2-QA",
)
RECORDERS = ("DS-7608NXI-I2", "DS-7616NI-K2", "iDS-7204HUHI-M1")
DEVICES = CAMERAS + RECORDERS
#: Controls whose setting is in no capture: users, time and tracks were never asked for.
UNCAPTURED = ("accounts", "clock", "default-login")
#: Controls that ask nothing of a camera without a line about it in the inventory.
SPARED = ("asset-register", "extracts-listed", "masks", "views")
MIB = 1_048_576
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not HIKVISION.is_dir(), reason=f"no captures at {CAPTURES}: set SIGHTLINE_CAPTURES"),
]


def plain(text: str) -> ElementTree.Element:
    """The document without its namespaces: this test's own reading, which shares nothing with the driver's."""
    return ElementTree.fromstring(re.sub(r'\sxmlns="[^"]*"', "", text))  # noqa: S314 - our own captures


def captured(model: str, name: str) -> ElementTree.Element:
    return plain((HIKVISION / model / f"{name}.xml").read_text())


def sound_of(model: str) -> dict[str, str | None]:
    """What each captured stream says of its sound; None where it has no <Audio>."""
    files = HIKVISION.joinpath(model).glob("Streaming.channels.[0-9]*.xml")
    roots = {path.name.split(".")[2]: plain(path.read_text()) for path in files}
    assert all(root.findtext("id") == stream for stream, root in roots.items())
    return {stream: root.findtext("Audio/enabled") for stream, root in roots.items()}


def test_a_list_that_is_the_cameras_own_holds_its_single_documents() -> None:
    """What lets the driver take a camera's streams from the list."""
    seen = set()
    for model in set(CAMERAS) - set(FOREIGN_LISTS):
        for row in captured(model, "Streaming.channels"):
            alone = captured(model, f"Streaming.channels.{row.findtext('id')}")
            assert canonical(row) == canonical(alone)
            seen.add(model)
    assert len(seen) == 2


def canonical(element: ElementTree.Element) -> tuple[object, ...]:
    """The element with all below it; white space and attributes apart."""
    return element.tag, (element.text or "").strip(), *(canonical(one) for one in element)


def listed_channels(model: str) -> set[str]:
    """Channels that the captured lists name."""
    found = {"1"} if model in CAMERAS else set()
    for name in ("ContentMgmt.InputProxy.channels", "System.Video.inputs.channels"):
        if (HIKVISION / model / f"{name}.xml").exists():
            found |= {str(row.findtext("id")) for row in captured(model, name)}
    return found


def read(replay: Replay, *settings: str) -> list[Setting]:
    """Settings by one session of its own."""
    target = drivers.Target(
        endpoint=Endpoint(scheme="http", host="127.0.0.1", port=replay.port),
        user=USER,
        password=PASSWORD,
        timezone=ZoneInfo("Europe/London"),
    )
    session = drivers.open_session("hikvision", target)
    try:
        return [drivers.read("hikvision", session, setting) for setting in settings]
    finally:
        session.close()


@pytest.fixture(params=DEVICES)
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["MD5", "SHA-256"])
def replay(request: pytest.FixtureRequest, model: str) -> Iterator[Replay]:
    with serving(Replay(HIKVISION / model, algorithm=request.param)) as running:
        yield running


def test_identity_and_firmware_are_the_captured_ones(replay: Replay, model: str) -> None:
    identity, firmware = read(replay, "identity", "firmware")
    info = captured(model, "System.deviceInfo")
    assert isinstance(identity, Identity)
    assert isinstance(firmware, Firmware)
    assert (identity.model, identity.serial, identity.firmware, identity.name) == tuple(
        info.findtext(name) for name in ("model", "serialNumber", "firmwareVersion", "deviceName")
    )
    assert identity.kind == ("camera" if model in CAMERAS else "recorder")
    assert firmware.version == info.findtext("firmwareVersion")
    built = re.findall(r"\d{6}", str(info.findtext("firmwareReleasedDate")))
    assert f"{firmware.built:%y%m%d}" == built[0]


def test_sound_is_what_each_stream_says(replay: Replay, model: str) -> None:
    audio = read(replay, "audio")[0]
    expected = sound_of(model)
    assert isinstance(audio, Audio)
    if isinstance(audio.streams, Absent):
        assert set(expected.values()) == {None}
        assert {stream[:-2] for stream in expected} == listed_channels(model)
        return
    found = {stream.stream: stream.enabled for stream in audio.streams}
    for stream, said in expected.items():
        if said is None:
            assert isinstance(found[stream], Absent)
        else:
            assert found[stream] is (said == "true")
    others = {stream: enabled for stream, enabled in found.items() if stream not in expected}
    assert all(isinstance(enabled, Unread) for enabled in others.values()), "never a value that no document gave"
    assert {stream.channel for stream in audio.streams} == listed_channels(model), "no listed channel is left out"
    silent = listed_channels(model) - {stream[:-2] for stream in expected}
    assert {stream[:-2] for stream in others} == silent, "a listed channel without a stream is unread"


def test_storage_is_what_the_device_lists(replay: Replay, model: str) -> None:
    storage = read(replay, "storage")[0]
    assert isinstance(storage, Storage)
    root = captured(model, "ContentMgmt.Storage")
    rows = [row for path in ("hddList/hdd", "nasList/nas") for row in root.findall(path)]
    there = [row for row in rows if row.findtext("status") != "notexist"]
    if isinstance(storage.stores, Absent):
        assert there == []
        return
    assert [(s.size_bytes, s.free_bytes) for s in storage.stores] == [
        (int(str(row.findtext("capacity"))) * MIB, int(str(row.findtext("freeSpace"))) * MIB) for row in there
    ]
    assert [s.state for s in storage.stores] == [
        {"idle": "ok", "sleeping": "ok"}.get(str(row.findtext("status")), row.findtext("status")) for row in there
    ]


def test_ports_and_multicast_are_what_the_device_lists(replay: Replay, model: str) -> None:
    services = read(replay, "services")[0]
    assert isinstance(services, Services)
    found = {service.service: service.enabled for service in services.services}
    rows = {row.findtext("protocol"): row for row in captured(model, "Security.adminAccesses")}
    for service, protocol in {"discovery": "Bonjour", "http": "HTTP", "https": "HTTPS", "rtsp": "RTSP"}.items():
        said = rows[protocol].findtext("enabled") if protocol in rows else None
        assert isinstance(found[service], Unsupported) if said is None else found[service] is (said == "true")
    files = HIKVISION.joinpath(model).glob("Streaming.channels.[0-9]*.xml")
    casts = {plain(path.read_text()).findtext("Transport/Multicast/enabled") for path in files}
    assert (found["multicast"] is True) == ("true" in casts)


def checked(replay: Replay, model: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Checked:
    role = "camera" if model in CAMERAS else "recorder"
    estate = onesite.write(folder / "estate", role=role, port=replay.port)
    return onesite.checked(estate, monkeypatch)


def allowed_requests(model: str) -> int:
    """For a recorder eight a channel: two streams, and the documents that it has of each picture."""
    return 33 + (8 * len(listed_channels(model)) if model in RECORDERS else 0)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_was_not_captured_is_never_compliant(
    model: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Replay(HIKVISION / model, refusal=REFUSALS[refusal])) as replay:
        box = checked(replay, model, tmp_path, monkeypatch)
    verdicts = {finding.control: finding.verdict for finding in box.findings}
    print(f"{model}, {refusal}: {replay.requests} requests, {verdicts}")
    assert {verdicts[control] for control in UNCAPTURED} <= {"unread", "unsupported"}
    assert verdicts["remote-defaults"] in ("drift", "unread", "unsupported")
    assert verdicts["retention"] in (
        ("unread", "unsupported") if has_store(model) else ("not_applicable", "unread", "unsupported")
    )
    assert verdicts["oldest-recording"] == verdicts["retention"]
    assert verdicts["no-audio"] != "compliant" or not needs_tracks(model)
    if any(said == "true" for said in sound_of(model).values()):
        assert verdicts["no-audio"] == "drift"
    assert verdicts["encrypted-export"] != "compliant" or model in CAMERAS
    assert (replay.writes, replay.refused, len(replay.nonces)) == ([], 0, 1), "reads only, one login"
    assert box.requests == replay.requests
    assert replay.requests <= allowed_requests(model)


#: The controls of a recorder's own settings; the others judge pictures, logs and certificates.
FIRST_TEN = (
    *("no-audio", "retention", "oldest-recording", "clock", "firmware", "remote-defaults", "default-login"),
    *("accounts", "encrypted-export", "storage-health"),
)


def only(folder: Path, slugs: tuple[str, ...]) -> None:
    """A policy that asks for these controls alone."""
    file = folder / "policies" / "housing_cctv.yml"
    policy = yaml.safe_load(file.read_text())
    for clause in policy["clauses"]:
        asked = clause.pop("controls", [])
        kept = [slug for slug in asked if slug in slugs]
        clause |= {"controls": kept} if kept else {}
        clause["planned"] = [*clause.get("planned", []), *(slug for slug in asked if slug not in slugs)]
        if not clause["planned"]:
            del clause["planned"]
    file.write_text(yaml.safe_dump(policy, sort_keys=False))


def test_the_first_ten_controls_cost_what_they_did(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty, and for a recorder two for the main and two for the sub stream of each channel."""
    channels = len(listed_channels(model)) if model in RECORDERS else 0
    with serving(Replay(HIKVISION / model, refusal=REFUSALS["404"])) as replay:
        estate = onesite.write(tmp_path / "estate", role="camera" if model in CAMERAS else "recorder", port=replay.port)
        only(estate, FIRST_TEN)
        box = onesite.checked(estate, monkeypatch)
    print(f"{model}: {replay.requests} requests for ten controls")
    assert {finding.control for finding in box.findings} == set(FIRST_TEN)
    assert replay.requests <= 30 + 4 * channels
    assert (replay.writes, len(replay.nonces)) == ([], 1)


def has_store(model: str) -> bool:
    root = captured(model, "ContentMgmt.Storage")
    rows = [row for path in ("hddList/hdd", "nasList/nas") for row in root.findall(path)]
    return any(row.findtext("status") != "notexist" for row in rows)


def needs_tracks(model: str) -> bool:
    """A device with sound and a store saves sound on tracks, and no capture has a track."""
    return has_store(model) and any(said is not None for said in sound_of(model).values())


def test_a_refused_password_is_sent_once(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Replay(HIKVISION / model)) as replay:
        estate = onesite.write(tmp_path / "estate", role="camera", port=replay.port)
        box = onesite.checked(estate, monkeypatch, password="another")
        again = onesite.checked(estate, monkeypatch, password="another")
    assert (box.state, again.state) == ("refused", "refused")
    asked = [finding for finding in (*box.findings, *again.findings) if finding.control not in SPARED]
    assert {finding.verdict for finding in asked} == {"unread"}
    assert (replay.credentialed, replay.refused) == (1, 1)


@pytest.mark.parametrize("model", ["DS-2TD1228-2-QA"], indirect=True)
@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_second_lens_is_seen_without_the_list_of_streams(model: str, refusal: str) -> None:
    with serving(Replay(HIKVISION / model, refusal=REFUSALS[refusal])) as replay:
        del replay._known["/ISAPI/Streaming/channels"]
        try:
            audio = read(replay, "audio")[0]
        except DeviceError:
            return
    assert isinstance(audio, Audio)
    assert not isinstance(audio.streams, Absent)
    assert {stream.channel for stream in audio.streams} == {"1", "2"}
