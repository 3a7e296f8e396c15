"""What the files say is what the program gets."""

import pickle
import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.estate import check
from sightline.estate.load import load_estate, policy_files
from sightline.estate.model import Limits
from sightline.estate.system import Account, Dpia
from sightline.lab import SITE, mixed
from sightline.policy.policy import DeclaredAccount
from sightline.policy.waiver import Hold

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DESIGN = """\
site: riverside-court
title: Riverside Court
region: north
systems:
  - name: main
    kind: site
    purpose: Deter and investigate anti-social behaviour in shared areas
    installed: 2026-10-01
    retention_days: 14
    dpia: {reference: DPIA-112, approved: 2026-09-01, evidence: dpia-112.pdf}
    roles: {manager: A. Manager, operators: [B. Operator]}
    custodian: evidence
    accounts: [{name: evidence, role: operator, devices: ["nvr-1"], until: 2027-03-31}]
    holds: [{case: ASB-77, devices: ["nvr-1"], channels: ["3"], from: 2026-11-01, until: 2026-12-31}]
devices:
  - {name: nvr-1, system: main, role: recorder, driver: hikvision, address: "https://10.20.0.5", secret: riverside-court/nvr-1, needs: [onvif]}
  - {name: lobby, system: main, role: camera, driver: axis, address: "https://10.20.0.11", secret: riverside-court/lobby,
     behind: nvr-1/1, views: Main lobby, audio: none, masks: 2, tags: [entrance], ports: {rtsp: 554}}
  - {name: linux-1, system: main, role: recorder, driver: linux, address: "ssh://recorder@10.20.0.9:22", secret: riverside-court/linux-1,
     recordings: [/srv/recordings], sudo: true}
"""  # noqa: E501 - as DESIGN.md section 7 has it


@pytest.fixture
def design(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site of the design, with its makes there."""
    for make in {*check.known_drivers(), "axis", "linux", "_common"}:
        (tmp_path / "drivers" / make).mkdir(parents=True)
    monkeypatch.setattr(check, "DRIVERS", tmp_path / "drivers")
    (folder / "inventory" / "sites" / "court.yml").write_text(DESIGN)
    return folder


def test_the_site_of_the_design_loads_whole(design: Path) -> None:
    estate = load_estate(design, NOW)
    system, (nvr, lobby, linux) = estate.sites[0].systems[0], estate.devices
    assert (system.retention_days, system.since, system.custodian) == (14, date(2026, 10, 1), "evidence")
    assert system.dpia == Dpia(reference="DPIA-112", approved=date(2026, 9, 1), evidence="dpia-112.pdf")
    assert system.roles == {"manager": ("A. Manager",), "operators": ("B. Operator",)}
    until = date(2027, 3, 31)
    assert system.accounts == (Account(name="evidence", role="operator", devices=("nvr-1",), until=until),)
    hold = Hold(case="ASB-77", devices=("nvr-1",), channels=("3",), starts=date(2026, 11, 1), until=date(2026, 12, 31))
    assert system.holds == (hold,)
    assert (nvr.id, nvr.host, nvr.needs) == (
        "riverside-court/nvr-1",
        "@sightline/riverside-court/nvr-1",
        ("onvif",),
    )
    assert (lobby.behind, lobby.recorder, lobby.recorder_channel) == ("nvr-1/1", nvr.id, "1")
    assert (lobby.audio_claim, lobby.masks, lobby.tags, dict(lobby.ports)) == ("none", 2, ("entrance",), {"rtsp": 554})
    assert (linux.recordings, linux.sudo, linux.address.user) == (("/srv/recordings",), True, "recorder")


def test_a_policy_is_narrowed_to_its_device(design: Path) -> None:
    estate = load_estate(design, NOW)
    nvr, lobby, _ = estate.devices
    policy = estate.policy_for(nvr, NOW, "admin")
    assert (policy.retention_days, policy.now, policy.today) == (14, NOW, date(2026, 11, 24))
    declared = policy.declared
    assert (declared.driver, declared.role, declared.transport, declared.login) == (
        "hikvision",
        "recorder",
        "https",
        "admin",
    )
    assert declared.accounts == (DeclaredAccount(name="evidence", role="operator", until=date(2027, 3, 31)),)
    assert declared.since == date(2026, 10, 1)
    assert estate.policy_for(lobby, NOW, "root").declared.accounts == ()
    assert estate.policy_for(lobby, NOW, "root").declared.silent
    assert estate.policy.retention_days == 31


def test_a_hold_touches_every_device_of_its_system(design: Path) -> None:
    estate = load_estate(design, NOW)
    for device in estate.devices:
        assert [hold.case for hold in estate.holds_on(device, date(2026, 12, 31))] == ["ASB-77"]
        assert estate.holds_on(device, date(2027, 1, 1)) == ()


def test_a_hold_touches_the_recorder_that_keeps_the_footage_though_it_is_of_another_system(design: Path) -> None:
    """Its camera's system holds; a recorder behind that one keeps it as well."""
    site = design / "inventory" / "sites" / "court.yml"
    other = "  - {name: other, purpose: Car park}\ndevices:\n"
    text = site.read_text().replace(
        'holds: [{case: ASB-77, devices: ["nvr-1"]', "holds: [{case: ASB-77, devices: [lobby]"
    )
    for name in ("nvr-1", "linux-1"):
        text = text.replace(f"name: {name}, system: main", f"name: {name}, system: other")
    text = text.replace("needs: [onvif]", "needs: [onvif], behind: linux-1/2").replace(
        ', devices: ["nvr-1"]', ", devices: [lobby]"
    )
    site.write_text(text.replace("devices:\n", other, 1))
    estate = load_estate(design, NOW)
    held = {device.name: [hold.case for hold in estate.holds_on(device, NOW.date())] for device in estate.devices}
    assert held == {"lobby": ["ASB-77"], "nvr-1": ["ASB-77"], "linux-1": ["ASB-77"]}


def test_accounts_that_are_not_declared_are_not_an_empty_list(folder: Path) -> None:
    device = load_estate(folder).devices[0]
    assert load_estate(folder).policy_for(device, NOW, "admin").declared.accounts is None
    site = folder / "inventory" / "sites" / "court.yml"
    site.write_text(site.read_text().replace("    installed", "    accounts: []\n    installed"))
    assert load_estate(folder).policy_for(device, NOW, "admin").declared.accounts == ()


def test_a_make_that_is_not_there_is_named_with_those_that_are(design: Path, tmp_path: Path) -> None:
    (tmp_path / "drivers" / "axis").rmdir()
    with pytest.raises(ValueError, match=r"court.yml:17: unknown driver 'axis'; known: .*hikvision, linux"):
        load_estate(design)


def test_limits_have_the_design_defaults(folder: Path) -> None:
    estate = load_estate(folder)
    assert estate.limits == Limits()
    assert [path.name for path in policy_files(estate)] == ["firmware.yml", "housing_cctv.yml", "waivers.yml"]


def test_an_estate_can_be_sent_to_another_process(design: Path) -> None:
    estate = load_estate(design, NOW)
    assert pickle.loads(pickle.dumps(estate)) == estate  # noqa: S301 - our own


def test_the_lab_estate_of_this_repository_is_that_of_the_simulated_devices() -> None:
    estate = load_estate(ROOT, NOW)
    assert {(d.id, str(d.address), d.driver) for d in estate.devices} == {
        (s.name, f"{'https' if s.tls else 'http'}://{s.host}:{s.port}", s.make) for s in (*SITE, *mixed())
    }


def test_five_thousand_devices_load_in_seconds(folder: Path) -> None:
    text = (folder / "inventory" / "sites" / "court.yml").read_text()
    head, device = text.split("devices:\n")
    shutil.rmtree(folder / "inventory" / "sites")
    (folder / "inventory" / "sites").mkdir()
    for site in range(250):
        devices = (
            device.replace("nvr-1", f"d{i}").replace("10.0.0.5", f"10.1.{site}.{i}").replace("court/", f"s{site}/")
            for i in range(20)
        )
        body = head.replace("court", f"s{site}") + "devices:\n" + "".join(devices)
        (folder / "inventory" / "sites" / f"s{site}.yml").write_text(body)
    start = time.process_time()
    assert len(load_estate(folder).devices) == 5000
    assert time.process_time() - start < 6
