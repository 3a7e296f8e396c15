"""What the records say of runs and approvals before this one. What they cannot say is a doubt: nothing is let in."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from sightline.errors import SightlineError
from sightline.estate.model import Estate
from sightline.policy.waiver import objection
from sightline.records.approvals import approvals
from sightline.records.audit.chain import Chain
from sightline.records.tables.audit import audit_entries
from sightline.records.tables.runs import runs

#: The verb of a scheduled run in the records.
SCHEDULED = "schedule"
#: What the audit chain has of a run that turns the sound of exceptions on and off.
APPLIED = "exceptions-applied"


def with_approvals(estate: Estate, chain: Chain, doubts: list[str]) -> Estate:
    """The estate, knowing what stands against its waivers.

    Where the chain cannot prove any approval none counts, and a sentence among the doubts says so.
    """
    approvers = estate.policy.approvers
    if not (approvers and estate.waivers):
        return estate
    try:
        found = approvals(chain)
    except SightlineError as problem:
        doubts.append(f"no approval of a waiver counts: {problem}")
        found = {}
    return replace(estate, objections={one.sha256: objection(one, approvers, found) for one in estate.waivers})


def last_scheduled(chain: Chain, own: str, doubts: list[str], *, acting: bool = False) -> datetime | None:
    """When the last scheduled run that reached its end began, `own` left out. `acting`: one that applied exceptions."""
    ended = runs.c.ended.is_not(None) & runs.c.interrupted.is_(False)
    asked = select(func.max(runs.c.started)).where(runs.c.verb == SCHEDULED, runs.c.name != own, ended)
    if acting:
        asked = asked.where(runs.c.name.in_(select(audit_entries.c.run).where(audit_entries.c.event == APPLIED)))
    try:
        with chain.database.reading() as connection:
            found: datetime | None = connection.execute(asked).scalar_one_or_none()
    except SightlineError as problem:
        doubts.append(f"when the last scheduled run was is not known: {problem}")
        return None
    return found
