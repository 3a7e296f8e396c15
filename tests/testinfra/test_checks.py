"""`pytest tests/site` says what `sightline check` says, device by device and control by control."""

from datetime import UTC, datetime, timedelta

import pytest

from sightline.estate.state import State
from tests.labsite import CAMERA, NVR, LabSite, finding, verdicts
from tests.records.saved import saved
from tests.testinfra.conftest import Run

ANSWERS = "test_every_setting_was_asked"
SITE = ("tests/site", "--connection=sightline", "--hosts=riverside-court/*")
OWN = f"""\
import gevent.monkey
import pytest
from sightline.settings import Audio, Unread

def test_mine(device, host):
    assert not gevent.monkey.is_module_patched("socket")
    assert device.id == "{CAMERA}"
    assert device.finding("retention").verdict == "drift"
    assert device.identity.model.startswith("DS-2CD")
    audio = device.setting("audio")
    assert isinstance(audio, Audio)
    assert audio.streams
    asked = host.run("read audio clock")
    assert asked.succeeded
    assert [line[:15] for line in asked.stdout.splitlines()] == ['{{"status": "ok"'] * 2

def test_a_device_is_no_host(device, host):
    for question in (lambda: host.service("telnet").is_running, lambda: host.file("/x").exists, lambda: host.run("ls"),
                     lambda: host.run("write audio {{}}"), lambda: host.run("read"), lambda: host.run("read sound")):
        with pytest.raises(ValueError, match="a device has no shell; it answers"):
            question()

def test_words_that_are_wrong(device):
    with pytest.raises(LookupError, match="asks for no control 'no-sound'; it asks for banned-analytics"):
        device.finding("no-sound")
    with pytest.raises(LookupError, match="no setting 'sound'; there are identity, audio"):
        device.setting("sound")
"""


def expected(found: dict[str, str]) -> dict[str, str]:
    """The outcomes that verdicts give, for a device that answers."""
    said = {"compliant": "passed", "not_applicable": "skipped", "waived": "skipped"}
    return {slug: said.get(verdict, "failure") for slug, verdict in found.items()} | {ANSWERS: "passed"}


def test_a_drifted_site_fails_with_wanted_found_and_the_reason(estate: LabSite, run: Run) -> None:
    before = {
        name: (estate.device(name).counters.logins, estate.device(name).counters.requests) for name in (NVR, CAMERA)
    }
    ran = run(*SITE)
    logged_in = {name: estate.device(name).counters.logins - before[name][0] for name in (NVR, CAMERA)}
    assert logged_in == {NVR: 1, CAMERA: 1}, "one login for all controls of a device"
    checked = estate.check()
    assert ran.status == 1
    assert {name: ran.outcomes(name) for name in (NVR, CAMERA)} == {
        name: expected(verdicts(one)) for name, one in checked.items()
    }
    case = ran.cases[f"retention[{NVR}]"]
    assert f"drift: {finding(checked[NVR], 'retention').reason}" in case.text
    assert 'wanted: {"tracks 101: max_days": 31' in case.text
    assert 'found:  {"tracks 101: max_days": "unlimited"' in case.text
    assert "control retention, clause 4.2.10, severity high" in case.text
    assert (case.properties["verdict"], case.properties["wanted"][:16]) == ("drift", '{"max_days": 31,')
    assert "Traceback" not in ran.out
    assert estate.device(NVR).counters.writes == estate.device(CAMERA).counters.writes == []


def test_a_compliant_site_passes_and_is_kept_as_a_run(estate: LabSite, run: Run) -> None:
    estate.harden(accounts=True)
    for name in (NVR, CAMERA):
        estate.device(name).advance(25)
    ran = run("tests/site")
    assert ran.status == 0, ran.out
    assert {case.outcome for case in ran.cases.values()} == {"passed", "skipped"}
    report = saved(estate.folder)
    assert (report["run"]["verb"], report["run"]["interrupted"]) == ("pytest", False)
    assert report["coverage"] == {"devices": 2, "checked": 2, "unreachable": 0, "refused": 0}
    fine = report["summary"]["compliant"] + report["summary"]["not_applicable"]
    assert fine == len(report["findings"]) == len(ran.cases) - 2
    assert f"sightline report {report['run']['id']}" in ran.out


def test_checks_of_ones_own_and_locks_that_are_let_go(estate: LabSite, run: Run) -> None:
    (estate.folder / "tests" / "site" / "test_own.py").write_text(OWN)
    logins = estate.device(CAMERA).counters.logins
    ran = run("tests/site", f"--hosts={CAMERA}", "-k", "retention or own")
    assert ran.outcomes(CAMERA) == {
        "retention": "failure",
        "test_mine": "passed",
        "test_a_device_is_no_host": "passed",
        "test_words_that_are_wrong": "passed",
    }, ran.out
    assert estate.device(CAMERA).counters.logins == logins + 1
    assert estate.device(NVR).counters.requests == 0, "only the device that was asked for"
    assert estate.check()[CAMERA].state == "checked"


def test_a_dead_device_fails_and_the_other_carries_on(estate: LabSite, run: Run) -> None:
    estate.device(NVR).switches.dead = True
    ran = run(*SITE)
    assert ran.status == 1
    assert set(ran.outcomes(NVR).values()) == {"failure"}, "nothing that was not read passes"
    assert "unread: " in ran.cases[f"retention[{NVR}]"].text
    assert ran.cases[f"retention[{NVR}]"].properties["verdict"] == "unread"
    assert ran.outcomes(CAMERA) == expected(verdicts(estate.check(CAMERA)[CAMERA]))


def test_a_wrong_password_is_sent_once_and_the_other_device_carries_on(estate: LabSite, run: Run) -> None:
    wrong = {"SIGHTLINE_SECRET_RIVERSIDE_COURT_NVR_1": "admin:wrong"}
    ran = run(*SITE, **wrong)
    assert set(ran.outcomes(NVR).values()) == {"failure"}
    assert ran.outcomes(CAMERA)[ANSWERS] == ran.outcomes(CAMERA)["storage-health"] == "passed"
    again = run(*SITE, **wrong)
    assert "this password was refused on" in again.cases[f"retention[{NVR}]"].text
    assert estate.device(NVR).counters.refused_logins == 1


def test_a_missing_secret_is_said_at_its_device(estate: LabSite, run: Run) -> None:
    estate.edit("secret: riverside-court/entrance", "secret: nobody/stored-this")
    ran = run(*SITE)
    assert set(ran.outcomes(CAMERA).values()) == {"failure"}
    assert "nobody/stored-this" in ran.cases[f"clock[{CAMERA}]"].text
    assert ran.outcomes(NVR)[ANSWERS] == "passed"


def test_a_device_that_another_run_holds_is_unread(estate: LabSite, run: Run) -> None:
    with State(estate.folder).lock("127.77.1.5", "the other run"):
        ran = run("tests/site", f"--hosts={NVR}")
    assert set(ran.outcomes(NVR).values()) == {"failure"}
    assert "the other run" in ran.cases[f"retention[{NVR}]"].text


def test_a_waived_finding_is_skipped_with_its_case(estate: LabSite, run: Run) -> None:
    today = datetime.now(UTC).date()
    (estate.folder / "policies" / "waivers.yml").write_text(
        f"waivers:\n  - {{control: no-audio, devices: ['{CAMERA}'], reason: Threats, case: ASB-77, approved_by: DPO,"
        f" from: {today - timedelta(days=2)}, until: {today + timedelta(days=2)}}}\n"
    )
    ran = run(*SITE, "-k", "no-audio")
    assert (ran.outcomes(CAMERA), ran.outcomes(NVR)) == ({"no-audio": "skipped"}, {"no-audio": "failure"})
    assert "waived (ASB-77): streams 101: enabled is true" in ran.cases[f"no-audio[{CAMERA}]"].text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--hosts=nowhere/*"], "target 'nowhere/*' matches no device; sites: riverside-court"),
        (["--hosts=riverside-court/*,riverside-court/nvr-2"], "target 'riverside-court/nvr-2' matches no device"),
        (["--hosts="], "target '' matches no device"),
        (
            [f"--hosts=sightline://{NVR}"],
            f"sightline://{NVR}: say --connection=sightline --hosts='{NVR}'; a URL would lose its device",
        ),
    ],
)
def test_a_target_that_matches_nothing_is_an_error(estate: LabSite, run: Run, words: list[str], said: str) -> None:
    ran = run("tests/site", "--connection=sightline", *words)
    assert (ran.status, ran.cases) == (4, {})
    assert f"ERROR: {said}" in ran.out
    assert estate.device(NVR).counters.requests == estate.device(CAMERA).counters.requests == 0
