"""One wrong password is the last; who we are is chosen before anything is signed (design, section 5, rule 1)."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.onvif.words import DEVICE
from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, WriteRefused
from sightline.lab.onvif.devices import LOBBY as ONVIF_CAMERA
from sightline.settings import ALL
from sightline.wire import soap
from sightline.wire.http import ClosedIdle, Reply
from tests.drivers_onvif import tape
from tests.drivers_onvif.onvifsite import LOBBY, running, session
from tests.labsite import LabSite

TIME = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetSystemDateAndTimeResponse>
<SystemDateAndTime><DateTimeType>Manual</DateTimeType><UTCDateTime><Time><Hour>{0.hour}</Hour><Minute>{0.minute}</Minute>
<Second>{0.second}</Second></Time><Date><Year>{0.year}</Year><Month>{0.month}</Month><Day>{0.day}</Day></Date></UTCDateTime>
</SystemDateAndTime></GetSystemDateAndTimeResponse></s:Body></s:Envelope>"""
INFORMATION = b"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetDeviceInformationResponse>
<Model>M</Model><FirmwareVersion>1</FirmwareVersion><SerialNumber>S</SerialNumber></GetDeviceInformationResponse>
</s:Body></s:Envelope>"""
SERVICES = b"""<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetServicesResponse><Service>
<Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace><XAddr>http://198.51.100.9:81/m?x=1</XAddr></Service>
</GetServicesResponse></s:Body></s:Envelope>"""
OFF = timedelta(days=-913)


@pytest.fixture(params=["digest", "token"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LabSite]:
    spec = ONVIF_CAMERA if request.param == "digest" else replace(ONVIF_CAMERA, algorithms=())
    with running(tmp_path, spec) as found:
        yield found


def small(key: tape.Key) -> Reply:
    """A device of few words whose clock is years behind."""
    answers = {
        "GetSystemDateAndTime": TIME.format(datetime.now(UTC) + OFF).encode(),
        "GetServices": SERVICES,
        "GetDeviceInformation": INFORMATION,
    }
    found = answers.get(tape.operation(key))
    return tape.reply(*tape.NOT_SUPPORTED) if found is None else tape.reply(200, found)


def read_all(of: drivers.Session) -> list[str]:
    """How each setting ended: not two whose parts each say it, nor views, for which nothing is asked here."""
    ended = []
    for setting in [name for name in ALL if name not in ("services", "certificates", "views")]:
        try:
            drivers.read("onvif", of, setting)
            ended.append("ok")
        except DeviceError as problem:
            ended.append(type(problem).__name__)
    return ended


def test_an_account_without_the_right_reads_until_it_is_refused_and_no_further(site: LabSite) -> None:
    with session(site, LOBBY, user="vms", password=ONVIF_CAMERA.passwords["vms"]) as of:
        assert drivers.read("onvif", of, "identity")
        assert drivers.read("onvif", of, "audio")
        before = site.device(LOBBY).counters.credentialed
        with pytest.raises(LoginRefused, match="does the account lack a right"):
            drivers.read("onvif", of, "accounts")
        with pytest.raises(LoginRefused):
            drivers.read("onvif", of, "clock")
    assert site.device(LOBBY).counters.credentialed == before + 1


def test_a_clock_that_is_put_right_under_us_does_not_spoil_the_next_token(tmp_path: Path) -> None:
    with running(tmp_path, replace(ONVIF_CAMERA, algorithms=(), clock_fast_seconds=9 * 3600)) as site:
        site.harden()
        assert site.device(LOBBY).clock_error_seconds == 0
        assert site.device(LOBBY).counters.refused_logins == 0


def test_a_token_is_of_the_devices_own_time_in_whole_seconds_with_a_nonce_of_16_bytes() -> None:
    of, played = tape.play(small, tokens=True)
    assert drivers.read("onvif", of, "identity")
    sent = played.signed[0].decode()
    created, nonce, digest = (
        re.search(pattern, sent)
        for pattern in (r"Created>([^<]+)<", r"Nonce [^>]+>([^<]+)<", r"Password [^>]+>([^<]+)<")
    )
    assert created
    assert nonce
    assert digest
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", created[1])
    assert abs(datetime.fromisoformat(created[1]) - datetime.now(UTC) - OFF) < timedelta(seconds=5)
    raw = base64.b64decode(nonce[1])
    assert len(raw) == 16
    expected = base64.b64encode(hashlib.sha1(raw + created[1].encode() + b"tape").digest()).decode()
    assert digest[1] == expected
    assert "tape" not in sent.replace(digest[1], "")


def test_nothing_is_signed_before_the_device_has_asked_for_it() -> None:
    of, played = tape.play(small, tokens=True)
    with pytest.raises(DeviceError):
        drivers.read("onvif", of, "accounts")
    operations = [tape.operation(key) for key in played.asked]
    assert operations[:3] == ["GetSystemDateAndTime", "GetServices", "GetCapabilities"]
    assert operations[3:] == ["GetDeviceInformation", "GetUsers"], "the call that every account may make goes first"
    assert len(played.signed) == 2


def test_digest_goes_first_and_no_token_beside_it() -> None:
    of, played = tape.play(small)
    drivers.read("onvif", of, "identity")
    assert all(b"UsernameToken" not in body for body in played.signed)


def test_an_xaddr_moves_nothing_but_the_path() -> None:
    """The host 198.51.100.9 of the list is never spoken to: every request goes to the one endpoint of the session."""
    of, played = tape.play(small, tokens=True)
    drivers.read("onvif", of, "identity")
    of._asked(("http://www.onvif.org/ver10/device/wsdl", "GetSystemDateAndTime", ""))
    with pytest.raises(DeviceError):
        of.ask("http://www.onvif.org/ver10/media/wsdl", "GetProfiles")
    assert ("/m?x=1", "{http://www.onvif.org/ver10/media/wsdl}GetProfiles", "") in played.asked
    assert played.endpoint == tape.NOWHERE


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, b""),
        (403, b""),
        (400, tape.fault("Sender", "NotAuthorized")),
        (200, tape.fault("Sender", "NotAuthorized")),
        (500, tape.fault("Sender", "", "Authentication failed")),
        (500, tape.fault("Sender", "FailedAuthentication", "The security token could not be authenticated")),
        (500, tape.fault("Sender", "", "Wsse authorized time check failed")),
    ],
)
@pytest.mark.parametrize("tokens", [False, True])
def test_every_form_of_refusal_is_the_last_request(status: int, body: bytes, tokens: bool) -> None:
    def answer(key: tape.Key) -> Reply:
        return small(key) if tape.operation(key) in tape.OPEN else tape.reply(status, body)

    of, played = tape.play(answer, tokens=tokens)
    assert set(read_all(of)) == {"LoginRefused", "Unsupported"}
    assert len(played.signed) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", tape.fault("Receiver", "Action", "busy"), SERVICES])
def test_a_riddle_before_the_login_is_proven_is_the_last_request_as_well(body: bytes) -> None:
    def answer(key: tape.Key) -> Reply:
        return small(key) if tape.operation(key) in tape.OPEN else tape.reply(500, body)

    of, played = tape.play(answer, tokens=True)
    assert set(read_all(of)) == {"UnexpectedReply", "Unsupported"}
    assert len(played.signed) == 1


def test_a_device_that_hides_its_time_gets_one_token_by_our_clock() -> None:
    def answer(key: tape.Key) -> Reply:
        return small(key)

    of, played = tape.play(answer, tokens=True)
    open_to_all, tape.OPEN = tape.OPEN, ("GetServices", "GetCapabilities")
    try:
        drivers.read("onvif", of, "identity")
    finally:
        tape.OPEN = open_to_all
    created = re.search(rb"Created>([^<]+)<", played.signed[0])
    assert created
    assert abs(datetime.fromisoformat(created[1].decode()) - datetime.now(UTC)) < timedelta(seconds=5)


def test_basic_is_never_answered() -> None:
    of, played = tape.play(small)
    basic = 'Basic realm="camera"'
    challenge, tape.CHALLENGE = tape.CHALLENGE, basic
    try:
        assert "ok" not in read_all(of)
    finally:
        tape.CHALLENGE = challenge
    assert played.signed == []
    assert of.counts.logins == 0


def test_an_open_device_is_read_and_never_written() -> None:
    of, played = tape.play(small)
    open_to_all, tape.OPEN = (
        tape.OPEN,
        (
            "GetSystemDateAndTime",
            "GetServices",
            "GetCapabilities",
            "GetProfiles",
            "GetDeviceInformation",
            "SetDiscoveryMode",
        ),
    )
    try:
        assert drivers.read("onvif", of, "identity")
        with pytest.raises(UnexpectedReply, match="nothing is written to an open device"):
            of.tell(DEVICE, "SetDiscoveryMode", DiscoveryMode="NonDiscoverable")
    finally:
        tape.OPEN = open_to_all
    assert played.signed == []


@pytest.mark.parametrize("tokens", [False, True])
def test_a_read_is_asked_again_where_the_idle_connection_was_closed_and_a_write_is_not(tokens: bool) -> None:
    of, _ = tape.play(small, tokens=tokens)
    drivers.read("onvif", of, "identity")
    http = of._login._http
    closed: list[int] = []
    send = http._send

    def closes(*sent: object, **more: object) -> Reply:
        if not closed:
            closed.append(1)
            raise ClosedIdle("closed")
        return send(*sent, **more)  # type: ignore[arg-type] # passed on as it came

    http._send = closes  # type: ignore[method-assign] # one connection breaks
    of.forget()
    assert drivers.read("onvif", of, "identity")
    closed.clear()
    with pytest.raises(ClosedIdle):
        of.tell(DEVICE, "SetDiscoveryMode", DiscoveryMode="NonDiscoverable")


def test_a_refused_write_says_so() -> None:
    of, _ = tape.play(small)
    drivers.read("onvif", of, "identity")
    with pytest.raises(WriteRefused, match="ActionNotSupported"):
        of.tell(DEVICE, "SetDiscoveryMode", DiscoveryMode="NonDiscoverable")


def test_the_profile_of_the_standard_is_met_by_its_own_example() -> None:
    """Core specification 5.12: nonce, time and password of its example give the digest that it prints."""
    nonce = base64.b64decode("LKqI6G/AikKCQrN0zqZFlg==")
    when = datetime(2010, 9, 16, 7, 50, 45, tzinfo=UTC)
    assert "tuOSpGlFlIXsozq4HFNeeGeFLEI=" in soap.username_token("user", "userpassword", when, nonce)
