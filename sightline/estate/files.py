"""Private files: written whole or not at all, readable by their owner alone, and locked between processes."""

import fcntl
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2s
from pathlib import Path
from secrets import token_hex

from sightline.errors import Busy
from sightline.estate.words import clean

UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def safe_name(text: str) -> str:
    """A file name for any text: its plain characters, and a hash that keeps two texts apart on every file system."""
    digest = blake2s(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    plain = UNSAFE.sub("_", text).strip("._-")[:60]
    return f"{plain}-{digest}" if plain else digest


def private_folder(path: Path) -> Path:
    """The folder, made with mode 0700 where it is missing."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_temporary(path: Path, data: bytes) -> Path:
    """`data` on the disk under a new name beside `path`, mode 0600; nothing is left of it where that fails."""
    temporary = path.with_name(f".{path.name}.{token_hex(6)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def put_in_place(temporary: Path, path: Path) -> None:
    """Renames, and makes the rename itself last through a power cut."""
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_private(path: Path, data: bytes) -> None:
    """Replaces the file in one step; a reader sees the old or the new one, never a part."""
    private_folder(path.parent)
    temporary = write_temporary(path, data)
    try:
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def replace_file(path: Path, data: bytes) -> None:
    """Puts `data` in the place of a file in one step, with the file's own mode; a new one is the umask's to decide.

    A link stays a link: what it leads to is replaced.
    """
    whole = path.resolve()
    whole.parent.mkdir(parents=True, exist_ok=True)
    mask = os.umask(0)
    os.umask(mask)
    mode = stat.S_IMODE(whole.stat().st_mode) if whole.exists() else 0o666 & ~mask
    temporary = write_temporary(whole, data)
    try:
        temporary.chmod(mode)
        put_in_place(temporary, whole)
    finally:
        temporary.unlink(missing_ok=True)


def create_private(path: Path, data: bytes) -> bool:
    """Writes the file unless it is there; False where another process was first."""
    private_folder(path.parent)
    temporary = write_temporary(path, data)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


@contextmanager
def locked(path: Path, holder: str, what: str, wait_seconds: float = 0) -> Iterator[None]:
    """Holds the lock file, with `holder` written into it. Raises Busy, naming the one who has it.

    The file stays: removing it would let a third process lock a new one beside a lock that is still held.
    """
    private_folder(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        claim(descriptor, what, wait_seconds)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder.encode("utf-8", "replace")[:1000], 0)
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def claim(descriptor: int, what: str, wait_seconds: float) -> None:
    """Takes the lock, trying again until the time is over."""
    until = time.monotonic() + wait_seconds
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() >= until:
            holder = os.pread(descriptor, 1000, 0).decode("utf-8", "replace") or "name unknown"
            raise Busy(f"another run ({clean(holder)}) holds {clean(what)}")
        time.sleep(0.05)
