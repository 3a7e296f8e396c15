"""Replies on tape, played to the real session: the login and the driver are the real ones, the line is not there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.hanwha.session import Session
from sightline.wire.http import Http, Reply
from tests.drivers import tape as isapi
from tests.drivers.hostile import Read, answered
from tests.drivers.judging import Found
from tests.drivers.tape import CHALLENGE, NOWHERE, reply

#: By path and query.
Tape = Mapping[str, Reply]
NO_SUCH_MENU = b"NG\nError Code: 600\nError Details:\nSubmenu Not Found\n"
LINES = "text/plain"


@dataclass
class Playing(Http):
    """Answers by a function of the path, once a login is sent; keeps what was asked."""

    answer: Callable[[str], Reply] = lambda _: reply(200, NO_SUCH_MENU)
    asked: list[str] = field(default_factory=list)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        if authorization is None:
            return reply(401, b"", challenges=(CHALLENGE,))
        self.asked.append(path)
        return self.answer(path)


def _like(kind: type[Any], session: Session) -> Any:
    """The same login on another line."""
    real = session._http
    made = kind(
        endpoint=real.endpoint,
        user=real.user,
        password=real.password,
        unlocked=real.unlocked,
        refused=real.refused,
        accept=real.accept,
        refusals=real.refusals,
    )
    session._http, session.counts = made, made.counts
    return made


def record(target: drivers.Target, settings: Iterable[str], accept: str = "application/json") -> dict[str, Reply]:
    """Every reply that the settings need, from one login at the lab's device."""
    session = Session(target)
    session._http.accept = accept
    recording = _like(isapi.Recording, session)
    for setting in settings:
        read_from(session, setting)
    session.close()
    return {path: said for (_, path, _), said in recording.tape.items()}


def play(answer: Callable[[str], Reply]) -> tuple[Session, Playing]:
    """A session that has the function for its device."""
    zone = ZoneInfo("Europe/London")
    session = Session(drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=zone))
    playing: Playing = _like(Playing, session)
    playing.answer = answer
    return session, playing


def on(tape: Tape) -> Callable[[str], Reply]:
    return lambda path: tape.get(path) or reply(200, NO_SUCH_MENU)


def read_from(session: Session, setting: str) -> Found:
    """One setting, as a fact gives it."""
    return answered("hanwha", session, setting)


def read(tape: Tape, setting: str) -> Found:
    """One setting by a session of its own."""
    return reader(tape)(setting)


def reader(tape: Tape) -> Read:
    """Every setting by one session."""
    return partial(read_from, play(on(tape))[0])


def needed(tape: Tape, setting: str) -> frozenset[str]:
    """What of the tape a setting asks for."""
    session, playing = play(on(tape))
    read_from(session, setting)
    return frozenset(set(playing.asked) & tape.keys())


def menu(path: str) -> str:
    """`media.videoprofile` of a path; `attributes` of the list of capabilities."""
    cgi, _, query = path.rpartition("/")[2].partition(".cgi")
    return f"{cgi}.{query.partition('msubmenu=')[2].partition('&')[0]}".rstrip(".")
