"""`sightline schedule`."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.output import give, output_options
from sightline.cli.running import attested, checked, finish, run_options, start, to_its_end
from sightline.errors import Busy

if TYPE_CHECKING:
    from sightline.bridge.work import Options, Work
    from sightline.records.result import Result


@click.group(invoke_without_command=True, epilog="Example: sightline schedule --unit timer")
@click.option("--cron", "as_cron", is_flag=True, help="A line for crontab instead of systemd units.")
@click.option("--unit", type=click.Choice(["service", "timer"]), help="Only this unit, without a heading.")
@click.option("--at", default="00:10", show_default=True, metavar="HH:MM", help="When, in the estate's time zone.")
@click.option("--user", default="", help="Who runs it (default: whoever installs the units).")
@click.option("--check-only", is_flag=True, help="Leave timed exceptions alone.")
@click.pass_context
def schedule(context: click.Context, as_cron: bool, unit: str | None, at: str, user: str, check_only: bool) -> None:
    """Print a systemd timer and service, or a cron line, that run the check and timed exceptions.

    Installs nothing. How often is `schedule_hours` of the policy: a gap that is longer is told by the next run, and
    nothing is turned on as long as the scheduled run before did not take place. Sound goes off at the first run after
    the last day of an exception: with `schedule_hours: 1` within the hour.
    """
    if context.invoked_subcommand is None:
        _print(context.obj, as_cron=as_cron, unit=unit, at=at, user=user, check_only=check_only)


def _print(estate: Path, *, as_cron: bool, unit: str | None, at: str, user: str, check_only: bool) -> None:
    from sightline.estate.load import load_estate
    from sightline.reports.units import Schedule, cron, service, timer

    loaded = load_estate(estate)
    words = [*_program(), "--estate", str(loaded.folder), "schedule", "run", "--wait", "30"]
    of = Schedule(
        estate=loaded.name,
        folder=str(loaded.folder),
        words=words if check_only else [*words, "--apply-exceptions"],
        hours=loaded.policy.schedule_hours,
        at=_time(at),
        zone=loaded.timezone.key,
        user=user,
    )
    if as_cron:
        click.echo(f"# times are the machine's own; the estate's time zone is {of.zone}\n{cron(of)}", nl=False)
        return
    for name, text in (("service", service(of)), ("timer", timer(of))):
        if unit in (None, name):
            click.echo(f"{text if unit else f'# /etc/systemd/system/sightline-{of.estate}.{name}{os.linesep}{text}'}")
    if unit is None:
        click.echo(f"# then: systemctl daemon-reload && systemctl enable --now sightline-{of.estate}.timer")


def _program() -> list[str]:
    """This very Sightline, by absolute paths: units know no PATH of ours."""
    beside = Path(sys.executable).with_name("sightline")
    found = str(beside) if beside.exists() else shutil.which("sightline")
    return [os.path.abspath(found)] if found else [sys.executable, "-m", "sightline"]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise click.UsageError(f"--at {text}: expected a time of day as 00:10") from None


@schedule.command(epilog="Example: sightline schedule run --apply-exceptions --wait 30")
@click.option("--apply-exceptions", is_flag=True, help="Turn off the sound of ended exceptions, turn on approved ones.")
@click.option(
    "--wait", type=click.FloatRange(0), default=0, metavar="MINUTES", help="Wait for a scheduled run that is running."
)
@output_options
@run_options
@click.pass_obj
def run(
    estate: Path,
    /,
    apply_exceptions: bool,
    wait: float,
    form: str,
    output: Path | None,
    every: bool,
    operator: str | None,
    reason: str,
    retry_login: bool,
) -> None:
    """What the timer runs: first what has ended goes off, then what is due comes on, then the whole estate is checked.

    Two do not run at once: the second one waits, or says which is running. Exit status: as check; 2 where sound is not
    proven off at an exception's end.
    """
    from sightline.bridge.trail import SCHEDULED
    from sightline.bridge.work import Options

    options = Options(retry_login=retry_login, apply_exceptions=apply_exceptions)
    with _alone(estate, options, wait * 60) as work:
        result = start(work, SCHEDULED, operator, reason)
        try:
            with to_its_end(result):
                _run(work, result)
        finally:
            report = finish(work, result)
    give(report, form=form, output=output, every=every)
    sys.exit(result.status)


@contextmanager
def _alone(estate: Path, options: "Options", wait_seconds: float) -> "Iterator[Work]":
    """The run, once no other scheduled one runs. After a wait all is read anew: a waiver may have been withdrawn."""
    from sightline.bridge.begin import begin
    from sightline.bridge.trail import SCHEDULED

    work = begin(estate, verb=SCHEDULED, options=options)
    with ExitStack() as held:
        try:
            held.enter_context(work.holds.lock("the schedule"))
        except Busy:
            if not wait_seconds:
                raise
            held.enter_context(work.holds.lock("the schedule", wait_seconds))
            work.chain.close()
            work = begin(estate, verb=SCHEDULED, options=options)
        yield work


def _run(work: "Work", result: "Result") -> None:
    from sightline.bridge.trail import APPLIED
    from sightline.cli.plan import told
    from sightline.runs.check import links
    from sightline.runs.exceptions import begin, due, end

    if work.options.apply_exceptions:
        work.record(APPLIED)
        result.signals += end(work, None, told)
        begin(work, due(work, None), told)
    systems = [(site, system) for site in work.estate.sites for system in site.systems]
    attested(work, result, systems, whole=True)
    checked(work, result, links(work, work.estate.devices), close=True)
