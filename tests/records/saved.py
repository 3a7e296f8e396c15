"""The report of a run of an estate, as `sightline report` would show it."""

from pathlib import Path
from typing import Any

from sightline.estate.load import load_settings
from sightline.estate.state import State
from sightline.records.database import open_records
from sightline.reports.recorded import load


def saved(folder: Path, run: str = "last") -> dict[str, Any]:
    """By the run's id or word."""
    database = open_records(load_settings(folder))
    try:
        return load(database, State(folder).runs, run)
    finally:
        database.close()
