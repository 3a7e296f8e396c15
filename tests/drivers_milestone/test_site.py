"""The whole job on the lab's XProtect servers: as they come, and hardened."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sightline.errors import NotAllowed
from sightline.lab.milestone.devices import OLD_SERVER, SERVER
from tests.drivers_frigate.tape import SPARED
from tests.drivers_milestone.milestonesite import NAME, OLD, running, session
from tests.labsite import LabSite, finding, verdicts

MOST_REQUESTS = 10
DRIFTED = {
    "no-audio": "drift",
    "retention": "unsupported",
    "oldest-recording": "unsupported",
    "accounts": "unsupported",
    "encrypted-export": "unsupported",
    "storage-health": "unsupported",
    "remote-defaults": "unsupported",
    "default-login": "unread",
    "firmware": "unsupported",
    "clock": "unsupported",
}
HARDENED = {**DRIFTED, "no-audio": "compliant"}
#: The older one has no sound, keeps 90 days, and encrypts nothing.
OLD_DRIFTED = {**DRIFTED, "no-audio": "not_applicable", "retention": "drift", "encrypted-export": "drift"}
REASONS = {
    "retention": "overwrites_when_full: unsupported: no source says what a full storage does",
    "oldest-recording": "no recording's time",
    "accounts": "Windows users may log in as well",
    "firmware": "a version and no build date",
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def of(table: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The table; what the interface has no word for stays so, whatever a later policy asks."""
    later = {slug: "not_applicable" if slug in SPARED else "unsupported" for slug in found if slug not in table}
    return {**table, **later}


def test_microphones_and_speakers_are_switched_off_and_the_rest_is_said(site: LabSite) -> None:
    device = site.device(NAME)
    before = verdicts(site.check(NAME)[NAME])
    assert before == of(DRIFTED, before)
    assert device.counters.requests <= MOST_REQUESTS
    assert device.counters.writes == []

    site.harden(NAME, accounts=True)
    assert site.said == []
    assert [path.partition("/")[0] for _, path in device.counters.writes] == ["microphones", "speakers"]
    written = len(device.counters.writes)
    after = site.check(NAME)[NAME]
    assert verdicts(after) == of(HARDENED, verdicts(after))
    for control, reason in REASONS.items():
        assert reason in finding(after, control).reason
    assert device.counters.refused_logins == 0

    site.harden(NAME, accounts=True)
    assert len(device.counters.writes) == written, "nothing is left to write"


def test_a_limit_is_shortened_only_by_a_case(site: LabSite) -> None:
    before = verdicts(site.check(OLD)[OLD])
    assert before == of(OLD_DRIFTED, before)
    site.harden(OLD)
    assert site.device(OLD).counters.writes == []
    assert any("--accept-loss" in text for text in site.said)
    found = verdicts(site.harden(OLD, accept_loss="CASE-1")[OLD])
    assert found["retention"] == "unsupported"
    storage = site.device(OLD).items["storages"][0]  # type: ignore[attr-defined] # this make's
    assert storage["retainMinutes"] == 31 * 1_440
    assert (storage["encryptionMethod"], storage["lockedUsedSpace"]) == ("None", 1200), "nothing else was changed"


@pytest.mark.parametrize("switch", ["ignore_writes", "needs_reboot", "refuse_put"])
def test_a_write_that_is_not_done_ends_with_drift_and_is_said(site: LabSite, switch: str) -> None:
    site.device(NAME).switches.set(switch, True)
    assert verdicts(site.harden(NAME)[NAME])["no-audio"] == "drift"
    assert any("no-audio" in text for text in site.said)


def test_another_server_is_not_written(site: LabSite) -> None:
    site.check(NAME)
    site.device(NAME).switches.swapped = True
    site.harden(NAME)
    assert site.device(NAME).counters.writes == []


def test_over_plain_http_no_password_is_sent(tmp_path: Path) -> None:
    plain = replace(SERVER, tls=False)
    with running(tmp_path, [plain, OLD_SERVER]) as site, session(site, NAME) as device:
        with pytest.raises(NotAllowed, match="https://"):
            device.all("sites")
        assert site.device(NAME).counters.requests == 0
