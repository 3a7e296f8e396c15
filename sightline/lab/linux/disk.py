"""One recorder's disk: the image below, what it writes above, in memory; gone when it is taken out."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from sightline.lab.linux.programs import run

HOUR = 3600
#: Hours that have passed since each segment was closed: three a day for 45 days, and this morning's.
AGES = (1, 2, *range(8, 45 * 24 + 1, 8))


@dataclass(frozen=True)
class Disk:
    """`root` is what the recorder sees as `/`. `key` is the private key that opens it to Sightline."""

    SIZE: ClassVar[str] = "1g"
    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root"

    @property
    def key(self) -> Path:
        return self.folder / "id_ed25519"

    def insert(self, image: Path, hostname: str) -> str:
        """Mounts it and makes it this recorder's own. Returns its host key, as known_hosts has it."""
        run(("mount", "-t", "tmpfs", "-o", f"size={self.SIZE},mode=0700", "sightline-lab", str(self.folder)))
        layers = [self.folder / name for name in ("upper", "work", "root")]
        for layer in layers:
            layer.mkdir()
        upper, work, root = layers
        layering = f"lowerdir={image},upperdir={upper},workdir={work}"
        run(("mount", "-t", "overlay", "-o", layering, "overlay", str(root)))
        self._write("etc/hostname", f"{hostname}\n")
        self._write("etc/hosts", f"127.0.0.1 localhost {hostname}\n")
        self._write("etc/machine-id", f"{token_hex(16)}\n")
        self._footage()
        return self._keys()

    def take_out(self) -> None:
        """Unmounts whatever of it is mounted; what was written is lost."""
        mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
        for mount in reversed(mounts):
            if mount == str(self.folder) or mount.startswith(f"{self.folder}/"):
                run(("umount", "--lazy", mount))

    def _keys(self) -> str:
        host, ours = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        self._write("etc/ssh/ssh_host_ed25519_key", _private(host), mode=0o600)
        self._write("etc/ssh/ssh_host_ed25519_key.pub", f"{_public(host)}\n")
        home = self.root / "home" / "recorder"
        allowed = self._write("home/recorder/.ssh/authorized_keys", f"{_public(ours)}\n", mode=0o600)
        os.chown(allowed, home.stat().st_uid, home.stat().st_gid)
        self.key.touch(mode=0o600)
        self.key.write_text(_private(ours))
        return _public(host)

    def _footage(self) -> None:
        now = time.time()
        for folder in (self.root / "srv" / "recordings").glob("ch*"):
            owner = folder.stat()
            for age in AGES:
                when = now - age * HOUR
                segment = folder / time.strftime("%Y%m%dT%H%M%SZ.mp4", time.gmtime(when))
                segment.write_text("video+audio\n")
                segment.chmod(0o640)
                os.chown(segment, owner.st_uid, owner.st_gid)
                os.utime(segment, (when, when))

    def _write(self, name: str, text: str, mode: int = 0o644) -> Path:
        path = self.root / name
        path.touch()
        path.chmod(mode)
        path.write_text(text)
        return path


def _private(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
