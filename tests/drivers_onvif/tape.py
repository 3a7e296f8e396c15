"""Answers on tape, played to the real session: the login and the driver are the real ones, the line is not there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

from sightline import drivers
from sightline.drivers.onvif.session import Session
from sightline.wire.http import Endpoint, Http, Reply
from tests.drivers.hostile import Read, answered
from tests.drivers.judging import Found

#: Path, the call's namespace and name, and its arguments' texts.
Key = tuple[str, str, str]
Tape = Mapping[Key, Reply]
NOWHERE = Endpoint(scheme="http", host="127.0.0.1", port=9)
CHALLENGE = 'Digest qop="auth", realm="tape", nonce="once"'
KIND = "application/soap+xml"
OPEN: tuple[str, ...] = ("GetSystemDateAndTime", "GetServices", "GetCapabilities")
FAULT = (
    '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:ter="http://www.onvif.org/ver10/error"><s:Body><s:Fault><s:Code><s:Value>s:{code}</s:Value>{sub}</s:Code>'
    '<s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>'
)


def fault(code: str, subcode: str = "", reason: str = "") -> bytes:
    sub = f"<s:Subcode><s:Value>ter:{subcode}</s:Value></s:Subcode>" if subcode else ""
    return FAULT.format(code=code, sub=sub, reason=reason).encode()


NOT_AUTHORISED = (400, fault("Sender", "NotAuthorized", "Sender not Authorized"))
NOT_SUPPORTED = (500, fault("Receiver", "ActionNotSupported", "Optional Action Not Implemented"))


def reply(status: int, body: bytes, challenges: tuple[str, ...] = (), at: datetime | None = None) -> Reply:
    return Reply(
        status=status,
        body=body,
        content_type=KIND,
        challenges=challenges,
        at=at or datetime.now(UTC),
        round_trip_seconds=0.001,
    )


def key_of(path: str, body: bytes) -> Key:
    root = etree.fromstring(body)
    call = next(one for one in root if str(one.tag).endswith("}Body"))[0]
    return path, str(call.tag), " ".join(str(text).strip() for text in call.itertext() if str(text).strip())


def operation(key: Key) -> str:
    return key[1].rpartition("}")[2]


@dataclass
class Recording(Http):
    """Asks the real device and keeps what it said to us."""

    tape: dict[Key, Reply] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        key = key_of(path, body)
        if authorization or operation(key) in OPEN:
            self.tape[key] = said
        return said


@dataclass
class Playing(Http):
    """Answers by a function of the key; whoever carries no credentials gets the calls that are open to all.

    `tokens` makes it a device of username tokens; `asked` and `signed` count what came.
    """

    answer: Callable[[Key], Reply] = lambda _: reply(*NOT_SUPPORTED)
    tokens: bool = False
    asked: list[Key] = field(default_factory=list)
    signed: list[bytes] = field(default_factory=list)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        assert (method, content_type) == ("POST", "application/soap+xml; charset=utf-8")
        self.counts.requests += 1
        key = key_of(path, body)
        if authorization or b"UsernameToken" in body:
            self.signed.append(body)
        elif operation(key) not in OPEN:
            return reply(*NOT_AUTHORISED) if self.tokens else reply(401, b"", (CHALLENGE,))
        self.asked.append(key)
        return self.answer(key)


def _use(session: Session, http: Http) -> None:
    session._login._http = http
    session.counts = session._login.counts = http.counts


def record(target: drivers.Target, settings: Iterable[str]) -> dict[Key, Reply]:
    """Every reply that the settings need, from one login at the real device."""
    session = Session(target)
    real = session._login._http
    recording = Recording(endpoint=real.endpoint, user=real.user, password=real.password)
    _use(session, recording)
    try:
        for setting in settings:
            read_from(session, setting)
    finally:
        real.close()
        session.close()
    return recording.tape


def play(
    answer: Callable[[Key], Reply], *, tokens: bool = False, zone: str = "Europe/London"
) -> tuple[Session, Playing]:
    """A session that has the function for its device."""
    session = Session(drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=ZoneInfo(zone)))
    refused = session._login._http.refused
    playing = Playing(endpoint=NOWHERE, user="admin", password="tape", refused=refused)
    playing.answer, playing.tokens = answer, tokens
    _use(session, playing)
    return session, playing


def on(tape: Tape) -> Callable[[Key], Reply]:
    return lambda key: tape.get(key) or reply(*NOT_SUPPORTED)


def read_from(session: Session, setting: str) -> Found:
    """One setting, as a fact gives it."""
    return answered("onvif", session, setting)


def read(tape: Tape, setting: str) -> Found:
    """One setting by a session of its own."""
    return reader(tape)(setting)


def reader(tape: Tape) -> Read:
    """Every setting by one session."""
    return partial(read_from, play(on(tape))[0])


def needed(tape: Tape, setting: str) -> frozenset[Key]:
    """What of the tape a setting asks for."""
    session, playing = play(on(tape))
    read_from(session, setting)
    return frozenset(set(playing.asked) & tape.keys())


def damaged(tape: Tape, key: Key, status: int, body: bytes, **more: Any) -> Tape:
    """The tape with another reply at one place, at the same moment."""
    return {**tape, key: replace(tape[key], status=status, body=body, **more)}
