"""`sightline check`."""

import sys
from pathlib import Path
from typing import Any

import click

from sightline.cli.output import give, output_options
from sightline.cli.running import attested, checked, finish, run_options, start
from sightline.cli.targets import choose, target_options


@click.command(epilog="Example: sightline check riverside-court --format json --output report.json")
@target_options
@output_options
@run_options
@click.pass_obj
def check(
    estate: Path,
    /,
    form: str,
    output: Path | None,
    every: bool,
    operator: str | None,
    reason: str,
    retry_login: bool,
    **targets: Any,
) -> None:
    """Read every device, judge it by the policy, report. Changes nothing.

    TARGET is SITE, SITE/DEVICE, SITE/SYSTEM or a glob; none means the whole estate. For a site or a system, what
    people attest of it is judged as well. Exit status: 0 all as wanted, 2 drift, 3 no drift but something was not read.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.runs.check import links

    work = begin(estate, verb="check", options=Options(retry_login=retry_login))
    chosen = choose(work, **targets)
    over = links(work, chosen.devices)
    result = start(work, "check", operator, reason, targets["targets"])
    try:
        attested(work, result, chosen.systems, whole=chosen.whole)
        checked(work, result, over, close=True)
    finally:
        report = finish(work, result)
    give(report, form=form, output=output, every=every)
    sys.exit(result.status)
