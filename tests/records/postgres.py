"""A PostgreSQL server of the tests' own, from its own binaries, on a Unix socket in a temporary folder."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp

from sqlalchemy import create_engine

PLACES = "/usr/lib/postgresql/*/bin"
#: Safe to lose: the tests' server is gone with its folder.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


@cache
def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl` of the newest version, or None."""
    found = sorted(Path("/").glob(f"{PLACES[1:]}/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


WHY_NOT = "" if binaries() else f"no PostgreSQL in {PLACES} or on the path (apt-get install postgresql)"


def unprivileged() -> dict[str, int]:
    """Whom the server runs as: `initdb` refuses root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid}


def run(folder: Path, *words: str) -> None:
    """A program of PostgreSQL, as the user of its folder."""
    place = binaries()
    assert place is not None
    own = unprivileged()
    log = folder / "said"
    with log.open("a") as said:
        ended = subprocess.run(
            [str(place / words[0]), *words[1:]],
            cwd=folder,
            stdout=said,
            stderr=said,
            check=False,
            timeout=60,
            user=own.get("user"),
            group=own.get("group"),
            extra_groups=[] if own else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
    assert ended.returncode == 0, log.read_text()


@contextmanager
def server(options: str = QUICK) -> Iterator[str]:
    """A running server; its URL. Sockets need a short path."""
    folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))
    own = unprivileged()
    if own:
        os.chown(folder, own["user"], own["group"])
    data = str(folder / "data")
    try:
        run(folder, "initdb", "--no-sync", "-A", "trust", "-U", "sightline", "-E", "UTF8", "-D", data)
        words = f"-k {folder} -c listen_addresses='' {options}"
        run(folder, "pg_ctl", "start", "-w", "-D", data, "-o", words, "-l", str(folder / "log"))
        try:
            yield f"postgresql+psycopg://sightline@/postgres?host={folder}"
        finally:
            run(folder, "pg_ctl", "stop", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder)


def made(url: str) -> str:
    """The URL of a new, empty schema on the server: a database each would be 7 MB."""
    name = f"t{token_hex(6)}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    engine.dispose()
    return f"{url}&options=-csearch_path%3D{name}"
