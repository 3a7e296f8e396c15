"""Brings a database to this version's tables, by Alembic's scripts in `migrations/`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from sightline.errors import EstateError

if TYPE_CHECKING:
    from sightline.records.database import Database

SCRIPTS = Path(__file__).with_name("migrations")


def revisions() -> list[str]:
    """What this version knows, oldest first: each file of `migrations/` is named after its revision."""
    return sorted(path.stem for path in SCRIPTS.glob("v[0-9]*.py"))


def migrate(database: "Database") -> None:
    """All or nothing, one process at a time. Raises EstateError for a database of a newer version.

    Alembic is loaded only where there is something to do: that takes longer than most questions.
    """
    known = revisions()
    with database.reading() as connection:
        if _revision(connection) == known[-1]:
            return
    with database.writing() as connection:
        now = _revision(connection)
        if now is not None and now not in known:
            text = f"its tables are of version {now}, and this Sightline knows {known[-1]}: use the newer Sightline"
            raise EstateError(f"{database.place.shown}: {text}")
        if now != known[-1]:
            upgrade(connection)


def _revision(connection: Connection) -> str | None:
    """The version of the tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def upgrade(connection: Connection, to: str = "head") -> None:
    """Runs the scripts in the connection's transaction."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(SCRIPTS), version_locations=[str(SCRIPTS)])

    def steps(revision: Any, _: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(Config(), script, fn=steps, destination_rev=to) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
