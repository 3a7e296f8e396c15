"""The lab's Uniview camera may be believed beside LAPI: an ONVIF client that others wrote reads it as our driver does.

No client of LAPI itself is on the registry (the package `uniview` there is about pictures).
"""

from pathlib import Path

import pytest

from sightline import drivers
from sightline.lab.uniview.devices import CAMERA
from sightline.settings import Accounts, Clock, Identity
from tests.drivers_uniview.univiewsite import CAM, running, session
from tests.foreign.client import needs, reads
from tests.foreign.test_onvif import LEVELS

CLIENT = "onvif-zeep-async"


@pytest.mark.foreign
@needs(CLIENT)
@pytest.mark.parametrize("hardened", [False, True])
def test_a_foreign_onvif_client_sees_what_lapi_says(tmp_path: Path, hardened: bool) -> None:
    with running(tmp_path) as site:
        if hardened:
            site.harden(CAM, accounts=True)
        address, password = site.lab.address(CAM), CAMERA.passwords["admin"]
        host, port = address.removeprefix("http://").split(":")
        theirs = reads(CLIENT, "onvif_zeep_async_reads.py", host, port, "admin", password)
        with session(site, CAM) as of:
            identity, accounts, clock = (drivers.read("uniview", of, one) for one in ("identity", "accounts", "clock"))
            paths = drivers.stream_paths("uniview", of)
    assert isinstance(identity, Identity)
    assert isinstance(accounts, Accounts)
    assert isinstance(clock, Clock)
    assert (theirs["model"], theirs["serial"], theirs["firmware"]) == (
        identity.model,
        identity.serial,
        identity.firmware,
    )
    assert {name: LEVELS[level] for name, level in theirs["users"].items()} == {
        one.name: one.role for one in accounts.accounts
    }
    assert [name for name in theirs["ntp"] if name] == list(clock.servers)
    assert theirs["stream"].endswith(paths[0].path)
    assert len(theirs["users"]) == 2
