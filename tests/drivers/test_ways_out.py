"""The log and where it goes, and HTTPS: documents put together here."""

from typing import Any

import pytest

from sightline import drivers
from sightline.errors import WriteRefused
from sightline.settings import Certificates, Collector, Logging, Unread, Unsupported
from tests.drivers.replay import REFUSALS
from tests.drivers.tape import Found, Key, Tape, play, read, reply

DOCUMENTS = {
    "Security/userCheck": "<userCheck/>",
    "System/deviceInfo": "<DeviceInfo><deviceType>IPCamera</deviceType></DeviceInfo>",
    "System/capabilities": "<DeviceCap/>",
    "System/time": "<Time><localTime>2026-11-25T12:00:00</localTime></Time>",
}
ENTRY = (
    "<CMSearchResult><responseStatusStrg>OK</responseStatusStrg><numOfMatches>1</numOfMatches><matchList>"
    "<searchMatchItem><logDescriptor><metaId>{}</metaId></logDescriptor></searchMatchItem></matchList></CMSearchResult>"
)
SERVER = (
    "<LogServer><enabled>{on}</enabled><addressingFormatType>{kind}</addressingFormatType>"
    "<hostName>logs.example</hostName><ipAddress>192.0.2.5</ipAddress><portNo>{port}</portNo>{more}</LogServer>"
)


def tape(server: str = "", log: str = "", refused: str = "") -> Tape:
    documents = DOCUMENTS | ({"System/logServer": server} if server else {})
    found: dict[Key, Any] = {
        ("GET", f"/ISAPI/{path}", ""): reply(200, text.encode()) for path, text in documents.items()
    }
    if refused:
        found["GET", "/ISAPI/System/logServer", ""] = reply(*REFUSALS[refused])
    return found | ({("POST", "/ISAPI/ContentMgmt/logSearch", ""): reply(200, log.encode())} if log else {})


def server(on: str = "true", kind: str = "hostname", port: str = "514", more: str = "") -> str:
    return SERVER.format(on=on, kind=kind, port=port, more=more)


def logging(found: Found) -> Logging:
    assert isinstance(found, Logging)
    return found


def test_a_log_is_kept_where_an_entry_is_shown() -> None:
    assert logging(read(tape(log=ENTRY.format("log.hikvision.com/Operation/remoteLogin")), "logging")).kept is True
    nothing = "<CMSearchResult><responseStatusStrg>NO MATCHES</responseStatusStrg></CMSearchResult>"
    for said in (ENTRY.format(""), ENTRY.format("recordType"), nothing, "<html/>", ""):
        assert isinstance(logging(read(tape(log=said), "logging")).kept, Unread | Unsupported)


@pytest.mark.parametrize(
    ("document", "collectors"),
    [
        (server(), (Collector(host="logs.example", port=514, protocol=""),)),
        (server(kind="ipaddress"), (Collector(host="192.0.2.5", port=514, protocol=""),)),
        (
            server(more="<transmissionEncryption>true</transmissionEncryption>"),
            (Collector(host="logs.example", port=514, protocol="tls"),),
        ),
        (server(on="false"), ()),
        (server(kind="ipaddress").replace("192.0.2.5", "0.0.0.0"), ()),
    ],
)
def test_a_collector_is_one_that_is_sent_to(document: str, collectors: tuple[Collector, ...]) -> None:
    assert logging(read(tape(document), "logging")).collectors == collectors


@pytest.mark.parametrize("document", [server(on="perhaps"), server(port="many"), "<LogServer/>", "<html/>"])
def test_a_log_server_that_is_no_answer_is_unread(document: str) -> None:
    assert isinstance(logging(read(tape(document), "logging")).collectors, Unread)


def test_a_log_that_cannot_leave_the_device_is_not_passed_as_absent() -> None:
    assert isinstance(logging(read(tape(), "logging")).collectors, Unsupported)
    assert isinstance(logging(read(tape(refused="403 bare"), "logging")).collectors, Unread)


def test_there_is_room_for_one_collector() -> None:
    session, playing = play(tape(server()))
    found = Logging(kept=True, collectors=())
    two = tuple(Collector(host=host, port=514, protocol="udp") for host in ("a.example", "b.example"))
    with pytest.raises(WriteRefused, match="one place"):
        drivers.write("hikvision", session, "logging", found, Logging(kept=True, collectors=two))
    assert playing.counts.writes == 0


def ports(http: str = "true", https: str = "true", more: str = "<redirectToHttps>false</redirectToHttps>") -> Tape:
    rows = "".join(
        f"<AdminAccessProtocol><id>{n}</id><enabled>{on}</enabled><protocol>{name}</protocol>{rest}</AdminAccessProtocol>"
        for n, (name, on, rest) in enumerate((("HTTP", http, ""), ("HTTPS", https, more)), 1)
    )
    body = f"<AdminAccessProtocolList>{rows}</AdminAccessProtocolList>"
    return {**tape(), ("GET", "/ISAPI/Security/adminAccesses", ""): reply(200, body.encode())}


REDIRECTS = "<redirectToHttps>true</redirectToHttps>"


@pytest.mark.parametrize(
    ("found", "only"),
    [
        (ports(), False),
        (ports(more=REDIRECTS), True),
        (ports(https="false", more=REDIRECTS), False),
        (ports(http="false"), True),
        (ports(more=""), False),
    ],
)
def test_https_only_is_http_shut_or_sent_on_to_https(found: Tape, only: bool) -> None:
    certificates = read(found, "certificates")
    assert isinstance(certificates, Certificates)
    assert certificates.https_only is only


def test_ports_that_are_no_answer_are_unread() -> None:
    for damage in (ports(http=""), ports(more="<redirectToHttps>so</redirectToHttps>")):
        certificates = read(damage, "certificates")
        assert isinstance(certificates, Certificates)
        assert isinstance(certificates.https_only, Unread)
    refused = read(
        {**ports(), ("GET", "/ISAPI/Security/adminAccesses", ""): reply(*REFUSALS["403 bare"])}, "certificates"
    )
    assert isinstance(refused, Certificates)
    assert isinstance(refused.https, Unread)
    assert isinstance(refused.https_only, Unread)


def test_a_protocol_that_is_listed_twice_is_unread_whichever_row_comes_first() -> None:
    key = ("GET", "/ISAPI/Security/adminAccesses", "")
    for on, off in (("true", "false"), ("false", "true")):
        body = ports(http=on)[key].body
        other = ports(http=off)[key].body.partition(b"<AdminAccessProtocolList>")[2]
        twice = {**ports(), key: reply(200, body.replace(b"</AdminAccessProtocolList>", other))}
        assert isinstance(read(twice, "certificates"), Unread)


@pytest.mark.parametrize("tape", [ports(), ports(more="")])
def test_plain_http_is_not_closed_over_plain_http_or_without_a_redirect(tape: Tape) -> None:
    session, playing = play(tape)
    found: Any = drivers.read("hikvision", session, "certificates")
    wanted = Certificates(**{**vars(found), "https_only": True})
    with pytest.raises(WriteRefused):
        drivers.write("hikvision", session, "certificates", found, wanted)
    assert playing.counts.writes == 0
