"""One recorder: its disk, its network, its power, and an installer's hand in it."""

import fcntl
import shlex
import shutil
import time
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import IO, ClassVar

from sightline.lab.device import LabError
from sightline.lab.linux import network
from sightline.lab.linux.container import Container
from sightline.lab.linux.disk import Disk
from sightline.lab.linux.image import RECORDER, Recipe, image
from sightline.lab.linux.needs import why_not
from sightline.lab.linux.programs import run

#: The account by which Sightline comes in, with a key; it may become root.
LOGIN = "recorder"
#: Of the account `admin`, as shipped.
ADMIN_PASSWORD = "12345"
HOME = Path("/run/sightline-lab")
TRY_SECONDS, RUN_SECONDS = 3.0, 120.0


class Recorder:
    """A recorder by its name, which one program holds at a time: `start` ends what an earlier one left of that name.

    `host`, `address` and `host_key` are there once it runs. Also a context manager, which starts and stops it.
    """

    READY_SECONDS: ClassVar[float] = 60.0

    def __init__(self, name: str, *, images: Path | None = None, recipe: Recipe = RECORDER) -> None:
        if not name.isascii() or not name.replace("-", "").isalnum() or len(name) > 40:
            raise LabError(f"{name!r} is no name: letters, digits and dashes")
        self.name, self._images, self._recipe = name, images, recipe
        self._folder = HOME / name
        self._namespace = f"sightline-{name}"
        self._disk = Disk(self._folder / "disk")
        self._container = Container(name, self._namespace, self._disk.root, self._folder)
        self._lock: IO[str] | None = None

    def __enter__(self) -> "Recorder":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def key(self) -> Path:
        """The private key of `LOGIN`."""
        return self._disk.key

    @property
    def root(self) -> Path:
        """Its file system, to look into from outside."""
        return self._disk.root

    @property
    def host(self) -> str:
        """Its address, 10.77.x.y, which this machine alone reaches."""
        return self._known()[0]

    @property
    def host_key(self) -> str:
        """`ssh-ed25519 …`, as known_hosts has it."""
        return self._known()[1]

    @property
    def fingerprint(self) -> str:
        """Of the host key, as OpenSSH spells it: `SHA256:…`."""
        digest = sha256(b64decode(self.host_key.split()[1])).digest()
        return f"SHA256:{b64encode(digest).decode().rstrip('=')}"

    @property
    def address(self) -> str:
        """As an inventory has it."""
        return f"ssh://{LOGIN}@{self.host}:22"

    @property
    def running(self) -> bool:
        """Whether its power is on."""
        return self._container.pid is not None

    def start(self) -> None:
        """Boots it from a fresh disk; returns when a login works and its services are up."""
        if reason := why_not():
            raise LabError(reason)
        base = image(self._images, self._recipe)
        self._hold()
        self._clear()
        self._disk.folder.mkdir(parents=True)
        try:
            host = network.plug(self._namespace)
            self._known_hosts.write_text(f"{host} {self._disk.insert(base, self.name)}\n")
            self._power_on()
        except BaseException:
            self.stop()
            raise

    def reboot(self) -> None:
        """Shuts it down and boots it again, on the same disk and address; returns when a login works."""
        self._container.off()
        self._power_on()

    def stop(self) -> None:
        """Ends it; nothing stays."""
        self._hold()
        self._clear()
        assert self._lock is not None
        self._lock.close()
        self._lock = None

    def run(self, command: str, *, seconds: float = RUN_SECONDS) -> str:
        """What a shell command prints, run as root over SSH. LabError where it fails.

        A connection that is refused is tried again: sshd closes its door for a moment when it reads its files again.
        """
        ssh = (
            *("ssh", "-F", "none", "-i", str(self.key), "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes"),
            *("-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={self._known_hosts}"),
            *("-o", f"ConnectTimeout={TRY_SECONDS:.0f}", "-o", "ConnectionAttempts=3", "-o", "LogLevel=ERROR"),
            f"{LOGIN}@{self.host}",
        )
        try:
            return run((*ssh, f"sudo -n sh -c {shlex.quote(command)}"), seconds=seconds)
        except LabError as problem:
            raise LabError(f"{self.name}: {command}: {problem}") from problem

    @property
    def _known_hosts(self) -> Path:
        return self._folder / "known_hosts"

    def _known(self) -> tuple[str, str]:
        try:
            host, _, key = self._known_hosts.read_text().strip().partition(" ")
        except FileNotFoundError:
            raise LabError(f"the recorder {self.name} was not started") from None
        return host, key

    def _hold(self) -> None:
        if self._lock is not None:
            return
        HOME.mkdir(mode=0o700, exist_ok=True)
        lock = (HOME / f"{self.name}.lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise LabError(f"another program holds the recorder {self.name}") from None
        self._lock = lock

    def _clear(self) -> None:
        self._container.off()
        self._disk.take_out()
        network.unplug(self._namespace)
        self._container.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _power_on(self) -> None:
        self._container.on()
        deadline = time.monotonic() + self.READY_SECONDS
        while not self._ready():
            if not self.running or time.monotonic() > deadline:
                within, last = f"{self.READY_SECONDS:.0f} s of its start", self._container.last_words()
                raise LabError(f"nobody can log in to {self.name} within {within}: {last}")
            time.sleep(0.1)

    def _ready(self) -> bool:
        """A port that answers is no login, and a login is no telnet: systemd is asked, over a login."""
        try:
            state = self.run("systemctl is-system-running --wait || true", seconds=TRY_SECONDS).strip()
        except LabError:
            return False
        return state in ("running", "degraded")
