"""What the verbs that talk to devices share: a run's beginning, its progress, its end."""

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.cli.acting import sealed, who_and_why
from sightline.errors import SightlineError
from sightline.estate.content import policy_sha256
from sightline.estate.model import Site
from sightline.estate.system import System
from sightline.policy.counted import counted
from sightline.records.canonical import canonical, digest
from sightline.records.recorder import Recorder
from sightline.records.result import Checked, Result
from sightline.reports.document import FILE, document, grace, save
from sightline.runs.breaches import draft
from sightline.runs.check import check
from sightline.runs.register import audit_of, judge_register, registers_of
from sightline.runs.warnings import warnings

F = TypeVar("F", bound=Callable[..., Any])


def run_options(command: F) -> F:
    """Who runs it and why, and what every run may be told."""
    again = click.option("--retry-login", is_flag=True, help="Try a login again that a device has refused before.")
    return again(who_and_why(command))


def start(work: Work, verb: str, operator: str | None, reason: str, targets: Sequence[str] = ()) -> Result:
    """The run in the records and the first line in its journal.

    Records that cannot be written, or a store of secrets that cannot be opened, end it before any device.
    """
    work.secrets.names()
    result = Result(
        id=work.id, verb=verb, operator=operator or getpass.getuser(), reason=reason, started=datetime.now(UTC)
    )
    database = work.chain.database
    work.recorder = Recorder.begin(database, result, work.estate, policy_sha256(work.estate), targets)
    begun(work, verb, result.operator, reason, targets=list(targets))
    result.warnings = warnings(work)
    return result


def begun(work: Work, verb: str, operator: str, reason: str, **more: Any) -> None:
    """The run's first entry in the audit chain, and in its journal. Nothing is asked of a device before."""
    work.chain.who, work.chain.why = operator, reason
    work.chain.append("run-start", verb=verb, **more)
    work.journal.add("run", run=work.id, verb=verb, operator=operator, reason=reason)


def ended(work: Work, **what: Any) -> None:
    """The run's last entry in the audit chain, and the head that is signed over it."""
    work.chain.note("run-end", **what)
    sealed(work.chain)


def checked(work: Work, result: Result, links: Sequence[Link], *, close: bool, words: str = "checking") -> None:
    """Reads and judges every link into the result, in the inventory's order, with progress on a terminal."""
    place = {link.device.id: index for index, link in enumerate(links)}
    with _progress(words, len(links)) as step:

        def done(one: Checked) -> None:
            judged(work, result, one, place[one.device.id])
            step(one.device.id)

        try:
            with to_its_end(result):
                check(work, links, done, close=close)
        finally:
            result.devices.sort(key=lambda one: place[one.device.id])


@contextmanager
def _progress(words: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal's error stream; nothing in a pipe."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}"),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(words, total=total, last="")
        yield lambda name: bar.update(task, advance=1, last=name)


def judged(work: Work, result: Result, one: Checked, place: int) -> None:
    """One device more in the run, and on its way into the records; `place` is its place in the report."""
    recorder_of(work).add(one, place)
    result.devices.append(one.light())


def recorder_of(work: Work) -> Recorder:
    """What `start` made."""
    assert work.recorder is not None
    return work.recorder


def attested(work: Work, result: Result, systems: Sequence[tuple[Site, System]], *, whole: bool) -> None:
    """Judges what people attest of these systems, and of the estate as a whole, into the result and the records."""
    with to_its_end(result):
        audit = audit_of(work.chain) if whole else None
        now, database = datetime.now(UTC), work.chain.database
        for register in registers_of(work.estate, systems, database, whole=whole, audit=audit):
            findings = judge_register(work.estate, work.attested, register, now)
            recorder_of(work).add_register(register.site, register.system, findings, now)
            result.register += findings


@contextmanager
def to_its_end(result: Result) -> Iterator[None]:
    """A run that is stopped in here, by whatever, did not reach its end."""
    try:
        yield
    except BaseException:
        result.interrupted = True
        raise


@contextmanager
def _told(result: Result) -> Iterator[None]:
    """What cannot be recorded is said, and the exit status is 1."""
    try:
        yield
    except SightlineError as problem:
        result.unrecorded = True
        click.secho(f"error: {problem}", fg="red", err=True)


def finish(work: Work, result: Result) -> dict[str, Any]:
    """Ends the run: what it found is in the records, whatever happened.

    Where they cannot be written that is said, the report is saved beside the journal, and the exit status is 1.
    """
    result.end()
    recorder = recorder_of(work)
    with _told(result):
        draft(work, result, recorder.database)
    with _told(result):
        recorder.end(result, {**grace(result, work.estate.policy), **result.more})
    report = document(result, work.estate.policy, policy_sha256(work.estate), recorder.found)
    if result.unrecorded:
        _save_beside(work, report)
    work.journal.add("end", run=work.id, status=result.status, summary=dict(result.summary))
    work.journal.close()
    with _told(result):
        sha256 = digest(canonical(report)).hex()
        ended(work, status=result.status, summary=dict(result.summary), report=sha256)
    if result.interrupted:
        done = f"its report has {counted(len(result.devices), 'device')}"
        click.echo(f"run {work.id} did not reach its end; {done}: `sightline report {work.id}`", err=True)
    return report


def _save_beside(work: Work, report: dict[str, Any]) -> None:
    kept = work.state.runs / work.id / FILE
    try:
        save(report, kept)
    except SightlineError as problem:
        click.secho(f"error: {problem}", fg="red", err=True)
    else:
        click.echo(f"what run {work.id} found is not in the records; its report is {kept}", err=True)
