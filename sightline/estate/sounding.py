"""Where an exception has let sound in. What is remembered here is turned off again, whatever the files say by then."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sightline.estate.files import private_folder, safe_name, write_private
from sightline.estate.state import State
from sightline.estate.words import clean


@dataclass(frozen=True, kw_only=True)
class Sounding:
    """One waiver on one device; on the disk before the device is written to, gone once it is proven off."""

    device: str
    waiver: str
    case: str
    channels: tuple[str, ...]
    until: date
    since: str


class Soundings:
    """The folder `.sightline/sound/`, with one file for each."""

    def __init__(self, state: State) -> None:
        self.folder = state.folder / "sound"

    def read(self) -> tuple[list[Sounding], list[str]]:
        """Those that are remembered; and what is wrong with each file that cannot be read."""
        found, broken = [], []
        for path in sorted(self.folder.glob("*.json")):
            try:
                found.append(_sounding(json.loads(path.read_bytes())))
            except (OSError, ValueError, KeyError, TypeError) as problem:
                text = "which sound is on cannot be read; turn it off at the device by hand, then remove this file"
                broken.append(f"{clean(path)}: {text} ({type(problem).__name__})")
        return found, broken

    def has(self, device: str, waiver: str) -> bool:
        """True where the waiver, by its hash, is remembered to let sound in on the device."""
        return self._path(device, waiver).exists()

    def note(self, one: Sounding) -> None:
        """On the disk when this returns."""
        private_folder(self.folder.parent)
        data = json.dumps(asdict(one), default=str, indent=1) + "\n"
        write_private(self._path(one.device, one.waiver), data.encode())

    def forget(self, one: Sounding) -> None:
        """Its sound is proven off."""
        self._path(one.device, one.waiver).unlink(missing_ok=True)

    def _path(self, device: str, waiver: str) -> Path:
        return self.folder / f"{safe_name(f'{device} {waiver}')}.json"


def _sounding(found: dict[str, Any]) -> Sounding:
    texts = {name: str(found[name]) for name in ("device", "waiver", "case", "since")}
    channels = tuple(str(one) for one in found["channels"])
    return Sounding(**texts, channels=channels, until=date.fromisoformat(found["until"]))
