"""The chain in each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.records.audit.chain import Chain
from tests.records.audit.chains import KEY, OURS, Begin, begin


@pytest.fixture
def again(tmp_path: Path, records_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    """Opens the chain as often as it is called; the key is in the environment."""
    monkeypatch.setenv(KEY, f"token:{OURS.seed.hex()}")
    opened: list[Chain] = []

    def one() -> Chain:
        opened.append(begin(tmp_path, records_url))
        return opened[-1]

    yield one
    for chain in opened:
        chain.close()


@pytest.fixture
def chain(again: Begin) -> Chain:
    """A new one."""
    return again()
