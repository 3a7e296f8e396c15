"""What the tests of the bridge share."""

from pathlib import Path

import pytest

from tests.bridge import fake as module
from tests.bridge.fake import Fake


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """One device behind a driver that does as it is told."""
    return module.install(tmp_path, monkeypatch)
