"""`sightline demo`."""

import sys
import tempfile
from pathlib import Path

import click

SITE = "riverside-court"
#: What a person would type, in order. The exit status that the story expects stands beside it.
STORY = (
    ("Two devices as a contractor left them.", ["check", SITE], 2),
    ("What would be written, and what that would destroy.", ["plan", SITE, "--accounts"], 2),
    ("Bring them to the policy. Footage past the limit is still there until the devices purge it.",
     ["harden", SITE, "--accounts", "--yes", "--reason", "demo"], 2),
    ("A person has looked at the picture of each camera: that is what they are to show.",
     ["views", "accept", "riverside-court/entrance", "--yes", "--reason", "demo"], 0),
    ("The devices live through 25 hours: they purge, and NTP keeps their clocks right.", ["lab", "advance", "25"], 0),
    ("What no device can say, people attest: the office's sheet, with the evidence of each line.",
     ["register", "import", "{estate}/inventory/attested.csv"], 0),
    ("The same check again.", ["check", SITE], 0),
    ("And the report, as anybody can read it later.", ["report", "last", "--all"], 0),
)  # fmt: skip


@click.command(epilog="Example: sightline demo")
@click.option(
    "--keep", type=click.Path(path_type=Path, file_okay=False), help="Leave the demo's estate in this folder."
)
def demo(keep: Path | None) -> None:
    """Watch a drifted site become compliant: check, plan, harden, check again. Opens nothing, asks nothing.

    Simulated devices on loopback, in an estate of its own that is removed afterwards.
    """
    if keep is not None:
        sys.exit(_tell(keep))
    with tempfile.TemporaryDirectory(prefix="sightline-demo-") as folder:
        status = _tell(Path(folder))
    sys.exit(status)


def _tell(folder: Path) -> int:
    """0 where every step ended as the story says."""
    from sightline.runs.lab import down, make, up

    click.echo(f"The lab's estate is in {folder}; its devices listen on 127.77.x.y only.")
    if not (folder / "inventory" / "estate.yml").exists():
        make(folder, attested=False)
    up(folder)
    try:
        return _steps(folder)
    finally:
        down(folder)


def _steps(folder: Path) -> int:
    for title, told, expected in STORY:
        words = [word.format(estate=folder) for word in told]
        click.echo(f"\n── {title}\n$ sightline {' '.join(words)}")
        status = _run(folder, words)
        if status != expected:
            click.echo(f"the demo expected exit status {expected} here and saw {status}", err=True)
            return 1
        click.echo(f"(exit status {status})")
    return 0


def _run(folder: Path, words: list[str]) -> int:
    from sightline.cli import main

    try:
        main.main(["--estate", str(folder), *words], standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0
