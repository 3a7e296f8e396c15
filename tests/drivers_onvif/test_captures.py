"""Real cameras' recorded answers through the real session: what they say is read, what is missing is not passed."""

import re
from pathlib import Path

import pytest
from lxml import etree

from sightline import drivers
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2, RECORDING, not_authorised, not_supported
from sightline.errors import UnexpectedReply
from sightline.settings import (
    UNLIMITED,
    Accounts,
    Audio,
    Clock,
    Identity,
    Retention,
    Services,
    Unread,
    Unsupported,
    known,
)
from sightline.wire import soap
from sightline.wire.http import Reply
from tests.drivers.judging import CLEAN
from tests.drivers_onvif import tape
from tests.drivers_onvif.judging import SPARED, bench

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "onvif"
CAMERAS = CAPTURES / "easy_onvif"
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAMERAS.is_dir(), reason=f"no recorded devices at {CAPTURES}"),
]
MODELS = ("DCS-6511", "ENP1A14-IR_25X", "IPD-H4K8M05-BS", "IPG-8150PSS", "SUNBA.405", "happytimesoft")
FOLDERS = {"device_management": DEVICE, "media1": MEDIA, "media2": MEDIA2, "recordings": RECORDING}
#: Files that are no XML: debug text behind the envelope, a broken namespace.
BROKEN = {
    "SUNBA.405/media1/GetProfilesResponse.xml",
    "SUNBA.405/media2/GetProfilesResponse.xml",
    "SUNBA.405/ptz/GetPresetsResponse.xml",
    "unknown/device_management/GetCapabilitiesResponse.xml",
}
#: What a device may say to a call that nobody recorded.
PAGE = b"<!DOCTYPE html>\n<html><head><title>x</title></head><body/></html>"
REFUSALS = {
    "not supported": tape.NOT_SUPPORTED,
    "gSOAP": (500, tape.fault("Sender", "", "Method 'X' not implemented: method name or namespace not recognized")),
    "busy": (500, tape.fault("Receiver", "Action", "busy")),
    "404": (404, PAGE),
    "500 empty": (500, b""),
    "200 page": (200, PAGE),
    "200 empty": (200, b""),
}
#: By the profiles' own documents. SUNBA.405's are broken, both of them.
SOUND = {
    "DCS-6511": {"Profile1": True, "Profile2": True},
    "ENP1A14-IR_25X": {"Profile_1": True, "Profile_2": True, "Profile_3": True},
    "IPD-H4K8M05-BS": {"MainStream": False, "SubStream": False},
    "IPG-8150PSS": {"PROFILE_000": True, "PROFILE_001": True},
    "happytimesoft": {"ProfileToken_1": True, "ProfileToken_2": True},
}
NOT_HEARD = {"IPD-H4K8M05-BS": "unsupported", "SUNBA.405": "unread"}
#: Answers by which a device says itself that it has no such call: DCS-6511 has no GetServices.
NO_SUCH_CALL = ("not supported", "gSOAP", "404")
MOST_REQUESTS = 19
SERVERS = {
    "DCS-6511": (),
    "ENP1A14-IR_25X": ("ca.pool.ntp.org",),
    "IPD-H4K8M05-BS": ("192.168.1.100",),
    "IPG-8150PSS": ("pool.ntp.org",),
    "SUNBA.405": ("NTP",),
    "happytimesoft": ("time.windows.com",),
}


def recorded(model: str) -> dict[tuple[str, str], bytes]:
    """Answers by namespace and operation; one device's files are spelt GetNtp and GetDns."""
    found = {}
    for folder, service in FOLDERS.items():
        for file in (CAMERAS / model / folder).glob("*Response.xml"):
            found[service, file.name.removesuffix("Response.xml").lower()] = file.read_bytes()
    return found


def camera(
    model: str, refusal: tuple[int, bytes] = tape.NOT_SUPPORTED, *, tokens: bool
) -> tuple[Session, tape.Playing]:
    answers = recorded(model)

    def answer(key: tape.Key) -> Reply:
        name = etree.QName(key[1])
        body = answers.get((name.namespace or "", name.localname.lower()))
        return tape.reply(*refusal) if body is None else tape.reply(200, body)

    return tape.play(answer, tokens=tokens)


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["digest", "token"])
def device(request: pytest.FixtureRequest, model: str) -> Session:
    return camera(model, tokens=request.param == "token")[0]


def plain(model: str, name: str) -> etree._Element:
    """The answer without namespaces, read by other means than the driver's."""
    text = (CAMERAS / model / "device_management" / f"{name}Response.xml").read_text()
    text = re.sub(r"<(/?)[A-Za-z0-9-]+:", r"<\1", re.sub(r' xmlns(:[\w-]+)?="[^"]*"', "", text))
    text = re.sub(r' [\w-]+:([\w-]+)="', r' \1="', text)
    return etree.fromstring(text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text)


def test_identity_is_what_the_device_says(model: str, device: Session) -> None:
    found = drivers.read("onvif", device, "identity")
    info = plain(model, "GetDeviceInformation")
    said = {
        name: (info.findtext(f".//{name}") or "").strip()
        for name in ("Manufacturer", "Model", "SerialNumber", "FirmwareVersion")
    }
    assert isinstance(found, Identity)
    assert (found.vendor, found.model, found.serial, found.firmware, found.kind) == (
        said["Manufacturer"] or "onvif",
        said["Model"],
        said["SerialNumber"],
        said["FirmwareVersion"],
        "camera",
    )


def test_sound_is_what_the_profiles_say(model: str, device: Session) -> None:
    found = drivers.read("onvif", device, "audio")
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    heard = {stream.stream: stream.enabled for stream in found.streams}
    if model == "SUNBA.405":
        assert heard.keys() == {"all of media", "all of media2"}
        assert all(isinstance(sound, Unread) for sound in heard.values())
    else:
        assert heard == SOUND[model]
    recorded = found.recorded if known(found.recorded) else ()
    assert not [one for one in recorded if known(one.enabled)], "no recorded device says what goes into its recordings"


def test_accounts_are_those_that_the_device_lists(model: str, device: Session) -> None:
    found = drivers.read("onvif", device, "accounts")
    assert isinstance(found, Accounts)
    rows = plain(model, "GetUsers").findall(".//User")
    roles = {"Administrator": "administrator", "User": "viewer"}
    assert [(account.name, account.role) for account in found.accounts] == [
        (row.findtext("Username"), roles[str(row.findtext("UserLevel"))]) for row in rows
    ]


def test_the_clock_is_read_with_its_mode_and_servers(model: str, device: Session) -> None:
    found = drivers.read("onvif", device, "clock")
    assert isinstance(found, Clock)
    said = plain(model, "GetSystemDateAndTime")
    assert found.source == str(said.findtext(".//DateTimeType")).lower()
    assert found.servers == SERVERS[model]
    assert found.time_zone == said.findtext(".//TZ")
    if said.find(".//LocalDateTime") is None:
        assert isinstance(found.offset_seconds, Unread)
    else:
        assert isinstance(found.offset_seconds, float)
        assert found.offset_seconds < -86_400 * 100, "recorded long ago"


def test_services_are_what_the_device_lists(model: str, device: Session) -> None:
    found = drivers.read("onvif", device, "services")
    assert isinstance(found, Services)
    services = {service.service: service.enabled for service in found.services}
    listed = {
        str(row.findtext("Name")).lower(): row.findtext("Enabled") == "true"
        for row in plain(model, "GetNetworkProtocols").findall(".//NetworkProtocols")
    }
    for name in ("http", "https", "rtsp"):
        assert services[name] == listed[name] if name in listed else isinstance(services[name], Unsupported)
    assert services["discovery"] is True
    assert isinstance(services["ddns"], Unsupported)
    if model == "SUNBA.405":
        assert isinstance(services["multicast"], Unread)
    else:
        assert services["multicast"] is False or isinstance(services["multicast"], Unread)


def test_a_recorded_limit_of_nothing_is_no_limit() -> None:
    of, _ = camera("ENP1A14-IR_25X", tokens=False)
    found = drivers.read("onvif", of, "retention")
    assert isinstance(found, Retention)
    assert isinstance(found.tracks, tuple)
    assert [(track.track, track.max_days) for track in found.tracks] == [("OnvifRecordingToken_1", UNLIMITED)]
    assert not known(found.tracks[0].oldest)
    assert not known(found.tracks[0].recording)


@pytest.mark.parametrize("refusal", REFUSALS)
def test_what_was_not_recorded_is_never_passed(model: str, refusal: str, tmp_path: Path) -> None:
    of, played = camera(model, REFUSALS[refusal], tokens=False)
    found = bench(tmp_path / "estate").judged(lambda setting: tape.read_from(of, setting))
    verdicts = {slug: finding.verdict for slug, finding in found.items()}
    print(f"{model}, {refusal}: {played.counts.requests} requests, {verdicts}")
    assert {slug for slug, verdict in verdicts.items() if verdict in CLEAN} == set(SPARED)
    assert played.counts.requests <= MOST_REQUESTS
    assert played.counts.writes == 0
    if model == "DCS-6511" and refusal not in NO_SUCH_CALL:
        assert played.signed == [], "without a list of services nothing is asked"
    else:
        assert played.counts.logins == 1
        assert verdicts["no-audio"] == ("drift" if True in SOUND.get(model, {}).values() else NOT_HEARD[model])


def test_a_list_of_services_that_is_no_xml_is_unread() -> None:
    body = (CAMERAS / "unknown" / "device_management" / "GetCapabilitiesResponse.xml").read_bytes()

    def answer(key: tape.Key) -> Reply:
        return tape.reply(200, body) if tape.operation(key) == "GetCapabilities" else tape.reply(*tape.NOT_SUPPORTED)

    of, played = tape.play(answer)
    for setting in ("identity", "audio", "accounts"):
        assert isinstance(tape.read_from(of, setting), Unread)
    assert played.signed == []


def test_every_recorded_file_is_an_answer_a_fault_or_refused_as_broken() -> None:
    broken = set()
    for file in sorted(CAMERAS.rglob("*.xml")):
        try:
            soap.content(tape.reply(200, file.read_bytes()))
        except UnexpectedReply:
            broken.add(str(file.relative_to(CAMERAS)))
    assert broken >= BROKEN
    assert len(broken) < 20, broken


def test_recorded_faults_mean_what_they_say() -> None:
    meant = {}
    for file in CAMERAS.glob("*/device_management/Fault.xml"):
        said = soap.content(tape.reply(500, file.read_bytes()))
        assert isinstance(said, soap.Fault)
        meant[file.parts[-3]] = (said.codes, not_supported(said))
        assert not not_authorised(said) or "Password" in said.codes
    assert meant == {
        "ENP1A14-IR_25X": (("Sender", "OperationProhibited", "Password"), False),
        "IPD-H4K8M05-BS": (("Sender",), True),
        "IPG-8150PSS": (("Receiver", "ActionNotSupported"), True),
    }
