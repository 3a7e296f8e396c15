"""`sightline certificates` beside the lab's TLS device."""

from pathlib import Path

import pytest

from sightline.estate.authority import CERTIFICATE
from sightline.estate.state import Pin, State
from tests.cli.quick import Quick
from tests.labsite import NVR, LabSite
from tests.ownca import key_pem, name_ca, opened, with_ca

WORD = "Very-secret-2026"


def test_the_labs_device_is_listed_without_a_login(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "certificates", "list")
    assert (ended.status, ended.err) == (0, "")
    assert f"{NVR} " in ended.out
    assert "pinned" in ended.out
    site.device(NVR).switches.new_certificate = True
    changed = sightline.at(site, "certificates", "list", "riverside-court")
    assert (changed.status, "CHANGED" in changed.out) == (2, True)
    assert (site.device(NVR).counters.requests, site.device(NVR).counters.logins) == (0, 0)


def test_the_labs_device_is_read_by_the_ca_without_a_pin(
    tmp_path: Path, sightline: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with LabSite.start(tmp_path / "estate", tmp_path / "lab") as site:
        _, own = with_ca(site.folder)
        site.environment.update(own)
        name_ca(site.folder)
        assert sightline.at(site, "certificates", "issue", NVR, stdin=f"{WORD}\n").status == 0
    key, _, chain = opened(next((tmp_path / "estate" / ".sightline" / "certificates").glob("*.p12")), WORD)
    (tmp_path / "lab" / f"{NVR.replace('/', '.')}.pem").write_bytes(key_pem(key) + chain)
    ca = (site.folder / CERTIFICATE).read_bytes()
    with LabSite.start(tmp_path / "again", tmp_path / "lab") as site:
        (site.folder / CERTIFICATE).write_bytes(ca)
        name_ca(site.folder)
        assert "vouches for it" in sightline.at(site, "trust", NVR, "--yes").out
        assert State(site.folder).pins(NVR) == Pin(serial="", certificate_sha256="")
        checked = sightline.at(site, "check", NVR)
        assert (checked.status, "1 checked" in checked.out) == (2, True)
        pin = State(site.folder).pins(NVR)
        assert pin is not None
        assert (bool(pin.serial), pin.certificate_sha256) == (True, "")
