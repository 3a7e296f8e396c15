"""`sightline records`, and what the other verbs that look at records share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.records.database import Database


@contextmanager
def opened(folder: Path) -> "Iterator[Database]":
    """The records of the estate in a folder; its sites are not read."""
    from sightline.estate.load import load_settings
    from sightline.records.database import open_records

    database = open_records(load_settings(folder))
    try:
        yield database
    finally:
        database.close()
