"""What Sightline remembers between runs, in `<estate>/.sightline/`: never in git, readable by its owner alone."""

import json
import os
import stat
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from typing import Any

from sightline.errors import EstateError, NotAllowed
from sightline.estate.files import create_private, locked, private_folder, safe_name, write_private
from sightline.estate.words import clean

KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A device refused a login. `fingerprint` is of the secret that it refused: that one is not sent again."""

    host: str
    fingerprint: str
    when: datetime
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Pin:
    """Which device it was: its serial number, and the SHA-256 of its certificate ("" without TLS)."""

    serial: str
    certificate_sha256: str = ""


class State:
    """The state folder of an estate, given the estate's own folder; made with mode 0700 at the first use."""

    def __init__(self, estate_folder: Path) -> None:
        self.folder = estate_folder / ".sightline"

    @property
    def runs(self) -> Path:
        """The folder with one folder per run."""
        return private_folder(self._made() / "runs")

    def key(self) -> bytes:
        """32 random bytes of this estate, which make fingerprints worthless elsewhere."""
        path = self._made() / "key"
        if not path.exists():
            create_private(path, token_bytes(KEY_BYTES))
        data = path.read_bytes()
        if len(data) != KEY_BYTES or stat.S_IMODE(path.stat().st_mode) & 0o077:
            text = "this key is damaged or readable by others; without it refused logins are not remembered"
            raise EstateError(f"{clean(path)}: {text}: remove it together with the folder refused/")
        return data

    def refused(self, host: str, fingerprint: str) -> Mark | None:
        """The mark of that secret at the host. Raises NotAllowed where there is one that cannot be read."""
        path = self._mark(host, fingerprint)
        found = self._load(path, "the mark of a refused login")
        try:
            return Mark(**{**found, "when": datetime.fromisoformat(found["when"])}) if found else None
        except (TypeError, ValueError, KeyError):
            raise unreadable(path, "the mark of a refused login") from None

    def mark_refused(self, host: str, fingerprint: str, when: datetime, detail: str) -> None:
        """Remembers that `host` refused the secret with that fingerprint; another one's mark stays."""
        self._save(
            self._mark(host, fingerprint),
            {"host": host, "fingerprint": fingerprint, "when": when.isoformat(), "detail": detail},
        )

    def clear_refused(self, host: str, fingerprint: str) -> None:
        """Forgets the mark: that secret was accepted."""
        self._mark(host, fingerprint).unlink(missing_ok=True)

    def pins(self, device_id: str) -> Pin | None:
        """What the device was last time. Raises NotAllowed where that cannot be read: not knowing is no consent."""
        path = self._path("pins", device_id)
        found = self._load(path, "the pin of a device")
        try:
            return Pin(serial=found["serial"], certificate_sha256=found["certificate_sha256"]) if found else None
        except KeyError:
            raise unreadable(path, "the pin of a device") from None

    def set_pin(self, device_id: str, pin: Pin) -> None:
        """Remembers which device it is."""
        self._save(self._path("pins", device_id), {"device": device_id, **asdict(pin)})

    def shortened(self, device_id: str) -> datetime | None:
        """When we last set the device to keep less (UTC); None where that is not known: it only explains."""
        try:
            found = self._load(self._path("shortened", device_id), "when a device was set to keep less") or {}
            return datetime.fromisoformat(found["when"]).astimezone(UTC)
        except (NotAllowed, KeyError, ValueError):
            return None

    def set_shortened(self, device_id: str, when: datetime) -> None:
        """Remembers it."""
        self._save(self._path("shortened", device_id), {"device": device_id, "when": when.isoformat()})

    def forget_shortened(self, device_id: str) -> None:
        """It is another box now."""
        self._path("shortened", device_id).unlink(missing_ok=True)

    def has_views(self, device_id: str) -> bool:
        """Whether views of the device were accepted (`views.py`)."""
        return self.views_file(device_id).exists()

    def views(self, device_id: str) -> str:
        """The accepted views of a device, as they were kept. Raises NotAllowed where that cannot be read."""
        path = self.views_file(device_id)
        found = self._load(path, "the accepted views of a device")
        if not found or "views" not in found:
            raise unreadable(path, "the accepted views of a device")
        return str(found["views"])

    def set_views(self, device_id: str, views: str) -> None:
        """Keeps them in place of those before."""
        self._save(self.views_file(device_id), {"device": device_id, "views": views})

    def views_file(self, device_id: str) -> Path:
        """Where they are kept."""
        return self._path("views", device_id)

    @property
    def known_hosts(self) -> Path:
        """The host keys that were accepted, as OpenSSH keeps them; it may not be there yet."""
        return self._made() / "known_hosts"

    def pin_host(self, line: str) -> None:
        """Accepts one host key, a line of a known_hosts file; an earlier key of that name is forgotten."""
        path, name = self.known_hosts, line.split(" ")[0]
        kept = path.read_text().splitlines() if path.exists() else []
        lines = [one for one in kept if one.split(" ")[0] != name]
        write_private(path, "".join(f"{one}\n" for one in (*lines, line.strip())).encode())

    def lock(self, key: str, run: str = "", wait_seconds: float = 0) -> AbstractContextManager[None]:
        """Holds the lock of an address or a serial number. Raises Busy, naming the run and process that hold it."""
        path = self._made() / "locks" / f"{safe_name(key)}.lock"
        return locked(path, f"{run or 'without id'}, pid {os.getpid()}", key, wait_seconds)

    def _made(self) -> Path:
        return private_folder(self.folder)

    def _mark(self, host: str, fingerprint: str) -> Path:
        return self._path("refused", f"{host} {fingerprint}")

    def _path(self, kind: str, name: str) -> Path:
        return self._made() / kind / f"{safe_name(name)}.json"

    def _save(self, path: Path, values: dict[str, str]) -> None:
        write_private(path, (json.dumps(values, indent=1) + "\n").encode())

    def _load(self, path: Path, what: str) -> dict[str, Any] | None:
        try:
            found = json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise unreadable(path, what) from None
        if not isinstance(found, dict) or not found or not all(isinstance(value, str) for value in found.values()):
            raise unreadable(path, what)
        return found


def unreadable(path: Path, what: str) -> NotAllowed:
    """The error that keeps us away from a device of which we can't tell what happened last time."""
    return NotAllowed(f"{clean(path)}: {what} cannot be read; look into it, then remove it. Nothing was sent")
