"""The operation `settle`: brings one device to one control."""

from collections.abc import Generator
from typing import Any

from pyinfra.api.command import StringCommand
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.operation import operation
from pyinfra.context import ctx_host, host

from sightline.bridge.codec import encode, line
from sightline.bridge.connector import SightlineConnector
from sightline.bridge.fact import SettingFact
from sightline.bridge.work import Work
from sightline.estate.content import load_module
from sightline.policy.compare import leaves
from sightline.policy.control import NotMet
from sightline.policy.judge import plain
from sightline.policy.writable import writable
from sightline.settings import Unread, Unsupported


@operation()
def settle(slug: str) -> Generator[StringCommand, None, None]:
    """Reads, logs each difference, and writes only where there is one that may be written. Never raises."""
    work: Work = host.data.sightline
    device = host.data.device
    control = work.controls[slug]
    name = control.reads.__name__.lower()
    found = host.get_fact(_fact(control.reads)).found
    if isinstance(found, Unread):
        host.log(f"{slug}: not read: {found.reason}")
        _fail()
        return
    if isinstance(found, Unsupported):
        host.noop(f"{slug}: {found.reason}")
        return
    connector = host.connector
    assert isinstance(connector, SightlineConnector)
    login = connector.link.login
    policy = work.policy_to_write(device, login)
    try:
        if spared := control.spared(policy):
            host.noop(f"{slug}: {spared}")
            return
        wanted = control.wanted(found, policy)
    except NotMet as reason:
        host.noop(f"{slug}: {reason}")
        return
    except Exception as problem:  # noqa: BLE001 - a rule that fails on one device must not end the run for all
        host.log(f"{slug}: the control could not judge this: {type(problem).__name__}: {problem}")
        _fail()
        return
    waivers = work.kept(slug, device, policy)
    todo = writable(found, wanted, work.bounds(device, login), waivers)
    if todo == found:
        host.noop(f"{slug} is as wanted, or cannot be written by harden")
        return
    for leaf in leaves(found, todo, tuple(vars(found))):
        if leaf.state == "differs":
            host.log(f"{slug}: {leaf.where}: {plain(leaf.found)} -> {plain(leaf.wanted)}")
    yield StringCommand("write", name, line(encode(name, todo)))


def _fact(setting: type[Any]) -> type[SettingFact]:
    name = setting.__name__
    fact: type[SettingFact] = getattr(load_module(f"facts.{name.lower()}"), name)
    return fact


def _fail() -> None:
    """Fails this device alone; pyinfra raises when the last one fails, which is no news to us."""
    try:
        one = ctx_host.get()
        one.state.fail_hosts({one})
    except PyinfraError as last:
        host.log(str(last))
