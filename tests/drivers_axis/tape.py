"""Replies on tape, played to the real session: the login and the driver are the real ones, the line is not there."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.axis.params import GROUPS
from sightline.drivers.axis.session import LIST, Session
from sightline.wire.http import Http, Reply
from tests.drivers.hostile import Read, answered
from tests.drivers.judging import Found
from tests.drivers_axis.replay import listing
from tests.drivers_onvif.tape import CHALLENGE, NOWHERE, reply

#: Method, path, and the method of a JSON request or the element of a SOAP call.
Key = tuple[str, str, str]
Tape = Mapping[Key, Reply]
PARAMS: Key = ("GET", LIST, "")
NONE = (404, b"<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD></HTML>\n")


def key_of(method: str, path: str, body: bytes) -> Key:
    if body.startswith(b"<"):
        return method, path, "soap"
    return method, path, json.loads(body)["method"] if body.startswith(b"{") else ""


def named(key: Key) -> str:
    """The CGI, and the method of a JSON request."""
    return " ".join(word for word in (key[1].partition("?")[0].removeprefix("/axis-cgi/"), key[2]) if word)


@dataclass
class Recording(Http):
    """Asks the real device and keeps what it said to us."""

    tape: dict[Key, Reply] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        if authorization:
            self.tape[key_of(method, path, body)] = said
        return said


@dataclass
class Playing(Http):
    """Answers by a function of the key; nobody gets a challenge. `signed` are the requests that carried credentials,
    `sent` the bodies of the forms among them."""

    answer: Callable[[Key], Reply] = lambda _: reply(*NONE)
    challenge: Reply = field(default_factory=lambda: reply(401, b"", (CHALLENGE,)))
    signed: list[Key] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        if not authorization:
            return self.challenge
        key = key_of(method, path, body)
        self.signed.append(key)
        if content_type == "application/x-www-form-urlencoded":
            self.sent.append(dict(parse_qsl(body.decode(), keep_blank_values=True)))
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
    session = Session(drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=ZoneInfo(zone)))
    playing = Playing(endpoint=NOWHERE, user="admin", password="tape", **more)
    playing.answer = answer
    session._http, session.counts = playing, playing.counts
    return session, playing


def on(tape: Tape) -> Callable[[Key], Reply]:
    return lambda key: tape.get(key) or reply(*NONE)


def camera(params: str, answers: Mapping[str, bytes] | None = None, at: datetime | None = None) -> Tape:
    """A device of these parameters, and of these answers by what `named` calls them; our account is its administrator.

    A parameter that is not among them is none of the device's.
    """
    ours = b'admin="admin"\noperator="admin"\nviewer="admin"\ndigusers="admin"\n'
    lines = "".join(f"root.{line.strip()}\n" for line in params.splitlines() if line.strip())
    said = {"pwdgrp.cgi": ours, **(answers or {})}
    keys = [("GET", path, "") for path in PATHS] + [("POST", path, method) for path, method in METHODS]
    return {
        PARAMS: reply(200, listing(lines.encode(), list(GROUPS)), at=at),
        **{key: reply(200, said[named(key)], at=at) for key in keys if named(key) in said},
    }


PATHS = (
    "/axis-cgi/pwdgrp.cgi?action=get",
    "/axis-cgi/disks/list.cgi?diskid=all",
    "/axis-cgi/record/list.cgi?recordingid=all&maxnumberofresults=500&sortorder=ascending",
    "/axis-cgi/applications/list.cgi",
    "/axis-cgi/admin/date.cgi?action=get",
    "/config/discover",
    "/config/rest/recording-group/v2",
)
METHODS = (
    ("/axis-cgi/apidiscovery.cgi", "getApiList"),
    ("/axis-cgi/ntp.cgi", "getNTPInfo"),
    ("/axis-cgi/time.cgi", "getDateTimeInfo"),
    ("/vapix/services", "soap"),
)


def read_from(session: Session, setting: str) -> Found:
    """One setting, as a fact gives it."""
    return answered("axis", session, setting)


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
    return frozenset(set(playing.signed) & tape.keys())
