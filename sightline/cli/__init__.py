"""The command line: one file per verb. What it says and how it exits is a contract (README, "Exit status")."""

from importlib import import_module
from pathlib import Path

import click

from sightline import __version__

#: In the order of `--help`. Each is a module of this package with a command of its own name.
VERBS = (
    *("init", "trust", "demo", "lab", "secrets", "certificates", "views", "check", "plan", "harden", "review"),
    *("report", "history", "diff", "records", "audit", "register", "policy"),
    *("waivers", "incident", "schedule"),
)


class Verbs(click.Group):
    """Loads a verb when it is asked for: one that opens no device waits for no engine."""

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """All of them, in the order of `--help`."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """The verb of that name, or None."""
        if name not in VERBS:
            return None
        command: click.Command = getattr(import_module(f"sightline.cli.{name}"), name)
        return _on_one_line(command)


def _on_one_line(command: click.Command) -> click.Command:
    """Its examples, and those of its own verbs, are to be copied: no terminal is too narrow for one."""
    if command.epilog and not command.epilog.startswith("\b"):
        command.epilog = f"\b\n{command.epilog}"
    if isinstance(command, click.Group):
        for verb in command.commands.values():
            _on_one_line(verb)
    return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
