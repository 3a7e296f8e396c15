"""The README's table of requests, what a full check sends to each simulated device. `make requests` writes it.

A request is one HTTP or SOAP call, the login's own included; for a host over SSH it is one command.
"""

import sys
import tempfile
from pathlib import Path

import pytest

from sightline.lab import LabError
from sightline.settings import ALL
from tests.contract.bench import MAKES, adapter, devices
from tests.matrix import README

START, END = "<!-- requests: written by `make requests` -->", "<!-- end of the requests -->"
HEAD = ["| driver | device | requests | logins |", "|---|---|---|---|"]


def rows(make: str, folder: Path) -> list[str]:
    """One line for each device. Skips where they cannot be had."""
    met, found = adapter(make), []
    assert met is not None
    with met.bench(folder) as bench:
        for device, recording in devices(make).items():
            with bench.link(device) as link:
                for setting in ALL:
                    link.read(setting)
                assert link.dead is None, link.dead
                assert link._session is not None
                found.append(f"| `{make}` | {recording} | {link.requests} | {link._session.counts.logins} |")
    return found


def standing(make: str) -> list[str]:
    """What the README says of the make."""
    block = README.read_text().partition(f"{START}\n")[2].partition(f"{END}\n")[0]
    return [line for line in block.splitlines() if line.startswith(f"| `{make}` |")]


def lines(make: str) -> list[str]:
    """What the README should say; what it says now, where the devices cannot be had here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return rows(make, Path(folder))
        except (pytest.skip.Exception, LabError) as reason:
            print(f"{make}: left as it was: {reason}", file=sys.stderr)
            return standing(make)


def main() -> None:
    """Writes the table between the markers."""
    table = [*HEAD, *(line for make in MAKES for line in lines(make))]
    before, start, rest = README.read_text().partition(f"{START}\n")
    _, end, after = rest.partition(f"{END}\n")
    README.write_text("".join([before, start, "\n", "\n".join(table), "\n\n", end, after]))


if __name__ == "__main__":
    main()
