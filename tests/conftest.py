"""A lab of its own for each test that asks, on free ports, with an estate that logs in to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.labsite import LabSite


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabSite]:
    """The lab's two devices and an estate for them; passwords in the environment, the certificate pinned."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with LabSite.start(tmp_path / "estate", tmp_path / "lab") as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running
