"""Brings devices to the policy: writes only what drifts, what may cut off last, and reads back."""

import json
import logging
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Literal

import gevent.pool
from pyinfra.api.connect import connect_all
from pyinfra.api.operations import run_ops
from pyinfra.context import ctx_host, ctx_state

from sightline.bridge.codec import answered, line
from sightline.bridge.inventory import state_of
from sightline.bridge.link import Answer, Link
from sightline.bridge.operation import settle
from sightline.bridge.work import Work
from sightline.policy.control import Control
from sightline.runs.check import STATE_SIZE
from sightline.runs.protect import close_others, protect, with_recorders
from sightline.settings import Health, Unread

Say = Callable[[str], None]
#: pyinfra would print each failed command; what was not written is said once, by `say`.
logging.getLogger("pyinfra").addHandler(logging.NullHandler())
#: The waves that prove a site: a recorder, then a camera. Their recorders are looked at so often.
FIRST, LOOK_SECONDS = 2, 5.0
#: Which controls each device drifts on, in the order in which they are written.
Todo = dict[str, list[Control[Any]]]


def harden(work: Work, links: Sequence[Link], drifts: dict[str, set[str]], say: Say) -> None:
    """Writes what may be written for each device's drifting controls. `say` is told each refusal.

    Recorders go before their cameras: they pass audio on, and a camera that has it already is not written again.
    What may cut us or a recorder off goes last, at one device of each site first; where the recorder loses the
    channel, the device is put back and its site stops there (design, section 5, rule 3).
    """
    by_id = with_recorders(work, links)
    protect(work, by_id, drifts, say)
    quiet, cutting = _todo(work, drifts, cuts=False), _todo(work, drifts, cuts=True)
    for role in ("recorder", "camera"):
        some = [link for link in links if link.device.id in quiet and link.device.role == role]
        for link in some:
            link.forget()
        _settle(work, some, quiet, say)
    stopped: set[str] = set()
    for turn, wave in enumerate(_waves([link for link in links if link.device.id in cutting])):
        some = [link for link in wave if link.device.site not in stopped]
        for link in wave:
            if link.device.site in stopped:
                say(f"{link.device.id}: what may cut it off is not written: the site stopped before")
        patience = work.estate.limits.watch_seconds if turn < FIRST else 0.0
        stopped |= _cut(work, some, by_id, cutting, say, patience)
    close_others(by_id, links)


def _waves(links: Sequence[Link]) -> list[list[Link]]:
    """One recorder of each site, one camera of each site, then the rest."""
    first: dict[tuple[str, str], Link] = {}
    for link in links:
        first.setdefault((link.device.role, link.device.site), link)
    ahead = [[link for (role, _), link in first.items() if role == wanted] for wanted in ("recorder", "camera")]
    return [*ahead, [link for link in links if link not in first.values()]]


def _todo(work: Work, drifts: dict[str, set[str]], *, cuts: bool) -> Todo:
    todo = {
        device: [control for control in work.in_order() if control.slug in slugs and control.cuts is cuts]
        for device, slugs in drifts.items()
    }
    return {device: controls for device, controls in todo.items() if controls}


def _settle(work: Work, links: Sequence[Link], todo: Todo, say: Say) -> None:
    """One operation per device and control: prepared in a greenlet per device, run by pyinfra."""
    for start in range(0, len(links), STATE_SIZE):
        state = state_of(list(links[start : start + STATE_SIZE]), parallel=work.estate.limits.parallel)
        connect_all(state)  # sends nothing: pyinfra only runs operations on hosts that it calls active
        pool = gevent.pool.Pool(work.estate.limits.parallel)
        done: list[tuple[Link, str, Any]] = []

        def prepare(host: Any, done: list[tuple[Link, str, Any]] = done) -> None:
            link: Link = host.data.sightline_link
            with ctx_host.use(host):
                for control in todo[link.device.id]:
                    name = f"{control.slug}: {control.title}"
                    done.append((link, control.slug, settle(name=name, slug=control.slug, _ignore_errors=True)))

        with ctx_state.use(state):
            gevent.joinall([pool.spawn(prepare, host) for host in state.inventory], raise_error=True)
        run_ops(state)
        for link, slug, operation in done:
            _said(link, slug, operation, say)


def _said(link: Link, slug: str, operation: Any, say: Say) -> None:
    """An operation that was not reached or did not succeed is said so."""
    if not operation.is_complete():
        say(f"{link.device.id}: {slug}: not written: the device was given up before")
    elif not operation.did_succeed():
        for text in operation.stderr_lines or ["the write did not succeed"]:
            say(f"{link.device.id}: {slug}: {_reason(text)}")


def _reason(answer: str) -> str:
    try:
        return str(json.loads(answer)["reason"])
    except (ValueError, KeyError, TypeError):
        return answer


def _cut(work: Work, links: Sequence[Link], by_id: dict[str, Link], todo: Todo, say: Say, patience: float) -> set[str]:
    """Settles controls that may cut off, one at a time; returns the sites that stop, their device put back.

    `patience` is for how many seconds the recorders are watched after each.
    """
    watched = {link.device.id: _live(link, by_id) for link in links}
    for link in links:
        if watched[link.device.id] == "unread":
            who = link.device.recorder
            say(f"{link.device.id}: nothing that may cut it off is written: {who} does not say if it shows")
    going = [link for link in links if watched[link.device.id] != "unread"]
    stopped: set[str] = set()
    for turn in range(max((len(todo[link.device.id]) for link in going), default=0)):
        some = [link for link in going if len(todo[link.device.id]) > turn and link.device.site not in stopped]
        now = {link.device.id: [todo[link.device.id][turn]] for link in some}
        for link in some:
            link.forget()
        before = {link.device.id: {name: link.read(name) for name in _settings(now[link.device.id])} for link in some}
        _settle(work, some, now, say)
        dark = _gone_dark([link for link in some if watched[link.device.id] == "live"], by_id, patience)
        for link in some:
            if link.device.id in dark:
                stopped.add(link.device.site)
                say(f"{link.device.id}: {link.device.behind} is not live any more: {_put_back(link, before)}")
            elif link.read("identity")["status"] != "ok":
                stopped.add(link.device.site)
                say(f"{link.device.id}: does not answer any more after the last write: the site stops here")
    return stopped


def _gone_dark(links: Sequence[Link], by_id: dict[str, Link], patience: float) -> set[str]:
    """Devices whose channel their recorder did not show any more, at some moment of the time."""
    until, dark = monotonic() + patience, set[str]()
    while left := [link for link in links if link.device.id not in dark]:
        dark |= {link.device.id for link in left if _live(link, by_id, again=True) != "live"}
        if (rest := until - monotonic()) <= 0:
            break
        gevent.sleep(min(LOOK_SECONDS, rest))
    return dark


def _put_back(link: Link, before: dict[str, dict[str, Answer]]) -> str:
    """Writes what stood there before, and says whether the device took it."""
    failed = []
    for name, answer in before[link.device.id].items():
        again = link.write(name, answer["found"]) if answer["status"] == "ok" else answer
        if again["status"] != "ok" or again["found"] != answer["found"]:
            failed.append(f"{name} ({again.get('reason', 'some of it cannot be written back')})")
    if failed:
        return f"NOT put back: {', '.join(failed)}; put it right at the device. The site stops here"
    return "put back, and the site stops here"


def _settings(controls: list[Control[Any]]) -> list[str]:
    return list(dict.fromkeys(control.reads.__name__.lower() for control in controls))


def _live(link: Link, by_id: dict[str, Link], *, again: bool = False) -> Literal["live", "not live", "unread", ""]:
    """What the recorder in front of a camera says of its channel; "" where none can be asked."""
    recorder = by_id.get(link.device.recorder)
    if recorder is None:
        return ""
    if again:
        recorder.forget()
    health = answered("health", line(recorder.read("health")))
    channels = health.channels if isinstance(health, Health) else health
    if not isinstance(channels, tuple):
        return "unread" if isinstance(channels, Unread) else ""
    live = next((c.live for c in channels if c.channel == link.device.recorder_channel), False)
    return "live" if live is True else "not live" if live is False else "unread"
