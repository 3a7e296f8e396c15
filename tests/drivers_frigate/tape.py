"""Answers on tape for makes whose login is a token: login and driver are the real ones, the line is not there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.bridge.begin import begin
from sightline.policy.finding import Verdict
from sightline.wire.http import Endpoint, Reply
from sightline.wire.token import TokenHttp
from tests.drivers.hostile import answered
from tests.drivers.judging import Bench

#: Method, and path with its query.
Key = tuple[str, str]
Tape = Mapping[Key, Reply]
NOWHERE = Endpoint(scheme="https", host="127.0.0.1", port=9, pin="0" * 64)
#: Not asked of these recorders, whatever they answer: their site file declares no mask.
SPARED = ("masks", "views")


def reply(status: int, body: bytes = b"", cookies: tuple[str, ...] = ()) -> Reply:
    return Reply(
        status=status,
        body=body,
        content_type="application/json",
        challenges=(),
        at=datetime.now(UTC),
        round_trip_seconds=0.001,
        cookies=cookies,
    )


@dataclass
class Recording(TokenHttp):
    """Asks the real device and keeps the last that it said to each request."""

    tape: dict[Key, Reply] = field(default_factory=dict)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        said = super()._send(method, path, body, content_type, authorization)
        self.tape.setdefault((method, path), said)
        if authorization is not None:
            self.tape[method, path] = said
        return said


@dataclass
class Playing(TokenHttp):
    """Answers by a function of the key. Who shows no token is refused what the tape has for those that do."""

    answer: Callable[[Key], Reply] = lambda _: reply(404)
    asked: list[Key] = field(default_factory=list)
    signed: list[Key] = field(default_factory=list)

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        self.counts.requests += 1
        key = method, path
        if authorization is None:
            return reply(401)
        (self.signed if authorization == "" else self.asked).append(key)
        return self.answer(key)


def _with(session: Any, kind: type[TokenHttp]) -> Any:
    """The session's own HTTP, as another kind."""
    old = session._http
    names = ("endpoint", "user", "password", "limits", "accept", "refusals", "refused", "in_query", "ended")
    session._http = kind(**{name: getattr(old, name) for name in names})
    session.counts = session._http.counts
    return session._http


def opened(make: str, target: drivers.Target) -> Any:
    return import_module(f"sightline.drivers.{make}.session").Session(target)


def record(make: str, target: drivers.Target, settings: Iterable[str]) -> dict[Key, Reply]:
    """Every reply that the settings need, from one login at the real device."""
    session = opened(make, target)
    recording = _with(session, Recording)
    for setting in settings:
        answered(make, session, setting)
    session.close()
    return dict(recording.tape)


def play(make: str, answer: Callable[[Key], Reply]) -> tuple[Any, Playing]:
    """A session that has the function for its device."""
    zone = ZoneInfo("Europe/London")
    session = opened(make, drivers.Target(endpoint=NOWHERE, user="admin", password="tape", timezone=zone))
    playing = _with(session, Playing)
    playing.answer = answer
    return session, playing


def on(tape: Tape) -> Callable[[Key], Reply]:
    return lambda key: tape.get(key) or reply(404)


@dataclass(frozen=True)
class Judging:
    """The shipped policy and its controls, for one device of that make."""

    make: str
    bench: Bench

    @classmethod
    def of(cls, make: str, folder: Path, name: str) -> "Judging":
        work = begin(folder, verb="check")
        controls = {slug: control for slug, control in work.asked.items() if slug != "views"}  # test_views.py
        return cls(make, Bench(work.policy_for(work.estate.device(name), "admin"), controls))

    @property
    def settings(self) -> list[str]:
        return self.bench.settings

    def verdicts(self, tape: Tape) -> dict[str, Verdict]:
        """Of every control, by what the tape says."""
        now = max(said.at for said in tape.values())
        bench = replace(self.bench, policy=replace(self.bench.policy, now=now, today=now.date()))
        session, _ = play(self.make, on(tape))
        found = bench.judged(lambda setting: answered(self.make, session, setting))
        return {slug: finding.verdict for slug, finding in found.items()}
