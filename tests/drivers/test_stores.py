"""A recorder that lists no disk is not taken at its word: its tracks are asked for all the same."""

import re

from sightline.policy.finding import Finding
from sightline.wire import xml
from tests.labsite import NVR, LabSite, finding


def without_disks(site: LabSite) -> dict[str, Finding]:
    """What a check says of the recorder when its storage document has lost every row."""
    parse = xml.parse

    def emptied(body: bytes) -> xml.Element:
        return parse(re.sub(rb"<hdd>.*</hdd>", b"", body, flags=re.DOTALL) if b"<storage" in body else body)

    xml.parse = emptied
    try:
        checked = site.check(NVR)[NVR]
    finally:
        xml.parse = parse
    return {slug: finding(checked, slug) for slug in ("retention", "oldest-recording", "storage-health", "no-audio")}


def test_a_recorder_without_disks_still_drifts(site: LabSite) -> None:
    found = without_disks(site)
    assert {slug: one.verdict for slug, one in found.items()} == dict.fromkeys(found, "drift")
