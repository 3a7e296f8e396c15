"""How long the audit chain takes: adding entries, one by one and many at a time, and verifying all of them.

python tests/benchmarks/chain.py [ENTRIES]
"""

import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sightline.records.audit.export import export
from sightline.records.audit.exported import judge as judge_export
from sightline.records.audit.proof import judge
from tests.records.audit.chains import KEY, OURS, begin

SINGLE, RUN = 500, 1000
BEFORE = {"enabled": True, "channels": [{"channel": "1", "recorded": True, "codec": "G.711ulaw"}]}


@contextmanager
def timed(words: str, count: int) -> Iterator[None]:
    """Prints how long it took."""
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    print(f"{words:<44} {count:>8,} in {seconds:7.2f} s   {seconds / count * 1e6:9.1f} µs each")


def main(entries: int) -> None:
    """Fills a chain as runs do, and verifies it in the database and as an export."""
    os.environ[KEY] = f"token:{OURS.seed.hex()}"
    load = ", ".join(f"{one:.2f}" for one in os.getloadavg())
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        chain = begin(place, "sqlite:///.sightline/records.db")
        with timed("added one by one, each on the disk (SQLite)", SINGLE):
            for turn in range(SINGLE):
                chain.append("write", device="court/nvr-1", setting="audio", before=BEFORE, turn=turn)
        with timed(f"added as notes, a head every {RUN}", entries - SINGLE):
            for turn in range(entries - SINGLE):
                chain.note("login", device=f"court/nvr-{turn % 500}", user="audit", before=BEFORE)
                if turn % RUN == RUN - 1:
                    chain.seal()
            chain.seal()
        size = sum(file.stat().st_size for file in (place / ".sightline").glob("records.db*"))
        print(f"{'the database':<44} {size / 1e6:8.1f} MB   {size / entries:15.0f} bytes each")
        with timed("verified in the database", entries):
            assert judge(chain).state == "good"
        file = place / "audit.jsonl"
        with timed(f"exported ({file.name})", entries):
            export(chain, file)
        with timed("verified as an export, by the public key", entries):
            assert judge_export(file, [OURS.public]).state == "good"
        chain.close()
    print(f"load at the end {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
