"""What a check of many devices costs: total CPU of `sightline check` per device, and where it goes.

Run with `make benchmark`. It prints its figures, the machine and its load, and asserts nothing. The simulated devices
run in a process of their own. The split is taken with one device at a time, so that the CPU between two points of the
program belongs to what lies between them; the total is taken as people run it, all at once.
"""

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sightline.estate.load import variable
from sightline.lab import DeviceSpec, fleet

ROOT = Path(__file__).resolve().parents[2]
SIZES = (20, 200)
PART_ORDER = ("start", "wire", "parse", "pyinfra", "judge", "write")


def main() -> None:
    """Prints the figures of each size, and the split at the largest."""
    print(f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print(f"load before: {', '.join(f'{one:.2f}' for one in os.getloadavg())}")
    with tempfile.TemporaryDirectory() as folder, lab(Path(folder), max(SIZES)):
        for size in SIZES:
            estate, environment = make_estate(Path(folder) / f"estate-{size}", fleet(size))
            report(size, *timed(estate, environment))
        split(estate, environment, max(SIZES))


@contextmanager
def lab(folder: Path, devices: int) -> Iterator[None]:
    """The simulated devices, in a process of their own."""
    command = [sys.executable, "-m", "sightline.lab", "--folder", str(folder / "lab"), "--fleet", str(devices)]
    process = subprocess.Popen([*command, "--control-port", "8078"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        time.sleep(3)
        if process.poll() is not None:
            raise SystemExit("the lab did not start")
        yield
    finally:
        process.terminate()
        process.wait(10)


def make_estate(folder: Path, specs: tuple[DeviceSpec, ...]) -> tuple[Path, dict[str, str]]:
    """An estate of these devices, with their passwords in an environment."""
    shutil.copytree(ROOT / "policies", folder / "policies", ignore=shutil.ignore_patterns("controls", "*.py"))
    (folder / "inventory" / "sites").mkdir(parents=True)
    (folder / "inventory" / "estate.yml").write_text(
        "estate: benchmark\ntimezone: Europe/London\npolicy: housing_cctv\nsecrets: {store: env}\n"
    )
    site = {
        "site": "fleet",
        "systems": [{"name": "main", "kind": "site", "purpose": "benchmark", "accounts": []}],
        "devices": [
            {
                "name": spec.name.partition("/")[2],
                "system": "main",
                "role": spec.kind,
                "driver": spec.make,
                "address": f"http://{spec.host}:{spec.port}",
                "secret": spec.name,
            }
            for spec in specs
        ],
    }
    (folder / "inventory" / "sites" / "fleet.yml").write_text(json.dumps(site))
    return folder, {variable(spec.name): f"admin:{spec.passwords['admin']}" for spec in specs}


def timed(estate: Path, environment: dict[str, str]) -> tuple[float, float, dict[str, Any]]:
    """CPU and wall seconds of one `sightline check`, start included, and its report."""
    output = estate / "report.json"
    command = [sys.executable, "-m", "sightline", "--estate", str(estate), "check", "--format", "json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([*command, "--output", str(output)], env={**os.environ, **environment}, cwd=ROOT, check=False)
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, json.loads(output.read_text())


def report(size: int, cpu: float, wall: float, found: dict[str, Any]) -> None:
    """One line for one size."""
    coverage, requests = found["coverage"], sum(device["requests"] for device in found["devices"])
    print(
        f"{size} devices: {1000 * cpu / size:.1f} ms CPU a device, start included; {cpu:.2f} s CPU, {wall:.2f} s wall; "
        f"{requests / size:.1f} requests a device; {coverage['checked']} checked; findings {found['summary']}"
    )


def split(estate: Path, environment: dict[str, str], size: int) -> None:
    """Where the CPU goes, one device at a time, in this process."""
    os.environ.update(environment)
    settings = estate / "inventory" / "estate.yml"
    settings.write_text(settings.read_text() + "limits: {parallel: 1}\n")
    spent = dict.fromkeys(PART_ORDER, 0.0)
    spent["start"] = _start(estate)
    _measure(estate, spent)
    print(f"split of {size} devices, one at a time, ms CPU a device:")
    for part in PART_ORDER:
        print(f"  {part:<8} {1000 * spent[part] / size:6.2f}")
    print(f"  {'sum':<8} {1000 * sum(spent.values()) / size:6.2f}")
    print(f"load after: {', '.join(f'{one:.2f}' for one in os.getloadavg())}")


def _start(estate: Path) -> float:
    """CPU of a process that makes a run ready and asks no device."""
    code = (
        "import sightline.__main__, sightline.runs.check; from sightline.bridge.begin import begin; "
        f"from pathlib import Path; begin(Path({str(estate)!r}), verb='check')"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _measure(estate: Path, spent: dict[str, float]) -> None:
    from sightline import drivers
    from sightline.bridge.begin import begin
    from sightline.cli.running import finish, start
    from sightline.runs import check as run
    from sightline.wire.http import Http

    wire = _clocked(Http, "_send")
    read = _clocked(drivers, "read")
    judged = _clocked(run, "judge")
    work = begin(estate, verb="check")
    result = start(work, "check", "benchmark", "")
    began = time.process_time()
    run.check(work, run.links(work, work.estate.devices), result.devices.append)
    whole = time.process_time() - began
    began = time.process_time()
    finish(work, result)
    spent["write"] = time.process_time() - began
    spent["wire"], spent["judge"] = wire[0], judged[0]
    spent["parse"] = read[0] - wire[0]
    spent["pyinfra"] = whole - read[0] - judged[0]


def _clocked(owner: Any, name: str) -> list[float]:
    """Counts the CPU spent inside a function, calls of itself not twice; the list's one number grows."""
    spent, depth, inner = [0.0], [0], getattr(owner, name)

    def clocked(*args: Any, **kwargs: Any) -> Any:
        depth[0] += 1
        began = time.process_time()
        try:
            return inner(*args, **kwargs)
        finally:
            depth[0] -= 1
            if not depth[0]:
                spent[0] += time.process_time() - began

    replacement: Callable[..., Any] = clocked
    setattr(owner, name, replacement)
    return spent


if __name__ == "__main__":
    main()
