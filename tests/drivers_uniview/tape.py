"""Replies on tape, played to the real session: LAPI's and ONVIF's, by one login. The line is not there."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.uniview.session import Session
from sightline.wire.http import Http, Reply
from tests.drivers.hostile import Read, answered
from tests.drivers.judging import Found
from tests.drivers_onvif import tape as onvif

#: Method, path, and what a SOAP request asks for.
Key = tuple[str, str, str]
Tape = Mapping[Key, Reply]
CHALLENGE = 'Digest qop="auth", realm="tape", nonce="once"'
OTHER_REALM = 'Digest qop="auth", realm="other", nonce="once"'
PREFIX = "/LAPI/V1.0/"


def envelope(data: object, code: int = 0, status: int = 0) -> bytes:
    said = {"ResponseCode": code, "ResponseString": "said", "StatusCode": status, "StatusString": "said"}
    return json.dumps({"Response": {"ResponseURL": "/LAPI", **said, "Data": data}}).encode()


UNKNOWN_PATH = (599, envelope("null", 1, 65535))


def reply(status: int, body: bytes, challenges: tuple[str, ...] = (), at: datetime | None = None) -> Reply:
    return onvif.reply(status, body, challenges, at)


def key_of(method: str, path: str, body: bytes) -> Key:
    return method, path, " ".join(onvif.key_of(path, body)[1:]) if body.startswith(b"<") else ""


def named(key: Key) -> str:
    """The LAPI path, or the ONVIF operation."""
    if key[2]:
        return key[2].partition(" ")[0].rpartition("}")[2]
    return key[1].removeprefix(PREFIX)


@dataclass
class Recording(Http):
    """Asks the real device and keeps what it said: to us, and to nobody what is open to all."""

    tape: dict[Key, Reply] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        if said.status != 401:
            self.tape[key_of(method, path, body)] = said
        return said


@dataclass
class Playing(Http):
    """Answers by a function of the key; nobody gets the calls that ONVIF opens to all, and a challenge for the rest.

    `onvif_challenge` is what ONVIF asks nobody for; `signed` are the keys of the requests that carried credentials.
    """

    answer: Callable[[Key], Reply] = lambda _: reply(*UNKNOWN_PATH)
    onvif_challenge: Reply = field(default_factory=lambda: reply(401, b"", (CHALLENGE,)))
    challenge: Reply = field(default_factory=lambda: reply(401, envelope("null", 3, 401), (CHALLENGE,)))
    asked: list[Key] = field(default_factory=list)
    signed: list[Key] = field(default_factory=list)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        self.counts.writes += method == "PUT"
        key = key_of(method, path, body)
        if authorization:
            self.signed.append(key)
        elif named(key) not in onvif.OPEN:
            return self.onvif_challenge if key[2] else self.challenge
        self.asked.append(key)
        return self.answer(key)


def record(target: drivers.Target, settings: Iterable[str]) -> dict[Key, Reply]:
    """Every reply that the settings need, from one login at the real device."""
    session = Session(target)
    real = session._http
    recording = Recording(endpoint=real.endpoint, user=real.user, password=real.password)
    session._http, session.counts = recording, recording.counts
    try:
        for setting in settings:
            read_from(session, setting)
    finally:
        real.close()
        session.close()
    return recording.tape


def play(answer: Callable[[Key], Reply], *, zone: str = "Europe/London", **more: Any) -> tuple[Session, Playing]:
    """A session that has the function for its device."""
    target = drivers.Target(endpoint=onvif.NOWHERE, user="admin", password="tape", timezone=ZoneInfo(zone))
    session = Session(target)
    real = session._http
    playing = Playing(
        endpoint=onvif.NOWHERE, user="admin", password="tape", unlocked=real.unlocked, refused=real.refused, **more
    )
    playing.answer = answer
    session._http, session.counts = playing, playing.counts
    return session, playing


def on(tape: Tape) -> Callable[[Key], Reply]:
    return lambda key: tape.get(key) or reply(*(onvif.NOT_SUPPORTED if key[2] else UNKNOWN_PATH))


def lapi(documents: Mapping[str, object], at: datetime | None = None) -> Callable[[Key], Reply]:
    """A device of these data by path, and of no ONVIF."""
    known = {("GET", PREFIX + path, ""): reply(200, envelope(data), at=at) for path, data in documents.items()}
    return on(known)


def read_from(session: Session, setting: str) -> Found:
    """One setting, as a fact gives it."""
    return answered("uniview", session, setting)


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


NOW = datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)
