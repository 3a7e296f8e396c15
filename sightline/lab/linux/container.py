"""The power of one recorder: a container's process, in a cgroup of its own."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from sightline.lab.device import LabError
from sightline.lab.linux.needs import CGROUPS

#: Where cgroups are of version 1, systemd's own and that of version 2; else there is one for all.
HIERARCHIES = ("systemd", "unified")
OFF_SECONDS = 15.0


@dataclass(frozen=True)
class Container:
    """`folder` is where its process is noted; `root` its file system; `namespace` that of its network."""

    name: str
    namespace: str
    root: Path
    folder: Path

    def on(self) -> None:
        """Starts it, in a session that outlives this program; it is not ready yet."""
        with (self.folder / "console.log").open("ab") as log:
            process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        (self.folder / "pid").write_text(f"{process.pid} {_born(process.pid)}")
        process.returncode = 0  # it is not ours to wait for: `off` does, in whatever program that is

    def off(self) -> None:
        """A clean shutdown; the plug where that does not end."""
        pid = self.pid
        if pid is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(pid, number)
            deadline = time.monotonic() + OFF_SECONDS
            while time.monotonic() < deadline:
                if self.pid != pid:
                    return
                time.sleep(0.05)
        raise LabError(f"{self.name}, process {pid}, does not end")

    @property
    def pid(self) -> int | None:
        """Its process where its power is on: the number may belong to another program by now."""
        try:
            pid, born = (self.folder / "pid").read_text().split()
            with contextlib.suppress(ChildProcessError):
                os.waitpid(int(pid), os.WNOHANG)
            return int(pid) if _born(int(pid)) == born else None
        except (OSError, ValueError):
            return None

    def clear(self) -> None:
        """Removes its cgroups, and ends whoever is left in them: a program that was killed noted no process."""
        deadline = time.monotonic() + OFF_SECONDS
        while left := [group for group in self._groups() if group.exists()]:
            if time.monotonic() > deadline:
                raise LabError(f"{left[0]} cannot be removed")
            for folder, _, files in (inner for group in left for inner in os.walk(group, topdown=False)):
                with contextlib.suppress(OSError):
                    for pid in Path(folder, "cgroup.procs").read_text().split() if "cgroup.procs" in files else ():
                        os.kill(int(pid), signal.SIGKILL)
                    os.rmdir(folder)
            time.sleep(0.02)

    def last_words(self) -> str:
        """The last line of its console."""
        lines = (self.folder / "console.log").read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _groups(self) -> list[Path]:
        hierarchies = [CGROUPS / name for name in HIERARCHIES if (CGROUPS / name).is_dir()] or [CGROUPS]
        return [hierarchy / self.namespace for hierarchy in hierarchies]

    def _command(self) -> list[str]:
        """systemd-nspawn in a cgroup of its own: containers that share one lose services at the boot."""
        enter = [f"mkdir -p {group}; echo $$ >{group}/cgroup.procs" for group in self._groups()]
        container = (
            *("systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--kill-signal=SIGRTMIN+3"),
            *("--timezone=off", "--resolv-conf=off", "--capability=CAP_NET_ADMIN", f"--machine={self.name}"),
            *(f"--network-namespace-path=/run/netns/{self.namespace}", f"--directory={self.root}"),
            *(["--bind=/dev/fuse"] if Path("/dev/fuse").exists() else []),
        )
        return ["/bin/sh", "-eu", "-c", "; ".join([*enter, f"exec {' '.join(container)}"])]


def _born(pid: int) -> str:
    """When a process started, in the kernel's ticks: with the number, it is that process and no later one.

    ProcessLookupError for one that has ended, also where nobody has taken note of that yet.
    """
    state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    if state == "Z":
        raise ProcessLookupError(pid)
    return fields[18]
