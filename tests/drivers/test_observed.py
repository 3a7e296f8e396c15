"""Single documents that real devices gave (`_loose/observed`), each put where the driver asks for it."""

from collections.abc import Callable
from typing import Any

import pytest

from sightline.drivers.hikvision import status
from sightline.errors import NotConverged, WriteRefused
from sightline.settings import UNLIMITED, Audio, Retention, Unread, Unsupported
from tests.drivers.replay import REFUSALS, Replay, serving
from tests.drivers.tape import reply
from tests.drivers.test_captures import HIKVISION, pytestmark, read

__all__ = ["pytestmark"]
OBSERVED = HIKVISION / "_loose" / "observed"
CAMERA, NVR = HIKVISION / "DS-2CD2346G2-ISU", HIKVISION / "DS-7616NI-K2"


def observed(name: str) -> bytes:
    return (OBSERVED / name).read_bytes()


def as_list(body: bytes, row: str, rows: str) -> bytes:
    """One row's document as the list that holds it alone."""
    text = body.decode()
    inner = text[text.index(f"<{row}") :]
    return f'<?xml version="1.0"?><{rows} version="2.0">{inner}</{rows}>'.encode()


def tracks(name: str) -> dict[str, bytes]:
    body = observed(name)
    return {"ContentMgmt/record/tracks": as_list(body, "Track", "TrackList"), "ContentMgmt/record/tracks/101": body}


def with_storage(name: str) -> bytes:
    """`ContentMgmt/Storage` with the list of disks that a camera of 2026 gave."""
    text = observed(name).decode()
    return f'<storage version="1.0">{text[text.index("<hddList") :]}</storage>'.encode()


def service(found: Any, name: str) -> Any:
    return next(one.enabled for one in found.services if one.service == name)


Check = Callable[[Any], bool]
CASES: dict[str, tuple[str, dict[str, bytes], Check]] = {}


def case(name: str, setting: str, documents: dict[str, bytes], check: Check) -> None:
    CASES[name] = (setting, documents, check)


if OBSERVED.is_dir():
    LOCK = {"Security/illegalLoginLock": observed("Security.illegalLoginLock.xml")}
    USERS = {"Security/users": observed("Security.users.xml"), "Security/userCheck": observed("Security.userCheck.xml")}
    case(
        "one administrator, nothing said of being enabled",
        "accounts",
        USERS,
        lambda a: [(x.name, x.role, x.enabled) for x in a.accounts] == [("admin", "administrator", None)],
    )
    case("no default password", "accounts", USERS, lambda a: a.default_password is False)
    case("a lock of 1800 is half an hour", "accounts", USERS | LOCK, lambda a: a.lockout.lock_seconds == 1800)
    case("five tries", "accounts", USERS | LOCK, lambda a: (a.lockout.enabled, a.lockout.attempts) == (True, 5))
    case("no word of a lock is not passed", "accounts", USERS, lambda a: isinstance(a.lockout, Unsupported))
    EZVIZ = {"System/Network/EZVIZ": observed("EZVIZ.get.xml")}
    case("the maker's cloud is off", "services", EZVIZ, lambda s: service(s, "p2p-cloud") is False)
    CAPS = {"System/Network/EZVIZ": observed("EZVIZ.capabilities.xml")}
    case("as its capabilities are written", "services", CAPS, lambda s: service(s, "p2p-cloud") is False)
    SNMP = {"System/Network/SNMP": observed("System.Network.SNMP.camera.xml")}
    case("SNMP v1 is off", "services", SNMP, lambda s: service(s, "snmp-v1") is False)
    case("SNMP v2c is on", "services", SNMP, lambda s: service(s, "snmp-v2c") is True)
    DISK = {"ContentMgmt/Storage": with_storage("ContentMgmt.Storage.hdd.camera-2026.xml")}
    case("a card's size is in MiB", "storage", DISK, lambda s: s.stores[0].size_bytes == 477103 * 1_048_576)
    case("a full card works", "storage", DISK, lambda s: (s.stores[0].state, s.stores[0].free_bytes) == ("ok", 0))
    case("a card is a card", "storage", DISK, lambda s: (s.stores[0].store, s.stores[0].kind) == ("hdde", "card"))
    case("a card that is not encrypted", "export", DISK, lambda e: [s.encrypted for s in e.stores] == [False])
    HELD = DISK | tracks("ContentMgmt.record.tracks.101.camera.xml")
    case("a camera that does not expire", "retention", HELD, lambda r: r.max_days is UNLIMITED)
    ON = {path: body.replace(b"<durationEnabled>false", b"<durationEnabled>true") for path, body in HELD.items()}
    case("a camera that does", "retention", ON, lambda r: r.max_days == 30)
    OLD = {path: body.replace(b"<durationEnabled>false</durationEnabled>", b"") for path, body in HELD.items()}
    case("an old camera's days prove nothing", "retention", OLD, lambda r: r.max_days is UNLIMITED)
    case("a camera's track overwrites", "retention", HELD, lambda r: r.overwrites_when_full is True)
    case("a camera's track saves sound", "audio", HELD, lambda a: [t.enabled for t in a.recorded] == [True])
    case("a camera's track has no oldest", "retention", HELD, lambda r: isinstance(r.tracks[0].oldest, Unread))
RECORDER = "ContentMgmt.record.tracks.101.nvr.xml"


@pytest.mark.parametrize("name", CASES)
def test_a_cameras_document_is_read_right(name: str) -> None:
    setting, documents, check = CASES[name]
    with serving(Replay(CAMERA, more=documents)) as replay:
        found = read(replay, setting)[0]
    assert check(found), found


def test_a_recorders_track_without_days_has_no_limit() -> None:
    with serving(Replay(NVR, more=tracks(RECORDER))) as replay:
        retention, audio = read(replay, "retention", "audio")
    assert isinstance(retention, Retention)
    assert isinstance(audio, Audio)
    assert retention.max_days is UNLIMITED
    assert isinstance(audio.recorded, tuple)
    assert [track.enabled for track in audio.recorded] == [True]
    assert isinstance(retention.overwrites_when_full, Unsupported)


def test_a_recorders_days_count() -> None:
    documents = {path: body.replace(b"P0DT0H", b"P31DT1H") for path, body in tracks(RECORDER).items()}
    with serving(Replay(NVR, more=documents)) as replay:
        retention = read(replay, "retention")[0]
    assert isinstance(retention, Retention)
    assert isinstance(retention.tracks, tuple)
    assert retention.tracks[0].max_days == 32, "an hour more than 31 days is more than 31 days"
    assert isinstance(retention.max_days, Unread), "the list here has the track of one channel alone"


@pytest.mark.parametrize("name", ["ResponseStatus.notSupport.xml", "ResponseStatus.notSupport.json"])
def test_not_supported_is_the_devices_word(name: str) -> None:
    kind = "application/json" if name.endswith("json") else "application/xml"
    said = status.read(reply(403, observed(name), kind))
    assert (said.code, said.not_supported) == (4, True)


def test_busy_is_no_word_of_what_is_there() -> None:
    said = status.read(reply(503, observed("ResponseStatus.triggers-503.xml")))
    assert (said.code, said.not_supported) == (2, False)


def test_a_write_that_needs_a_restart_is_not_done() -> None:
    with pytest.raises(NotConverged, match="restart"):
        status.written("x", reply(200, observed("ResponseStatus.rebootRequired.xml")))


@pytest.mark.parametrize("name", ["badXmlContent.xml", "deviceError.xml"])
@pytest.mark.parametrize("http", [200, 400, 500])
def test_a_refused_write_is_refused_whatever_its_http_status(name: str, http: int) -> None:
    body = (HIKVISION / "_loose" / "Streaming.channels.x0y.picture" / name).read_bytes()
    with pytest.raises(WriteRefused):
        status.written("x", reply(http, body))


def test_a_document_that_answers_with_a_status_is_that_refusal() -> None:
    """HTTP 200 and a ResponseStatus inside: some firmware refuses so."""
    documents = {"System/Network/UPnP": observed("ResponseStatus.notSupport.xml")}
    with serving(Replay(CAMERA, more=documents, refusal=REFUSALS["403 bare"])) as replay:
        services = read(replay, "services")[0]
    assert isinstance(service(services, "upnp"), Unsupported), "its capabilities claim UPnP"
    assert isinstance(service(services, "p2p-cloud"), Unread), "a bare 403 says nothing"
