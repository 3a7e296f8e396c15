"""The look from outside: which ports are asked, what an answer counts for, and what a refused login does."""

from dataclasses import replace
from typing import Any

import pytest

from sightline.bridge import outside
from sightline.bridge.fact import Reading
from sightline.bridge.outside import GIVEN_UP, NO_STREAM, NOT_PROBED, Look
from sightline.drivers import StreamPath
from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unreachable
from sightline.estate.address import Address
from sightline.estate.model import Device
from sightline.runs.check import read_for
from sightline.settings import Outside, Sighting, Unread
from sightline.wire.probes import Answered, Probe, Shut, Silent
from sightline.wire.rtsp import Description, Login
from tests.policy.shipped import CONTROLS

LOGIN = Login("admin", "Open-Sesame-7")
MAIN = StreamPath(channel="1", stream="101", path="/one")
SUB = StreamPath(channel="1", stream="102", path="/two", port=8554)
ANSWERS = {
    "telnet": Answered("telnet answers"),
    "ftp": Answered("the port is open and says nothing", spoke=False),
    "ssh": Shut("the port is shut"),
    "upnp": Silent("no answer in time"),
    "discovery": Answered("garbage", spoke=False),
}


SECONDS = 0.5


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every port that is asked, of probes that answer at once."""
    seen: list[tuple[str, int]] = []

    def probe(service: str) -> Probe:
        def ask(host: str, port: int, *, seconds: float) -> Any:
            assert seconds == SECONDS
            seen.append((service, port))
            return ANSWERS[service]

        return Probe(service, "udp" if service in ("upnp", "discovery") else "tcp", 1000 + len(service), ask)

    monkeypatch.setattr(outside, "PROBES", {service: (probe(service),) for service in ANSWERS})
    return seen


def device(address: str, **ports: int) -> Device:
    scheme, _, rest = address.partition("://")
    host, _, port = rest.partition(":")
    at = Address(scheme=scheme, host=host, port=int(port))
    return Device(
        site="court", system="main", name="box", role="camera", driver="x", address=at, secret="court/box", ports=ports
    )


def nothing() -> tuple[tuple[StreamPath, ...], Login]:
    return (), LOGIN


def by_service(seen: Outside) -> dict[str, Any]:
    return {one.about: one.seen for one in seen.sightings}


def test_usual_ports_are_asked_where_the_address_has_its_usual_port(asked: list[tuple[str, int]]) -> None:
    seen = Look(device("https://127.0.0.1:443"), SECONDS).whole(nothing, print)
    assert sorted(asked) == sorted((service, 1000 + len(service)) for service in ANSWERS)
    assert by_service(seen) == {
        "telnet": True,
        "ftp": True,  # a port that must be shut is open, whatever it speaks
        "ssh": False,
        "upnp": Unread("no answer in time"),
        "discovery": Unread("garbage"),
        "anonymous-view": NO_STREAM,
        "audio": NO_STREAM,
    }


def test_elsewhere_only_the_ports_of_the_inventory_are_asked(asked: list[tuple[str, int]]) -> None:
    seen = Look(device("http://127.0.0.1:8080", telnet=2323), SECONDS).whole(nothing, print)
    assert asked == [("telnet", 2323)]
    assert by_service(seen)["ssh"] == NOT_PROBED


def test_a_port_of_the_inventory_goes_before_the_usual_one(asked: list[tuple[str, int]]) -> None:
    Look(device("http://127.0.0.1:80", telnet=2323), SECONDS).whole(nothing, print)
    assert ("telnet", 2323) in asked
    assert len(asked) == len(ANSWERS)


def described(monkeypatch: pytest.MonkeyPatch, *answers: Description | DeviceError) -> list[tuple[int, str, Any]]:
    said, calls = list(answers), list[tuple[int, str, Any]]()

    def describe(host: str, port: int, path: str, *, login: Login | None) -> Description:
        calls.append((port, path, login))
        answer = said.pop(0)
        if isinstance(answer, DeviceError):
            raise answer
        return answer

    monkeypatch.setattr(outside, "describe", describe)
    monkeypatch.setattr(outside, "PROBES", {})
    return calls


def test_streams_are_asked_with_the_login_and_say_two_things(monkeypatch: pytest.MonkeyPatch) -> None:
    shut = Description(access="protected", status=401, audio=False)
    calls = described(monkeypatch, shut, replace(shut, access="open", status=200, audio=True))
    seen = Look(device("http://127.0.0.1:80"), SECONDS).whole(lambda: ((MAIN, SUB), LOGIN), print)
    assert calls == [(554, "/one", LOGIN), (8554, "/two", LOGIN)]
    assert [(one.about, one.stream, one.seen) for one in seen.sightings] == [
        ("anonymous-view", "101", False),
        ("audio", "101", False),
        ("anonymous-view", "102", True),
        ("audio", "102", True),
    ]


def test_after_a_refusal_the_login_is_sent_no_more_and_the_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[DeviceError] = []
    hidden = Description(access="hidden", status=404, why="RTSP 404 without a login")
    calls = described(monkeypatch, LoginRefused("the device refused our login"), hidden)
    seen = Look(device("http://127.0.0.1:80"), SECONDS).whole(lambda: ((MAIN, SUB), LOGIN), refused.append)
    assert [login for *_, login in calls] == [LOGIN, None]
    assert [str(one) for one in refused] == ["the device refused our login"]
    assert all(isinstance(one.seen, Unread) for one in seen.sightings)


def test_after_half_an_answer_the_login_is_sent_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[DeviceError] = []
    calls = described(monkeypatch, UnexpectedReply("half"), Description(access="open", status=200, audio=False))
    Look(device("http://127.0.0.1:80"), SECONDS).whole(lambda: ((MAIN, SUB), LOGIN), refused.append)
    assert ([login for *_, login in calls], refused) == ([LOGIN, None], [])


def test_no_stream_is_asked_for_at_another_port_without_the_inventory(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = described(monkeypatch)
    seen = Look(device("http://127.0.0.1:8080"), SECONDS).whole(
        lambda: pytest.fail("the driver is asked for nothing"), print
    )
    assert (calls, by_service(seen)) == ([], {"anonymous-view": NOT_PROBED, "audio": NOT_PROBED})


def test_a_port_that_hangs_twice_in_a_row_is_asked_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    shut, late = Description(access="protected", status=401, why="asked without a login"), Unreachable("late")
    calls = described(monkeypatch, late, shut, late, late)
    seen = Look(device("http://127.0.0.1:80"), SECONDS).whole(lambda: ((MAIN,) * 64, LOGIN), print)
    assert [login for *_, login in calls] == [LOGIN, None, None, None]
    assert [one.seen for one in seen.sightings].count(GIVEN_UP) == 2 * 60


def test_a_login_in_a_path_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp?real_stream"
    described(monkeypatch, Description(access="open", status=200, audio=False))
    seen = Look(device("http://127.0.0.1:80"), SECONDS).whole(lambda: ((replace(MAIN, path=path),), LOGIN), print)
    assert {one.witness for one in seen.sightings} == {"RTSP on tcp/554…"}


def test_a_driver_that_cannot_name_its_streams_costs_the_streams_alone(
    monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, int]]
) -> None:
    def fails() -> Any:
        raise UnexpectedReply("half a document")

    seen = Look(device("http://127.0.0.1:80"), SECONDS).whole(fails, print)
    assert by_service(seen)["telnet"] is True
    assert by_service(seen)["audio"] == by_service(seen)["anonymous-view"] == Unread("half a document")


def test_a_look_is_part_of_the_evidence() -> None:
    control = CONTROLS["no-audio"]
    shut = Sighting(witness="RTSP on tcp/554/one", about="audio", seen=False, channel="1", stream="101")
    read = {"audio": Reading("audio", Unread("x")), "outside": Reading("outside", Outside(sightings=(shut,)))}
    said = read_for(control, read)
    assert said["outside"]["found"]["sightings"][0]["witness"] == "RTSP on tcp/554/one"
    assert read_for(CONTROLS["retention"], {**read, "retention": Reading("retention", Unread("x"))}) == {
        "status": "unexpected",
        "reason": "x",
    }
