"""Replies recorded from a device and played back in memory: the login and the driver are the real ones, the line is
not there. One reply of a tape may be damaged, to see what the driver makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.hikvision.session import Session
from sightline.errors import DeviceError
from sightline.settings import Setting, Unread, Unsupported
from sightline.wire.http import Endpoint, Http, Reply
from tests.drivers.replay import NOT_SUPPORTED

#: Method, path and, for a search, the track that it asks about; one that reads page after page asks otherwise.
Key = tuple[str, str, str]
Tape = Mapping[Key, Reply]
CHALLENGE = 'Digest qop="auth", realm="tape", nonce="once"'
NOWHERE = Endpoint(scheme="http", host="127.0.0.1", port=9)
Found = Setting | Unread | Unsupported


def key_of(method: str, path: str, body: bytes) -> Key:
    track = body.partition(b"<trackID>")[2].partition(b"</trackID>")[0].decode()
    if track and b"<maxResults>1<" not in body:
        track += " in pages"
    month = body.partition(b"<trackDailyParam>")[2].decode()
    return method, path, track or month


def reply(status: int, body: bytes, kind: str = "application/xml", challenges: tuple[str, ...] = ()) -> Reply:
    now = datetime.now(UTC)
    return Reply(status=status, body=body, content_type=kind, challenges=challenges, at=now, round_trip_seconds=0.001)


@dataclass
class Recording(Http):
    """Asks the real device and keeps what it said to a logged-in request."""

    tape: dict[Key, Reply] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        if authorization and said.status != 401:
            self.tape[key_of(method, path, body)] = said
        return said


@dataclass
class Playing(Http):
    """Answers from a tape. What is not on it is refused as the device refuses what it does not know."""

    tape: Tape = field(default_factory=dict)
    asked: set[Key] = field(default_factory=set)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        self.counts.writes += method in ("PUT", "DELETE")
        if authorization is None:
            return reply(401, b"", challenges=(CHALLENGE,))
        key = key_of(method, path, body)
        self.asked.add(key)
        known = self.tape.get(key)
        return reply(*NOT_SUPPORTED) if known is None else known


def record(target: drivers.Target, settings: Iterable[str]) -> dict[Key, Reply]:
    """Every reply that the settings need, from one login at the real device."""
    session = _session(target)
    real = session._http
    recording = Recording(
        endpoint=real.endpoint, user=real.user, password=real.password, unlocked=real.unlocked, refused=real.refused
    )
    session._http, session.counts = recording, recording.counts
    try:
        for setting in settings:
            drivers.read("hikvision", session, setting)
    finally:
        real.close()
        session.close()
    return recording.tape


def play(tape: Tape, zone: ZoneInfo | None = None) -> tuple[Session, Playing]:
    """A session that has the tape for its device."""
    target = drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=zone or ZoneInfo("Europe/London"))
    session = _session(target)
    real = session._http
    playing = Playing(endpoint=NOWHERE, user="admin", password="tape", unlocked=real.unlocked, refused=real.refused)
    playing.tape = tape
    session._http, session.counts = playing, playing.counts
    return session, playing


def read(tape: Tape, setting: str) -> Found:
    """One setting by a session of its own, as a fact gives it. Only a DeviceError is an answer."""
    session, _ = play(tape)
    try:
        return drivers.read("hikvision", session, setting)
    except DeviceError as problem:
        if problem.status == "unsupported":
            return Unsupported(str(problem))
        return Unread(str(problem), problem.status)


def needed(tape: Tape, setting: str) -> frozenset[Key]:
    """What of the tape a setting asks for."""
    session, playing = play(tape)
    drivers.read("hikvision", session, setting)
    return frozenset(playing.asked & tape.keys())


def damaged(tape: Tape, key: Key, status: int, body: bytes, kind: str = "application/xml") -> Tape:
    """The tape with another reply at one place, at the same moment."""
    return {**tape, key: replace(tape[key], status=status, body=body, content_type=kind)}


def _session(target: drivers.Target) -> Session:
    session = drivers.open_session("hikvision", target)
    assert isinstance(session, Session)
    return session
