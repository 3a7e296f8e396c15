"""Replies on tape, played to the real session: the login and the driver are the real ones, the line is not there."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.dahua.session import Session
from sightline.wire.http import Http, Reply
from tests.drivers.hostile import Read, answered
from tests.drivers.judging import Found
from tests.drivers.tape import CHALLENGE, NOWHERE, reply

#: A CGI path; or a method of RPC2 with its parameters and handle.
Tape = Mapping[str, Reply]
JSON, TEXT = "application/json", "text/plain"
UNKNOWN = (403, b'{"error":{"code":403,"message":"Authority:check failure."},"result":false}')
LOGIN = "global.login"
CHALLENGED = {
    "error": {"code": 268632079, "message": "Component error: login challenge!"},
    "params": {"encryption": "Default", "random": "1234567890", "realm": "Login to lab"},
    "result": False,
    "session": "first",
}
ACCEPTED = {"result": True, "params": {"keepAliveInterval": 60}, "session": "second"}
WITH, WITHOUT = "global.login with a password", "global.login without a password"
#: A reply keeps to its request by a number of its own on the tape, so that one in another's place is seen.
FIRST_NUMBER = 1_000_000


@dataclass
class Keys:
    """What a request is known by; a page of a search by what was searched for."""

    searched: str = ""

    def of(self, path: str, body: bytes) -> str:
        key = _key(path, body)
        if "findFile" in key:
            self.searched = key.partition("hannel")[2].partition("Types")[0]
        return f"{key} of {self.searched}" if "findNextFile" in key else key


def _key(path: str, body: bytes) -> str:
    if not path.startswith("/RPC2"):
        return path
    sent = json.loads(body)
    params = sent["params"]
    if sent["method"] == LOGIN:
        return f"{LOGIN} {'with' if params['password'] else 'without'} a password"
    if sent["method"] == "system.multicall":
        params = [{**one, "session": ""} for one in params]
    return f"{sent['method']} {json.dumps(params)} {sent.get('object', '')}".strip()


def numbered(body: bytes, old: int, new: int) -> bytes:
    """The reply with another number, where it is whole and has the old one."""
    try:
        said = json.loads(body)
    except ValueError:
        return body
    if not isinstance(said, dict) or said.get("id") != old:
        return body
    return json.dumps({**said, "id": new}).encode()


@dataclass
class Recording(Http):
    """Asks the lab's device and keeps what it said: to a login, and to whoever was let in."""

    tape: dict[str, Reply] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        if body or authorization:
            number = json.loads(body)["id"] if body else 0
            key = self.keys.of(path, body)
            known = list(self.tape).index(key) if key in self.tape else len(self.tape)
            self.tape[key] = replace(said, body=numbered(said.body, number, FIRST_NUMBER + known))
        return said


@dataclass
class Playing(Http):
    """Answers by a function of the key; keeps what was asked, and how often our password was sent."""

    answer: Callable[[str], Reply] = lambda _: reply(*UNKNOWN, kind=JSON)
    numbers: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    signed: int = 0
    keys: Keys = field(default_factory=Keys)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        key = self.keys.of(path, body)
        if not body and authorization is None:
            return reply(401, b"Invalid Authority!", TEXT, challenges=(CHALLENGE,))
        self.signed += authorization is not None or key == f"{LOGIN} with a password"
        self.asked.append(key)
        said = self.answer(key)
        if not body or key not in self.numbers:
            return said
        return replace(said, body=numbered(said.body, self.numbers[key], json.loads(body)["id"]))


def _like(kind: type[Any], session: Session) -> Any:
    real = session._http
    made = kind(
        endpoint=real.endpoint,
        user=real.user,
        password=real.password,
        unlocked=real.unlocked,
        refused=real.refused,
        keeps_cookies=real.keeps_cookies,
    )
    session._http, session.counts = made, made.counts
    return made


def record(target: drivers.Target, settings: Iterable[str]) -> dict[str, Reply]:
    """Every reply that the settings need, from one login at the lab's device."""
    session = Session(target)
    recording: Recording = _like(Recording, session)
    for setting in settings:
        read_from(session, setting)
    session.close()
    return recording.tape


def play(
    answer: Callable[[str], Reply], numbers: Mapping[str, int] | None = None, zone: str = "Europe/London"
) -> tuple[Session, Playing]:
    """A session that has the function for its device."""
    session = Session(drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=ZoneInfo(zone)))
    playing: Playing = _like(Playing, session)
    playing.answer, playing.numbers = answer, dict(numbers or {})
    return session, playing


def on(tape: Tape) -> Callable[[str], Reply]:
    return lambda key: tape.get(key) or reply(*UNKNOWN, kind=JSON)


def numbers_of(tape: Tape) -> dict[str, int]:
    return {key: FIRST_NUMBER + place for place, key in enumerate(tape)}


def read_from(session: Session, setting: str) -> Found:
    """One setting, as a fact gives it."""
    return answered("dahua", session, setting)


def read(tape: Tape, setting: str) -> Found:
    """One setting by a session of its own."""
    return reader(tape)(setting)


def reader(tape: Tape) -> Read:
    """Every setting by one session."""
    return partial(read_from, play(on(tape), numbers_of(tape))[0])


def needed(tape: Tape, setting: str) -> frozenset[str]:
    """What of the tape a setting asks for."""
    session, playing = play(on(tape), numbers_of(tape))
    read_from(session, setting)
    return frozenset(set(playing.asked) & tape.keys())


def named(key: str) -> str:
    """For a message: the method with the name of its table, or CGI's path."""
    if key.startswith("system.multicall"):
        return "system.multicall"
    return key.partition("object=")[0] if key.startswith("/") else key.partition(" 24")[0][:70]
