"""What stands before a write, and what must be true after it."""

from contextlib import suppress
from dataclasses import is_dataclass
from datetime import UTC, datetime

from sightline.bridge.work import Work
from sightline.errors import AnotherBox, NotAllowed, UnexpectedReply
from sightline.estate.model import Device
from sightline.policy.compare import Leaf, leaves
from sightline.policy.exempt import lets_in
from sightline.policy.judge import plain
from sightline.policy.loss import clock_refusal, loss, refusal
from sightline.policy.policy import Policy
from sightline.policy.writable import writable
from sightline.settings import Audio, Clock, Identity, Retention, Setting


def identified(identity: Setting) -> Identity:
    """A device that does not say who it is can't be told from another one."""
    if not (isinstance(identity, Identity) and identity.serial):
        raise UnexpectedReply("the device does not say who it is")
    return identity


def another_box(device: str, serial: str, remembered: str) -> AnotherBox:
    """The error, with the way out."""
    return AnotherBox(
        f"another box answers: serial {serial}, remembered {remembered}; "
        f"if it was replaced, accept it: `sightline trust {device}`"
    )


def allowed(work: Work, device: Device, login: str, found: Setting, wanted: Setting) -> Setting:
    """What of `wanted` may be written; never our own account.

    Raises NotAllowed where footage would be lost, or sound let in without an exception.
    """
    todo = writable(found, wanted, work.bounds(device, login))
    if isinstance(found, Retention) and isinstance(todo, Retention):
        now = datetime.now(UTC)
        today = now.astimezone(work.estate.timezone).date()
        why = refusal(loss(found, todo, now), work.estate.holds_on(device, today), work.options.accept_loss)
        if why:
            raise NotAllowed(f"retention is not shortened: {why}")
    if isinstance(found, Clock) and isinstance(todo, Clock):
        why = clock_refusal(found, todo, work.options.accept_loss)
        if why:
            raise NotAllowed(f"the clock is not set: {why}")
    if isinstance(found, Audio) and isinstance(todo, Audio):
        _silent(found, todo, work.policy_to_write(device, login))
    return todo


def remember(work: Work, device: str, found: Setting, back: Setting) -> None:
    """When a device was set to keep less: it has some hours from then on to delete. That only explains: a full disk
    hides no write."""
    now = datetime.now(UTC)
    if isinstance(found, Retention) and isinstance(back, Retention) and loss(found, back, now).shortens:
        with suppress(OSError):
            work.state.set_shortened(device, now)


def _silent(found: Audio, todo: Audio, policy: Policy) -> None:
    """Sound is let in by an exception that acts, and by nothing else."""
    for leaf in leaves(found, todo, _all(found)):
        let_in = policy.acts and leaf.wanted is True and lets_in(policy.exempt, leaf.channel or "")
        if leaf.state == "differs" and leaf.wanted is not False and not let_in:
            raise NotAllowed(f"{leaf.where}: sound is not let in: no exception in effect names channel {leaf.channel}")


def not_taken(found: Setting, wanted: Setting, back: Setting) -> list[str]:
    """Fields that were to change and did not, or can't be read any more, in words."""
    now = leaves(back, wanted, _all(back))
    same = {leaf.where for leaf in now if leaf.state == "same"}
    other = {leaf.where: leaf for leaf in now if leaf.state != "same"}
    asked = [leaf for leaf in leaves(found, wanted, _all(found)) if leaf.state == "differs"]
    done = {leaf.where for leaf in asked if _done(leaf, now, same, other)}
    return [_still(leaf, other) for leaf in asked if leaf.where not in done]


def _done(leaf: Leaf, now: list[Leaf], same: set[str], other: dict[str, Leaf]) -> bool:
    if leaf.removed:
        return _gone(leaf, other)
    if leaf.found is None and is_dataclass(leaf.wanted):
        return _came(leaf, now)
    return leaf.where in same - other.keys()


def _came(leaf: Leaf, now: list[Leaf]) -> bool:
    """A part that was not there is listed now, as it was wanted but for what the device does not say ("")."""
    own = [one for one in now if one.of == leaf.of and one.path.startswith(f"{leaf.path}.")]
    return bool(own) and all(one.state == "same" or one.found == "" for one in own)


def _gone(leaf: Leaf, other: dict[str, Leaf]) -> bool:
    """The part is listed no more, and its list is."""
    return leaf.where not in other and leaf.path not in other


def _still(leaf: Leaf, other: dict[str, Leaf]) -> str:
    there = other.get(leaf.where) or other.get(leaf.path)
    if there is None:
        return f"{leaf.where} is not listed any more"
    if there.state == "differs":
        return f"{leaf.where} is still {plain(there.found)}"
    return f"{leaf.where} is {there.state}: {there.found.reason}"


def _all(setting: Setting) -> tuple[str, ...]:
    return tuple(vars(setting))
