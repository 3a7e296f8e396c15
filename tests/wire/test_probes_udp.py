"""Probes over UDP against ports that answer rightly, wrongly, from elsewhere, without end, or not at all."""

import re
import struct
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.wire import probes
from sightline.wire.probes import Answered, Offset, Shut, Silent, dnssd, snmp, sntp, ssdp, wsdiscovery
from tests.wire.datagrams import answering, shut_port

HOST = "127.0.0.1"
UDP = {probe.kind: probe for several in probes.PROBES.values() for probe in several if probe.transport == "udp"}
DESCRIPTION = bytes.fromhex("2b06010201010100")


def snmp_response(asked: bytes, value: bytes = b"\x04\x05Linux", kind: int = 0xA2) -> bytes:
    """The request's own version and number, with a value in it."""
    number = asked[asked.index(b"\xa0") + 2 :][:5]
    binding = b"\x06\x08" + DESCRIPTION + value
    bindings = bytes([0x30, len(binding) + 2, 0x30, len(binding)]) + binding
    content = number + b"\x02\x01\0\x02\x01\0" + bindings
    head = asked[2:5] + b"\x04\x06public"
    return bytes([0x30, 0x81, len(head) + len(content) + 2]) + head + bytes([kind, len(content)]) + content


def mdns_response(asked: bytes) -> bytes:
    """One pointer, its name by a jump into the question."""
    rdata = b"\x05_rtsp\x04_tcp\xc0\x23"
    return (
        asked[:2]
        + struct.pack(">HHHHH", 0x8400, 1, 1, 0, 0)
        + asked[12:]
        + b"\xc0\x0c"
        + struct.pack(">HHIH", 12, 1, 10, len(rdata))
        + rdata
    )


def matches(asked: bytes) -> bytes:
    message = re.search(rb"urn:uuid:[0-9a-f-]{36}", asked)
    assert message
    return (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header><a:RelatesTo xmlns:a="a">'
        + message[0]
        + b'</a:RelatesTo></s:Header><s:Body><d:ProbeMatches xmlns:d="d"><d:ProbeMatch><d:XAddrs>http://x/\x1b[2J</d:XAddrs>'
        b"</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).replace(b"\x1b", b"\xe2\x80\xae")


SSDP_OK = b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nSERVER: Linux UPnP/1.0\x1b[2J\r\n\r\n"
RIGHT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "SSDP": (lambda _: SSDP_OK, "UPnP answers: Linux UPnP/1.0\N{REPLACEMENT CHARACTER}[2J"),
    "SNMP v1": (snmp_response, "SNMP v1 answers to the community public: Linux"),
    "SNMP v2c": (snmp_response, "SNMP v2c answers to the community public: Linux"),
    "WS-Discovery": (matches, "WS-Discovery answers: http://x/\N{REPLACEMENT CHARACTER}[2J"),
    "mDNS": (mdns_response, "mDNS announces _rtsp._tcp.local"),
}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["from the port", "from another port"])
@pytest.mark.parametrize("kind", sorted(UDP))
def test_an_answer_is_an_answer_from_whichever_port(kind: str, elsewhere: bool) -> None:
    reply, detail = RIGHT[kind]
    with answering(lambda asked: [reply(asked)], elsewhere=elsewhere) as port:
        assert UDP[kind].ask(HOST, port.number) == Answered(detail)
    assert len(port.asked) == (2 if kind == "WS-Discovery" else 1)


@pytest.mark.parametrize("kind", sorted(UDP))
def test_a_refusal_of_the_host_is_shut(kind: str) -> None:
    started = time.monotonic()
    assert isinstance(UDP[kind].ask(HOST, shut_port(), seconds=30), Shut)
    assert time.monotonic() - started < 10


def test_silence_is_no_proof_and_ends_in_time() -> None:
    with answering(lambda _: []) as port:
        started = time.monotonic()
        assert probes.upnp_ssdp(HOST, port.number, seconds=0.2) == Silent("no answer in time")
        assert time.monotonic() - started < probes.SECONDS * 0.8, "the time that it was given"


def test_what_answers_otherwise_is_there_all_the_same() -> None:
    with answering(lambda _: [b"\x1b]0;x\x07 garbage"]) as port:
        found = probes.upnp_ssdp(HOST, port.number, seconds=0.4)
    assert found == Answered(
        "something answers, and not as UPnP: \N{REPLACEMENT CHARACTER}]0;x\N{REPLACEMENT CHARACTER} garbage",
        spoke=False,
    )


def test_a_flood_ends_at_once() -> None:
    with answering(lambda _: [b"x" * 100] * 50) as port:
        started = time.monotonic()
        found = probes.mdns(HOST, port.number, seconds=30)
        assert time.monotonic() - started < 10
    assert isinstance(found, Answered)
    assert not found.spoke


def test_an_address_that_is_none_is_silent() -> None:
    for host in ("no-such-host.invalid", "a..b"):
        assert isinstance(probes.upnp_ssdp(host), Silent)


@pytest.mark.parametrize("version", ["v1", "v2c"])
def test_one_get_of_the_right_version_is_sent(version: str) -> None:
    with answering(lambda asked: [snmp_response(asked)]) as port:
        UDP[f"SNMP {version}"].ask(HOST, port.number)
    assert port.asked[0][2:5] == bytes([2, 1, {"v1": 0, "v2c": 1}[version]])
    assert port.asked[0][5:13] == b"\x04\x06public"
    assert port.asked[0].endswith(b"\x06\x08" + DESCRIPTION + b"\x05\0")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda asked: snmp_response(asked)[:-1],
        lambda asked: snmp_response(asked, kind=0xA0),
        lambda asked: snmp_response(asked).replace(b"\x02\x01\x01\x04", b"\x02\x01\x00\x04"),
        lambda asked: asked,
    ],
    ids=["cut", "no response", "another version", "an echo"],
)
def test_what_is_no_response_to_us_does_not_speak_snmp(wrong: Callable[[bytes], bytes]) -> None:
    with answering(lambda asked: [wrong(asked)]) as port:
        found = probes.snmp_public(HOST, port.number, version="v2c", seconds=0.4)
    assert isinstance(found, Answered)
    assert not found.spoke


def test_an_error_is_an_answer_to_the_community() -> None:
    with answering(lambda asked: [snmp_response(asked, value=b"\x05\0")]) as port:
        found = probes.snmp_public(HOST, port.number, version="v1")
    assert found == Answered("SNMP v1 answers to the community public")


def ntp(asked: bytes, ahead: float, first: int = 0x24, stratum: int = 3, nonce: bytes | None = None) -> bytes:
    now = int((time.time() + ahead + 2_208_988_800) * 2**32) % 2**64
    return (
        bytes([first, stratum]) + bytes(22) + (asked[40:48] if nonce is None else nonce) + struct.pack(">QQ", now, now)
    )


@pytest.mark.parametrize("ahead", [0.0, 420.0, -86_400.0, 40 * 365 * 86_400.0])
def test_the_clock_of_a_time_server_is_measured(ahead: float) -> None:
    with answering(lambda asked: [ntp(asked, ahead)]) as port:
        found = probes.sntp_offset(HOST, port.number)
    assert isinstance(found, Offset)
    assert found.offset_seconds == pytest.approx(ahead, abs=0.2)
    assert 0 < found.round_trip_seconds < 1


@pytest.mark.parametrize(
    ("first", "stratum", "nonce"),
    [(0xE4, 3, None), (0x24, 0, None), (0x24, 16, None), (0x23, 3, None), (0x24, 3, bytes(8))],
)
def test_a_time_server_that_does_not_know_the_time_is_no_witness(first: int, stratum: int, nonce: bytes | None) -> None:
    with answering(lambda asked: [ntp(asked, 0, first, stratum, nonce)]) as port:
        assert isinstance(probes.sntp_offset(HOST, port.number, seconds=0.4), Silent)


@given(st.binary(max_size=300))
def test_no_datagram_breaks_a_reader(said: bytes) -> None:
    for found in (ssdp._read(said), wsdiscovery._read(said)):
        assert found is None or isinstance(found, Answered)
    assert isinstance(dnssd._names(bytes(4) + b"\xff\xff\xff\xff" + bytes(4) + said), list)
    assert snmp._value(said, 0, 1) is None or b"\xa2" in said
    assert snmp._value(b"\x30" + bytes([len(said) & 0x7F]) + said, 0, 1) is None or b"\xa2" in said


def test_names_that_lead_in_circles_end() -> None:
    loop = bytes(4) + b"\0\xff\0\xff" + bytes(4) + (b"\x3f" + b"a" * 63) * 130 + b"\xc0\x0c"
    started = time.thread_time()
    assert dnssd._names(loop) == []
    assert dnssd._names(bytes(4) + b"\0\0\0\xff" + bytes(4) + b"\xc0\x0c") == []
    assert time.thread_time() - started < 0.5


def test_eras_of_ntp_do_not_matter() -> None:
    after_2036 = 2_085_978_496 + 10.0
    assert sntp._apart(10 * 2**32, after_2036) == pytest.approx(0, abs=1e-3)
