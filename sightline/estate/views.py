"""Commissioned views in an estate's state: no pictures, but what is enough to compare with (`wire/likeness.py`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sightline.drivers.pictures import Accepted
from sightline.estate.state import State, unreadable

if TYPE_CHECKING:
    from sightline.wire.likeness import View

WHAT = "the accepted views of a device"


@dataclass(frozen=True, kw_only=True)
class Accepting:
    """One channel's view, and who accepted it. `picture` is the SHA-256 of the file that it was taken from."""

    view: "View"
    on: date
    operator: str
    picture: str


def accepted(state: State, device_id: str) -> dict[str, Accepted]:
    """By channel; empty where nothing was accepted. Raises NotAllowed where the file cannot be read."""
    if not state.has_views(device_id):
        return {}
    return {channel: _accepted(state, device_id, row) for channel, row in _rows(state, device_id).items()}


def accept(state: State, device_id: str, views: Mapping[str, Accepting], kept: set[str]) -> None:
    """Keeps them; of what was accepted before, the channels `kept` stay."""
    before = _rows(state, device_id) if state.has_views(device_id) and kept else {}
    rows = {channel: row for channel, row in before.items() if channel in kept} | {
        channel: {
            "on": one.on.isoformat(),
            "operator": one.operator,
            "picture": one.picture,
            "edges": one.view.text,
            "strength": one.view.strength,
            "spread": one.view.spread,
            "sharpness": one.view.sharpness,
        }
        for channel, one in views.items()
    }
    state.set_views(device_id, json.dumps(rows))


def _rows(state: State, device_id: str) -> dict[str, Any]:
    try:
        rows = json.loads(state.views(device_id))
    except ValueError:
        rows = None
    if not isinstance(rows, dict):
        raise unreadable(state.views_file(device_id), WHAT)
    return rows


def _accepted(state: State, device_id: str, row: Any) -> Accepted:
    from sightline.wire.likeness import parsed

    try:
        view = parsed(row["edges"], int(row["strength"]), float(row["spread"]), float(row["sharpness"]))
        return Accepted(view=view, on=date.fromisoformat(row["on"]))
    except (KeyError, TypeError, ValueError):
        raise unreadable(state.views_file(device_id), WHAT) from None
