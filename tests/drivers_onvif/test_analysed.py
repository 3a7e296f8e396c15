"""Analytics, tampering, certificates and health: what answers mean, and what silence does not."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sightline import drivers
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2, SECURITY
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Analytics, Certificate, Certificates, Health, Setting, Tamper, Unread, known
from sightline.settings import Unsupported as Unsupportable
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import PICTURE, profile
from tests.drivers_onvif.services import ANALYSED, SERVICES, device, read

RULE = '<{0} xmlns:tt="http://www.onvif.org/ver10/schema" Name="{1}" Type="{2}"><Parameters>{3}</Parameters></{0}>'


def analysed(setting: str, **answers: str) -> Setting:
    return read(setting, GetProfiles=profile("p", ANALYSED), **answers)


def functions(**answers: str) -> dict[str, tuple[str, object]]:
    found = analysed("analytics", **answers)
    assert isinstance(found, Analytics)
    assert known(found.functions)
    return {one.name: (one.kind, one.enabled) for one in found.functions}


def test_a_rule_that_is_there_works_and_the_makers_own_stay_unknown() -> None:
    found = functions(GetRules=RULE.format("Rule", "x", "tt:FaceRecognition", ""), GetAnalyticsModules="")
    assert found["FaceRecognition"] == ("face-recognition", True)
    assert found["LicensePlateRecognition"] == ("number-plate", False)
    assert isinstance(found["beyond ONVIF"][1], Unsupportable)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mk:SmartFaceEngine", "face-detection"),
        ("mk:FaceCompareEngine", "face-recognition"),
        ("mk:ANPR", "number-plate"),
        ("LprModule", "number-plate"),
        ("mk:GaitEngine", "biometric"),
    ],
)
def test_a_makers_module_is_known_by_its_name(name: str, kind: str) -> None:
    found = functions(GetRules="", GetAnalyticsModules=RULE.format("AnalyticsModule", "x", name, ""))
    assert found[name.rpartition(":")[2]] == (kind, True)


def test_an_unknown_module_is_not_called_harmless() -> None:
    for name in ("mk:DeepEngine", "mk:CellMotionEngine"):
        found = functions(GetRules="", GetAnalyticsModules=RULE.format("AnalyticsModule", "x", name, ""))
        assert isinstance(found[name.rpartition(":")[2]][1], Unsupportable)
    known_one = RULE.format("AnalyticsModule", "x", "tt:CellMotionEngine", "")
    assert functions(GetRules="", GetAnalyticsModules=known_one)["CellMotionEngine"] == ("other", True)


def test_a_list_that_is_missing_is_a_part_that_is_not_known() -> None:
    found = functions(GetAnalyticsModules="")
    assert isinstance(found["FaceRecognition"][1], Unsupportable)
    assert isinstance(functions(GetRules="")["modules"][1], Unsupportable)
    broken = functions(GetRules="<Rule/>", GetAnalyticsModules="")
    assert isinstance(broken["FaceRecognition"][1], Unread)


def test_a_device_without_analytics_says_nothing_of_faces() -> None:
    with pytest.raises(Unsupported, match="no analytics service"):
        read("analytics", DEVICE, MEDIA, GetProfiles=profile("p", PICTURE))
    with pytest.raises(Unsupported, match="no profile carries"):
        read("analytics", GetProfiles=profile("p", PICTURE))
    with pytest.raises(UnexpectedReply):
        read(
            "analytics", *SERVICES, MEDIA2, GetProfiles=profile("p", ANALYSED).replace("</Profiles>", "<x></Profiles>")
        )


def test_no_other_function_is_written() -> None:
    of = tape.play(device(*SERVICES, GetProfiles=profile("p", ANALYSED), GetRules="", GetAnalyticsModules=""))[0]
    found = drivers.read("onvif", of, "analytics")
    assert isinstance(found, Analytics)
    assert known(found.functions)
    on = Analytics(functions=tuple(replace(one, enabled=True) for one in found.functions))
    with pytest.raises(WriteRefused, match="none is put in"):
        drivers.write("onvif", of, "analytics", found, on)


def test_tampering_is_noticed_by_a_rule_alone() -> None:
    def kinds(mode: str, name: str = "tt:Tampering") -> dict[str, bool]:
        item = f'<SimpleItem Name="Mode" Value="{mode}"/>'
        found = analysed("tamper", GetRules=RULE.format("Rule", "t", name, item))
        assert isinstance(found, Tamper)
        assert known(found.detections)
        assert all(one.enabled is True or isinstance(one.enabled, Unsupportable) for one in found.detections)
        return {one.kind: one.enabled is True for one in found.detections}

    assert kinds("GlobalSceneChange") == {"covered": True, "moved": True, "video-loss": False}
    assert kinds("ImageTooDark SignalLoss") == {"covered": True, "moved": False, "video-loss": True}
    assert not any(kinds("ImageTooBlurry").values())
    assert not any(kinds("GlobalSceneChange", "mk:Tampering").values())
    assert not any(kinds("GlobalSceneChange", "tt:FieldDetector").values())


def protocols(**enabled: bool) -> str:
    row = "<NetworkProtocols><Name>{}</Name><Enabled>{}</Enabled><Port>1</Port></NetworkProtocols>"
    return "".join(row.format(name, str(on).lower()) for name, on in enabled.items())


@pytest.mark.parametrize(
    ("there", "https", "only"),
    [
        ({"HTTP": True, "HTTPS": True}, True, False),
        ({"HTTP": True, "HTTPS": False}, False, False),
        ({"HTTP": False, "HTTPS": True}, True, True),
        ({"HTTP": False, "HTTPS": False}, False, False),
        ({"HTTP": True}, "unsupported", False),
        ({"HTTPS": True}, True, "unsupported"),
        ({"HTTP": False}, "unsupported", "unsupported"),
    ],
)
def test_https_only_is_http_that_is_shut(there: dict[str, bool], https: object, only: object) -> None:
    found = read("certificates", GetProfiles=profile("p", PICTURE), GetNetworkProtocols=protocols(**there))
    assert isinstance(found, Certificates)
    assert [getattr(one, "unknown", one) for one in (found.https, found.https_only)] == [https, only]
    assert isinstance(found.certificate, Unsupportable)
    assert isinstance(found.lowest_tls, Unsupportable)


def test_the_security_service_shows_the_certificate_and_the_oldest_version() -> None:
    name, now = (
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "camera")]),
        datetime.now(UTC).replace(microsecond=0),
    )
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=9))
    content = base64.b64encode(made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)).decode()
    answers = {
        "GetProfiles": profile("p", PICTURE),
        "GetEnabledTLSVersions": "<Versions>1.3 1.2</Versions>",
        "GetAssignedServerCertificates": "<CertificationPathID>1</CertificationPathID>",
        "GetCertificationPath": "<CertificationPath><CertificateID>2</CertificateID></CertificationPath>",
        "GetCertificate": f"<Certificate><CertificateContent>{content}</CertificateContent></Certificate>",
    }
    found = read("certificates", *SERVICES, SECURITY, **answers)
    assert isinstance(found, Certificates)
    assert found.certificate == Certificate(subject="CN=camera", issuer="CN=camera", not_after=now + timedelta(days=9))
    assert found.lowest_tls == "1.2"
    broken = read(
        "certificates",
        *SERVICES,
        SECURITY,
        **{**answers, "GetCertificate": answers["GetCertificate"].replace("M", "N")},
    )
    assert isinstance(broken, Certificates)
    assert isinstance(broken.certificate, Unread)
    none = read("certificates", *SERVICES, SECURITY, **{**answers, "GetAssignedServerCertificates": ""})
    assert isinstance(none, Certificates)
    assert isinstance(none.certificate, Unread)


def test_our_own_way_in_is_not_shut() -> None:
    of = tape.play(device(*SERVICES, GetProfiles=profile("p", PICTURE), GetNetworkProtocols=protocols(HTTP=True)))[0]
    found = drivers.read("onvif", of, "certificates")
    assert isinstance(found, Certificates)
    with pytest.raises(WriteRefused, match="our own way in"):
        drivers.write("onvif", of, "certificates", found, replace(found, https_only=True))


def health(status: str, *tracks: tuple[str, str], latest: str = "") -> tuple[object, object]:
    row = "<Track><TrackToken>t</TrackToken><DataFrom>{}</DataFrom><DataTo>{}</DataTo></Track>"
    ends = f"<EarliestRecording>2026-01-01T00:00:00Z</EarliestRecording>{latest}"
    told = f"<RecordingToken>r</RecordingToken>{ends}{''.join(row.format(*track) for track in tracks)}"
    now = datetime.now(UTC)
    date = f"<Date><Year>{now.year}</Year><Month>{now.month}</Month><Day>{now.day}</Day></Date>"
    time = f"<Time><Hour>{now.hour}</Hour><Minute>{now.minute}</Minute><Second>{now.second}</Second></Time>"
    found = read(
        "health",
        GetProfiles=profile("p", PICTURE),
        GetSystemDateAndTime=f"<SystemDateAndTime><UTCDateTime>{time}{date}</UTCDateTime></SystemDateAndTime>",
        GetRecordings="<RecordingItem><RecordingToken>r</RecordingToken><Configuration><Source><SourceId>v</SourceId>"
        "</Source></Configuration><Tracks/></RecordingItem>",
        GetRecordingInformation=f"<RecordingInformation>{told}<RecordingStatus>{status}</RecordingStatus>"
        "</RecordingInformation>",
    )
    assert isinstance(found, Health)
    assert known(found.channels)
    newest = found.channels[0].newest
    return found.channels[0].recording, newest.date().isoformat() if isinstance(newest, datetime) else newest


def test_how_far_a_recording_reaches_is_what_its_tracks_say() -> None:
    latest = "<LatestRecording>2026-06-01T12:00:00Z</LatestRecording>"
    held, empty = ("2026-02-01T00:00:00Z", "2026-03-01T12:00:00Z"), ("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert health("Recording", held, latest=latest) == (True, "2026-03-01")
    assert health("Stopped", latest=latest) == (False, "2026-06-01")
    assert health("Recording", empty, latest=latest) == (True, None)
    assert isinstance(health("Recording")[1], Unread)
    assert isinstance(health("Odd", held)[0], Unread)
