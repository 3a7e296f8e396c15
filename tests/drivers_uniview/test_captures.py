"""A real Uniview terminal's recorded ONVIF answers through the real session, and the paths of its web interface.

Nobody recorded LAPI: DeviceInfo is told here by what the terminal says to ONVIF, and everything else is refused.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers, errors
from sightline.drivers.onvif.words import DEVICE, MEDIA
from sightline.drivers.uniview import accounts, analytics, audio, channels, clock, footage, retention, services, tamper
from sightline.drivers.uniview.session import INFORMATION, Session
from sightline.errors import DeviceError
from sightline.settings import Accounts, Audio, Clock, Identity, Services, Unread, Unsupported, known
from sightline.wire.http import Reply
from tests.drivers.judging import CLEAN, Found
from tests.drivers_onvif import tape as onvif
from tests.drivers_onvif.judging import SPARED
from tests.drivers_onvif.judging import bench as onvif_bench
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import Key, envelope, named, reply

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "uniview"
TERMINAL, MAPS = CAPTURES / "oet-213h-nb_onvif", CAPTURES / "lapi-maps"
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not TERMINAL.is_dir(), reason=f"no recorded devices at {CAPTURES}"),
]
MEDIA_CALLS = ("GetProfiles", "GetOSDs", "GetSnapshotUri", "GetStreamUri", "GetVideoEncoderConfigurations")
PAGE = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body/></html>"
#: What a device may say to a path that nobody recorded.
REFUSALS = {
    "unknown path": tape.UNKNOWN_PATH,
    "404": (404, b""),
    "busy": (403, envelope("null", 2, 60001)),
    "500 empty": (500, b""),
    "200 page": (200, PAGE),
    "200 empty": (200, b""),
    "200 no data": (200, envelope({})),
}


def recorded(operation: str) -> bytes | None:
    file = TERMINAL / f"{operation}.xml"
    return file.read_bytes() if file.exists() else None


def said(operation: str, name: str) -> list[str]:
    """Texts of an element, read by other means than the driver's."""
    return re.findall(rf"<\w+:{name}>([^<]*)</\w+:{name}>", (TERMINAL / f"{operation}.xml").read_text())


def terminal(refusal: tuple[int, bytes] = tape.UNKNOWN_PATH) -> tuple[Session, tape.Playing]:
    info = {
        "DeviceModel": said("GetDeviceInformation", "Model")[0],
        "SerialNumber": said("GetDeviceInformation", "SerialNumber")[0],
        "FirmwareVersion": said("GetDeviceInformation", "FirmwareVersion")[0],
    }

    def answer(key: Key) -> Reply:
        if not key[2]:
            return reply(200, envelope(info)) if named(key) == INFORMATION else reply(*refusal)
        body = recorded(named(key))
        if body is None:
            return reply(*onvif.NOT_SUPPORTED)
        return reply(500 if b":Fault>" in body else 200, body)

    return tape.play(answer)


def test_identity_is_what_the_device_says() -> None:
    found = drivers.read("uniview", terminal()[0], "identity")
    assert isinstance(found, Identity)
    assert (found.model, found.kind) == ("OET-213H-NB", "camera")
    assert [found.serial] == said("GetDeviceInformation", "SerialNumber")
    assert [found.firmware] == said("GetDeviceInformation", "FirmwareVersion")


def test_every_recorded_answer_is_read_or_a_fault_by_the_same_login() -> None:
    of, played = terminal()
    ended = {}
    for file in TERMINAL.glob("*.xml"):
        try:
            of.onvif.ask(MEDIA if file.stem in MEDIA_CALLS else DEVICE, file.stem)
        except DeviceError as problem:
            ended[file.stem] = type(problem)
    none = dict.fromkeys(("GetDynamicDNS", "GetIPAddressFilter"), errors.Unsupported)
    assert ended == {**none, "GetOSDs": errors.UnexpectedReply}
    found = drivers.read("onvif", of.onvif, "audio")
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    assert True in [one.enabled for one in found.streams], "its profiles list a sound source and encoder"
    assert drivers.stream_paths("uniview", of)[0].path in said("GetStreamUri", "Uri")[0]
    assert played.counts.logins == 2, "LAPI's nonce and ONVIF's"


def test_services_are_what_onvif_lists_and_the_rest_is_unsupported() -> None:
    found = drivers.read("uniview", terminal()[0], "services")
    assert isinstance(found, Services)
    by_name = {one.service: one.enabled for one in found.services}
    assert {name: by_name[name] for name in ("http", "rtsp", "discovery", "onvif")} == dict.fromkeys(
        ("http", "rtsp", "discovery", "onvif"), True
    )
    assert by_name["multicast"] is False
    assert isinstance(by_name["ddns"], Unsupported), "its fault says ActionNotSupported, in SOAP 1.1"
    for name in ("telnet", "p2p-cloud", "upnp", "https", "anonymous-view", "ftp", "ssh", "snmp-v2c"):
        assert isinstance(by_name[name], Unsupported), name


def test_the_time_that_onvif_tells_is_a_recorders_whole_clock() -> None:
    """A camera's servers are LAPI's word, which was not recorded."""
    of, _ = terminal()
    assert isinstance(tape.read_from(of, "clock"), Unsupported)
    found = drivers.read("onvif", of.onvif, "clock")
    assert isinstance(found, Clock)
    assert (found.source, found.servers) == ("manual", ())
    assert isinstance(found.offset_seconds, float)
    assert found.offset_seconds < -86_400 * 3000, "it shows 2011"
    users = drivers.read("onvif", of.onvif, "accounts")
    assert isinstance(users, Accounts)
    assert [one.name for one in users.accounts] == said("GetUsers", "Username")


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_was_not_recorded_is_never_passed(refusal: str, tmp_path: Path) -> None:
    of, played = terminal(REFUSALS[refusal])
    found = onvif_bench(tmp_path / "estate").judged(lambda setting: tape.read_from(of, setting))
    verdicts = {slug: finding.verdict for slug, finding in found.items()}
    print(f"{refusal}: {played.counts.requests} requests, {verdicts}")
    assert {slug for slug, verdict in verdicts.items() if verdict in CLEAN} == set(SPARED)
    assert isinstance(tape.read_from(of, "storage"), Unread | Unsupported)
    for setting in ("overlay", "masks", "tamper", "analytics"):
        assert not values(tape.read_from(of, setting)), setting
    heard = tape.read_from(of, "audio")
    assert isinstance(heard, Audio)
    assert isinstance(heard.streams, tuple)
    assert not [one for one in heard.streams if known(one.enabled)]
    assert played.counts.writes == 0


def values(found: Found) -> list[object]:
    """Everything in a setting's parts that the device is said to have said of itself."""
    parts = next(iter(vars(found).values()))
    switches = ("enabled", "text", "name_shown", "time_shown")
    return [
        getattr(part, name)
        for part in (parts if isinstance(parts, tuple) else ())
        for name in switches
        if hasattr(part, name) and known(getattr(part, name))
    ]


def paths_of(name: str) -> set[str]:
    """Every path of a map, channels as the driver writes them."""

    def walk(value: Any) -> set[str]:
        if isinstance(value, str):
            return {value} if value.startswith("/LAPI/") else set()
        parts = value.values() if isinstance(value, dict) else value
        return set().union(*(walk(part) for part in parts)) if value else set()

    return {path.replace("<ID>", "{}") for path in walk(json.loads((MAPS / name).read_text()))}


def test_every_path_of_the_driver_is_in_a_map() -> None:
    camera, recorder = paths_of("ipc-webui-paths.json"), paths_of("nvr-paths.json")
    asked = [clock.NTP, clock.MODE, accounts.USERS, audio.OWN, retention.CARD, services.SNMP, services.HTTPS.path]
    asked += [*services.LOGINS, analytics.BASIC, tamper.RULE.format(0)]
    asked += [one.path for one in services.SWITCHES if "camera" in one.kinds]
    assert {f"/LAPI/V1.0/{path}" for path in asked} <= camera
    listed = [channels.LIST, footage.TIME, audio.OF_CHANNEL, tamper.RULE, INFORMATION, services.SWITCHES[1].path]
    assert {f"/LAPI/V1.0/{path}" for path in listed} <= recorder
    assert "/LAPI/V1.0/Channels/{}/Smart/<Type>/Rule".replace("<Type>", "FaceDetection") in {
        path.replace("<Type>", "FaceDetection") for path in recorder
    }
    assert analytics.RULE == "Channels/{}/Smart/FaceDetection/Rule"
