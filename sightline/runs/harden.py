"""Brings devices to the policy: writes only what drifts, what may cut off last, and reads back."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import gevent.pool
from pyinfra.api.connect import connect_all
from pyinfra.api.operations import run_ops
from pyinfra.context import ctx_host, ctx_state

from sightline.bridge.codec import answered, line
from sightline.bridge.inventory import state_of
from sightline.bridge.link import Link
from sightline.bridge.operation import settle
from sightline.bridge.work import Work
from sightline.policy.control import Control
from sightline.runs.check import STATE_SIZE
from sightline.settings import Accounts, Health, known

Say = Callable[[str], None]
#: Which controls each device drifts on, in the order in which they are written.
Todo = dict[str, list[Control[Any]]]


def harden(work: Work, links: Sequence[Link], drifts: dict[str, set[str]], say: Say) -> None:
    """Writes what may be written for each device's drifting controls. `say` is told each refusal.

    Recorders go before their cameras: they pass audio on, and a camera that has it already is not written again.
    What may cut us or a recorder off goes last, at one device of each site first; where the recorder loses the
    channel, the device is put back and its site stops there (design, section 5, rule 3).
    """
    by_id = _with_recorders(work, links)
    _protect(work, by_id, drifts, say)
    quiet, cutting = _todo(work, drifts, cuts=False), _todo(work, drifts, cuts=True)
    for role in ("recorder", "camera"):
        some = [by_id[device] for device in quiet if by_id[device].device.role == role]
        for link in some:
            link.forget()
        _settle(work, some, quiet, say)
    by_site: dict[str, list[Link]] = defaultdict(list)
    for device in cutting:
        by_site[by_id[device].device.site].append(by_id[device])
    stopped = _cut(work, [site[0] for site in by_site.values()], by_id, cutting, say)
    rest = [link for site in by_site.values() for link in site[1:] if link.device.site not in stopped]
    _cut(work, rest, by_id, cutting, say)
    for link in by_id.values():
        if link not in links:
            link.close()


def _with_recorders(work: Work, links: Sequence[Link]) -> dict[str, Link]:
    """The links by device, and one to each recorder in front of a camera, which is only read."""
    by_id = {link.device.id: link for link in links}
    for link in links:
        recorder = link.device.recorder
        if recorder and recorder not in by_id:
            by_id[recorder] = Link(work, work.estate.device(recorder))
    return by_id


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
        for text in operation.stderr_lines:
            say(f"{link.device.id}: {slug}: {_reason(text)}")


def _reason(answer: str) -> str:
    try:
        return str(json.loads(answer)["reason"])
    except (ValueError, KeyError, TypeError):
        return answer


def _cut(work: Work, links: Sequence[Link], by_id: dict[str, Link], todo: Todo, say: Say) -> set[str]:
    """Settles controls that may cut off; returns the sites that stop, their device put back."""
    before = {link.device.id: {name: link.read(name) for name in _settings(todo[link.device.id])} for link in links}
    watched = {link.device.id: _live(link, by_id) for link in links}
    _settle(work, links, todo, say)
    stopped = set()
    for link in links:
        if watched[link.device.id] and _live(link, by_id, again=True) is not True:
            stopped.add(link.device.site)
            say(f"{link.device.id}: {link.device.behind} is not live any more: put back, and the site stops here")
            for name, answer in before[link.device.id].items():
                if answer["status"] == "ok":
                    link.write(name, answer["found"])
        elif link.read("identity")["status"] != "ok":
            stopped.add(link.device.site)
            say(f"{link.device.id}: does not answer any more after the last write: the site stops here")
    return stopped


def _settings(controls: list[Control[Any]]) -> list[str]:
    return list(dict.fromkeys(control.reads.__name__.lower() for control in controls))


def _live(link: Link, by_id: dict[str, Link], *, again: bool = False) -> bool | None:
    """What the recorder in front of a camera says of its channel; None where there is none to ask."""
    recorder = by_id.get(link.device.recorder)
    if recorder is None:
        return None
    if again:
        recorder.forget()
    health = answered("health", line(recorder.read("health")))
    if not isinstance(health, Health) or not known(health.channels):
        return None
    return next((c.live is True for c in health.channels if c.channel == link.device.recorder_channel), None)


def _protect(work: Work, by_id: dict[str, Link], drifts: dict[str, set[str]], say: Say) -> None:
    """Accounts by which a recorder reaches a camera are never taken from it (safety rule 12).

    Where the recorder in front of a camera cannot be asked, the camera's accounts are left as they are.
    """
    if not work.options.accounts or not any("accounts" in slugs for slugs in drifts.values()):
        return
    cameras = {link.device.address.host: device for device, link in by_id.items()}
    for device, link in by_id.items():
        if link.device.role != "recorder":
            continue
        accounts = answered("accounts", line(link.read("accounts")))
        if isinstance(accounts, Accounts):
            for login in accounts.channel_logins:
                if login.address in cameras:
                    work.protected.setdefault(cameras[login.address], set()).add(login.account)
            continue
        for camera in by_id.values():
            if camera.device.recorder == device and "accounts" in drifts.get(camera.device.id, ()):
                drifts[camera.device.id].discard("accounts")
                say(f"{camera.device.id}: accounts: not written: its recorder {device} does not say which one it uses")
