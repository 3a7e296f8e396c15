"""What `harden` would write, field by field, and what that would destroy. Changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sightline.bridge.codec import answered, line
from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.policy.compare import leaves
from sightline.policy.control import Control, NotMet
from sightline.policy.finding import Change
from sightline.policy.judge import plain
from sightline.policy.loss import clock_refusal, loss, refusal
from sightline.policy.writable import writable
from sightline.records.result import Checked
from sightline.runs.protect import close_others, protect, with_recorders
from sightline.settings import Clock, Retention, Unread, Unsupported


@dataclass(frozen=True, kw_only=True)
class Step:
    """One control on one device. `writes` is what would be written, `left` is drift that harden does not write.

    `reason` is the finding's, for drift that no field could carry.

    `loss_days` is the footage that would go (None: not known); `refused` says why it would not be written at all.
    """

    control: str
    writes: tuple[Change, ...]
    left: tuple[Change, ...]
    remedy: str
    reason: str = ""
    loss_days: float | None = 0.0
    refused: str = ""


def plans(
    work: Work, links: Sequence[Link], checked: Sequence[Checked], say: Callable[[str], None]
) -> dict[str, list[Step]]:
    """The steps of each device. Accounts by which recorders reach cameras are found out first, and kept."""
    by_id = with_recorders(work, links)
    drifts = {one.device.id: {f.control for f in one.findings if f.verdict == "drift"} for one in checked}
    try:
        protect(work, by_id, drifts, say)
    finally:
        close_others(by_id, links)
    return {link.device.id: plan(work, link, one) for link, one in zip(links, checked, strict=True)}


def plan(work: Work, link: Link, checked: Checked) -> list[Step]:
    """The steps for one device, in the order in which they would be taken."""
    drifts = {finding.control: finding for finding in checked.findings if finding.verdict == "drift"}
    steps = []
    for control in work.in_order():
        if control.slug in drifts:
            step = _step(work, link, control)
            if step is not None:
                steps.append(step)
    done = {step.control for step in steps}
    for slug, finding in drifts.items():
        if slug not in done:
            steps.append(
                Step(control=slug, writes=(), left=finding.changes, remedy=finding.remedy, reason=finding.reason)
            )
    return steps


def _step(work: Work, link: Link, control: Control[Any]) -> Step | None:
    name = control.reads.__name__.lower()
    found = answered(name, line(link.read(name)))
    if isinstance(found, Unread | Unsupported):
        return None
    policy = work.policy_to_write(link.device, link.login)
    try:
        wanted = control.wanted(found, policy)
    except NotMet:
        return None
    waivers = work.kept(control.slug, link.device, policy)
    todo = writable(found, wanted, work.bounds(link.device, link.login), waivers)
    writes, every = _changes(found, todo, control.judged), _changes(found, wanted, control.judged)
    written = {change.where for change in writes}
    days, why = _loss(work, link, found, todo)
    return Step(
        control=control.slug,
        writes=writes,
        left=tuple(change for change in every if change.where not in written),
        remedy=control.remedy,
        loss_days=days,
        refused=why,
    )


def _changes(found: Any, wanted: Any, looks_at: tuple[str, ...]) -> tuple[Change, ...]:
    return tuple(
        Change(where=leaf.where, found=plain(leaf.found), wanted=plain(leaf.wanted))
        for leaf in leaves(found, wanted, looks_at)
        if leaf.state == "differs"
    )


def _loss(work: Work, link: Link, found: Any, todo: Any) -> tuple[float | None, str]:
    if isinstance(found, Clock) and isinstance(todo, Clock):
        return 0.0, clock_refusal(found, todo, work.options.accept_loss)
    if not (isinstance(found, Retention) and isinstance(todo, Retention)):
        return 0.0, ""
    now = datetime.now(UTC)
    of = loss(found, todo, now)
    return of.days, refusal(of, work.estate.holds_on(link.device, work.estate.today(now)), work.options.accept_loss)
