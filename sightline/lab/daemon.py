"""The lab as a program in the background: `start(folder)`, `control(path)`, `stop(folder)`."""

import contextlib
import http.client
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from sightline.lab.control import HOST, PORT
from sightline.lab.device import LabError

PID_FILE = "lab.pid"
LOG_FILE = "lab.log"
PACKAGE_ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 10.0
ANSWER_SECONDS = 30.0


def start(folder: Path, *, port: int = PORT, shift: int = 0) -> int:
    """Starts the lab and returns its process id once every device listens.

    LabError if it runs already or can't start, with what it said last; `port` is that of the control endpoint, and
    `shift` is added to those of the devices.
    """
    folder = folder.resolve()
    running = _running(folder)
    if running is not None:
        raise LabError(f"the lab in {folder} runs already, as process {running}")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--folder", str(folder), "--control-port", str(port), "--shift", str(shift)]
    pid = _spawn([sys.executable, "-m", "sightline.lab", *options], folder)
    _await(pid, folder, port)
    return pid


def _spawn(command: list[str], folder: Path) -> int:
    """A process in a session of its own, which outlives this one; what it says goes to the log."""
    paths = [str(PACKAGE_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.posix_spawn(
        command[0],
        command,
        {**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(folder / LOG_FILE), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _await(pid: int, folder: Path, port: int) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if _has_ended(pid):
            raise LabError(f"the lab did not start: {_last_line(folder)}")
        with contextlib.suppress(LabError, KeyError):
            if control("/lab", port=port)["pid"] == pid == _running(folder):
                return
        time.sleep(0.02)
    os.kill(pid, signal.SIGTERM)
    raise LabError(f"the lab did not answer within {WAIT_SECONDS:.0f} s: {_last_line(folder)}")


def _has_ended(pid: int) -> bool:
    """Also takes note of the end, if the process is a child of ours; False where it is not."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return False


def _last_line(folder: Path) -> str:
    lines = (folder / LOG_FILE).read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def stop(folder: Path) -> bool:
    """Ends the lab that was started with this folder, and no other process; False if none runs."""
    folder = folder.resolve()
    pid = _running(folder)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + WAIT_SECONDS
    while _running(folder) == pid:
        if time.monotonic() > deadline:
            raise LabError(f"the lab, process {pid}, does not end")
        time.sleep(0.02)
    _has_ended(pid)
    return True


def _running(folder: Path) -> int | None:
    """The process in the pid file, if it is a lab of this folder: its number may belong to another program by now."""
    try:
        pid = int((folder / PID_FILE).read_text().split()[0])
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return None
    ours = b"sightline.lab" in words and str(folder).encode() in words
    return pid if ours and state != "Z" else None


def control_port(folder: Path) -> int:
    """That of the lab which runs in this folder; the usual one where none does."""
    folder = folder.resolve()
    return PORT if _running(folder) is None else int((folder / PID_FILE).read_text().split()[1])


def control(path: str, body: dict[str, object] | None = None, *, port: int = PORT) -> dict[str, Any]:
    """Asks the control endpoint, by POST where there is a body; LabError if nothing answers or it refuses."""
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
    method, payload = ("GET", None) if body is None else ("POST", json.dumps(body))
    try:
        connection.request(method, path, payload)
        reply = connection.getresponse()
        said: dict[str, Any] = json.loads(reply.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LabError(f"no lab answers at {HOST}:{port}: {why}") from error
    finally:
        connection.close()
    if reply.status != 200:
        raise LabError(str(said.get("error")))
    return said
