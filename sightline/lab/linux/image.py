"""The recorder's disk as it leaves the workshop: a Debian of its own, commissioned by `commission.sh`, built once."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sightline.lab.linux.programs import run

SUITE = "bookworm"
PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "iproute2", "procps", "tzdata", "openssh-server", "sudo", "chrony"),
    *("nftables", "rsyslog", "inetutils-telnetd", "inetutils-inetd", "vsftpd", "snmpd", "wsdd", "avahi-daemon"),
    *("miniupnpd", "miniupnpd-nftables", "gocryptfs", "fuse3", "e2fsprogs", "udev", "kmod"),
)
COMMISSION = Path(__file__).with_name("commission.sh")


@dataclass(frozen=True)
class Recipe:
    """What an image is made of: Debian's packages, files of ours by their place in it, and what commissions it."""

    name: str
    packages: tuple[str, ...]
    commission: Path
    files: tuple[tuple[str, Path], ...] = ()

    @property
    def digest(self) -> str:
        """Another one is another image."""
        parts = (SUITE, *self.packages, self.commission.read_text(), *(file.read_text() for _, file in self.files))
        return sha256("\n".join(parts).encode()).hexdigest()[:12]


RECORDER = Recipe("recorder", PACKAGES, COMMISSION)
#: An image older than that has package lists that say little of today.
MAX_AGE_SECONDS = 14 * 86_400
BUILD_SECONDS = 900


def cache() -> Path:
    """Where images are kept when nobody says otherwise."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sightline" / "lab"


def image(folder: Path | None = None, recipe: Recipe = RECORDER) -> Path:
    """The root folder of the image, which nobody writes to; built where there is none of this recipe.

    The first time takes minutes: the recorder's one, and 350 MB, from Debian's package archive.
    """
    folder = folder or cache()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / f"{recipe.name}.lock"):
        made = sorted(folder.glob(f"{recipe.name}-{recipe.digest}-*"))
        if made and time.time() - int(made[-1].name.rpartition("-")[2]) < MAX_AGE_SECONDS:
            return made[-1]
        built = _build(folder, recipe)
        for old in folder.glob(f"{recipe.name}-*"):
            if old != built and f"lowerdir={old}," not in Path("/proc/mounts").read_text():
                shutil.rmtree(old)
        return built


def _build(folder: Path, recipe: Recipe) -> Path:
    half = folder / f"half-{recipe.name}"
    if half.exists():
        run(("rm", "--recursive", "--one-file-system", str(half)))
    build = (
        *("unshare", "--mount", "--propagation=private"),  # what it mounts ends with it, however it ends
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--skip=cleanup/apt/lists"),
        *('--aptopt=APT::Install-Recommends "false"', f"--include={','.join(recipe.packages)}", SUITE, str(half)),
    )
    run(build, seconds=BUILD_SECONDS)
    for place, file in recipe.files:
        shutil.copyfile(file, half / place)
    run(("chroot", str(half), "/bin/sh", "-eu"), said=recipe.commission.read_text(), seconds=BUILD_SECONDS)
    return half.rename(folder / f"{recipe.name}-{recipe.digest}-{int(time.time())}")


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """One builds, the others wait for it."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
