"""The lab may be believed: Dahua clients that others wrote read its camera, and see what our driver sees and did."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sightline import drivers
from sightline.settings import Accounts, Audio, Firmware, Identity, Retention, Storage
from tests.drivers.makesite import PASSWORDS
from tests.drivers_dahua.dahuasite import CAM, running, session
from tests.foreign.client import needs, reads
from tests.labsite import LabSite

FORMS = {"main": "MainFormat", "sub": "ExtraFormat", "picture": "SnapFormat"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    """The camera as it comes, and its recorder."""
    with running(tmp_path) as found:
        yield found


def theirs(site: LabSite, client: str, script: str) -> dict[str, Any]:
    """A client's reading; it has written nothing."""
    host, port = site.lab.address(CAM).removeprefix("http://").split(":")
    before = len(site.device(CAM).counters.writes)
    found = reads(client, script, host, port, "admin", PASSWORDS[CAM])
    assert len(site.device(CAM).counters.writes) == before
    return found


def ours(site: LabSite) -> dict[str, Any]:
    """The same by our driver."""
    names = ("identity", "firmware", "audio", "accounts", "storage", "retention")
    with session(site, CAM) as of:
        found = [drivers.read("dahua", of, name) for name in names]
    identity, firmware, audio, accounts, storage, retention = found
    assert isinstance(identity, Identity)
    assert isinstance(firmware, Firmware)
    assert isinstance(audio, Audio)
    assert isinstance(audio.streams, tuple)
    assert isinstance(accounts, Accounts)
    assert isinstance(storage, Storage)
    assert isinstance(storage.stores, tuple)
    assert isinstance(retention, Retention)
    return {
        "identity": identity,
        "built": str(firmware.built),
        "sound": {_key(one.stream): one.enabled for one in audio.streams},
        "users": [one.name for one in accounts.accounts],
        "oldest": retention.oldest,
        "size": float(storage.stores[0].size_bytes),
    }


def _key(stream: str) -> str:
    channel, form, number = stream.split("-")
    return f"[{int(channel) - 1}].{FORMS[form]}[{int(number) - 1}].AudioEnable"


CLIENTS = [
    pytest.param(client, script, marks=[pytest.mark.foreign, needs(client)], id=client)
    for client, script in (("amcrest", "amcrest_reads.py"), ("dahua-rpc-api", "dahua_rpc_api_reads.py"))
]


@pytest.mark.parametrize(("client", "script"), CLIENTS)
@pytest.mark.parametrize("hardened", [False, True])
def test_a_foreign_client_agrees_with_our_driver(site: LabSite, client: str, script: str, hardened: bool) -> None:
    if hardened:
        site.harden(accounts=True)
    found, own = theirs(site, client, script), ours(site)
    assert {name: getattr(own["identity"], name) for name in found["identity"]} == found["identity"]
    assert found.get("built", own["built"]) == own["built"]
    assert found["sound"] == own["sound"]
    assert (True in found["sound"].values()) != hardened
    assert found["users"] == own["users"]
    assert ("fitter" in found["users"]) != hardened


@pytest.mark.foreign
@needs("amcrest")
def test_a_foreign_client_finds_the_same_oldest_recording(site: LabSite) -> None:
    """By CGI, in the device's own time: 8 minutes fast, and in London, where summer has ended since."""
    found, own = theirs(site, "amcrest", "amcrest_reads.py"), ours(site)
    assert (found["class"], found["size"]) == ("IPC", [str(own["size"]), "B"])
    [said] = found["oldest"]
    fast = timedelta(seconds=site.device(CAM).clock_error_seconds)
    oldest = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo("Europe/London")) - fast
    assert abs(oldest - own["oldest"]) < timedelta(seconds=10)
    now = datetime.fromisoformat(found["time"]).replace(tzinfo=ZoneInfo("Europe/London")) - fast
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=60)
