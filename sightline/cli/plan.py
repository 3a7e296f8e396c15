"""`sightline plan`."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from sightline.cli.output import console
from sightline.cli.running import checked, finish, run_options, start
from sightline.cli.targets import select, target_options
from sightline.reports.table import STYLE, clean, grouped

if TYPE_CHECKING:
    from rich.console import Console

    from sightline.records.result import Checked
    from sightline.runs.plan import Step


@click.command(epilog="Example: sightline plan riverside-court/nvr-1")
@target_options
@click.option("--accounts", is_flag=True, help="Plan for `harden --accounts` as well.")
@click.option("--accept-loss", metavar="CASE", help="The case that answers for footage that a shorter limit destroys.")
@run_options
@click.pass_obj
def plan(
    estate: Path,
    /,
    accounts: bool,
    accept_loss: str | None,
    operator: str | None,
    reason: str,
    retry_login: bool,
    **targets: Any,
) -> None:
    """Show what harden would write: found beside wanted, field by field, and what that would destroy.

    Changes nothing. Exit status: 2 where something drifts, else as check.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.runs.check import links
    from sightline.runs.plan import plans

    options = Options(accounts=accounts, accept_loss=accept_loss, retry_login=retry_login)
    work = begin(estate, verb="plan", options=options)
    over = links(work, select(work, **targets))
    result = start(work, "plan", operator, reason, targets["targets"])
    try:
        checked(work, result, over, close=False, words="planning")
        planned = plans(work, over, result.devices, said)
        for one in result.devices:
            show(one, planned[one.device.id], console())
    finally:
        for link in over:
            link.close()
        finish(work, result)
    sys.exit(result.status)


def said(text: str) -> None:
    """What will not be written, and why; beside the report, so that a JSON document stays one."""
    click.secho(clean(text), fg="red", err=True)


def told(text: str) -> None:
    """What was done about an exception; beside the report as well."""
    click.echo(clean(text), err=True)


def show(one: "Checked", steps: "list[Step]", out: "Console") -> None:
    """The steps of one device, and what was not read: of that nobody knows what there is to write."""
    out.print(Text(one.device.id, style="bold"))
    unread = [finding for finding in one.findings if finding.verdict == "unread"]
    if one.state != "checked":
        out.print(Text(f"  {one.state}: {clean(one.why)}", style=STYLE["unread"]), soft_wrap=True)
    elif not (steps or unread):
        out.print(Text("  nothing to write", style="dim"))
    for step in steps:
        out.print(Text(f"  {step.control}"), soft_wrap=True)
        for where, found, wanted in grouped([asdict(change) for change in step.writes]):
            line = f"    ~ {clean(where)}: {found} -> {wanted}"
            out.print(Text(line, style="yellow"), soft_wrap=True)
        if step.refused:
            out.print(Text(f"    not written: {clean(step.refused)}", style="bold red"), soft_wrap=True)
        elif step.writes and step.control == "retention":
            out.print(Text(f"    {_loss(step)}", style="bold" if step.loss_days else "dim"), soft_wrap=True)
        for where, found, wanted in grouped([asdict(change) for change in step.left]):
            line = f"    - {clean(where)}: {found}, wanted {wanted}: {_left(step)}"
            out.print(Text(line, style="dim"), soft_wrap=True)
        if not step.writes and not step.left:
            out.print(Text(f"    - {clean(step.reason)}: {_left(step)}", style="dim"), soft_wrap=True)
    for finding in unread if one.state == "checked" else ():
        out.print(Text(f"  {finding.control}\n    - unread: {clean(finding.reason)}", style="dim"), soft_wrap=True)


def _loss(step: "Step") -> str:
    if step.loss_days is None:
        return "how much footage would go is not known"
    return f"destroys the oldest {step.loss_days:.1f} days of footage" if step.loss_days else "destroys no footage"


def _left(step: "Step") -> str:
    """What can put right what harden does not write."""
    return f"`sightline {step.remedy}`" if step.remedy not in ("", "harden") else "not written by harden"
