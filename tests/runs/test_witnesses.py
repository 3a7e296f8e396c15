"""A device that lies is caught from outside: by its streams and its ports (design, section 6)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from sightline.bridge.outside import Look
from sightline.errors import UnexpectedReply
from sightline.lab.hikvision.devices import ENTRANCE, NVR_1
from tests.labsite import CAMERA, NVR, LabSite, finding

SPECS = (replace(NVR_1, ports={"rtsp": 8554, "telnet": 2323}), replace(ENTRANCE, ports={"rtsp": 8555}))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabSite]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with LabSite.start(tmp_path / "estate", tmp_path / "lab", SPECS) as site:
        for name, value in site.environment.items():
            monkeypatch.setenv(name, value)
        yield site


def test_sound_that_the_device_denies_is_heard(site: LabSite) -> None:
    assert finding(site.harden()[NVR], "no-audio").verdict == "compliant"
    honest = finding(site.check(NVR)[NVR], "no-audio")
    assert honest.verdict == "compliant"
    assert re.search(r"confirmed: streams 101: enabled is false by RTSP on tcp/\d+", honest.reason)
    site.device(NVR).switches.hidden_audio = True
    caught = finding(site.check(NVR)[NVR], "no-audio")
    assert caught.verdict == "drift"
    assert "streams 101: enabled: the device says false, RTSP on" in caught.reason
    assert {part.witness.partition(" on ")[0] for part in caught.channels} == {"device, RTSP"}


def test_a_camera_behind_tls_is_heard_too(site: LabSite) -> None:
    before = finding(site.check(CAMERA)[CAMERA], "no-audio")
    assert before.verdict == "drift"
    assert "(by RTSP on tcp/" in before.reason


def test_a_port_that_the_device_denies_is_seen(site: LabSite) -> None:
    site.device(NVR).switches.hidden_telnet = True
    caught = finding(site.check(NVR)[NVR], "remote-defaults")
    assert re.search(r"telnet: enabled \(by telnet on tcp/\d+\) is true, wanted false", caught.reason)
    site.device(NVR).switches.hidden_telnet = False
    honest = finding(site.check(NVR)[NVR], "remote-defaults")
    assert not re.search(r"telnet: enabled \(by telnet", honest.reason)


def test_streams_that_are_open_to_everybody_are_seen(site: LabSite) -> None:
    site.device(CAMERA).switches.open_streams = True
    caught = finding(site.check(CAMERA)[CAMERA], "remote-defaults")
    assert "anonymous-view: enabled (by RTSP on" in caught.reason


def test_the_streams_cost_no_login_more_that_is_refused(site: LabSite) -> None:
    site.check()
    for name in (NVR, CAMERA):
        assert site.device(name).counters.refused_logins == 0


def test_where_both_witnesses_are_asked_for_one_that_cannot_speak_is_unread(site: LabSite) -> None:
    site.harden()
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("witnesses: any", "witnesses: both"))
    assert finding(site.check(NVR)[NVR], "no-audio").verdict == "compliant"
    said = finding(site.check(CAMERA)[CAMERA], "remote-defaults")
    assert said.verdict == "unread"
    assert "not probed" in said.reason


@pytest.mark.parametrize("problem", [UnexpectedReply("half a look"), ValueError("a bug")])
def test_a_look_that_fails_as_a_whole_is_no_second_witness(
    site: LabSite, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    site.harden()
    monkeypatch.setattr(Look, "whole", Mock(side_effect=problem))
    said = finding(site.check(NVR)[NVR], "no-audio")
    assert (said.verdict, f"by RTSP ({why(problem)})" in said.reason) == ("compliant", True)
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("witnesses: any", "witnesses: both"))
    assert finding(site.check(NVR)[NVR], "no-audio").verdict == "unread"


def why(problem: Exception) -> str:
    """A bug is said with its kind."""
    return str(problem) if isinstance(problem, UnexpectedReply) else f"{type(problem).__name__}: {problem}"
