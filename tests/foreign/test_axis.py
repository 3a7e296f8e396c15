"""The lab may be believed: an Axis client that others wrote reads both cameras, and sees what our driver sees."""

from pathlib import Path

import pytest

from sightline import drivers
from sightline.settings import Accounts, Analytics, Audio, Identity
from tests.drivers_axis.axissite import SPECS, running, session
from tests.foreign.client import needs, reads

pytestmark = [pytest.mark.foreign, needs("axis")]
#: Its rights of a role: admin, operator, viewer.
RIGHTS = {
    "administrator": [True, True, True],
    "operator": [False, True, True],
    "viewer": [False, False, True],
}


@pytest.mark.parametrize("name", SPECS)
def test_a_foreign_client_reads_the_lab_and_agrees_with_our_driver(name: str, tmp_path: Path) -> None:
    password = SPECS[name].passwords["admin"]
    with running(tmp_path) as site:
        address = site.lab.address(name)
        theirs = reads("axis", "axis_reads.py", address, "admin", password)
        with session(site, name) as of:
            settings = ("identity", "accounts", "audio", "analytics")
            identity, accounts, audio, analytics = (drivers.read("axis", of, setting) for setting in settings)
    assert isinstance(identity, Identity)
    assert isinstance(accounts, Accounts)
    assert isinstance(audio, Audio)
    assert isinstance(audio.streams, tuple)
    assert isinstance(analytics, Analytics)
    assert isinstance(analytics.functions, tuple)
    assert (theirs["serial"], theirs["firmware"]) == (identity.serial, identity.firmware)
    assert theirs["product"] in identity.model
    assert theirs["users"] == {one.name: RIGHTS[one.role] for one in accounts.accounts}
    assert {one.stream: one.enabled for one in audio.streams} == {
        f"{group}.{source}": value["AudioSupport" if group == "AudioSource" else "Enabled"]
        for group, rows in theirs["sound"].items()
        for source, value in rows.items()
        if isinstance(value, dict)
    }
    assert theirs["programs"] == {one.name: "Running" if one.enabled else "Stopped" for one in analytics.functions}, (
        "by their own words"
    )


def test_the_old_one_has_no_list_of_interfaces_and_the_newer_one_has(tmp_path: Path) -> None:
    with running(tmp_path) as site:
        apis = [
            reads("axis", "axis_reads.py", site.lab.address(name), "admin", spec.passwords["admin"])["apis"]
            for name, spec in SPECS.items()
        ]
    assert {"ntp", "time-service", "disk-management"} <= set(apis[0])
    assert apis[1] == []
