"""The lab may be believed: ONVIF clients that others wrote read its camera, and see what our driver sees and did."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sightline.bridge.codec import decode
from sightline.bridge.link import Link
from sightline.lab.onvif.devices import LOBBY as CAMERA
from sightline.settings import Accounts, Audio, Clock, Identity
from tests.drivers_onvif.onvifsite import LOBBY, running
from tests.foreign.client import needs, reads
from tests.labsite import LabSite

LEVELS = {"Administrator": "administrator", "Operator": "operator", "User": "viewer"}
UNSET = [None]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    """The camera as it comes."""
    with running(tmp_path) as found:
        yield found


def theirs(site: LabSite, client: str, script: str, *more: str) -> dict[str, Any]:
    """A client's reading; its login was accepted each time, and it has written nothing."""
    host, port = site.lab.address(LOBBY).removeprefix("http://").split(":")
    before = len(site.device(LOBBY).counters.writes)
    found = reads(client, script, host, port, "admin", CAMERA.passwords["admin"], *more)
    assert site.device(LOBBY).counters.refused_logins == 0
    assert len(site.device(LOBBY).counters.writes) == before
    return found


def ours(site: LabSite) -> dict[str, Any]:
    """The same by our driver."""
    work = site.begin()
    link = Link(work, work.estate.device(LOBBY))
    found = [decode(name, link.read(name)["found"]) for name in ("identity", "audio", "accounts", "clock")]
    link.close()
    identity, audio, accounts, clock = found
    assert isinstance(identity, Identity)
    assert isinstance(audio, Audio)
    assert isinstance(accounts, Accounts)
    assert isinstance(clock, Clock)
    assert isinstance(audio.streams, tuple)
    return {
        "serial": identity.serial,
        "model": identity.model,
        "firmware": identity.firmware,
        "sound": {one.stream: one.enabled for one in audio.streams},
        "users": {one.name: one.role for one in accounts.accounts},
        "ntp": list(clock.servers) or UNSET,
    }


CLIENTS = [
    pytest.param(client, script, more, marks=[pytest.mark.foreign, needs(client)], id=" ".join((client, *more)))
    for client, script, more in (
        ("onvif-zeep-async", "onvif_zeep_async_reads.py", ()),
        ("onvif-python", "onvif_python_reads.py", ()),
        ("npm", "onvif_npm_reads.js", ("token",)),
        ("npm", "onvif_npm_reads.js", ("digest",)),
    )
]


@pytest.mark.parametrize(("client", "script", "more"), CLIENTS)
def test_a_foreign_client_agrees_with_our_driver(
    site: LabSite, client: str, script: str, more: tuple[str, ...]
) -> None:
    for hardened in (False, True):
        if hardened:
            site.harden(accounts=True)
        found = theirs(site, client, script, *more)
        found["users"] = {name: LEVELS[level] for name, level in found["users"].items()}
        assert found.pop("stream") == "rtsp://192.168.40.21:554/media/main"
        assert found.pop("kept", None) in (None, ["31 days, 0:00:00" if hardened else "0:00:00"])
        assert found == ours(site)
        assert set(found["sound"].values()) == {not hardened}
        assert len(found["users"]) == (2 if hardened else 3)
        assert found["ntp"] == (["ntp.estate.example"] if hardened else UNSET)
