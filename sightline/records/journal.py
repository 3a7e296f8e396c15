"""The run's journal: each write is on the disk before it is on the device, and again when it is done."""

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sightline.errors import EstateError


@dataclass
class Journal:
    """One file of JSON lines per run, only ever appended to."""

    path: Path
    _descriptor: int | None = field(default=None, repr=False)

    def add(self, event: str, **what: Any) -> None:
        """One line, on the disk when this returns."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(), "event": event, **what}, ensure_ascii=True)
        try:
            if self._descriptor is None:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            left = line.encode() + b"\n"
            while left:
                left = left[os.write(self._descriptor, left) :]
            os.fsync(self._descriptor)
        except OSError as problem:
            raise EstateError(f"{self.path}: the journal cannot be written ({problem.strerror})") from problem

    def close(self) -> None:
        """Closes the file; a later line opens it again."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def entries(path: Path) -> list[dict[str, Any]]:
    """Every whole line of a journal; a last line cut by a crash is left out."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1] if line]
