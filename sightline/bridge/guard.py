"""What stands before a write, and what must be true after it."""

from datetime import UTC, datetime

from sightline.bridge.work import Work
from sightline.errors import NotAllowed
from sightline.estate.model import Device
from sightline.policy.compare import leaves
from sightline.policy.control import keep_unknown
from sightline.policy.loss import loss, refusal
from sightline.policy.writable import writable
from sightline.settings import Identity, Retention, Setting


def identified(identity: Setting) -> None:
    """Nothing is written to a device that does not say who it is."""
    if not (isinstance(identity, Identity) and identity.serial):
        raise NotAllowed("the device does not say who it is: nothing is written")


def allowed(work: Work, device: Device, found: Setting, wanted: Setting) -> Setting:
    """What of `wanted` may be written. Raises NotAllowed where footage would be lost that must not be."""
    todo: Setting = keep_unknown(found, wanted)
    protected = work.protected.get(device.id, set())
    todo = writable(found, todo, accounts=work.options.accounts, protected=protected)
    if isinstance(found, Retention) and isinstance(todo, Retention):
        now = datetime.now(UTC)
        today = now.astimezone(work.estate.timezone).date()
        why = refusal(loss(found, todo, now), work.estate.holds_on(device, today), work.options.accept_loss)
        if why:
            raise NotAllowed(f"retention is not shortened: {why}")
    return todo


def not_taken(found: Setting, wanted: Setting, back: Setting) -> list[str]:
    """Fields that were to change and did not, in words."""
    asked = {leaf.where for leaf in leaves(found, wanted, _all(found)) if leaf.state == "differs"}
    return [
        f"{leaf.where} is still {leaf.found}"
        for leaf in leaves(back, wanted, _all(back))
        if leaf.state != "same" and leaf.where in asked
    ]


def _all(setting: Setting) -> tuple[str, ...]:
    return tuple(vars(setting))
