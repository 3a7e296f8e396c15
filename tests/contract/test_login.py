"""One wrong password is the last, of every make (design, section 5, rule 1)."""

from pathlib import Path

import pytest

from sightline.errors import LoginRefused
from sightline.estate.load import variable
from tests.contract.login import Met, each_device, each_way


@pytest.mark.parametrize("met", each_device())
def test_a_wrong_password_is_sent_once_and_not_again_tomorrow(
    met: Met, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with met.running(tmp_path) as site:
        monkeypatch.setenv(variable(met.name), "admin:wrong")
        counters = site.device(met.name).counters
        for verb in (site.check, site.check, site.harden):
            checked = verb(met.name)[met.name]
            assert (counters.credentialed, counters.refused_logins) == (1, 1)
            assert checked.state == "refused"
            met.only_unread(site, checked)
            assert "wrong" not in checked.why
        assert counters.writes == []


@pytest.mark.parametrize("met", each_device())
def test_a_session_sends_nothing_after_a_refusal(met: Met, tmp_path: Path) -> None:
    with met.running(tmp_path) as site, met.session(site, "wrong") as of:
        for _ in range(2):
            assert met.ended(of) == {"LoginRefused"}
            of.forget()
        for change in met.login.changes:
            with pytest.raises(LoginRefused):
                change(of)
        assert of.counts.logins == 1
        counters = site.device(met.name).counters
        assert (counters.credentialed, counters.refused_logins, counters.writes) == (1, 1, [])


@pytest.mark.parametrize("met", each_device())
@pytest.mark.parametrize("uses", [0, 3])
def test_the_right_password_is_refused_by_nobody(met: Met, uses: int, tmp_path: Path) -> None:
    """Nor where a nonce is used up after three requests."""
    with met.running(tmp_path) as site:
        site.device(met.name).switches.nonce_uses = uses
        with met.session(site) as of:
            assert met.ended(of, met.login.odd | {"views"}) == {"ok"}
            assert of.counts.logins == met.login.logins
            assert met.ended(of, met.login.odd) == {"ok"}
            logins = met.login.logins + (met.way in met.login.pictures)
            assert of.counts.logins == logins
        counters = site.device(met.name).counters
        assert counters.refused_logins == 0
        assert uses or counters.logins == logins


@pytest.mark.parametrize("met", each_device())
def test_a_lock_is_the_end(met: Met, tmp_path: Path) -> None:
    with met.running(tmp_path) as site:
        site.device(met.name).switches.locked_out = True
        with met.session(site) as of:
            for _ in range(2):
                assert met.ended(of) == {met.login.lock}
                of.forget()
        assert site.device(met.name).counters.credentialed <= 1
        checked = site.check(met.name)[met.name]
        assert checked.state == "refused"
        met.only_unread(site, checked)


@pytest.mark.parametrize("met", each_way())
def test_a_password_that_is_changed_is_tried_once(met: Met, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with met.running(tmp_path) as site:
        for tries, wrong in enumerate(("wrong-1", "wrong-2"), 1):
            monkeypatch.setenv(variable(met.name), f"admin:{wrong}")
            for _ in range(2):
                site.check(met.name)
                assert site.device(met.name).counters.refused_logins == tries
        monkeypatch.setenv(variable(met.name), site.environment[variable(met.name)])
        assert site.check(met.name)[met.name].state == "checked"
