"""Real cameras' recorded answers (`../shared/captures`): who they are, what they offer, and what the policy says."""

import json
from datetime import date
from pathlib import Path

import pytest

from sightline.errors import UnexpectedReply
from sightline.records.result import Checked
from sightline.settings import Absent, Audio, Firmware, Identity, Services, Unread, Unsupported
from tests.drivers import onesite
from tests.drivers.replay import PASSWORD, serving
from tests.drivers_axis.captures import BULLET, M1065, P3265, P5512, captured, marks, params, read
from tests.drivers_axis.replay import REFUSALS, Captured
from tests.labsite import verdicts

#: What the parameters of the newest one were asked for: nothing that says who it is.
PARTIAL = (P3265,)
#: Controls whose setting is in no capture, or not whole.
UNCAPTURED = ("oldest-recording", "clock", "default-login")
#: Whose programs are captured: none that is banned runs.
LISTS_PROGRAMS = {M1065: ("compliant",), P3265: ("compliant",)}
MOST_REQUESTS = 12
pytestmark = marks()


@pytest.mark.parametrize("model", [P5512, M1065, BULLET], indirect=True)
def test_identity_and_firmware_are_the_captured_ones(replay: Captured, model: str) -> None:
    identity, firmware = read(replay, "identity", "firmware")
    said = params(model)
    assert isinstance(identity, Identity)
    assert isinstance(firmware, Firmware)
    assert identity.kind == "camera"
    assert (identity.vendor, identity.model, identity.serial, identity.firmware) == (
        "AXIS",
        said["Brand.ProdShortName"],
        said["Properties.System.SerialNumber"],
        said["Properties.Firmware.Version"],
    )
    built = {P5512: date(2020, 7, 16), M1065: date(2019, 2, 15), BULLET: date(2020, 7, 9)}
    assert firmware.built == built[model]


def test_sound_is_what_each_switch_says(replay: Captured, model: str) -> None:
    audio = read(replay, "audio")[0]
    expected = {
        name.rpartition(".")[0]: value == "yes"
        for name, value in params(model).items()
        if name.startswith("Audio") and name.endswith((".Enabled", ".AudioSupport"))
    }
    assert isinstance(audio, Audio)
    if isinstance(audio.streams, Absent):
        assert (model, expected) == (BULLET, {})
        return
    assert {stream.stream: stream.enabled for stream in audio.streams} == expected


def test_a_camera_without_sound_is_silent_only_to_its_administrator() -> None:
    replay = captured(BULLET)
    with serving(replay), pytest.raises(UnexpectedReply, match="does not say that there is none"):
        read(replay, "audio")


def test_services_are_what_the_parameters_say(replay: Captured, model: str) -> None:
    services = read(replay, "services")[0]
    assert isinstance(services, Services)
    found, said = {one.service: one.enabled for one in services.services}, params(model)
    for service, name in {
        "ssh": "Network.SSH.Enabled",
        "ftp": "Network.FTP.Enabled",
        "upnp": "Network.UPnP.Enabled",
        "rtsp": "Network.RTSP.Enabled",
        "https": "HTTPS.Enabled",
    }.items():
        if name in said:
            assert found[service] is (said[name] == "yes")
    assert found["p2p-cloud"] is True, "each has its button waiting"


EXPECTED: dict[str, dict[str, bool | type]] = {
    P5512: {
        "ssh": Absent,
        "ftp": True,
        "telnet": Unsupported,
        "ddns": False,
        "discovery": True,
        "anonymous-view": False,
    },
    M1065: {"ssh": False, "ftp": False, "telnet": Absent, "discovery": True, "anonymous-view": Unread},
    BULLET: {"ssh": Absent, "ftp": Absent, "discovery": True, "onvif": Absent, "snmp-v1": False, "multicast": False},
    P3265: {"ssh": True, "discovery": True, "ddns": Unsupported, "http": True, "ftp": Absent},
}


def test_what_a_firmware_lacks_is_absent_unless_newer_firmware_has_another_word(replay: Captured, model: str) -> None:
    services = read(replay, "services")[0]
    assert isinstance(services, Services)
    found = {one.service: one.enabled for one in services.services}
    for service, wanted in EXPECTED[model].items():
        value = found[service]
        assert value is wanted if isinstance(wanted, bool) else isinstance(value, wanted), (service, value)


def test_snmp_of_the_newest_is_its_rest_interface() -> None:
    rest = {"apis": {"snmp": {"v1": {"rest_api": "/config/rest/snmp/v1", "state": "released"}}}}
    replay = captured(P3265, administrator=True)
    replay.added[("/config/discover", "")] = json.dumps(rest).encode()
    replay.answers = {**replay.answers, ("/config/rest/snmp/v1", ""): "rest-snmp-v1-get.json"}
    with serving(replay):
        services = read(replay, "services")[0]
    assert isinstance(services, Services)
    found = {one.service: one.enabled for one in services.services}
    assert (found["snmp-v1"], found["snmp-v2c"]) == (False, False)


def checked(replay: Captured, folder: Path, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> Checked:
    estate = onesite.write(folder / "estate", role="camera", port=replay.port)
    site = estate / "inventory" / "sites" / "court.yml"
    site.write_text(site.read_text().replace("driver: hikvision", "driver: axis"))
    return onesite.checked(estate, monkeypatch, password=password)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_was_not_captured_is_never_compliant(
    model: str, refusal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = captured(model, refusal)
    with serving(replay):
        box = checked(replay, tmp_path, monkeypatch)
    said = {finding.control: finding.verdict for finding in box.findings}
    print(f"{model}, {refusal}: {replay.requests} requests, {said}")
    assert {said[control] for control in UNCAPTURED} <= {"unread", "unsupported", "drift"}
    assert said["oldest-recording"] != "drift"
    assert said["accounts"] in ("drift" if model in (M1065, P3265) else "unread", "unsupported")
    assert said["banned-analytics"] in LISTS_PROGRAMS.get(model, ("unread", "unsupported"))
    assert said["remote-defaults"] == "drift"
    assert said["no-audio"] == {P5512: "drift", M1065: "drift", BULLET: "unread", P3265: "compliant"}[model]
    assert said["retention"] in ("drift" if model == BULLET else "unread", "unsupported")
    assert said["firmware"] == ("unread" if model in PARTIAL else "drift"), "nobody approved it"
    assert (replay.writes, replay.refused, len(replay.nonces)) == ([], 0, 1), "reads only, one login"
    assert box.requests == replay.requests <= MOST_REQUESTS


def test_a_refused_password_is_sent_once(model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replay = captured(model)
    with serving(replay):
        box = checked(replay, tmp_path, monkeypatch, password="another")
    assert box.state == "refused"
    assert set(verdicts(box).values()) == {"unread"}
    assert (replay.credentialed, replay.refused) == (1, 1)
