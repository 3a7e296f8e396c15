"""The lab may be believed: a Hikvision client that others wrote reads it, and sees what our driver sees."""

import os
from typing import Any
from unittest.mock import patch

import pytest

from sightline.settings import Audio, Identity
from tests.foreign.client import needs, reads
from tests.labsite import NVR, LabSite

pytestmark = [pytest.mark.foreign, needs("hikvisionapi")]


def foreign(site: LabSite) -> dict[str, Any]:
    certificate = site.folder.parent / "lab" / f"{NVR.replace('/', '.')}.pem"
    with patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(certificate)}):
        return reads("hikvisionapi", "hikvisionapi_reads.py", site.lab.address(NVR), "admin", "Lab-nvr-2026")


def test_a_foreign_client_reads_the_lab_and_agrees_with_our_driver(site: LabSite) -> None:
    theirs = foreign(site)
    ours = site.check(NVR)[NVR]
    assert isinstance(ours.identity, Identity)
    assert theirs["identity"]["serialNumber"] == ours.identity.serial
    assert theirs["identity"]["model"] == ours.identity.model
    assert len(theirs["users"]) == 4
    assert theirs["storage"]["hddList"]["hdd"][0]["status"] == "ok"
    assert theirs["time"]["timeMode"] == "manual"


def test_a_foreign_client_sees_the_sound_that_our_driver_sees(site: LabSite) -> None:
    from sightline.bridge.codec import answered, line
    from sightline.bridge.link import Link

    work = site.begin()
    link = Link(work, work.estate.device(NVR))
    audio = answered("audio", line(link.read("audio")))
    link.close()
    assert isinstance(audio, Audio)
    assert isinstance(audio.streams, tuple)
    ours = {one.stream: str(one.enabled).lower() for one in audio.streams if isinstance(one.enabled, bool)}
    assert foreign(site)["audio"] == ours
