"""A lab of its own for each test that asks, on free ports, with an estate that logs in to it."""

import signal
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.labsite import LabSite
from tests.lightvault import lighten

# A shell's job in the background is started with Ctrl-C ignored, and so would be what the tests start and interrupt.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file's tests run in one process, where they have no group: what they share is made once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(item.config.rootpath).as_posix()))


@pytest.fixture(scope="session", autouse=True)
def _light_vaults(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test waits for a KeePass file."""
    lighten(tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """No test waits for the disk: what they kill are processes, and the machine stays up. Ours alone: what a test
    starts as a person would is as it is.
    """
    with patch("os.fsync", lambda _: None), patch("sightline.records.database.SYNCHRONOUS", "OFF"):
        yield


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabSite]:
    """The lab's two devices and an estate for them; passwords in the environment, the certificate pinned."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with LabSite.start(tmp_path / "estate", tmp_path / "lab") as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running
