"""What the tests of damaged replies share, whatever the make: a device on tape, and what damage does to verdicts."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sightline import drivers
from sightline.bridge.begin import begin
from sightline.errors import DeviceError
from sightline.estate.model import Device
from sightline.policy.finding import Verdict
from sightline.settings import Unread, Unsupported
from sightline.wire.http import Reply
from tests.drivers.judging import CLEAN, Bench, Found, of_replies
from tests.labsite import LabSite

K = TypeVar("K", bound=Hashable)
#: By a name of the damage, the status and the body that come instead.
Replies = Mapping[str, tuple[int, bytes]]
Place = tuple[Any, ...]
#: One setting, by a session that is open.
Read = Callable[[str], Found]
GONE = object()
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
#: Hours after which the lab's devices have purged what they may not keep any more.
PURGE_HOURS = 25


@dataclass(frozen=True)
class Box(Generic[K]):
    """One device in one state on tape. `verdicts` and `needs` are of the undamaged tape; `read` opens a session."""

    tape: Mapping[K, Reply]
    bench: Bench
    read: Callable[[Mapping[K, Reply]], Read]
    needs: Mapping[str, frozenset[K]]
    verdicts: Mapping[str, Verdict]

    def judged(self, of: Mapping[K, Reply], key: K) -> dict[str, Verdict]:
        """The verdicts of every control that asks for this reply, by the replies of a tape."""
        touched = frozenset(setting for setting, keys in self.needs.items() if key in keys)
        found = self.bench.judged(self.read(of), touched)
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

    def damaged(self, key: K, status: int, body: bytes) -> Mapping[K, Reply]:
        """The tape with another reply at one place."""
        return damaged(self.tape, key, status, body)

    def broken(self, key: K, replaced: Replies) -> Iterator[tuple[str, Mapping[K, Reply]]]:
        """The ways in which a whole reply can be something else: another one, or this one cut."""
        body = self.tape[key].body
        cuts = {f"cut at {cut}/16": (200, body[: len(body) * cut // 16].rstrip()) for cut in range(1, 16)}
        for name, (status, said) in {**replaced, **cuts, "without its last byte": (200, body.rstrip()[:-1])}.items():
            yield name, self.damaged(key, status, said)

    def swapped(self, keys: Sequence[K], named: Callable[[K], str]) -> list[str]:
        """The flips of each reply in the place of each other one."""
        return [
            f"{named(other)} for {named(key)}: {flip}"
            for key in keys
            for other in keys
            if other != key
            for flip in self.flips(key, self.damaged(key, 200, self.tape[other].body))
        ]

    def spliced(self, data: st.DataObject, keys: Sequence[K], statuses: Sequence[int]) -> list[str]:
        """The flips of some bytes in the place of some others."""
        key = data.draw(st.sampled_from(keys))
        body = self.tape[key].body
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 400)))
        between = data.draw(st.binary(max_size=12))
        status = data.draw(st.sampled_from(statuses))
        return self.flips(key, self.damaged(key, status, body[:start] + between + body[end:]))


def answered(make: str, session: drivers.Session, setting: str) -> Found:
    """One setting, as a fact gives it. Only a DeviceError is an answer."""
    try:
        return drivers.read(make, session, setting)
    except DeviceError as problem:
        return Unsupported(str(problem)) if problem.status == "unsupported" else Unread(str(problem), problem.status)


def damaged(tape: Mapping[K, Reply], key: K, status: int, body: bytes) -> Mapping[K, Reply]:
    """The tape with another reply at one place, at the same moment."""
    return {**tape, key: replace(tape[key], status=status, body=body)}


def states(
    site: LabSite,
    record: Callable[[Device, list[str]], Mapping[str, Mapping[K, Reply]]],
    read: Callable[[Mapping[K, Reply]], Read],
    needed: Callable[[Mapping[K, Reply], str], frozenset[K]],
) -> dict[str, Box[K]]:
    """Each device of a site `drifted`, as it comes, and `hardened`, when it has purged: `mixed-site/cam hardened`.

    `record` gives the tape of some settings for each way to talk to the device, by what the name then ends in.
    """
    found: dict[str, Box[K]] = {}
    for state in ("drifted", "hardened"):
        if state == "hardened":
            site.harden(accounts=True)
            for device in site.lab:
                device.advance(PURGE_HOURS)
        work = begin(site.folder, verb="check")
        for one in work.estate.devices:
            policy = work.policy_for(one, "admin")
            controls = of_replies(work, policy)
            for way, tape in record(one, Bench(policy, controls).settings).items():
                now = max(said.at for said in tape.values())
                bench = Bench(replace(policy, now=now, today=now.date()), controls)
                found[f"{one.id} {state}{way}"] = _box(tape, bench, read, needed)
    return found


def _box(
    tape: Mapping[K, Reply],
    bench: Bench,
    read: Callable[[Mapping[K, Reply]], Read],
    needed: Callable[[Mapping[K, Reply], str], frozenset[K]],
) -> Box[K]:
    needs = {setting: needed(tape, setting) for setting in bench.settings}
    verdicts = {slug: one.verdict for slug, one in bench.judged(read(tape)).items()}
    return Box(tape, bench, read, needs, verdicts)


def each(boxes: Iterable[str], ways: Sequence[str] = ("",)) -> list[str]:
    """The names that `states` gives."""
    return [f"{name} {state}{way}" for name in boxes for state in ("drifted", "hardened") for way in ways]


def edits(
    body: bytes, junk: Iterable[object], legal: Callable[[Place, object, object], bool]
) -> Iterator[tuple[str, bytes]]:
    """JSON with each value taken out (GONE), and replaced by junk: but for what `legal(place, junk, value)` lets be."""
    for place in places(json.loads(body)):
        for one in (GONE, *junk):
            document = above = json.loads(body)
            for step in place[:-1]:
                above = above[step]
            if legal(place, one, above[place[-1]]):
                continue
            if one is GONE:
                del above[place[-1]]
            else:
                above[place[-1]] = one
            yield f"{place} is {'gone' if one is GONE else repr(one)}", json.dumps(document).encode()


def places(document: Any, at: Place = ()) -> Iterator[Place]:
    """The way to each value of a document."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document)
    for step, value in pairs:
        yield (*at, step)
        if isinstance(value, dict | list):
            yield from places(value, (*at, step))
