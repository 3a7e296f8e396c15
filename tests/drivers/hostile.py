"""What the tests of damaged replies share, whatever the make: a device on tape, and what damage does to verdicts."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from hypothesis import HealthCheck, settings

from sightline import drivers
from sightline.bridge.begin import begin
from sightline.errors import DeviceError
from sightline.estate.model import Device
from sightline.policy.finding import Verdict
from sightline.settings import Setting, Unread, Unsupported
from sightline.wire.http import Reply
from tests.drivers_onvif.judging import CLEAN, Bench
from tests.labsite import LabSite

K = TypeVar("K", bound=Hashable)
Found = Setting | Unread | Unsupported
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
#: Hours after which the lab's devices have purged what they may not keep any more.
PURGE_HOURS = 25


@dataclass(frozen=True)
class Box(Generic[K]):
    """One device in one state on tape. `verdicts` and `needs` are of the undamaged tape."""

    tape: Mapping[K, Reply]
    bench: Bench
    read: Callable[[Mapping[K, Reply], str], Found]
    needs: Mapping[str, frozenset[K]]
    verdicts: Mapping[str, Verdict]

    def judged(self, of: Mapping[K, Reply], key: K) -> dict[str, Verdict]:
        """The verdicts of every control that asks for this reply, by the replies of a tape."""
        touched = frozenset(setting for setting, keys in self.needs.items() if key in keys)
        found = self.bench.judged(lambda setting: self.read(of, setting), touched)
        return {slug: finding.verdict for slug, finding in found.items()}

    def flips(self, key: K, of: Mapping[K, Reply]) -> list[str]:
        """Controls that the damage to a reply turned from not clean to clean."""
        return [
            f"{slug}: {self.verdicts[slug]} became {verdict}"
            for slug, verdict in self.judged(of, key).items()
            if self.verdicts[slug] not in CLEAN and verdict in CLEAN
        ]

    def passed(self, key: K, of: Mapping[K, Reply]) -> list[str]:
        """Controls that rest on a reply and are clean all the same."""
        return [slug for slug, verdict in self.judged(of, key).items() if verdict in CLEAN]


def answered(make: str, session: drivers.Session, setting: str) -> Found:
    """One setting, as a fact gives it. Only a DeviceError is an answer."""
    try:
        return drivers.read(make, session, setting)
    except DeviceError as problem:
        return Unsupported(str(problem)) if problem.status == "unsupported" else Unread(str(problem), problem.status)


def states(
    site: LabSite,
    record: Callable[[Device], Mapping[K, Reply]],
    read: Callable[[Mapping[K, Reply], str], Found],
    needed: Callable[[Mapping[K, Reply], str], frozenset[K]],
) -> dict[str, Box[K]]:
    """Each device of a site `drifted`, as it comes, and `hardened`, when it has purged: `mixed-site/cam hardened`."""
    found: dict[str, Box[K]] = {}
    for state in ("drifted", "hardened"):
        if state == "hardened":
            site.harden(accounts=True)
            for device in site.lab:
                device.advance(PURGE_HOURS)
        work = begin(site.folder, verb="check")
        controls = {slug: work.controls[slug] for slug in work.estate.policy.slugs}
        for one in work.estate.devices:
            tape = record(one)
            now = max(said.at for said in tape.values())
            bench = Bench(replace(work.policy_for(one, "admin"), now=now, today=now.date()), controls)
            found[f"{one.id} {state}"] = _box(tape, bench, read, needed)
    return found


def _box(
    tape: Mapping[K, Reply],
    bench: Bench,
    read: Callable[[Mapping[K, Reply], str], Found],
    needed: Callable[[Mapping[K, Reply], str], frozenset[K]],
) -> Box[K]:
    needs = {setting: needed(tape, setting) for setting in bench.settings}
    verdicts = {slug: one.verdict for slug, one in bench.judged(lambda setting: read(tape, setting)).items()}
    return Box(tape, bench, read, needs, verdicts)


def each(boxes: Iterable[str], states: tuple[str, ...] = ("drifted", "hardened")) -> list[str]:
    """The names that `states` gives."""
    return [f"{name} {state}" for name in boxes for state in states]
