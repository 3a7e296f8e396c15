"""What the verbs share that act without a run of their own: who and why, and what they leave in the audit chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sightline.bridge.work import Work
    from sightline.estate.model import Estate
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

    `chain.append` comes before what it tells of; where that fails then, an entry `failed` says so. The estate's sites
    are not read. Raises EstateError for an estate that does not load.
    """
    _, chain = _open(folder, operator, reason)
    try:
        yield chain
    except Exception as problem:
        if chain.acted:
            chain.note("failed", reason=str(problem))
        raise
    finally:
        sealed(chain)


@contextmanager
def acted(work: "Work", verb: str, operator: str | None, reason: str) -> Iterator[None]:
    """A run that judges nothing: its first and its last entry. A store of secrets that cannot be opened ends it."""
    from sightline.cli.running import begun, ended

    work.secrets.names()
    begun(work, verb, operator or work.chain.who, reason)
    try:
        yield
    finally:
        work.journal.close()
        ended(work)


@contextmanager
def opened_chain(folder: Path) -> "Iterator[tuple[Estate, Chain]]":
    """The audit chain, to be looked at; and the estate without its sites."""
    settings, chain = _open(folder, None, "")
    try:
        yield settings, chain
    finally:
        chain.close()


def _open(folder: Path, operator: str | None, reason: str) -> "tuple[Estate, Chain]":
    from sightline.estate.load import load_settings
    from sightline.estate.secrets import open_store
    from sightline.records.audit.chain import Chain

    settings = load_settings(folder)
    return settings, Chain.of(settings, open_store(settings), who=operator, why=reason)


def sealed(chain: "Chain") -> None:
    """Signs the newest entry, and says where it could not."""
    try:
        if warning := chain.seal().warning:
            click.echo(f"warning: {warning}", err=True)
    finally:
        chain.close()
