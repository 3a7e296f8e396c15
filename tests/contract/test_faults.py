"""A device that fails is unread and gets no write, of every make."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.bench import devices
from tests.contract.login import Met, each_device, each_way
from tests.labsite import finding, verdicts

SWITCHES = ("dead", "hang", "half", "truncated", "wrong_type", "busy", "locked_out")


@pytest.mark.parametrize("met", each_way())
@pytest.mark.parametrize("switch", SWITCHES)
def test_a_bad_device_is_unread(met: Met, switch: str, tmp_path: Path) -> None:
    with met.running(tmp_path) as site:
        if switch == "hang":
            site.hurry()
        for name in devices(met.make):
            site.device(name).switches.set(switch, True)
        for name, checked in site.check().items():
            met.only_unread(site, checked)
            counters = site.device(name).counters
            assert counters.credentialed <= met.login.sent
            assert counters.refused_logins <= (switch == "locked_out")
            assert counters.writes == []


@pytest.mark.parametrize("met", each_device("nameless"))
def test_another_box_is_not_written(met: Met, tmp_path: Path) -> None:
    with met.running(tmp_path) as site:
        assert "drift" in verdicts(site.check()[met.name]).values()
        site.device(met.name).switches.swapped = True
        site.harden(met.name, accounts=True)
        assert site.device(met.name).counters.writes == []


@pytest.mark.parametrize("off", [timedelta(days=400), timedelta(days=-400)], ids=["ahead", "behind"])
@pytest.mark.parametrize("met", each_device("ageless"))
def test_a_clock_far_off_makes_ages_unread(met: Met, off: timedelta, tmp_path: Path) -> None:
    with met.running(tmp_path) as site:
        device: Any = site.device(met.name)
        device._clock.error = off
        checked = site.check(met.name)[met.name]
        assert finding(checked, "clock").verdict == "drift"
        assert finding(checked, "oldest-recording").verdict == "unread"
        assert device.counters.refused_logins == 0
