"""`sightline harden`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.output import console, give, output_options
from sightline.cli.plan import said, show, told
from sightline.cli.running import checked, finish, recorder_of, run_options, start, to_its_end
from sightline.cli.targets import select, target_options
from sightline.errors import EstateError

if TYPE_CHECKING:
    from sightline.bridge.link import Link
    from sightline.bridge.work import Work
    from sightline.records.result import Result
    from sightline.runs.exceptions import Due


NOBODY = "there is no terminal to ask at; say --yes"


@click.command(epilog="Example: sightline harden riverside-court --yes --reason 'first hardening'")
@target_options
@click.option("--yes", is_flag=True, help="Write without asking (needed where there is no terminal).")
@click.option("--accounts", is_flag=True, help="Disable or delete unknown accounts as well; they are shown by name.")
@click.option("--accept-loss", metavar="CASE", help="The case that answers for footage that a shorter limit destroys.")
@click.option(
    "--apply-exceptions",
    is_flag=True,
    help="First turn off the sound of audio exceptions that have ended, last turn on that of approved ones.",
)
@output_options
@run_options
@click.pass_obj
def harden(
    estate: Path,
    /,
    yes: bool,
    accounts: bool,
    accept_loss: str | None,
    apply_exceptions: bool,
    form: str,
    output: Path | None,
    every: bool,
    operator: str | None,
    reason: str,
    retry_login: bool,
    **targets: Any,
) -> None:
    """Bring devices to the policy: show the plan, write what drifts, read back, judge again.

    Killed in the middle, run it again: it goes on from what it finds. Exit status: that of the judgement after
    writing; 1 where nothing was written because nobody said yes; 2 where sound is not proven off at an exception's end.
    With --apply-exceptions what has ended goes off without a question.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.runs.check import links
    from sightline.runs.exceptions import due, end

    options = Options(
        accounts=accounts, accept_loss=accept_loss, retry_login=retry_login, apply_exceptions=apply_exceptions
    )
    if not (yes or sys.stdin.isatty()) and apply_exceptions:
        raise EstateError(f"nothing was written: {NOBODY}")
    work = begin(estate, verb="harden", options=options)
    over = links(work, select(work, **targets))
    result = start(work, "harden", operator, reason, targets["targets"])
    try:
        if apply_exceptions:
            with to_its_end(result):
                result.signals += end(work, [link.device.id for link in over], told)
        checked(work, result, over, close=False)
        starting = due(work, [link.device.id for link in over]) if apply_exceptions else []
        if _agreed(work, over, result, starting, yes=yes, quiet=form == "json" and output is None):
            _write(work, over, result, starting)
    finally:
        for link in over:
            link.close()
        report = finish(work, result)
    give(report, form=form, output=output, every=every)
    sys.exit(result.status)


def _agreed(
    work: "Work", over: "list[Link]", result: "Result", starting: "list[Due]", *, yes: bool, quiet: bool
) -> bool:
    """Shows the plan and asks. False where there is nothing to write. `quiet` keeps standard output for the report."""
    from sightline.runs.plan import plans

    planned = plans(work, over, result.devices, said)
    if not starting and not any(step.writes for of_device in planned.values() for step in of_device):
        return False
    if not (quiet and yes):
        for device in result.devices:
            show(device, planned[device.device.id], console(err=quiet))
    for one in starting:
        told(one.sentence)
    if yes:
        return True
    if not sys.stdin.isatty():
        raise EstateError(f"nothing was written: {NOBODY}")
    if not click.confirm("Write this?", err=quiet):
        raise EstateError("nothing was written")
    return True


def _write(work: "Work", over: "list[Link]", result: "Result", starting: "list[Due]") -> None:
    from sightline.runs.exceptions import begin as turn_on
    from sightline.runs.harden import harden as write

    drifts = {one.device.id: {f.control for f in one.findings if f.verdict == "drift"} for one in result.devices}
    with to_its_end(result):
        write(work, over, drifts, said)
        turn_on(work, starting, told)
    for link in over:
        link.forget()
    result.devices.clear()
    recorder_of(work).again()
    checked(work, result, over, close=False, words="judging again")
