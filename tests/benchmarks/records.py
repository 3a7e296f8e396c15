"""What years of nightly runs cost: rows, bytes, and how long the verbs that look at records take to answer.

Run with `make benchmark-records`; `--runs`, `--devices` and `--database` make it smaller. It prints its figures, the
machine and its load, and asserts nothing. Of the 16 findings of each device, three have another value every night (a
clock's offset, the oldest recording, the space that is left), and one in a hundred of the others has another verdict
than the night before; `--changing 16` makes every one of them another every night. The first run and the last ones
are written as a run writes them; the years in between are put in as rows of the same shapes and sizes.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sightline.estate.init import init
from sightline.estate.load import load_settings
from sightline.estate.model import Estate
from sightline.policy.finding import Finding
from sightline.records.database import Database, open_records
from sightline.records.differences import differences
from sightline.records.history import history
from sightline.records.recorded import found_in
from sightline.records.recorder import Recorder
from sightline.records.result import Checked, Evidence, Result
from sightline.records.runs import need_run
from sightline.records.size import size_of
from sightline.reports.recorded import load
from tests.benchmarks.years import START, TURNS, WRITTEN, Scale, years
from tests.records import made
from tests.records.postgres import made as schema
from tests.records.postgres import server

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Prints the figures of each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("runs", 1000), ("devices", 500), ("controls", 16), ("changing", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    given = parser.parse_args()
    scale = Scale(given.runs, given.devices, given.controls, given.changing)
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for kind in ("sqlite", "postgres") if given.database == "both" else (given.database,):
        print(f"\n{kind}: load {', '.join(f'{one:.2f}' for one in os.getloadavg())}")
        with tempfile.TemporaryDirectory() as folder, url_of(kind) as url:
            measure(Path(folder), url, scale)


@contextmanager
def url_of(kind: str) -> Iterator[str]:
    """Where the records are; a PostgreSQL as it comes, and durable."""
    if kind == "sqlite":
        yield "sqlite:///.sightline/records.db"
        return
    with server(options="") as url:
        yield schema(url)


def measure(folder: Path, url: str, scale: Scale) -> None:
    """Loads, counts, and asks each question."""
    estate = folder / "estate"
    init(estate)
    settings = estate / "inventory" / "estate.yml"
    settings.write_text(f"{settings.read_text()}\nrecords: {url}\n")
    database = open_records(load_settings(estate))
    between, written = fill(database, estate, scale)
    size = size_of(database)
    print(
        f"{size.runs} runs x {scale.devices} devices x {scale.controls} findings = {size.judged} findings judged, in "
        f"{size.rows['findings']} rows of findings, {size.rows['checks']} of checks, {size.rows['bodies']} texts, "
        f"{size.rows['evidence']} pieces of evidence; {size.bytes / 1e6:.0f} MB"
    )
    print(f"years in between loaded in {between:.0f} s; a run as it writes {1000 * median(written):.0f} ms (median)")
    print(
        f"load now {', '.join(f'{one:.2f}' for one in os.getloadavg())}; seconds (of which CPU), the quickest of some:"
    )
    print(f"  {'':<44} {'with the start':>16} {'in process':>16}")
    for words, asked in questions(database, estate).items():
        print(f"  sightline {words:<34} {best(partial(command, estate, words))} {best(asked)}")
    print(f"  {'start of the program alone':<44} {best(partial(command, estate, 'history --help'))}")
    database.close()


def fill(database: Database, estate: Path, scale: Scale) -> tuple[float, list[float]]:
    """The seconds of the years in between, and those of each of the last runs."""
    home, chance = load_settings(estate), Random(1)
    fleet = [Subject(number, scale, chance) for number in range(scale.devices)]
    write_run(database, home, fleet, 0)
    began = time.monotonic()
    years(database, scale, chance)
    between = time.monotonic() - began
    return between, [write_run(database, home, fleet, number) for number in range(scale.runs - WRITTEN, scale.runs)]


def write_run(database: Database, home: Estate, fleet: "list[Subject]", number: int) -> float:
    """One run as a run writes; the seconds of the records alone."""
    at = START + timedelta(days=number)
    night = [subject.night(at) for subject in fleet]
    result = Result(id=f"{at:%Y%m%dT%H%M%SZ}-check-{number:04x}", verb="check", operator="b", reason="", started=at)
    began = time.monotonic()
    recorder = Recorder.begin(database, result, home, "0" * 64)
    for place, checked in enumerate(night):
        recorder.add(checked, place)
    result.ended = at + timedelta(minutes=3)
    recorder.end(result)
    return time.monotonic() - began


class Subject:
    """One device, and its findings from night to night."""

    def __init__(self, number: int, scale: Scale, chance: Random) -> None:
        self.scale, self.chance = scale, chance
        self.name = f"site-{number % 50:03}/device-{number}"
        self.slugs = [f"control-{control:02}" for control in range(scale.controls)]
        self.checked = made.checked(self.name, {slug: ("compliant", self._read(slug)) for slug in self.slugs}, START)

    def night(self, at: datetime) -> Checked:
        """It as it is found at that moment."""
        findings, evidence = list(self.checked.findings), {}
        for place, slug in enumerate(self.slugs):
            if place < self.scale.changing:
                findings[place] = replace(findings[place], found=self._read(slug, self.chance.random()))
            elif self.chance.randrange(TURNS) == 0:
                findings[place] = self._turned(findings[place])
            evidence[slug] = _evidence(repr(findings[place].found), slug, at)
        self.checked = replace(self.checked, findings=tuple(findings), evidence=evidence)
        return self.checked

    def _turned(self, found: Finding) -> Finding:
        verdict = self.chance.choice([one for one in made.VERDICTS if one != found.verdict])
        return made.finding(self.checked.device, found.control, verdict, self._read(found.control))

    def _read(self, slug: str, value: float | None = None) -> dict[str, Any]:
        """As much as a setting of a recorder says."""
        rows = [{"name": f"{slug} {row}", "enabled": row % 2 == 0, "days": 31 + row} for row in range(6)]
        return {"device": self.name, "value": value, "rows": rows}


@cache
def _read_of(text: str, slug: str) -> Evidence:
    return Evidence.of({"setting": slug, "found": text}, START)


def _evidence(text: str, slug: str, at: datetime) -> Evidence:
    if len(text) % 1000 == 0:
        _read_of.cache_clear()
    return replace(_read_of(text, slug), collected_at=at)


def questions(database: Database, estate: Path) -> dict[str, Callable[[], object]]:
    """Each command's words, and the same in this process, connection and imports not counted."""

    def diff() -> object:
        old, new = (found_in(database, need_run(database, name)) for name in ("previous", "latest"))
        return differences(old, new)

    return {
        "history site-007/device-7": lambda: history(database, "site-007/device-7"),
        "history control-00": lambda: history(database, "control-00"),
        "history control-09": lambda: history(database, "control-09"),
        "diff previous latest": diff,
        "report latest --format json": lambda: load(database, estate / ".sightline" / "runs", "latest"),
        "records show": lambda: size_of(database),
    }


def command(estate: Path, words: str) -> None:
    """`sightline …` in a process of its own."""
    line = [sys.executable, "-m", "sightline", "--estate", str(estate), *words.split()]
    ended = subprocess.run(line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    assert ended.returncode in (0, 2, 3), ended.stderr.decode()


def best(asked: Callable[[], object], times: int = 5) -> str:
    """The quickest of some, with its CPU."""
    took = []
    for _ in range(times):
        began, before = time.monotonic(), cpu()
        asked()
        took.append((time.monotonic() - began, cpu() - before))
    wall, own = min(took)
    return f"{wall:8.3f} ({own:5.3f})"


def cpu() -> float:
    """Seconds of CPU of this process and of those that it waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    main()
