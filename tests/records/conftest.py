"""The records on each kind of database: the same tests run on both."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex

import pytest

from sightline.records.database import Database, open_records
from tests.records.estates import estate
from tests.records.postgres import WHY_NOT, made, server

POSTGRES = pytest.param("postgres", marks=pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server's URL."""
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


@pytest.fixture(params=["sqlite", POSTGRES])
def records_kind(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], AbstractContextManager[Database]]:
    """Makes new records each time that it is called: for tests that go through many examples."""

    @contextmanager
    def fresh() -> Iterator[Database]:
        file = f"sqlite:///{token_hex(6)}.db"
        url = file if request.param == "sqlite" else made(request.getfixturevalue("postgres"))
        database = open_records(estate(tmp_path, url))
        yield database
        database.close()

    return fresh


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits until something is so, ten seconds at most."""

    def wait(so: Callable[[], bool]) -> None:
        late = time.monotonic() + 10
        while not so():
            assert time.monotonic() < late, "it never came to that"
            time.sleep(0.02)

    return wait


@pytest.fixture
def database(opened: Callable[[], Database]) -> Database:
    """Open records, empty."""
    return opened()
