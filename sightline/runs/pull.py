"""Pulls devices' own logs, each from where the last pull ended."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import gevent.pool

from sightline import drivers
from sightline.bridge.link import Answer, Link
from sightline.bridge.work import Work
from sightline.errors import SightlineError
from sightline.records.audit.pulled import keep, position


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """What came of one device: `status` is "pulled", or that of an answer without a log."""

    device: str
    status: str
    reason: str = ""
    count: int = 0
    sha256: str = ""
    more: bool = False


def pull(work: Work, over: Sequence[Link], done: Callable[[Pulled], None]) -> None:
    """Asks every device, some at a time; one that is down keeps none of the others."""
    pool = gevent.pool.Pool(work.estate.limits.parallel)
    gevent.joinall([pool.spawn(lambda link: done(_one(work, link)), link) for link in over], raise_error=True)


def _one(work: Work, link: Link) -> Pulled:
    device = link.device.id
    try:
        since = position(work.chain, device)
        answer = link.ask(lambda session: asdict(drivers.own_log(link.device.driver, session, since)))
        return _kept(work, device, answer)
    except SightlineError as problem:
        return Pulled(device=device, status="refused", reason=str(problem))
    finally:
        link.close()


def _kept(work: Work, device: str, answer: Answer) -> Pulled:
    if answer["status"] != "ok":
        return Pulled(device=device, status=answer["status"], reason=answer["reason"])
    log: dict[str, Any] = answer["found"]
    entry = keep(work.chain, device, list(log["entries"]), ends=log["next"], more=log["more"])
    return Pulled(
        device=device, status="pulled", count=entry.what["count"], sha256=entry.what["sha256"], more=log["more"]
    )
