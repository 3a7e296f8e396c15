"""The simulated ONVIF camera, asked by a client of its own: logins, locks, state, faults."""

import base64
import hashlib
import http.client
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline.lab import SITE, Lab, SimulatedDevice, mixed
from sightline.lab.onvif.devices import LOBBY as ONVIF_CAMERA
from tests.lab.client import Client, Reply

NAME = ONVIF_CAMERA.name
PASSWORD = ONVIF_CAMERA.passwords["admin"]
NAMESPACES = {
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "trc": "http://www.onvif.org/ver10/recording/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "tt": "http://www.onvif.org/ver10/schema",
}
PATHS = {"tds": "device_service", "trt": "Media", "tr2": "Media2", "trc": "Recording", "tse": "Search"}
DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"


def token(user: str, password: str, when: datetime, nonce: bytes | None = None) -> str:
    nonce = os.urandom(16) if nonce is None else nonce
    created = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + password.encode()).digest()).decode()
    return (
        f'<o:Security xmlns:o="{WSS}wssecurity-secext-1.0.xsd" xmlns:u="{WSS}wssecurity-utility-1.0.xsd">'
        f"<o:UsernameToken><o:Username>{user}</o:Username><o:Password>{digest}</o:Password>"
        f"<o:Nonce>{base64.b64encode(nonce).decode()}</o:Nonce><u:Created>{created}</u:Created></o:UsernameToken></o:Security>"
    )


@dataclass
class Soap:
    """`device` tells its clock's error, so that tokens are of its time."""

    client: Client
    device: SimulatedDevice

    def send(self, call: str, content: str = "", header: str = "", *, digest: bool = False) -> Reply:
        prefix = call.partition(":")[0]
        url, kind = f"/onvif/{PATHS[prefix]}", {"Content-Type": "application/soap+xml"}
        body = (
            f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" {DECLARED}><s:Header>{header}</s:Header>'
            f"<s:Body><{call}>{content}</{call}></s:Body></s:Envelope>"
        )
        if not digest:
            return self.client.send("POST", url, body, kind)
        if not self.client.challenge:
            self.client.challenge = self.client.send("POST", url, body, kind).challenges[0]
        self.client.count += 1
        signed = self.client.authorization("POST", url, self.client.count)
        return self.client.send("POST", url, body, {**kind, "Authorization": signed})

    def ask(self, call: str, content: str = "", user: str = "admin", password: str = PASSWORD) -> Reply:
        """With a token by the device's own time."""
        now = datetime.now(UTC) + timedelta(seconds=self.device.clock_error_seconds)
        return self.send(call, content, token(user, password, now))


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    specs = (ONVIF_CAMERA, replace(ONVIF_CAMERA, name="mixed-site/old", host="127.77.2.22", algorithms=()))
    with Lab(specs, folder=tmp_path, port=0) as running:
        yield running


@pytest.fixture
def camera(lab: Lab) -> Soap:
    return Soap(Client(lab.address(NAME), "admin", PASSWORD), lab[NAME])


@pytest.fixture
def old(lab: Lab) -> Soap:
    """The same with tokens alone."""
    name = "mixed-site/old"
    return Soap(Client(lab.address(name), "admin", PASSWORD), lab[name])


def test_the_small_site_stays_as_it_was_and_the_mixed_one_has_the_camera() -> None:
    assert ONVIF_CAMERA not in SITE
    assert ONVIF_CAMERA in mixed()


def test_what_is_open_to_all_needs_no_login_and_the_rest_does(camera: Soap, old: Soap) -> None:
    for device in (camera, old):
        assert device.send("tds:GetSystemDateAndTime").status == 200
        assert device.send("tds:GetServices", "<tds:IncludeCapability>false</tds:IncludeCapability>").status == 200
    refused = camera.send("trt:GetProfiles")
    assert refused.status == 401
    assert refused.challenges[0]["realm"] == "CVX-D4T"
    refused = old.send("trt:GetProfiles")
    assert (refused.status, refused.challenges) == (400, ())
    assert "ter:NotAuthorized" in refused.text
    assert camera.device.counters.credentialed == old.device.counters.credentialed == 0


def test_both_logins_are_taken_and_counted(camera: Soap, old: Soap) -> None:
    assert camera.send("tds:GetUsers", digest=True).status == 200
    assert camera.ask("tds:GetUsers").status == 200
    assert old.ask("tds:GetUsers").status == 200
    assert (camera.device.counters.credentialed, camera.device.counters.refused_logins) == (2, 0)
    assert old.device.counters.logins == 1


@pytest.mark.parametrize("seconds", [-8, 8])
def test_a_token_of_another_time_is_refused(old: Soap, seconds: int) -> None:
    now = datetime.now(UTC) + timedelta(seconds=old.device.clock_error_seconds + seconds)
    assert old.send("tds:GetUsers", header=token("admin", PASSWORD, now)).status == 400
    assert old.device.counters.refused_logins == 1


def test_a_token_is_good_once_and_its_nonce_not_too_long(old: Soap) -> None:
    now = datetime.now(UTC) + timedelta(seconds=old.device.clock_error_seconds)
    once = token("admin", PASSWORD, now)
    assert [old.send("tds:GetUsers", header=once).status for _ in range(2)] == [200, 400]
    assert old.send("tds:GetUsers", header=token("admin", PASSWORD, now, os.urandom(40))).status == 400


def test_a_token_that_is_sent_is_judged_also_where_none_is_wanted(old: Soap) -> None:
    assert old.ask("tds:GetSystemDateAndTime", password="wrong").status == 400


def test_five_wrong_passwords_lock_the_right_one_out_as_well(old: Soap) -> None:
    for _ in range(5):
        assert old.ask("tds:GetUsers", password="wrong").status == 400
    assert old.ask("tds:GetUsers").status == 400
    assert old.ask("tds:GetHostname", user="vms", password="Lab-viewer-26").status == 200, "the lock is for one user"
    old.device.advance(0.6)
    assert old.ask("tds:GetUsers").status == 200


def test_levels_say_who_may_do_what(old: Soap) -> None:
    viewer = {"user": "vms", "password": "Lab-viewer-26"}
    assert old.ask("trt:GetProfiles", **viewer).status == 200
    for call in ("tds:GetUsers", "tds:SystemReboot", "trt:RemoveAudioEncoderConfiguration"):
        refused = old.ask(call, **viewer)
        assert (refused.status, "ter:NotAuthorized" in refused.text) == (403, True)
    assert old.device.counters.refused_logins == 0


def test_a_call_that_is_not_there_says_so(old: Soap) -> None:
    refused = old.ask("tds:GetStorageConfigurations")
    assert (refused.status, "ter:ActionNotSupported" in refused.text) == (500, True)
    assert old.client.send("POST", "/onvif/nothing", "<x/>").status == 404
    assert old.client.send("POST", "/onvif/Media", "no xml").status == 400


def test_sound_is_out_of_both_services_and_back_in(old: Soap) -> None:
    main = "<{0}:ProfileToken>main</{0}:ProfileToken>"
    for part in ("AudioEncoder", "AudioSource"):
        assert old.ask(f"trt:Remove{part}Configuration", main.format("trt")).status == 200
    assert old.ask("trt:RemoveAudioSourceConfiguration", main.format("trt")).status == 200, "not there is no error"
    shown = old.ask("tr2:GetProfiles", "<tr2:Type>All</tr2:Type>").text
    assert shown.count("AudioEncoder token") == shown.count("AudioSource token") == 1
    assert old.ask("trt:GetProfiles").text.count("AudioEncoderConfiguration token") == 1
    back = main.format("trt") + "<trt:ConfigurationToken>aec_1</trt:ConfigurationToken>"
    assert old.ask("trt:AddAudioEncoderConfiguration", back).status == 200
    assert old.ask("trt:GetProfiles").text.count("AudioEncoderConfiguration token") == 2
    types = "".join(f"<tr2:Configuration><tr2:Type>{t}</tr2:Type></tr2:Configuration>" for t in ("AudioEncoder",))
    assert old.ask("tr2:RemoveConfiguration", main.format("tr2") + types).status == 200
    assert old.ask("trt:GetProfiles").text.count("AudioEncoderConfiguration token") == 1
    assert (
        "ter:NoProfile" in old.ask("trt:RemoveAudioEncoderConfiguration", "<trt:ProfileToken>x</trt:ProfileToken>").text
    )


def test_media2_gives_the_types_that_were_asked_for(old: Soap) -> None:
    assert "<tr2:VideoSource" not in old.ask("tr2:GetProfiles").text
    some = old.ask("tr2:GetProfiles", "<tr2:Type>AudioSource</tr2:Type>").text
    assert "tr2:AudioSource" in some
    assert "tr2:VideoSource" not in some


def test_ntp_without_a_server_is_refused_and_with_one_is_right_at_once(old: Soap) -> None:
    ntp = "<tds:DateTimeType>NTP</tds:DateTimeType><tds:DaylightSavings>true</tds:DaylightSavings>"
    server = "<tt:Type>DNS</tt:Type><tt:DNSname>ntp.example</tt:DNSname>"
    old.ask("tds:SetNTP", "<tds:FromDHCP>false</tds:FromDHCP>")
    assert "ter:NtpServerUndefined" in old.ask("tds:SetSystemDateAndTime", ntp).text
    old.ask("tds:SetNTP", f"<tds:FromDHCP>false</tds:FromDHCP><tds:NTPManual>{server}</tds:NTPManual>")
    assert 415 < old.device.clock_error_seconds < 425
    assert old.ask("tds:SetSystemDateAndTime", ntp).status == 200
    assert old.device.clock_error_seconds == 0
    assert "<tt:DNSname>ntp.example<" in old.ask("tds:GetNTP").text
    old.device.advance(24)
    assert old.device.clock_error_seconds == 0


def test_footage_ages_and_goes_when_the_device_lives_on(old: Soap) -> None:
    asked = "<tse:RecordingToken>rec_1</tse:RecordingToken>"

    def held() -> float:
        first = datetime.fromisoformat(old.ask("tse:GetRecordingInformation", asked).value("tt:EarliestRecording"))
        now = datetime.now(UTC) + timedelta(seconds=old.device.clock_error_seconds)
        return (now - first) / timedelta(days=1)

    assert abs(held() - 60) < 0.1
    found = old.ask("trc:GetRecordings").text
    own = found[found.index("<tt:Source>") : found.index("</tt:Configuration>")]
    config = f"<trc:RecordingConfiguration>{own.replace('PT0S', 'P31D')}</trc:RecordingConfiguration>"
    token_of = "<trc:RecordingToken>rec_1</trc:RecordingToken>"
    assert old.ask("trc:SetRecordingConfiguration", token_of + config).status == 200
    assert abs(held() - 60) < 0.1
    old.device.advance(24)
    assert abs(held() - 31) < 0.1
    assert "ter:NoRecording" in old.ask("trc:SetRecordingConfiguration", config).text
    bad = token_of + config.replace("P31D", "soon")
    assert "ter:BadConfiguration" in old.ask("trc:SetRecordingConfiguration", bad).text


def test_users_go_all_or_none_and_the_first_stays(old: Soap) -> None:
    name = "<tds:Username>{}</tds:Username>"
    assert "ter:FixedUser" in old.ask("tds:DeleteUsers", name.format("vms") + name.format("admin")).text
    assert "ter:UsernameMissing" in old.ask("tds:DeleteUsers", name.format("vms") + name.format("x")).text
    assert "vms" in old.ask("tds:GetUsers").text
    assert old.ask("tds:DeleteUsers", name.format("vms") + name.format("installer")).status == 200
    assert "vms" not in old.ask("tds:GetUsers").text
    assert old.ask("tds:GetHostname", user="vms", password="Lab-viewer-26").status == 400


def test_closing_http_shuts_us_out(old: Soap) -> None:
    parts = "<tt:Name>HTTP</tt:Name><tt:Enabled>false</tt:Enabled><tt:Port>80</tt:Port>"
    row = f"<tds:NetworkProtocols>{parts}</tds:NetworkProtocols>"
    assert old.ask("tds:SetNetworkProtocols", row.replace("HTTP<", "TELNET<")).status == 400
    old.ask("tds:SetNetworkProtocols", row)
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        old.ask("tds:GetUsers")


def test_reset_is_the_start(old: Soap) -> None:
    old.ask("tds:SetDiscoveryMode", "<tds:DiscoveryMode>NonDiscoverable</tds:DiscoveryMode>")
    assert old.ask("tds:GetDiscoveryMode").value("tds:DiscoveryMode") == "NonDiscoverable"
    old.device.reset()
    assert old.ask("tds:GetDiscoveryMode").value("tds:DiscoveryMode") == "Discoverable"
    assert old.device.counters.writes == []


def test_switches_of_the_device(old: Soap) -> None:
    mode = "<tds:DiscoveryMode>NonDiscoverable</tds:DiscoveryMode>"
    switches = old.device.switches
    switches.ignore_writes = True
    assert old.ask("tds:SetDiscoveryMode", mode).status == 200
    assert old.ask("tds:GetDiscoveryMode").value("tds:DiscoveryMode") == "Discoverable"
    switches.ignore_writes, switches.refuse_put = False, True
    assert (old.ask("tds:SetDiscoveryMode", mode).status, old.ask("tds:GetUsers").status) == (403, 200)
    switches.refuse_put, switches.needs_reboot = False, True
    old.ask("tds:SetDiscoveryMode", mode)
    assert old.ask("tds:GetDiscoveryMode").value("tds:DiscoveryMode") == "Discoverable"
    old.device._calls.apply_pending()  # type: ignore[attr-defined]
    assert old.ask("tds:GetDiscoveryMode").value("tds:DiscoveryMode") == "NonDiscoverable"
    before = old.ask("tds:GetDeviceInformation").value("tds:SerialNumber")
    switches.swapped = True
    assert old.ask("tds:GetDeviceInformation").value("tds:SerialNumber") != before
    switches.busy = True
    assert old.ask("tds:GetUsers").status == 500
    switches.busy, switches.wrong_type = False, True
    assert "<html>" in old.ask("tds:GetUsers").text
    switches.wrong_type, switches.locked_out = False, True
    assert old.ask("tds:GetUsers").status == 400
