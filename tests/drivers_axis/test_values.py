"""What single values mean: shapes that the lab's cameras do not have."""

import json

import pytest

from sightline.drivers.axis import params
from sightline.errors import UnexpectedReply
from sightline.settings import (
    Absent,
    Analytics,
    Audio,
    Certificates,
    Clock,
    Identity,
    Logging,
    Masks,
    Maybe,
    Overlay,
    Services,
    Tamper,
    Unread,
    Unsupported,
)
from tests.drivers_axis import tape
from tests.drivers_axis.answers import CARD, DATE, NEW, NOW, OLD, answer, time


def services(lines: str, **answers: bytes) -> dict[str, Maybe[bool]]:
    found = tape.read(tape.camera(lines, answers), "services")
    assert isinstance(found, Services)
    return {one.service: one.enabled for one in found.services}


def test_lines_are_read_whatever_their_prefix_charset_and_spelling() -> None:
    body = (
        b"# Error: Error -1 getting param in group 'root.A.B'\r\nC.D=1=2 3 \r\nroot.E.F=caf\xe9\r\nroot.Z.Z=\n"
        b"# Error: Error -1 getting param in group 'G.*.H'!\n"
    )
    found = params.parse(body, ["A.B", "C", "E.F", "G.*.H", "I", "Z.Z"])
    assert found.values == {"C.D": "1=2 3", "E.F": "café", "Z.Z": ""}
    assert found.silent == {"I"}
    assert [params.boolean(word) for word in ("yes", "Off", "TRUE", "No", "", "anonymous")] == [
        True,
        False,
        True,
        False,
        None,
        None,
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"root.A.B=1\n",
        b"root.A.B=1\nroot.Z.Z=2",
        b"root.A.B=1\nroot.A.B=2\nroot.Z.Z=1\n",
        b"root.A.B=1\n<html>\nroot.Z.Z=1\n",
        b"# Error: no access\nroot.Z.Z=1\n",
    ],
)
def test_a_list_that_ends_early_or_says_something_else_is_none(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        params.parse(body, ["A", "Z.Z"])


def test_a_recorder_says_so_in_its_type() -> None:
    found = tape.read(tape.camera(f"{OLD}Brand.ProdType=Network Video Recorder"), "identity")
    assert isinstance(found, Identity)
    assert found.kind == "recorder"


def test_a_switch_for_sound_that_is_counted_and_not_listed_is_unread() -> None:
    found = tape.read(
        tape.camera(f"{OLD}Audio.NbrOfConfigs=2\nAudio.A0.Enabled=no\nProperties.Audio.Audio=yes"), "audio"
    )
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    said = {one.stream: one.enabled for one in found.streams}
    assert said["Audio.A0"] is False
    assert isinstance(said["Audio.A1"], Unread)
    silent = tape.read(tape.camera(f"{OLD}Properties.Audio.Audio=no"), "audio")
    assert isinstance(silent, Audio)
    assert isinstance(silent.streams, Absent)
    assert isinstance(tape.read(tape.camera(f"{OLD}Properties.Audio.Audio=yes"), "audio"), Unread)


@pytest.mark.parametrize(
    ("client", "source", "servers"),
    [
        ({"serversSource": "DHCP", "advertisedServers": ["10.0.0.1"], "staticServers": ["x"]}, "ntp", ("10.0.0.1",)),
        ({"serversSource": "static", "staticServers": ["a", "", "0.0.0.0"], "advertisedServers": []}, "ntp", ("a",)),
        (
            {"serversSource": "static", "staticServers": ["a"], "NTSEnabled": True, "staticNTSKEServers": ["k"]},
            "ntp",
            ("k",),
        ),
        ({"enabled": False, "serversSource": "static", "staticServers": ["a"]}, "manual", ("a",)),
    ],
)
def test_the_servers_are_those_in_force(client: dict[str, object], source: str, servers: tuple[str, ...]) -> None:
    ntp = {"ntp.cgi getNTPInfo": answer("getNTPInfo", {"client": {"enabled": True, **client}})}
    found = tape.read(tape.camera(NEW, {**ntp, **time("2026-11-25T12:01:00")}, at=NOW), "clock")
    assert isinstance(found, Clock)
    assert (found.source, found.servers, found.offset_seconds) == (source, servers, 60.0)


@pytest.mark.parametrize(
    "client", [{}, {"enabled": 1}, {"enabled": True}, {"enabled": True, "serversSource": "static"}]
)
def test_half_an_ntp_client_is_unread(client: dict[str, object]) -> None:
    ntp = {"ntp.cgi getNTPInfo": answer("getNTPInfo", {"client": client})}
    assert isinstance(tape.read(tape.camera(NEW, {**ntp, **time()}), "clock"), Unread)


def test_firmware_without_a_json_cgi_is_asked_by_what_it_has() -> None:
    clock = (
        "Time.SyncSource=NTP\nTime.ObtainFromDHCP=no\nTime.NTP.Server=a\nTime.DST.Enabled=no\nTime.POSIXTimeZone=GMT0"
    )
    for firmware in (OLD, NEW):
        found = tape.read(tape.camera(firmware + clock, DATE, at=NOW), "clock")
        assert isinstance(found, Clock)
        assert (found.source, found.servers, found.offset_seconds) == ("ntp", ("a",), 0.0)
        assert found.time_zone == "GMT0, summer time off"


@pytest.mark.parametrize(
    ("lines", "service", "wanted"),
    [
        ("RemoteService.Enabled=oneclick", "p2p-cloud", True),
        ("RemoteService.Enabled=no", "p2p-cloud", False),
        ("RemoteService.Enabled=maybe", "p2p-cloud", Unread),
        ("Network.UPnP.Enabled=no\nNetwork.UPnP.NATTraversal.Enabled=yes", "upnp", True),
        ("Network.UPnP.Enabled=******", "upnp", Unread),
        ("System.BoaProtViewer=password\nNetwork.RTSP.ProtViewer=anonymous", "anonymous-view", True),
        ("System.BoaProtViewer=password", "anonymous-view", False),
        ("Network.RTSP.ProtViewer=password", "anonymous-view", Unsupported),
        ("SNMP.Enabled=no\nSNMP.V1=yes\nSNMP.V2c=yes", "snmp-v1", False),
        ("SNMP.Enabled=yes\nSNMP.V1=yes\nSNMP.V2c=no", "snmp-v2c", False),
        ("Network.RTP.NbrOfRTPGroups=2\nNetwork.RTP.R0.AlwaysMulticastVideo=no", "multicast", Unread),
        ("WebService.DiscoveryMode.Discoverable=No\nNetwork.Bonjour.Enabled=no", "discovery", False),
        ("Network.Bonjour.Enabled=no\nProperties.API.WebService.ONVIF.ONVIF=no", "discovery", False),
        ("Network.Bonjour.Enabled=no\nProperties.API.WebService.ONVIF.ONVIF=yes", "discovery", Unsupported),
        ("Network.Bonjour.Enabled=yes\nProperties.API.WebService.ONVIF.ONVIF=yes", "discovery", True),
    ],
)
def test_a_service_is_what_its_parameters_say(lines: str, service: str, wanted: object) -> None:
    found = services(OLD + lines)[service]
    assert found is wanted if isinstance(wanted, bool) else isinstance(found, wanted)  # type: ignore[arg-type] # a type


def test_a_parameter_that_newer_firmware_replaced_is_not_absent() -> None:
    known = {"dnsupdate-configuration": {"v2": {"rest_api": "/config/rest/dnsupdate-configuration/v2"}}}
    rest = {"/config/discover": json.dumps({"apis": known}).encode()}
    assert isinstance(services(NEW, **rest)["ddns"], Unsupported)
    assert isinstance(services(f"{NEW}Network.AxisNS.Enabled=no", **rest)["ddns"], Unsupported)
    assert isinstance(services(NEW)["ddns"], Absent)
    assert isinstance(services(NEW, **{"/config/discover": b"half"})["ddns"], Unread)
    listed = {"apidiscovery.cgi getApiList": answer("getApiList", {"apiList": [{"id": "ssh", "version": "1.0"}]})}
    assert isinstance(services(NEW, **listed)["ssh"], Unsupported)
    assert isinstance(services(OLD, **listed)["ssh"], Absent), "5.51 has none of them, and is not asked"


def test_masks_that_newer_firmware_may_keep_elsewhere_are_not_absent() -> None:
    listed = {"apidiscovery.cgi getApiList": answer("getApiList", {"apiList": [{"id": "privacy-mask"}]})}
    for lines, said, wanted in (
        (NEW, listed, Unsupported),
        (NEW, {}, Absent),
        (OLD, listed, Absent),
        (f"{NEW}Properties.PrivacyMask.PrivacyMask=no", listed, Absent),
        (f"{OLD}Properties.PrivacyMask.PrivacyMask=perhaps", {}, Unread),
    ):
        found = tape.read(tape.camera(lines, said), "masks")
        assert isinstance(found, Masks)
        assert isinstance(found.masks, wanted), lines


@pytest.mark.parametrize(("word", "http"), [("Https", False), ("HttpAndHttps", True), ("Sometimes", Unread)])
def test_plain_http_of_the_newest_is_said_by_the_web_service(word: str, http: object) -> None:
    inner = f"<Configuration><ConnectionPolicies><Admin>{word}</Admin></ConnectionPolicies></Configuration>"
    envelope = (
        f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><R>{inner}</R></s:Body></s:Envelope>'
    )
    found = services(NEW, **{"/vapix/services soap": envelope.encode()})["http"]
    assert found is http if isinstance(http, bool) else isinstance(found, Unread)


def test_masks_overlay_tampering_and_logs_are_what_the_parameters_say() -> None:
    masks = "Properties.PrivacyMask.PrivacyMask=yes\nImage.I0.Overlay.MaskWindows.M1.Enabled=yes\n"
    text = "Image.I0.Text.String=%F %X Stairs\nImage.I0.Text.TextEnabled=yes\nImage.I0.Text.DateEnabled=no\n"
    more = "Image.I0.Text.ClockEnabled=no\nProperties.Tampering.Tampering=yes\nTampering.T0.MinDuration=20\n"
    syslog = "API.RemoteSyslog1.Enabled=true\nAPI.RemoteSyslog1.Server1.Address=10.0.0.9\n"
    server = "API.RemoteSyslog1.Server1.Port=6514\nAPI.RemoteSyslog1.Server1.Protocol=TLS\n"
    none = (
        "API.RemoteSyslog1.Server2.Address=\nAPI.RemoteSyslog1.Server2.Port=514\nAPI.RemoteSyslog1.Server2.Protocol=UDP"
    )
    camera = tape.camera(NEW + CARD + masks + text + more + syslog + server + none)
    found = {setting: tape.read(camera, setting) for setting in ("masks", "overlay", "tamper", "logging")}
    assert isinstance(found["masks"], Masks)
    assert isinstance(found["overlay"], Overlay)
    assert isinstance(found["tamper"], Tamper)
    assert isinstance(found["logging"], Logging)
    assert [(one.mask, one.enabled) for one in found["masks"].masks] == [("M1", True)]  # type: ignore[union-attr] # listed
    channel = found["overlay"].channels[0]  # type: ignore[index] # one
    assert (channel.text, channel.name_shown, channel.time_shown) == ("Stairs", True, True)
    assert isinstance(found["tamper"].detections[0].enabled, Unsupported)  # type: ignore[index] # one
    assert [(one.host, one.port, one.protocol) for one in found["logging"].collectors] == [("10.0.0.9", 6514, "tls")]  # type: ignore[union-attr] # listed
    half = tape.read(tape.camera(NEW + syslog), "logging")
    assert isinstance(half, Logging)
    assert isinstance(half.collectors, Unread)


@pytest.mark.parametrize(
    ("lines", "lowest", "only"),
    [
        ("HTTPS.AllowTLS1=yes\nHTTPS.AllowTLS11=yes", "1.0", None),
        ("HTTPS.AllowTLS1=no\nHTTPS.AllowTLS11=yes", "1.1", None),
        ("HTTPS.AllowTLS1=no\nHTTPS.AllowTLS11=no", "1.2", None),
        (
            "System.BoaGroupPolicy.admin=https\nSystem.BoaGroupPolicy.operator=https\nSystem.BoaGroupPolicy.viewer=both",
            None,
            False,
        ),
        (
            "System.BoaGroupPolicy.admin=https\nSystem.BoaGroupPolicy.operator=https\nSystem.BoaGroupPolicy.viewer=https",
            None,
            True,
        ),
    ],
)
def test_certificates_are_what_the_parameters_say(lines: str, lowest: str | None, only: bool | None) -> None:
    found = tape.read(tape.camera(OLD + lines), "certificates")
    assert isinstance(found, Certificates)
    assert found.lowest_tls == lowest if lowest else isinstance(found.lowest_tls, Unsupported)
    assert found.https_only is only if only is not None else isinstance(found.https_only, Unsupported)


@pytest.mark.parametrize("gone", ["admin", "operator", "viewer"])
@pytest.mark.parametrize("lines", [OLD, NEW])
def test_encryption_is_not_forced_where_a_group_does_not_say_so(lines: str, gone: str) -> None:
    rest = "".join(f"System.BoaGroupPolicy.{one}=https\n" for one in {"admin", "operator", "viewer"} - {gone})
    found = tape.read(tape.camera(lines + rest), "certificates")
    assert isinstance(found, Certificates)
    assert isinstance(found.https_only, Unread)


def test_a_camera_without_a_list_of_programs_is_not_one_without_programs() -> None:
    assert isinstance(tape.read(tape.camera(NEW), "analytics"), Unsupported)


@pytest.mark.parametrize(
    ("name", "seen", "kind"),
    [
        ("x", "Network Interface Tool", "other"),
        ("surface", "Surface Template", "other"),
        ("fd", "Face Detector", "face-detection"),
        ("fm", "Face Match", "face-recognition"),
        ("anpr2", "", "number-plate"),
        ("agegender", "", "demographic"),
        ("gait", "Biometric gait", "biometric"),
    ],
)
def test_a_program_is_of_the_kind_that_its_names_say(name: str, seen: str, kind: str) -> None:
    body = f'<reply result="ok"><application Name="{name}" NiceName="{seen}" Status="Idle"/></reply>'.encode()
    found = tape.read(tape.camera(OLD, {"applications/list.cgi": body}), "analytics")
    assert isinstance(found, Analytics)
    assert isinstance(found.functions, tuple)
    assert [(one.kind, one.enabled) for one in found.functions] == [(kind, True)]
