"""A session of pytest over an estate, as the audit chain has it."""

from collections.abc import Iterator

import pytest

from sightline.bridge.testinfra import close_session, open_session
from sightline.records.audit.proof import judge
from tests.bridge.fake import Fake
from tests.records.audit.chains import KEY, OURS, written


@pytest.fixture(autouse=True)
def ends() -> Iterator[None]:
    """No other test finds the session open."""
    yield
    close_session()


def test_its_logins_are_in_the_signed_chain(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where no test asked for a finding, which would make a run with a report of it."""
    monkeypatch.setenv(KEY, f"token:{OURS.seed.hex()}")
    session = open_session(fake.folder)
    assert session.link("court/box").read("identity")["status"] == "ok"
    close_session()
    chain = fake.work().chain
    assert "login" in [one.event for one in written(chain)]
    assert (judge(chain).state, judge(chain).unsigned) == ("good", 0)
    chain.close()
