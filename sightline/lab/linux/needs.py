"""What this machine needs for a container, and how it gets it."""

import os
import shutil
from pathlib import Path

#: Program, and the Debian package that has it.
PROGRAMS = {
    "mmdebstrap": "mmdebstrap",
    "systemd-nspawn": "systemd-container",
    "ip": "iproute2",
    "ssh": "openssh-client",
}
CGROUPS = Path("/sys/fs/cgroup")


def why_not() -> str:
    """Why no recorder can be booted here, with the way out; "" where one can."""
    if os.geteuid() != 0:
        return "a container needs root: run it as root, or in a virtual machine where you are"
    missing = sorted({package for program, package in PROGRAMS.items() if shutil.which(program) is None})
    if missing:
        return f"programs are missing: apt-get install --no-install-recommends {' '.join(missing)}"
    if not Path("/proc/self/ns/net").exists() or "overlay" not in Path("/proc/filesystems").read_text():
        return "this kernel has no network namespaces or no overlayfs: use another machine"
    if not CGROUPS.is_dir() or not os.access(CGROUPS, os.W_OK):
        return f"{CGROUPS} cannot be written: run it outside of a container, or in a privileged one"
    return ""
