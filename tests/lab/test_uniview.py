"""The simulated Uniview devices, asked by a client of its own: codes, locks, state, and the ports beside LAPI."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sightline.lab import Lab, SimulatedDevice, mixed
from sightline.lab.uniview.devices import CAMERA, DEVICES, RECORDER
from sightline.wire import probes
from sightline.wire.http import Limits
from sightline.wire.probes import Answered, Shut
from sightline.wire.rtsp import describe
from tests.lab.client import Client, Reply

TELNET, CLOUD, AUDIO = "Channel/0/NetWork/Telnet", "Network/Cloud", "Media/Audio/Input"
LIMITS = Limits(connect_seconds=1, read_seconds=1, total_seconds=1, reply_bytes=20_000)


@dataclass
class Asked:
    """One device and who asks it."""

    lab: Lab
    name: str
    client: Client

    @property
    def device(self) -> SimulatedDevice:
        return self.lab[self.name]

    def ask(self, method: str, path: str, body: object = None) -> Reply:
        """Logged in; the body is sent as JSON."""
        full = f"/LAPI/V1.0/{path}"
        if not self.client.challenge:
            self.client.learn(full)
        self.client.count += 1
        header = self.client.authorization(method, full, self.client.count)
        sent = b"" if body is None else json.dumps(body).encode()
        return self.client.send(method, full, sent, {"Authorization": header})

    def data(self, path: str) -> Any:
        reply = self.ask("GET", path)
        assert (reply.status, codes(reply)) == (200, (0, 0))
        return json.loads(reply.body)["Response"]["Data"]


def codes(reply: Reply) -> tuple[int, int]:
    said = json.loads(reply.body)["Response"]
    return said["ResponseCode"], said["StatusCode"]


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(DEVICES, folder=tmp_path, port=0) as running:
        yield running


def asked(lab: Lab, name: str, password: str) -> Asked:
    return Asked(lab, name, Client(lab.address(name), "admin", password))


@pytest.fixture
def camera(lab: Lab) -> Asked:
    return asked(lab, CAMERA.name, CAMERA.passwords["admin"])


@pytest.fixture
def recorder(lab: Lab) -> Asked:
    return asked(lab, RECORDER.name, RECORDER.passwords["admin"])


def test_both_are_of_the_mixed_site() -> None:
    assert {CAMERA.name, RECORDER.name} <= {spec.name for spec in mixed()}


def test_nobody_is_told_401_a_wrong_password_460_and_the_sixth_364(camera: Asked) -> None:
    nobody = camera.client.send("GET", f"/LAPI/V1.0/{CLOUD}")
    assert (nobody.status, codes(nobody)) == (401, (3, 401))
    assert nobody.challenges[0]["realm"] == "0200004c4142"
    wrong = asked(camera.lab, camera.name, "wrong")
    assert [codes(wrong.ask("GET", CLOUD))[1] for _ in range(6)] == [460, 460, 460, 460, 364, 364]
    assert codes(camera.ask("GET", CLOUD)) == (3, 364), "the right password as well"
    camera.device.advance(1)
    assert camera.data(CLOUD)["Enabled"] == 1
    assert camera.device.counters.refused_logins == 7


def test_an_unknown_path_and_a_value_of_another_kind_are_refused(camera: Asked) -> None:
    unknown = camera.ask("GET", "System/Nothing")
    assert (unknown.status, codes(unknown)) == (599, (1, 65535))
    for body in ({"Enabled": "0"}, {"Enable": 0}, [0], "x"):
        refused = camera.ask("PUT", CLOUD, body)
        assert (refused.status, codes(refused)) == (599, (2, 60006))
    assert camera.data(CLOUD)["Enabled"] == 1
    assert camera.ask("PUT", "System/Nothing", {}).status == 599


def test_a_write_changes_what_is_read_and_keeps_the_rest(camera: Asked) -> None:
    before = camera.data(CLOUD)
    assert codes(camera.ask("PUT", CLOUD, {"Enabled": 0})) == (0, 0)
    assert camera.data(CLOUD) == {**before, "Enabled": 0}
    camera.device.reset()
    camera.client.challenge = {}
    assert camera.data(CLOUD) == before


def test_a_write_may_wait_for_a_restart(camera: Asked) -> None:
    camera.device.switches.needs_reboot = True
    camera.ask("PUT", CLOUD, {"Enabled": 0})
    assert camera.data(CLOUD)["Enabled"] == 1
    camera.ask("PUT", "System/Reboot")
    time.sleep(0.3)
    camera.client.challenge = {}
    assert camera.data(CLOUD)["Enabled"] == 0


def test_lapi_and_onvif_are_one_device(camera: Asked) -> None:
    row = {**camera.data("System/Time/NTP")["NTPServerInfos"][0], "AddressType": 2, "DomainName": "time.example"}
    camera.ask("PUT", "System/Time/NTP", {"NTPServerInfos": [row]})
    camera.ask("PUT", "System/Time/SyncMode", {"Mode": 3})
    assert camera.device.clock_error_seconds == 0
    assert camera.data("System/Time/NTP")["NTPServerInfos"][0]["DomainName"] == "time.example"
    assert camera.data("System/Time/SyncMode") == {"Mode": 3}
    listed = [(user["Name"], user["Level"]) for user in camera.data("Channel/0/System/Users")["Users"]]
    assert listed == [("admin", 0), ("videowall", 1)]
    assert camera.device.lets_in("videowall", CAMERA.passwords["videowall"])


def test_a_recorders_days_are_those_that_it_recorded(recorder: Asked) -> None:
    now = datetime.now(UTC) + timedelta(seconds=RECORDER.clock_fast_seconds)
    path = "Channels/{}/Media/Video/Streams/0/Records/DailyDistribution?Year={}&Month={}"
    held = 0
    for month in {(now - timedelta(days=back)).replace(day=1).date() for back in (0, 10, 20)}:
        held += sum(recorder.data(path.format(1, month.year, month.month))["DailyStatus"])
    assert held in (20, 21)
    assert sum(recorder.data(path.format(2, now.year, now.month))["DailyStatus"]) == 0
    assert abs(recorder.data("System/TimeNTP")["DeviceTime"] - now.timestamp()) < 3


def test_telnet_and_streams_are_what_lapi_says(camera: Asked) -> None:
    rtsp, telnet = (camera.lab.port(camera.name, service) for service in ("rtsp", "telnet"))
    assert isinstance(probes.telnet(CAMERA.host, telnet), Answered)
    found = describe(CAMERA.host, rtsp, "/media/video1", limits=LIMITS)
    assert (found.access, found.audio) == ("open", True), "RtspAuth is 0: it asks for no login"
    camera.ask("PUT", TELNET, {"Enable": 0})
    camera.ask("PUT", AUDIO, {"IsMute": 1})
    assert isinstance(probes.telnet(CAMERA.host, telnet), Shut)
    assert describe(CAMERA.host, rtsp, "/media/video1", limits=LIMITS).audio is False
    camera.ask("PUT", "NetWork/RtspAuth", {"Mode": 2})
    assert describe(CAMERA.host, rtsp, "/media/video1", limits=LIMITS).access == "protected"
