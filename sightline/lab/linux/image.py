"""The recorder's disk as it leaves the workshop: a Debian of its own, commissioned by `commission.sh`, built once."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
#: An image older than that has package lists that say little of today.
MAX_AGE_SECONDS = 14 * 86_400
BUILD_SECONDS = 900


def cache() -> Path:
    """Where images are kept when nobody says otherwise."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sightline" / "lab"


def image(folder: Path | None = None) -> Path:
    """The root folder of the image, which nobody writes to; built where there is none of this recipe.

    The first time takes about a minute and 350 MB, from Debian's package archive.
    """
    folder = folder or cache()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        made = sorted(folder.glob(f"recorder-{_recipe()}-*"))
        if made and time.time() - int(made[-1].name.rpartition("-")[2]) < MAX_AGE_SECONDS:
            return made[-1]
        built = _build(folder)
        for old in folder.glob("recorder-*"):
            if old != built and f"lowerdir={old}," not in Path("/proc/mounts").read_text():
                shutil.rmtree(old)
        return built


def _recipe() -> str:
    text = "\n".join((SUITE, *PACKAGES, COMMISSION.read_text()))
    return sha256(text.encode()).hexdigest()[:12]


def _build(folder: Path) -> Path:
    half = folder / "half-built"
    if half.exists():
        run(("rm", "--recursive", "--one-file-system", str(half)))
    build = (
        *("unshare", "--mount", "--propagation=private"),  # what it mounts ends with it, however it ends
        *("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--skip=cleanup/apt/lists"),
        *('--aptopt=APT::Install-Recommends "false"', f"--include={','.join(PACKAGES)}", SUITE, str(half)),
    )
    run(build, seconds=BUILD_SECONDS)
    run(("chroot", str(half), "/bin/sh", "-eu"), said=COMMISSION.read_text())
    return half.rename(folder / f"recorder-{_recipe()}-{int(time.time())}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One builds, the others wait for it."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
