"""One wrong password is the last (design, section 5, rule 1); what an account without rights sees proves nothing."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sightline import drivers
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Absent, Services, Unread
from tests.drivers import makesite
from tests.drivers_axis import tape
from tests.drivers_axis.axissite import CAM, OLD, SETTINGS, SPECS, running, session
from tests.drivers_onvif.tape import reply
from tests.labsite import LabSite


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


#: No picture is asked for: of views the device is asked nothing.
ended = partial(makesite.ended, "axis", settings=[setting for setting in SETTINGS if setting != "views"])


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
    with session(site, name, user=user, password=SPECS[name].passwords[user]) as of:
        found = drivers.read("axis", of, "services")
        assert isinstance(found, Services)
        said = {one.service: one.enabled for one in found.services}
        listed = ("platform", "telnet", "onvif")
        assert all(isinstance(said[service], Unread) for service in said if service not in listed), said
        assert not [one for service, one in said.items() if isinstance(one, Absent) and service not in listed]
        with pytest.raises(DeviceError):
            of.update({"Audio.A0.Enabled": False})
    assert site.device(name).counters.writes == []
