"""The whole job on the lab's Frigate: as it comes, hardened, and after the night in which it purges."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.frigate import UNSUPPORTED
from sightline.settings import ALL
from tests.drivers_frigate.frigatesite import NAME, running, session
from tests.labsite import LabSite, finding, verdicts

#: One for the challenge, one for the login, then lists, and two for each of two cameras.
MOST_REQUESTS = 12
DRIFTED = {
    "no-audio": "drift",
    "retention": "drift",
    "oldest-recording": "drift",
    "accounts": "drift",
    "encrypted-export": "unsupported",
    "storage-health": "unsupported",
    "remote-defaults": "unsupported",
    "default-login": "unread",
    "firmware": "unsupported",
    "clock": "unsupported",
}
HARDENED = {
    **DRIFTED,
    "no-audio": "compliant",
    "retention": "compliant",
    "oldest-recording": "compliant",
    "accounts": "unsupported",
}
#: Controls of this make that a later policy may ask for.
LATER = {
    "banned-analytics": "compliant",
    "cameras-live": "compliant",
    "recording": "compliant",
    "https-only": "unsupported",
    "tamper": "unsupported",
    "overlay": "unsupported",
    "device-log": "unsupported",
    "masks": "not_applicable",
    "asset-register": "drift",
    "extracts-listed": "compliant",
}
WRITES = [("PUT", "config/set")] * 4 + [("DELETE", "users/installer")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def expected(table: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The table, with the later controls that the policy has by now."""
    return {**table, **{slug: verdict for slug, verdict in LATER.items() if slug in found}}


def test_a_drifted_recorder_is_hardened_and_says_what_it_cannot_say(site: LabSite) -> None:
    device = site.device(NAME)
    before = verdicts(site.check()[NAME])
    assert before == expected(DRIFTED, before)
    assert device.counters.requests <= MOST_REQUESTS
    assert device.counters.writes == []

    site.harden(accounts=True)
    assert site.said == []
    assert sorted(device.counters.writes) == sorted(WRITES)
    device.advance(25)
    requests = device.counters.requests
    after = verdicts(site.check()[NAME])
    assert after == expected(HARDENED, after)
    assert device.counters.requests - requests <= MOST_REQUESTS
    assert device.counters.refused_logins == 0

    site.harden(accounts=True)
    assert len(device.counters.writes) == len(WRITES), "nothing is left to write"


@pytest.mark.parametrize("switch", ["half", "truncated", "wrong_type", "busy"])
def test_a_device_of_which_nothing_was_read_was_not_checked(site: LabSite, switch: str) -> None:
    """The name of its folder, and that nobody plugs anything in there, are ours."""
    site.device(NAME).switches.set(switch, True)
    found = site.check()[NAME]
    assert set(verdicts(found).values()) <= {"unread", "unsupported", "not_applicable"}
    assert found.state == "refused"
    assert found.why


def test_all_settings_take_one_login(site: LabSite) -> None:
    with session(site, NAME) as device:
        for setting in {*ALL, "analytics", "certificates"} - UNSUPPORTED.keys():
            drivers.read("frigate", device, setting)
    assert device.counts.logins == 1
    assert device.counts.requests == MOST_REQUESTS + 2, "and the pictures of its two cameras"


def test_sound_that_is_recorded_is_for_a_person_to_stop(site: LabSite) -> None:
    """Its argument is only taken up by a restart."""
    config = site.device(NAME).config  # type: ignore[attr-defined] # this make's
    config["cameras"]["gate"]["ffmpeg"]["output_args"]["record"] = "preset-record-generic-audio-aac"
    after = site.harden()[NAME]
    assert finding(after, "no-audio").verdict == "drift"
    assert "recorded gate recorded: enabled is true" in finding(after, "no-audio").reason
    assert any("restart it" in text for text in site.said)


def test_accounts_stay_without_leave(site: LabSite) -> None:
    site.harden()
    assert "installer" in finding(site.check()[NAME], "accounts").reason


@pytest.mark.parametrize("switch", ["ignore_writes", "needs_reboot", "refuse_put"])
def test_a_write_that_is_not_done_ends_with_drift_and_is_said(site: LabSite, switch: str) -> None:
    site.device(NAME).switches.set(switch, True)
    after = verdicts(site.harden(accounts=True)[NAME])
    assert {slug for slug in DRIFTED if after[slug] == "drift"} == {s for s, v in DRIFTED.items() if v == "drift"}
    assert any("no-audio" in text for text in site.said)


def test_a_change_that_is_not_in_force_is_not_taken(site: LabSite) -> None:
    """The file has it, and the running program another: what is read is what runs."""
    with session(site, NAME) as of:
        of._write("PUT", "config/set", b'{"config_data": {"cameras": {"lobby": {"audio": {"enabled": false}}}}}')
        of.forget()
        assert of.cameras["lobby"]["audio"]["enabled"] is True
