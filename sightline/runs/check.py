"""Reads, judges, reports; changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import gevent.pool
from pyinfra.api.exceptions import PyinfraError

from sightline.bridge.codec import Found
from sightline.bridge.fact import Reading
from sightline.bridge.inventory import state_of
from sightline.bridge.link import Link
from sightline.bridge.outside import unseen
from sightline.bridge.work import Work
from sightline.errors import Unreachable
from sightline.estate.content import load_module
from sightline.estate.model import Device
from sightline.policy.control import KEYS, UNKNOWN, Control
from sightline.policy.finding import Finding
from sightline.policy.grace import either
from sightline.policy.judge import NOTHING_SEEN, Subject, judge
from sightline.policy.policy import Policy
from sightline.records.result import Checked, DeviceState, Evidence
from sightline.runs.together import Read, Together, peer
from sightline.settings import Identity, Outside, Unread, Unsupported

#: pyinfra sorts and spins over all hosts of a State: kept to a few hundred (design, section 4).
STATE_SIZE = 250
#: The fields that a driver fills in by itself: what part it is of, and what a make is known for.
OURS = (*KEYS, "enforceable", "inherent")
Done = Callable[[Checked], None]


def links(work: Work, devices: Sequence[Device]) -> list[Link]:
    """One link per device; nothing is sent yet."""
    return [Link(work, device) for device in devices]


def check(work: Work, over: Sequence[Link], done: Done, *, close: bool = True) -> None:
    """Reads every link in one greenlet pool, so that a hanging device holds nobody up; `done` is told of each."""
    fact = load_module("facts.device").Device
    older = work.estate.policy.before
    controls = list({**work.asked, **(work.asked_by(older) if older else {})}.values())
    pool = gevent.pool.Pool(work.estate.limits.parallel)
    together = Together.of(over)

    def one(host: Any) -> None:
        for read, peers in together.add(_read(host, fact, controls, close=close)):
            done(_judged(work, read, peers, controls))

    try:
        waiting = [
            pool.spawn(one, host)
            for some in _some(over)
            for host in state_of(some, parallel=work.estate.limits.parallel).inventory
        ]
        gevent.joinall(waiting, raise_error=True)
    except BaseException:
        pool.kill()
        for read, peers in together.rest():
            done(_judged(work, read, peers, controls))
        raise


def _some(over: Sequence[Link]) -> Iterator[list[Link]]:
    for start in range(0, len(over), STATE_SIZE):
        yield list(over[start : start + STATE_SIZE])


def _read(host: Any, fact: Any, controls: list[Control[Any]], *, close: bool) -> Read:
    link: Link = host.data.sightline_link
    needed = list(dict.fromkeys(["identity", *(setting_of(control) for control in controls)]))
    needed.sort(key=lambda setting: setting == "views")  # last: a picture may want a login by another scheme
    if any(control.witnesses for control in controls):
        needed.append("outside")
        link.look_ahead()
    started = datetime.now(UTC)
    try:
        readings = host.get_fact(fact, settings=",".join(needed))
    except PyinfraError as problem:
        readings = {name: Reading(name, Unread(f"pyinfra: {problem}")) for name in needed}
    if close:
        link.close()
    return Read(link=link, readings=readings, started=started)


def setting_of(control: Control[Any]) -> str:
    """The name of the setting that the control reads."""
    return control.reads.__name__.lower()


def _judged(work: Work, read: Read, peers: Sequence[Read], controls: list[Control[Any]]) -> Checked:
    link, device = read.link, read.link.device
    policy = work.policy_for(device, link.login)
    subject = Subject(site=device.site, system=device.system, device=device.name)
    found = {name: reading.found for name, reading in read.readings.items()}
    identity, seen = found["identity"], found.pop("outside", None)
    state, why = _state(link, found)

    def by(policy: Policy) -> tuple[Finding, ...]:
        return tuple(
            judge(
                control,
                found[setting_of(control)],
                policy,
                subject,
                work.estate.waivers_for(control.slug, device, policy.now),
                _looked(seen),
                [peer(read, other, setting_of(control)) for other in peers],
            )
            for control in work.asked_by(policy).values()
        )

    return Checked(
        device=device,
        state=state,
        why=why,
        cause=type(link.dead).__name__ if link.dead else "",
        requests=link.requests,
        identity=identity if isinstance(identity, Identity) else None,
        findings=either(by(policy), by(policy.still), policy) if policy.still else by(policy),
        evidence={control.slug: Evidence.of(read_for(control, read.readings), read.started) for control in controls},
    )


def _looked(seen: Found | None) -> Outside:
    """A look that failed as a whole leaves its witnesses silent; None was not asked for."""
    if isinstance(seen, Unread | Unsupported):
        return unseen(Unread(seen.reason))
    return seen if isinstance(seen, Outside) else NOTHING_SEEN


def read_for(control: Control[Any], readings: dict[str, Reading]) -> Any:
    """The device's own word, and beside it what was seen from outside where the control asks for that."""
    own = readings[setting_of(control)].to_json()
    return {"device": own, "outside": readings["outside"].to_json()} if control.witnesses else own


def _state(link: Link, found: Mapping[str, Found]) -> tuple[DeviceState, str]:
    """A device of which nothing could be read was not checked, whatever stood in the way."""
    if link.dead is not None:
        return "unreachable" if isinstance(link.dead, Unreachable) else "refused", str(link.dead)
    unread = [one for one in found.values() if isinstance(one, Unread)]
    if not unread or any(_says_something(one) for one in found.values()):
        return "checked", ""
    return "unreachable" if unread[0].status == "unreachable" else "refused", unread[0].reason


def _says_something(value: Any) -> bool:
    """One value at least that the device gave; a part that is named and said nothing of is no value."""
    if isinstance(value, UNKNOWN):
        return False
    if isinstance(value, tuple):
        return any(_says_something(one) for one in value)
    if is_dataclass(value):
        return any(_says_something(getattr(value, f.name)) for f in fields(value) if f.name not in OURS)
    return True
