"""Single values: durations, times, addresses, and profiles that only one of two services knows."""

from datetime import UTC, datetime

import pytest

from sightline import drivers
from sightline.drivers.onvif.moments import days, stamp
from sightline.drivers.onvif.places import path_of
from sightline.drivers.onvif.words import not_authorised, not_supported
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import UNLIMITED, Absent, Audio, Clock, Unlimited, Unread
from sightline.wire import soap
from sightline.wire.http import Reply
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import (
    ENVELOPE,
    PICTURE,
    PICTURE2,
    SOUND,
    SOUND2,
    audio,
    device,
    heard,
    profile,
    second,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("P31D", 31),
        ("PT744H", 31),
        ("P0Y0M31D", 31),
        ("P1M", 31),
        ("P1Y", 366),
        ("P30DT1S", 31),
        ("PT0.5S", 1),
        ("PT1M", 1),
        ("PT0S", UNLIMITED),
        ("P0D", UNLIMITED),
    ],
)
def test_a_duration_is_days_rounded_up_and_0_is_no_limit(text: str, number: int | Unlimited) -> None:
    assert days(text) == number


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "31", "-P31D", "P31", "P٣D", "P31d", "P1W", "P9999999D", "forever"]
)
def test_no_other_text_is_a_duration(text: str) -> None:
    with pytest.raises(UnexpectedReply):
        days(text)


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-03-01T10:00:00Z", 10), ("2026-03-01T10:00:00.25Z", 10), ("2026-03-01T10:00:00+02:00", 8)]
)
def test_a_time_with_a_zone_is_utc(text: str, hour: int) -> None:
    assert stamp(text) == datetime(2026, 3, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:00:00",
        "2026-03-01T24:00:00Z",
        "2026-03-01T10:00:60Z",
        "2026-03-01",
        "0001-01-01T00:00:00+14:00",
        "",
    ],
)
def test_a_time_without_a_zone_or_out_of_the_calendar_is_none(text: str) -> None:
    with pytest.raises(UnexpectedReply):
        stamp(text)


def test_an_xaddr_is_its_path_alone() -> None:
    assert path_of("http://192.0.2.7:8899/onvif/Media?a=1") == "/onvif/Media?a=1"
    assert path_of("https://[2001:db8::1]/x") == "/x"
    assert path_of("http://192.0.2.7") == "/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/onvif/Media",
        "ftp://192.0.2.7/x",
        "http://[x/",
        "http://a/b c",
        "http://a/b\u00a0",
        "http://a/" + "x" * 999,
    ],
)
def test_no_other_text_is_an_xaddr(address: str) -> None:
    with pytest.raises(UnexpectedReply):
        path_of(address)


def test_an_xaddr_cannot_add_a_line_to_a_request() -> None:
    with pytest.raises(UnexpectedReply):
        path_of("http://a/b\r\nX-Evil: 1")


def test_sound_that_only_media2_lists_is_heard() -> None:
    found = heard(
        audio(
            GetProfiles=profile("a", PICTURE),
            m2_GetProfiles=second("a", PICTURE2) + second("b", PICTURE2 + SOUND2),
        )
    )
    assert found == {"a": False, "b": True}


def test_two_services_that_disagree_on_one_profile_make_it_heard() -> None:
    assert heard(audio(GetProfiles=profile("a", PICTURE), m2_GetProfiles=second("a", PICTURE2 + SOUND2))) == {"a": True}


def test_names_alone_say_nothing_of_sound() -> None:
    found = heard(audio(GetProfiles=profile("a", PICTURE), m2_GetProfiles=second("a", "") + second("b", "")))
    assert isinstance(found["a"], Unread)
    assert isinstance(found["b"], Unread)
    assert heard(audio(GetProfiles=profile("a", PICTURE + SOUND), m2_GetProfiles=second("a", "")))["a"] is True


def test_a_source_without_an_encoder_is_silent() -> None:
    """Recorded of a Bosch camera (reference, D2)."""
    content = PICTURE + "<AudioSourceConfiguration/>"
    assert heard(audio(GetProfiles=profile("a", content), m2_GetProfiles=second("a", PICTURE2))) == {"a": False}


def test_a_list_that_media2_does_not_give_is_a_part_that_is_not_known() -> None:
    found = heard(audio(GetProfiles=profile("a", PICTURE)))
    assert found["a"] is False
    assert "all of media2" in found


def test_a_camera_that_lists_no_audio_source_has_none() -> None:
    silent = {"GetProfiles": profile("a", PICTURE), "m2_GetProfiles": second("a", PICTURE2)}
    assert isinstance(heard(audio(**silent, GetAudioSources=""))["a"], Absent)
    assert heard(audio(**silent, GetAudioSources='<AudioSources token="1"/>')) == {"a": False}
    loud = {"GetProfiles": profile("a", PICTURE + SOUND), "m2_GetProfiles": second("a", PICTURE2)}
    assert heard(audio(**loud, GetAudioSources="")) == {"a": True}


def test_sound_of_media2_alone_is_taken_out_by_media2() -> None:
    told: list[str] = []
    answer = device(GetProfiles=profile("a", PICTURE), m2_GetProfiles=second("b", PICTURE2 + SOUND2))

    def listening(key: tape.Key) -> Reply:
        if tape.operation(key) == "RemoveConfiguration":
            told.append(f"{key[0]} {key[2]}")
            return tape.reply(200, ENVELOPE.format("RemoveConfiguration", "").encode())
        return answer(key)

    of, _ = tape.play(listening)
    found = drivers.read("onvif", of, "audio")
    assert isinstance(found, Audio)
    wanted = Audio(
        streams=tuple(type(one)(channel=one.channel, stream=one.stream, enabled=False) for one in found.streams or ()),  # type: ignore[union-attr] # a tuple here
        recorded=found.recorded,
    )
    drivers.write("onvif", of, "audio", found, wanted)
    assert told == ["/m2 b AudioEncoder AudioSource"]
    with pytest.raises(WriteRefused, match="only ever taken out"):
        drivers.write("onvif", of, "audio", wanted, found)


def test_a_clock_that_shows_no_local_time_is_not_known_to_be_right() -> None:
    now = datetime.now(UTC)
    date = f"<Date><Year>{now.year}</Year><Month>{now.month}</Month><Day>{now.day}</Day></Date>"
    time = f"<Time><Hour>{now.hour}</Hour><Minute>{now.minute}</Minute><Second>{now.second}</Second></Time>"
    utc = f"<UTCDateTime>{time}{date}</UTCDateTime>"
    shown = f"<SystemDateAndTime><DateTimeType>NTP</DateTimeType>{utc}</SystemDateAndTime>"
    of, _ = tape.play(device(GetSystemDateAndTime=shown, GetNTP="<NTPInformation/>"))
    found = drivers.read("onvif", of, "clock")
    assert isinstance(found, Clock)
    assert isinstance(found.offset_seconds, Unread)


def test_servers_from_dhcp_are_those_in_force() -> None:
    row = "<{0}><Type>{1}</Type><{2}>{3}</{2}></{0}>"
    rows = row.format("NTPFromDHCP", "IPv4", "IPv4Address", "192.0.2.3") + row.format(
        "NTPManual", "DNS", "DNSname", "x.example"
    )
    shown = "<SystemDateAndTime><DateTimeType>Manual</DateTimeType></SystemDateAndTime>"
    for dhcp, servers in (("true", ("192.0.2.3",)), ("false", ("x.example",))):
        ntp = f"<NTPInformation><FromDHCP>{dhcp}</FromDHCP>{rows}</NTPInformation>"
        found = drivers.read("onvif", tape.play(device(GetSystemDateAndTime=shown, GetNTP=ntp))[0], "clock")
        assert isinstance(found, Clock)
        assert found.servers == servers


def test_faults_are_told_apart_by_their_codes() -> None:
    def said(status: int, body: bytes) -> soap.Fault:
        found = soap.content(tape.reply(status, body))
        assert isinstance(found, soap.Fault)
        return found

    assert not_supported(said(*tape.NOT_SUPPORTED))
    assert not not_authorised(said(*tape.NOT_SUPPORTED))
    assert not_authorised(said(*tape.NOT_AUTHORISED))
    for reason in ("busy", "Method 'X' failed"):
        other = said(500, tape.fault("Sender", "", reason))
        assert not not_supported(other)
        assert not not_authorised(other)


def test_a_soap_1_1_answer_and_fault_are_read() -> None:
    old = b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>%s</e:Body></e:Envelope>'
    assert not isinstance(soap.content(tape.reply(200, old % b"<AResponse/>")), soap.Fault)
    said = soap.content(
        tape.reply(500, old % b"<e:Fault><faultcode>x:NotAuthorized</faultcode><faultstring>no</faultstring></e:Fault>")
    )
    assert said == soap.Fault(http=500, codes=("NotAuthorized",), reason="no")


@pytest.mark.parametrize(
    "body",
    [
        b"<Envelope><Body><AResponse/></Body></Envelope>",
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"/>',
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>',
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><a/><b/></s:Body></s:Envelope>',
        b"",
    ],
)
def test_no_other_document_is_an_answer(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        soap.content(tape.reply(200, body))
    with pytest.raises(UnexpectedReply):
        soap.content(tape.reply(500, body))
