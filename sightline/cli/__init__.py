"""The command line: one file per verb. What it says and how it exits is a contract (README, "Exit status")."""

from pathlib import Path

import click

from sightline import __version__
from sightline.cli.certificates import certificates
from sightline.cli.check import check
from sightline.cli.demo import demo
from sightline.cli.harden import harden
from sightline.cli.init import init
from sightline.cli.lab import lab
from sightline.cli.plan import plan
from sightline.cli.report import report
from sightline.cli.secrets import secrets
from sightline.cli.trust import trust


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--estate",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    envvar="SIGHTLINE_ESTATE",
    help="The estate's folder (default: this one).",
)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context, estate: Path) -> None:
    """Policy as code for CCTV: bring every recorder and camera to one policy, and prove it.

    \b
    Start here:
      sightline demo                 watch a drifted site become compliant (simulated devices)
      sightline init my-estate       a new estate, ready to edit
      sightline check                what is, beside what the policy wants; changes nothing
    """
    context.obj = estate


for verb in (init, trust, demo, lab, secrets, certificates, check, plan, harden, report):
    main.add_command(verb)
