"""The records on each kind of database: the same tests run on both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sightline.records.database import Database, open_records
from tests.records.estates import estate
from tests.records.postgres import WHY_NOT, made, server

POSTGRES = pytest.param("postgres", marks=pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server's URL with a place for the database's name."""
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", POSTGRES])
def records_url(request: pytest.FixtureRequest) -> str:
    """The `records:` of an estate: a new database each time."""
    if request.param == "sqlite":
        return "sqlite:///.sightline/records.db"
    return made(request.getfixturevalue("postgres"))


@pytest.fixture
def opened(tmp_path: Path, records_url: str) -> Iterator[Callable[[], Database]]:
    """Opens the same records as often as it is called, as other processes would."""
    databases: list[Database] = []

    def again() -> Database:
        databases.append(open_records(estate(tmp_path, records_url)))
        return databases[-1]

    yield again
    for database in databases:
        database.close()


@pytest.fixture
def database(opened: Callable[[], Database]) -> Database:
    """Open records, empty."""
    return opened()
