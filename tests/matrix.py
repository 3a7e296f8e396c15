"""The README's support matrix, made from what the contract sees of each make's devices. `make matrix` writes it."""

import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from sightline.bridge.link import Answer
from sightline.lab import LabError
from sightline.settings import ALL
from tests.contract import cell
from tests.contract.bench import MAKES, Bench, adapter, devices, readable, unsupported

README = Path(__file__).resolve().parents[1] / "README.md"
START, END = "<!-- matrix: written by `make matrix` -->", "<!-- end of the matrix -->"
READ, WRITTEN, CANNOT, IN_PART, NOT_RUN = "r", "rw", "–", "*", "?"


@dataclass(frozen=True)
class Row:
    """One make: what it can by setting, and the reasons below the table."""

    make: str
    cells: Mapping[str, str]
    reasons: tuple[str, ...]

    @property
    def line(self) -> str:
        """The row as it stands in the table."""
        return f"| `{self.make}` | {' | '.join(self.cells[setting] for setting in ALL)} |"


def row(make: str, folder: Path) -> Row:
    """Asks the make's devices. Skips where they cannot be had."""
    met = adapter(make)
    if met is None:
        return Row(make, dict.fromkeys(ALL, NOT_RUN), (f"- `{make}`: the contract has not met a device of it",))
    with met.bench(folder) as bench:
        seen = {setting: _cell(bench, make, setting) for setting in readable(make)}
    no = unsupported(make)
    cells = {setting: CANNOT if setting in no else seen[setting][0] for setting in ALL}
    missing = {setting: {"": no[setting]} if setting in no else seen[setting][1] for setting in ALL}
    return Row(make, cells, tuple(line for setting in ALL for line in _reasons(make, setting, missing[setting])))


def _cell(bench: Bench, make: str, setting: str) -> tuple[str, dict[str, str]]:
    """Its sign, and what no device of the make gives a way to read."""
    found: list[cell.Cell] = []
    answers: list[Answer] = []
    for device in devices(make):
        with bench.link(device) as link:
            found.append(cell.read(link, setting))
            answers += cell.settle(link, setting) if found[-1].status == "ok" else []
        bench.reset()
    if any(one.status != "ok" for one in found):
        return NOT_RUN, {"": next(one.reason for one in found if one.status != "ok")}
    first, *others = found
    missing = {name: why for name, why in first.missing.items() if all(name in one.missing for one in others)}
    written = bool(answers) and all(answer["status"] == "ok" for answer in answers)
    return (WRITTEN if written else READ) + (IN_PART if missing else ""), missing


def _reasons(make: str, setting: str, missing: Mapping[str, str]) -> list[str]:
    """One line for each reason, with the parts that it is of."""
    parts: dict[str, list[str]] = {}
    for name, why in missing.items():
        parts.setdefault(why, []).append(name)
    return [f"- `{make}`, {setting}{_named(names)}: {_plain(why)}" for why, names in parts.items()]


def _named(names: list[str]) -> str:
    return f" ({', '.join(names)})" if any(names) else ""


def _plain(text: str) -> str:
    """A device's words as one line of Markdown."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))


def block() -> list[str]:
    """The README's lines between the markers."""
    return README.read_text().partition(f"{START}\n")[2].partition(f"{END}\n")[0].splitlines()


def standing(make: str) -> list[str]:
    """What the README says of the make."""
    return [line for line in block() if line.startswith((f"| `{make}` |", f"- `{make}`"))]


def head() -> list[str]:
    """The table's first two lines."""
    return [f"| driver | {' | '.join(ALL)} |", f"|---|{'---|' * len(ALL)}"]


def lines(make: str) -> list[str]:
    """What the README should say of the make; what it says now, where its devices cannot be had here."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = row(make, Path(folder))
        except (pytest.skip.Exception, LabError) as reason:
            print(f"{make}: left as it was: {reason}", file=sys.stderr)
            return standing(make) or [Row(make, dict.fromkeys(ALL, NOT_RUN), ()).line]
    return [found.line, *found.reasons]


def main() -> None:
    """Writes the table between the markers, and the reasons below it."""
    said = [lines(make) for make in MAKES]
    table = [*head(), *(first for first, *_ in said), "", *(line for _, *rest in said for line in rest)]
    before, start, rest = README.read_text().partition(f"{START}\n")
    _, end, after = rest.partition(f"{END}\n")
    README.write_text("".join([before, start, "\n", "\n".join(table), "\n\n", end, after]))


if __name__ == "__main__":
    main()
