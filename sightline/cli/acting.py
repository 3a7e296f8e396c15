"""What the verbs share that act without a run of their own: who and why, and what they leave in the audit chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sightline.records.audit.chain import Chain

F = TypeVar("F", bound=Callable[..., Any])


def who_and_why(command: F) -> F:
    """Both stand in the report, in the journal and in the audit chain."""
    for option in (
        click.option("--reason", default="", help="Why, for the record."),
        click.option("--operator", default=None, help="Who (default: the user of this machine)."),
    ):
        command = option(command)
    return command


@contextmanager
def acting(folder: Path, operator: str | None, reason: str) -> "Iterator[Chain]":
    """The audit chain for one verb; its head is signed at the end, whatever happened.

    Raises EstateError for an estate that does not load. `chain.append` comes before what it tells of: where that fails
    then, an entry `failed` says so.
    """
    from sightline.estate.load import load_estate
    from sightline.estate.secrets import open_store
    from sightline.records.audit.chain import Chain

    estate = load_estate(folder)
    chain = Chain.of(estate, open_store(estate), who=operator, why=reason)
    try:
        yield chain
    except Exception as problem:
        if chain.added:
            chain.note("failed", reason=str(problem))
        raise
    finally:
        sealed(chain)


def sealed(chain: "Chain") -> None:
    """Signs the newest entry, and says where it could not."""
    try:
        if warning := chain.seal().warning:
            click.echo(f"warning: {warning}", err=True)
    finally:
        chain.close()
