"""A run as it comes into the records: some findings at a time, so that a killed run keeps what it judged."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock, Timer
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, insert, update

from sightline.errors import SightlineError
from sightline.estate.model import Estate
from sightline.policy.finding import Finding
from sightline.policy.judge import plain
from sightline.policy.policy import Policy
from sightline.policy.waiver import Waiver
from sightline.records.alive import running
from sightline.records.canonical import canonical, digest, storable
from sightline.records.database import Database
from sightline.records.documents import keep
from sightline.records.judged import Judged
from sightline.records.result import Checked, Result
from sightline.records.tables.runs import bodies, runs, runs_waivers
from sightline.records.writing import Found, write

NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Findings wait for so many others, or so long; and while devices are read, so long for another writer.
MANY, SECONDS, PATIENCE_SECONDS = 500, 1.0, 2.0


@dataclass
class Recorder:
    """One run. `found` says in which series each finding is that was written; `number` is the run's row."""

    database: Database
    number: int
    found: Found = field(default_factory=dict)
    turn: int = 1
    _registers: int = 0
    _waiting: list[Judged] = field(default_factory=list)
    _timer: Timer | None = None
    _lock: RLock = field(default_factory=RLock)
    _sign: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def begin(
        cls, database: Database, result: Result, estate: Estate, sha256: str, targets: Sequence[str] = ()
    ) -> "Recorder":
        """The run is on the disk when this returns. Raises EstateError or Busy: nothing was asked of any device yet.

        `sha256` is over the policy's files, controls and facts; `targets` are what the operator named.
        """
        today = estate.today(result.started)
        in_force = [waiver for waiver in estate.waivers if waiver.starts <= today <= waiver.until]
        with ExitStack() as sign:
            with database.writing() as connection:
                row = _row(result, estate.policy, sha256, targets)
                number = connection.execute(insert(runs).returning(runs.c.id), row).scalar_one()
                _keep_waivers(connection, number, in_force)
                sign.enter_context(running(database, number))
            return cls(database, number, _sign=sign.pop_all())

    def again(self) -> None:
        """The devices are judged once more: what comes now counts."""
        with self._lock:
            self.turn += 1

    def add(self, checked: Checked, place: int) -> None:
        """One device; it is on the disk within a second or so. Never raises: `end` does what this could not."""
        with self._lock:
            self._add(Judged.of(checked, turn=self.turn, place=place))

    def add_register(self, site: str, system: str, findings: list[Finding], at: datetime) -> None:
        """What the register says of a system, or of the estate where both names are ""."""
        with self._lock:
            self._add(Judged.of_register(site, system, findings, at, self._registers))
            self._registers += 1

    def _add(self, judged: Judged) -> None:
        self._waiting.append(judged)
        if sum(len(one.said) for one in self._waiting) >= MANY:
            self._try()
        elif self._timer is None:
            self._timer = Timer(SECONDS, self._try)
            self._timer.daemon = True
            self._timer.start()

    def _try(self) -> None:
        """Writes what waits; where that fails it waits on, and devices carry on."""
        try:
            self.flush(PATIENCE_SECONDS)
        except SightlineError:
            return

    def flush(self, wait_seconds: float | None = None) -> None:
        """What waits is on the disk when this returns. Raises EstateError or Busy; it waits on then."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if not self._waiting:
                return
            with self.database.writing(wait_seconds) as connection:
                found = write(connection, self.number, self._waiting)
            self.found |= found
            self._waiting.clear()

    def end(self, result: Result, more: Mapping[str, Any] = NOTHING) -> None:
        """All is on the disk, and the run has its end. Raises EstateError or Busy; the run stays without one then.

        `more` is what else its report says at the top: plain data by key.
        """
        try:
            with self._lock:
                self.flush()
                end = {
                    "ended": result.ended,
                    "status": result.status,
                    "interrupted": result.interrupted,
                    "more": {**more},
                }
                with self.database.writing() as connection:
                    connection.execute(update(runs).where(runs.c.id == self.number).values(end))
        finally:
            self._sign.close()


def _row(result: Result, policy: Policy, sha256: str, targets: Sequence[str]) -> dict[str, Any]:
    return {
        "name": result.id,
        "verb": result.verb,
        "operator": storable(result.operator),
        "reason": storable(result.reason),
        "started": result.started,
        "interrupted": False,
        "policy_name": policy.name,
        "policy_version": policy.version,
        "policy_sha256": sha256,
        "planned": list(policy.planned),
        "controls": list(policy.slugs),
        "targets": [storable(target) for target in targets],
        "more": {},
    }


def _keep_waivers(connection: Connection, run: int, waivers: Iterable[Waiver]) -> None:
    texts = [canonical(plain(waiver)) for waiver in waivers]
    kept = keep(connection, bodies, {digest(text): {"data": text, "verdict": None} for text in texts})
    if kept:
        connection.execute(insert(runs_waivers), [{"run_id": run, "waiver_id": waiver} for waiver in kept.values()])
