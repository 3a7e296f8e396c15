"""`sightline …` in processes of their own, forked from one that has imported everything: a second less for each."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.labsite import LabSite

SERVER = """
from os import waitpid
from gevent import monkey
monkey.patch_all()
import gc, gevent.os, json, os, sys
import alembic.config, alembic.runtime.environment, alembic.script
import sightline.__main__, sightline.cli, sightline.drivers, sightline.reports.recorded
from importlib import import_module
from pathlib import Path
from sightline.bridge.codec import adapter
from sightline.estate.content import content_root, load_module, sources
from sightline.settings import ALL
from tests.lightvault import lighten
for verb in sightline.cli.VERBS:
    import_module(f"sightline.cli.{verb}")
for path in sources(content_root() / "policies" / "controls"):
    load_module(f"policies.controls.{path.stem}")
for setting in ALL:
    adapter(setting)
    import_module(f"sightline.drivers.hikvision.{setting}")
lighten(Path(sys.argv[1]))
def child(job):
    for number, (name, flags) in enumerate(zip(job["files"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY))):
        os.dup2(os.open(name, flags), number)
    os.environ.clear()
    os.environ.update(job["environment"])
    os.chdir(job["folder"])
    sys.argv = ["sightline", *job["words"]]
    sys.stdin = open(0)
    try:
        sightline.__main__.main()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
gc.freeze()
for line in sys.stdin:
    pid = gevent.os.fork()
    if pid == 0:
        child(json.loads(line))
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(waitpid(pid, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Ended:
    """`status` is minus the signal where one ended it."""

    status: int
    out: str
    err: str


class Quick:
    """One command at a time."""

    def __init__(self) -> None:
        self._place = TemporaryDirectory()
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER, self._place.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def __call__(
        self,
        *words: str,
        folder: Path | None = None,
        stdin: str = "",
        environment: Mapping[str, str] | None = None,
        started: Callable[[int], None] = lambda _: None,
    ) -> Ended:
        """Runs it to its end; `started` is told the process id."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        with TemporaryDirectory() as place:
            files = [Path(place) / name for name in ("in", "out", "err")]
            for file in files:
                file.write_text(stdin if file.name == "in" else "")
            job = {
                "files": [str(file) for file in files],
                "environment": {**os.environ, **(environment or {})},
                "folder": str(folder or place),
                "words": words,
            }
            self._server.stdin.write(json.dumps(job) + "\n")
            self._server.stdin.flush()
            started(int(self._server.stdout.readline()))
            status = int(self._server.stdout.readline())
            return Ended(status, files[1].read_text(), files[2].read_text())

    def at(self, site: LabSite, *words: str, **more: str) -> Ended:
        """A command for the estate of a site."""
        return self("--estate", str(site.folder), *words, environment=site.environment, stdin=more.get("stdin", ""))

    def close(self) -> None:
        """Ends the process that forks."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()
        self._server.wait(10)
        self._place.cleanup()


@cache
def quick() -> Quick:
    """One for all tests."""
    return Quick()
