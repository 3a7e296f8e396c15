"""Runs without devices: findings that a test chooses, written as a run writes them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from sightline.estate.address import parse_address
from sightline.estate.model import Device, Estate
from sightline.policy.finding import Change, Finding, Verdict
from sightline.records.database import Database
from sightline.records.recorder import Recorder
from sightline.records.result import Checked, Evidence, Result
from sightline.settings import Identity
from tests.records.estates import NOW

VERDICTS = get_args(Verdict)
#: Of each device the verdict, or a verdict and what was found, by control.
Wanted = Mapping[str, Mapping[str, str | tuple[str, Any]]]


def device(name: str) -> Device:
    """`site/name`, a recorder of the system `main`."""
    site, _, own = name.partition("/")
    return Device(
        site=site,
        system="main",
        name=own,
        role="recorder",
        driver="none",
        address=parse_address("http://127.0.0.1"),
        secret=name,
    )


def finding(of: Device, control: str, verdict: str, found: Any = None) -> Finding:
    """One finding; a drift names a change."""
    drifts = verdict == "drift"
    return Finding(
        site=of.site,
        system=of.system,
        device=of.name,
        control=control,
        clause="4.2.1",
        severity="high",
        verdict=verdict,  # type: ignore[arg-type] # a test's own word
        wanted={"on": False} if drifts else None,
        found=found,
        reason=f"it is {verdict}",
        changes=(Change(where="audio: on", found=True, wanted=False),) if drifts else (),
    )


def checked(name: str, verdicts: Mapping[str, str | tuple[str, Any]], at: datetime) -> Checked:
    """A device with these findings; the evidence is what was found."""
    of = device(name)
    both = {slug: one if isinstance(one, tuple) else (one, None) for slug, one in verdicts.items()}
    dead = bool(both) and all(verdict == "unread" for verdict, _ in both.values())
    return Checked(
        device=of,
        state="unreachable" if dead else "checked",
        why="no route" if dead else "",
        requests=len(both),
        identity=None
        if dead
        else Identity(vendor="V", model="M", serial=name, firmware="1", name="n", kind="recorder"),
        findings=tuple(finding(of, slug, verdict, found) for slug, (verdict, found) in both.items()),
        evidence={slug: Evidence.of({"found": found}, at) for slug, (_, found) in both.items()},
    )


def begun(
    database: Database, estate: Estate, number: int, *, verb: str = "check", **more: Any
) -> tuple[Result, Recorder]:
    """A run that has begun: the number is its day."""
    started = NOW + timedelta(days=number)
    result = Result(id=name_of(number, verb), verb=verb, operator="test", reason="", started=started)
    return result, Recorder.begin(database, result, estate, "0" * 64, **more)


def take(recorder: Recorder, result: Result, wanted: Wanted, at: datetime | None = None) -> None:
    """These devices, judged."""
    for place, (name, verdicts) in enumerate(wanted.items()):
        one = checked(name, verdicts, at or result.started)
        recorder.add(one, place)
        result.devices.append(one.light())


def run(database: Database, estate: Estate, number: int, wanted: Wanted, **more: Any) -> Result:
    """A whole run; its day is its number."""
    result, recorder = begun(database, estate, number, **more)
    take(recorder, result, wanted)
    result.ended = result.started + timedelta(minutes=1)
    recorder.end(result)
    return result


def moment(number: int) -> datetime:
    """When the run of that number began."""
    return (NOW + timedelta(days=number)).astimezone(UTC)


def name_of(number: int, verb: str = "check") -> str:
    """The id of the run of that number."""
    return f"{moment(number):%Y%m%dT%H%M%SZ}-{verb}-{number:04x}"
