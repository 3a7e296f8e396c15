"""The plugin is light, rests where no estate is meant, and never takes nothing for success."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sightline.bridge.testinfra import Session
from sightline.errors import EstateError
from sightline.policy.finding import VERDICTS, Change, Finding, Verdict
from sightline.pytest_plugin import Device, _check_of
from tests.labsite import CAMERA, NVR, LabSite
from tests.testinfra.conftest import Run

HEAVY = ("pyinfra", "gevent", "geventhttpclient", "lxml", "pydantic", "click", "yaml", "cryptography", "requests")
LOADED = "import sys; loaded = sorted(set(sys.modules) & set({heavy})); assert not loaded, loaded"


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs some lines in a process of its own."""
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_importing_it_imports_nothing_heavy(tmp_path: Path) -> None:
    ended = python(f"import pytest\nimport sightline.pytest_plugin\n{LOADED.format(heavy=HEAVY)}", tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_other_tests_are_not_made_slower(tmp_path: Path) -> None:
    """With the entry point installed, pytest over anything else loads nothing of ours but the plugin's two files."""
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n")
    code = "import pytest\nassert pytest.main(['-q', '-p', 'no:hypothesispytest', '-p', 'no:typeguard']) == 0\n"
    ours = "{name for name in sys.modules if name.startswith('sightline')}"
    plugin = {"sightline", "sightline.pytest_plugin", "sightline.pytest_recorders"}
    only = f"assert {ours} <= {plugin}, {ours}"
    ended = python(f"{code}{LOADED.format(heavy=HEAVY)}\n{only}\n", tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def told(verdict: Verdict, *changes: Change) -> Any:
    """Runs the check of a finding with this verdict."""
    finding = Finding(
        site="court", system="main", device="nvr", control="clock", clause="4.2.28", severity="high", verdict=verdict,
        wanted={"source": "ntp"}, found={"source": "manual"}, reason="because \x1b[2J", changes=changes,
        waiver="ASB-1" if verdict == "waived" else None,
    )  # fmt: skip
    device = SimpleNamespace(finding={"clock": finding}.__getitem__)
    request = SimpleNamespace(node=SimpleNamespace(user_properties=[]))
    _check_of("clock")(device, request)
    return request.node.user_properties


@pytest.mark.parametrize("verdict", [one for one in VERDICTS if one in ("drift", "unread", "unsupported")])
def test_what_is_not_as_wanted_fails_in_its_own_words(verdict: Verdict) -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        told(verdict)
    assert str(failed.value).splitlines() == [
        f"{verdict}: because �[2J",
        '  wanted: {"source": "ntp"}',
        '  found:  {"source": "manual"}',
        "  control clock, clause 4.2.28, severity high",
    ]


def test_only_fields_that_differ_are_shown() -> None:
    with pytest.raises(pytest.fail.Exception, match=r'wanted: \{"source": "ntp"\}\n  found:  \{"source": "dhcp"\}'):
        told("drift", Change(where="source", found="dhcp", wanted="ntp"))


@pytest.mark.parametrize(("verdict", "said"), [("waived", "waived (ASB-1): "), ("not_applicable", "not_applicable: ")])
def test_what_is_excepted_or_absent_is_skipped_with_the_reason(verdict: Verdict, said: str) -> None:
    with pytest.raises(pytest.skip.Exception) as skipped:
        told(verdict)
    assert str(skipped.value).startswith(f"{said}because")


def test_only_compliant_passes() -> None:
    assert ("verdict", "compliant") in told("compliant")
    assert ("found", '{"source": "manual"}') in told("compliant")


def test_nothing_selected_is_no_success(estate: LabSite, run: Run) -> None:
    assert run("tests/site", "-k", "nothing-like-it").status == 5
    assert run("tests/site", "--collect-only").status == 0
    assert estate.device(NVR).counters.requests == 0, "collecting asks no device"


def test_devices_are_not_asked_along_with_other_tests(estate: LabSite, run: Run) -> None:
    (estate.folder / "tests" / "test_other.py").write_text("def test_other(): pass\n")
    ran = run("tests")
    assert (ran.status, set(ran.cases)) == (0, {"test_other"})
    (estate.folder / "inventory" / "estate.yml").unlink()
    assert "no estate is open" in run("tests").out, "a folder of that name that is no estate's is pytest's own affair"


def test_a_folder_that_is_no_estate_is_an_error(estate: LabSite, run: Run, tmp_path: Path) -> None:
    ran = run("--connection=sightline", folder=tmp_path)
    assert ran.status == 4
    assert f"ERROR: {tmp_path} is no estate: it has no inventory/estate.yml" in ran.out
    ran = run(str(estate.folder / "tests" / "site"), "--collect-only", folder=tmp_path)
    assert ran.status == 0, "that of the checks, where one stands elsewhere"
    ran = run("--connection=sightline", "--collect-only", "-q", folder=tmp_path, SIGHTLINE_ESTATE=str(estate.folder))
    assert ran.status == 0
    (estate.folder / "policies" / "waivers.yml").write_text("waivers: 7\n")
    ran = run("tests/site")
    assert (ran.status, "policies/waivers.yml:1" in ran.out) == (4, True), ran.out


def test_checks_are_not_spread_over_processes(estate: LabSite, run: Run) -> None:
    pytest.importorskip("xdist")
    ran = run("tests/site", "-n", "2")
    assert (ran.status, "run these checks without -n" in ran.out) == (4, True), ran.out


def test_another_connection_asks_no_device(estate: LabSite, run: Run) -> None:
    ran = run("tests/site", "--connection=local")
    assert ran.status == 2
    assert "no estate is open: run pytest with --connection=sightline" in ran.out


@pytest.mark.parametrize(("hosts", "status"), [(f"sightline://{NVR}", 2), ("nowhere", 2), (NVR, 0)])
def test_a_module_may_name_its_hosts(estate: LabSite, run: Run, hosts: str, status: int) -> None:
    module = estate.folder / "tests" / "site" / "test_own.py"
    module.write_text(f"testinfra_hosts = [{hosts!r}]\ndef test_own(device): assert device.id == '{NVR}'\n")
    ran = run("tests/site/test_own.py")
    assert ran.status == status, ran.out
    if status:
        assert {case.outcome for case in ran.cases.values()} == {"error"}


def test_a_session_keeps_one_link_per_device_and_lets_go(site: LabSite) -> None:
    """In this process, which gevent has not patched."""
    session = Session(site.begin("pytest"))
    assert session.named(None) == session.named("riverside-court") == session.named("*/*") == [NVR, CAMERA]
    assert session.named("*/entr*") == [CAMERA]
    with pytest.raises(EstateError, match="'nvr-1' matches no device; sites: riverside-court"):
        session.named("nvr-1")
    with pytest.raises(EstateError, match="no device 'riverside-court'"):
        session.link("riverside-court")
    link = session.link(NVR)
    assert link.read("clock")["status"] == "ok"
    assert session.link(NVR) is link
    assert site.check(NVR)[NVR].state == "refused", "it is held"
    session.close()
    assert site.check(NVR)[NVR].state == "checked"


def test_a_device_is_shown_by_its_name(site: LabSite) -> None:
    session = Session(site.begin("pytest"))
    device = Device(session, site.check(NVR)[NVR])
    assert (repr(device), device.state, device.why) == (NVR, "checked", "")
    session.close()
