"""The ports beside the web interface say what the device's state says, and what its switches make it hide."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sightline.errors import DeviceError, LoginRefused
from sightline.lab import Lab, LabError, SimulatedDevice
from sightline.lab.hikvision import device as hikvision
from sightline.lab.hikvision.devices import ENTRANCE, NVR_1
from sightline.lab.hikvision.recording import Recording, load
from sightline.lab.onvif.devices import LOBBY
from sightline.lab.spec import DeviceSpec
from sightline.wire import probes
from sightline.wire.http import Limits
from sightline.wire.probes import Answer, Answered, Shut, Silent
from sightline.wire.rtsp import Description, Login, describe
from tests.lab.client import Client
from tests.lab.test_onvif import Soap

PORTS = {"rtsp": 0, "telnet": 0, "upnp": 0, "discovery": 0}
SPECS = {spec.name: replace(spec, ports=PORTS) for spec in (NVR_1, ENTRANCE, LOBBY)}
STREAMS = {NVR_1.name: "/Streaming/Channels/101", ENTRANCE.name: "/Streaming/Channels/102", LOBBY.name: "/media/main"}
LIMITS = Limits(connect_seconds=1, read_seconds=0.5, total_seconds=1, reply_bytes=20_000)
TELNET = "System/Network/telnetd"


@dataclass
class Seen:
    """One device from outside."""

    lab: Lab
    spec: DeviceSpec

    @property
    def device(self) -> SimulatedDevice:
        return self.lab[self.spec.name]

    def client(self) -> Client:
        return Client(self.lab.address(self.spec.name), "admin", self.spec.passwords["admin"])

    def describe(self, path: str = "", password: str | None = "") -> Description:
        """With the right password; None for no login."""
        login = None if password is None else Login("admin", password or self.spec.passwords["admin"])
        port = self.lab.port(self.spec.name, "rtsp")
        return describe(self.spec.host, port, path or STREAMS[self.spec.name], login=login, limits=LIMITS)

    def ask(self, probe: Callable[..., Answer], service: str) -> Answer:
        """The lab answers at once, or never."""
        return probe(self.spec.host, self.lab.port(self.spec.name, service), seconds=0.6)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(tuple(SPECS.values()), folder=tmp_path, port=0) as running:
        yield running


@pytest.fixture(params=SPECS)
def each(lab: Lab, request: pytest.FixtureRequest) -> Seen:
    return Seen(lab, SPECS[request.param])


@pytest.fixture
def entrance(lab: Lab) -> Seen:
    return Seen(lab, SPECS[ENTRANCE.name])


@pytest.fixture
def lobby(lab: Lab) -> Seen:
    return Seen(lab, SPECS[LOBBY.name])


def soon(ask: Callable[[], Answer], kind: type[Answer]) -> Answer:
    """A switch is followed within moments."""
    end = time.monotonic() + 5
    while not isinstance(found := ask(), kind) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def test_a_stream_is_protected_and_its_sound_is_the_devices(each: Seen) -> None:
    assert each.describe(password=None).access == "protected"
    assert each.describe().audio is True
    assert each.describe("/no/such/stream").why == "RTSP 404 with a login"
    counters = each.device.counters
    assert (counters.requests, counters.credentialed, counters.logins, counters.refused_logins) == (0, 2, 2, 0)


@pytest.mark.parametrize("name", [NVR_1.name, ENTRANCE.name])
def test_sound_follows_the_hikvision_stream(lab: Lab, name: str) -> None:
    seen = Seen(lab, SPECS[name])
    number = STREAMS[name].rpartition("/")[2]
    client, url = seen.client(), f"Streaming/channels/{number}"
    before = client.get(url).text
    head, audio, tail = before.partition("<Audio>")
    quiet = head + audio + tail.replace("<enabled>true", "<enabled>false", 1)
    assert client.ask("PUT", url, quiet).status == 200
    assert seen.describe().audio is False
    seen.device.switches.hidden_audio = True
    assert "<Audio>" in client.get(url).text
    assert seen.describe().audio is True


def test_sound_follows_the_profile_at_the_path_that_the_camera_gives(lobby: Seen) -> None:
    soap = Soap(lobby.client(), lobby.device)
    token = "<trt:ProfileToken>sub</trt:ProfileToken>"
    uri = urlsplit(soap.ask("trt:GetStreamUri", token).value("tt:Uri"))
    second = soap.ask("tr2:GetStreamUri", "<tr2:Protocol>RTSP</tr2:Protocol>" + token.replace("trt", "tr2"))
    assert second.value("tr2:Uri") == uri.geturl()
    assert (uri.scheme, uri.port) == ("rtsp", 554)
    assert lobby.describe(uri.path).audio is True
    assert soap.ask("trt:RemoveAudioEncoderConfiguration", token).status == 200
    assert lobby.describe(uri.path).audio is False
    assert lobby.describe("/media/main").audio is True
    lobby.device.switches.hidden_audio = True
    assert lobby.describe(uri.path).audio is True
    assert "NoProfile" in soap.ask("trt:GetStreamUri", token.replace("sub", "none")).text


@pytest.mark.parametrize("name", [NVR_1.name, LOBBY.name])
def test_wrong_rtsp_logins_lock_the_user_out_of_the_web_interface(lab: Lab, name: str) -> None:
    seen = Seen(lab, SPECS[name])
    for _ in range(5):
        with pytest.raises(LoginRefused):
            seen.describe(password="Wrong-2026")
    assert (seen.device.counters.credentialed, seen.device.counters.refused_logins) == (5, 5)
    with pytest.raises(LoginRefused):
        seen.describe()
    if name == NVR_1.name:
        assert seen.client().get("Security/userCheck").value("lockStatus") == "locked"
    else:
        assert Soap(seen.client(), seen.device).ask("tds:GetUsers").status == 401


def test_a_token_only_camera_still_asks_for_digest_over_rtsp(tmp_path: Path) -> None:
    spec = replace(LOBBY, algorithms=(), ports={"rtsp": 0})
    with Lab((spec,), folder=tmp_path, port=0) as lab:
        assert Seen(lab, spec).describe().audio is True


def test_a_stream_without_security_is_open(entrance: Seen) -> None:
    client, url = entrance.client(), "Streaming/channels/102"
    head, security, tail = client.get(url).text.partition("<Security>")
    assert client.ask("PUT", url, head + security + tail.replace("true", "false", 1)).status == 200
    assert entrance.describe(password=None).access == "open"
    assert entrance.describe("/Streaming/Channels/101", password=None).access == "protected"


def test_open_streams_need_no_login(each: Seen) -> None:
    each.device.switches.open_streams = True
    assert (each.describe().access, each.describe().audio) == ("open", True)
    assert each.describe("/no/such/stream").access == "hidden"
    assert each.device.counters.credentialed == 0


@pytest.mark.parametrize("fault", ["dead", "hang", "half", "truncated"])
def test_the_faults_of_the_wire_are_those_of_every_port(entrance: Seen, fault: str) -> None:
    entrance.device.switches.open_streams = True
    entrance.device.switches.set(fault, True)
    if fault == "truncated":  # given to everybody all the same, and of its sound nothing is known
        said = entrance.describe()
        assert (said.access, said.audio) == ("open", None)
        return
    with pytest.raises(DeviceError):
        entrance.describe()
    if fault in ("dead", "hang"):
        assert isinstance(entrance.ask(probes.upnp_ssdp, "upnp"), Silent)


def test_rtsp_is_shut_once_the_device_serves_none(lobby: Seen) -> None:
    assert isinstance(lobby.ask(probes.tcp_open, "rtsp"), Answered)
    row = "<tds:NetworkProtocols><tt:Name>RTSP</tt:Name><tt:Enabled>false</tt:Enabled></tds:NetworkProtocols>"
    assert Soap(lobby.client(), lobby.device).ask("tds:SetNetworkProtocols", row).status == 200
    assert isinstance(lobby.ask(probes.tcp_open, "rtsp"), Shut)


def test_upnp_answers_while_it_is_on(entrance: Seen, lobby: Seen) -> None:
    assert entrance.ask(probes.upnp_ssdp, "upnp").__class__ is Answered
    entrance.client().change("System/Network/UPnP", "<enabled>true", "<enabled>false")
    assert isinstance(entrance.ask(probes.upnp_ssdp, "upnp"), Silent)
    assert isinstance(lobby.ask(probes.upnp_ssdp, "upnp"), Silent)
    entrance.device.reset()
    assert isinstance(entrance.ask(probes.upnp_ssdp, "upnp"), Answered)


def test_a_search_is_answered_while_the_camera_is_discoverable(lobby: Seen) -> None:
    assert lobby.ask(probes.ws_discovery, "discovery") == Answered(
        "WS-Discovery answers: http://192.168.40.21/onvif/device_service"
    )
    mode = "<tds:DiscoveryMode>NonDiscoverable</tds:DiscoveryMode>"
    assert Soap(lobby.client(), lobby.device).ask("tds:SetDiscoveryMode", mode).status == 200
    assert isinstance(lobby.ask(probes.ws_discovery, "discovery"), Silent)


def test_a_hidden_telnet_listens_while_the_switch_is_on(each: Seen) -> None:
    assert isinstance(each.ask(probes.telnet, "telnet"), Shut)
    each.device.switches.hidden_telnet = True
    assert soon(lambda: each.ask(probes.telnet, "telnet"), Answered) == Answered("telnet answers: (none) login:")
    each.device.switches.hidden_telnet = False
    assert isinstance(soon(lambda: each.ask(probes.telnet, "telnet"), Shut), Shut)


def test_telnet_is_shut_before_the_reply_to_whoever_shut_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old firmware has a document for it."""
    recorded = load(ENTRANCE.recording)
    document = b'<Telnetd version="2.0"><enabled>true</enabled></Telnetd>'
    monkeypatch.setattr(hikvision, "load", lambda _: Recording({**recorded.documents, TELNET: document}, {"*": 404}))
    spec = SPECS[ENTRANCE.name]
    with Lab((spec,), folder=tmp_path, port=0) as lab:
        seen = Seen(lab, spec)
        client = seen.client()
        for _ in range(5):
            assert seen.ask(probes.telnet, "telnet") == Answered("telnet answers: (none) login:")
            client.change(TELNET, "<enabled>true", "<enabled>false")
            assert isinstance(seen.ask(probes.telnet, "telnet"), Shut)
            client.change(TELNET, "<enabled>false", "<enabled>true")


def test_ports_are_those_of_the_spec_and_only_those(tmp_path: Path) -> None:
    with Lab((replace(LOBBY, ports={"rtsp": 0}),), folder=tmp_path, port=0) as lab:
        number = lab.port(LOBBY.name, "rtsp")
        with pytest.raises(KeyError):
            lab.port(LOBBY.name, "telnet")
    web = 20_000 + number % 10_000
    spec = replace(LOBBY, port=web, ports={"rtsp": number})
    with Lab((spec,), folder=tmp_path) as lab:
        assert (lab.port(LOBBY.name, "rtsp"), urlsplit(lab.address(LOBBY.name)).port) == (number, web)
        with pytest.raises(LabError, match=f"{LOBBY.name}, rtsp: {LOBBY.host}:{number} is taken"):
            Lab((replace(spec, port=web + 1),), folder=tmp_path).start()


def test_a_port_that_the_lab_does_not_know_is_said(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no port for 'gopher' of the make onvif"):
        Lab((replace(LOBBY, ports={"gopher": 0}),), folder=tmp_path, port=0).start()
