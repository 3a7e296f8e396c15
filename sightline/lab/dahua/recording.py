"""A recording: the tables of one model and firmware, and what it says of itself."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

SUFFIX = ".json"
ITSELF = "device"


@cache
def _load(name: str) -> dict[str, str]:
    """From `sightline/lab/dahua/<name>/`: one file per table, and `device.json` for what is in none."""
    folder = files(__package__).joinpath(name)
    return {e.name.removesuffix(SUFFIX): e.read_text() for e in folder.iterdir() if e.name.endswith(SUFFIX)}


class Tables:
    """The configuration as it stands; a write changes a whole table, as the device takes it."""

    def __init__(self, name: str) -> None:
        self.itself: dict[str, Any] = json.loads(_load(name)[ITSELF])
        self._tables: dict[str, Any] = {t: json.loads(said) for t, said in _load(name).items() if t != ITSELF}

    @property
    def names(self) -> list[str]:
        return sorted(self._tables)

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __getitem__(self, name: str) -> Any:
        return self._tables[name]

    def copy(self, name: str) -> Any:
        return deepcopy(self._tables[name])

    def fits(self, name: str, table: Any) -> bool:
        return name in self._tables and _like(self._tables[name], table)

    def put(self, name: str, table: Any) -> None:
        self._tables[name] = table


def _like(stands: Any, sent: Any) -> bool:
    """Each list as long as it was, each key and each kind of value known."""
    if isinstance(stands, dict):
        return isinstance(sent, dict) and all(key in stands and _like(stands[key], sent[key]) for key in sent)
    if isinstance(stands, list):
        return isinstance(sent, list) and len(sent) == len(stands) and all(map(_like, stands, sent))
    return type(stands) is type(sent)
