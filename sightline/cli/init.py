"""`sightline init`."""

from pathlib import Path
from shlex import quote

import click


@click.command(epilog="Example: sightline init my-estate")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init(folder: Path) -> None:
    """Write a new estate into FOLDER: settings, an example site, the policy. Overwrites nothing."""
    from sightline.estate.init import init as write

    for path in write(folder):
        click.echo(f"wrote {path}")
    typed = quote(str(folder))
    click.echo(
        f"\nNext: edit {folder}/inventory/sites/example.yml, store each device's password\n"
        f"(`sightline --estate {typed} secrets set NAME`), then `sightline --estate {typed} check`."
    )
