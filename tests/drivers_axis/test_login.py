"""One wrong password is the last (design, section 5, rule 1); what an account without rights sees proves nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.axis.session import Session
from sightline.errors import DeviceError, LoginRefused, UnexpectedReply
from sightline.estate.load import variable
from sightline.settings import Absent, Services, Unread
from tests.drivers_axis import tape
from tests.drivers_axis.axissite import CAM, OLD, SETTINGS, SPECS, running, session
from tests.drivers_onvif.tape import reply
from tests.labsite import LabSite, verdicts


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def ended(of: Session) -> set[str]:
    """How reading each setting ended."""
    found = set()
    for setting in SETTINGS:
        try:
            drivers.read("axis", of, setting)
            found.add("ok")
        except DeviceError as problem:
            found.add(type(problem).__name__)
    return found


@pytest.mark.parametrize("name", SPECS)
def test_a_wrong_password_is_sent_once_and_not_again_tomorrow(
    site: LabSite, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable(name), "admin:wrong")
    counters = site.device(name).counters
    for verb in (site.check, site.check, site.harden):
        found = verb(name)[name]
        assert (counters.credentialed, counters.refused_logins) == (1, 1)
        assert found.state == "refused"
        assert set(verdicts(found).values()) == {"unread"}
        assert "wrong" not in found.why
    assert counters.writes == []


def test_a_session_sends_nothing_after_a_refusal(site: LabSite) -> None:
    with session(site.lab.address(CAM), "wrong") as of:
        assert ended(of) == {"LoginRefused"}
        of.forget()
        with pytest.raises(LoginRefused):
            of.update({"Audio.A0.Enabled": False})
        with pytest.raises(LoginRefused):
            of.tell("/axis-cgi/ntp.cgi", "setNTPClientConfiguration", {})
    assert site.device(CAM).counters.credentialed == 1


@pytest.mark.parametrize("name", SPECS)
def test_the_right_password_is_refused_by_nobody_and_is_one_login(site: LabSite, name: str) -> None:
    site.device(name).switches.nonce_uses = 3
    with session(site.lab.address(name), SPECS[name].passwords["admin"]) as of:
        assert ended(of) == {"ok"}
        assert of.counts.logins == 1
    assert site.device(name).counters.refused_logins == 0


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_first_answer_that_is_none_is_the_last_request(status: int) -> None:
    """Nobody knows whether it was a refusal of the login."""
    of, played = tape.play(lambda _: reply(status, b""))
    assert ended(of) == {"UnexpectedReply"}
    assert len(played.signed) == 1


def test_basic_is_never_answered_and_an_open_device_is_not_read() -> None:
    of, played = tape.play(tape.on({}), challenge=reply(401, b"", ('Basic realm="camera"',)))
    assert ended(of) == {"UnexpectedReply"}
    assert played.signed == []
    whole = tape.camera("Brand.ProdShortName=AXIS X")
    opened, seen = tape.play(tape.on(whole), challenge=whole[tape.PARAMS])
    with pytest.raises(UnexpectedReply, match="without asking for a login"):
        drivers.read("axis", opened, "identity")
    with pytest.raises(UnexpectedReply):
        opened.update({"Audio.A0.Enabled": False})
    assert seen.signed == []


@pytest.mark.parametrize("name", SPECS)
def test_an_account_without_rights_reads_nothing_as_absent_and_writes_nothing(site: LabSite, name: str) -> None:
    """Its list leaves out what it may not see."""
    user = {CAM: "vms", OLD: "installer"}[name]
    with session(site.lab.address(name), SPECS[name].passwords[user], user=user) as of:
        found = drivers.read("axis", of, "services")
        assert isinstance(found, Services)
        said = {one.service: one.enabled for one in found.services}
        listed = ("platform", "telnet", "onvif")
        assert all(isinstance(said[service], Unread) for service in said if service not in listed), said
        assert not [one for service, one in said.items() if isinstance(one, Absent) and service not in listed]
        with pytest.raises(DeviceError):
            of.update({"Audio.A0.Enabled": False})
    assert site.device(name).counters.writes == []
