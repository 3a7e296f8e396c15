"""Exit statuses and streams: the contract that outside programs rely on (design, section 7)."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest

from sightline.cli import main
from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite
from tests.records.saved import saved


def made_compliant(site: LabSite) -> None:
    """Hardened, and a day later."""
    site.harden(accounts=True)
    for name in (NVR, CAMERA):
        site.device(name).advance(25)


def test_check_ends_with_2_where_something_drifts_and_0_where_nothing_does(site: LabSite, sightline: Quick) -> None:
    drifted = sightline.at(site, "check")
    assert (drifted.status, drifted.err) == (2, "")
    assert "no-audio" in drifted.out
    made_compliant(site)
    right = sightline.at(site, "check")
    assert (right.status, right.err) == (0, "")
    assert "0 drift" in right.out


def test_check_ends_with_3_where_nothing_drifts_and_something_is_unread(site: LabSite, sightline: Quick) -> None:
    made_compliant(site)
    site.device(CAMERA).switches.busy = True
    ended = sightline.at(site, "check")
    assert ended.status == 3
    assert "1 refused" in ended.out


def test_drift_weighs_more_than_a_device_that_is_down(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.dead = True
    assert sightline.at(site, "check").status == 2


def test_plan_says_2_where_it_would_write_and_writes_nothing(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "plan", "--accounts")
    assert (ended.status, ended.err) == (2, "")
    assert "enabled: on -> off" in ended.out
    assert "destroys the oldest 59.0 days of footage" in ended.out
    assert [site.device(name).counters.writes for name in (NVR, CAMERA)] == [[], []]
    made_compliant(site)
    again = sightline.at(site, "plan", "--accounts")
    assert again.status == 0
    assert again.out.count("nothing to write") == 2


def test_harden_without_a_terminal_and_without_yes_writes_nothing(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "harden", stdin="y\n")
    assert ended.status == 1
    assert "nothing was written: there is no terminal to ask at; say --yes" in ended.err
    assert [site.device(name).counters.writes for name in (NVR, CAMERA)] == [[], []]


def test_harden_ends_with_the_judgement_after_writing(site: LabSite, sightline: Quick) -> None:
    ended = sightline.at(site, "harden", "--accounts", "--yes")
    assert (ended.status, ended.err) == (2, ""), "footage that was not purged yet"
    for name in (NVR, CAMERA):
        site.device(name).advance(25)
    again = sightline.at(site, "harden", "--accounts", "--yes")
    assert (again.status, again.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chekc"], "No such command"),
        (["check", "--colour"], "No such option"),
        (["check", "--role", "toaster"], "toaster"),
        (["check", "--format", "pdf"], "pdf"),
        (["report"], "Missing argument"),
        (["init"], "Missing argument"),
        (["lab", "advance", "-1"], "-1"),
        (["check", "riverside-cuort"], "no site, system or device; did you mean 'riverside-court'?"),
        (["check", "nowhere"], "target 'nowhere' matches no site, system or device; sites: riverside-court"),
        (
            ["check", "riverside-court", "riverside-court/nvr-9"],
            "target 'riverside-court/nvr-9' matches no site, system or device; did you mean 'riverside-court/nvr-1'?",
        ),
        (["check", "--tag", "roof"], "no device matches"),
        (["plan", "--driver", "axis"], "no device matches"),
        (["harden", "--yes", "nowhere"], "matches no device"),
        (["check", "--limit-to-failed", "last"], "there is none yet: run `sightline check`"),
        (["report", "last"], "there is none yet: run `sightline check`"),
        (["report", "../../etc"], "no report of a run"),
        (["trust", "riverside-court/nvr-9", "--yes"], "no device 'riverside-court/nvr-9'"),
        (["audit", "log", "riverside-court/nvr-9"], "nothing was pulled of 'riverside-court/nvr-9'"),
        (["secrets", "set", "x"], "a secret is written user:password"),
    ],
)
def test_what_could_not_run_is_1_in_one_clear_line(
    site: LabSite, sightline: Quick, words: list[str], says: str
) -> None:
    ended = sightline.at(site, *words, stdin="no-colon\n")
    assert ended.status == 1
    assert says in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert [site.device(name).counters.requests for name in (NVR, CAMERA)] == [0, 0]


@pytest.mark.parametrize(
    "words",
    [["check"], ["plan"], ["harden", "--yes"], ["report", "last"], ["secrets", "list"], ["trust"], ["trust", "a/b"]],
)
def test_an_estate_that_is_not_there_is_1_and_nothing_is_made(
    tmp_path: Path, sightline: Quick, words: list[str]
) -> None:
    ended = sightline("--estate", str(tmp_path / "nowhere"), *words)
    assert (ended.status, ended.out) == (1, "")
    assert "is no estate" in ended.err
    assert not (tmp_path / "nowhere").exists()


def test_an_unexpected_error_is_1_never_0(site: LabSite, tmp_path: Path) -> None:
    code = (
        "import sightline.__main__ as m, sightline.bridge.begin as b\n"
        "def broken(*_, **__): raise ZeroDivisionError('oops')\n"
        "b.begin = broken\n"
        "m.main()\n"
    )
    words = [sys.executable, "-c", code, "--estate", str(site.folder), "check"]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "unexpected ZeroDivisionError: oops" in ended.stderr
    assert "Traceback" not in ended.stderr


def verbs(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, *before, name)
        else:
            yield (*before, name)


@pytest.mark.parametrize("words", list(verbs(main)), ids=" ".join)
def test_every_verb_has_help_with_an_example(sightline: Quick, words: tuple[str, ...]) -> None:
    ended = sightline(*words, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert f"Example: sightline {' '.join(words)}" in ended.out.replace("--estate lab-estate ", "")


def test_the_verbs_of_an_estate_end_with_0(tmp_path: Path, sightline: Quick) -> None:
    estate = tmp_path / "estate"
    written = sightline("init", str(estate))
    assert (written.status, written.err) == (0, "")
    assert (estate / "inventory" / "sites" / "example.yml").exists()
    again = sightline("init", str(estate))
    assert again.status == 1
    assert "nothing was written" in again.err
    at = ["--estate", str(estate)]
    assert sightline(*at, "secrets", "path").out == f"{estate}/.sightline/secrets.kdbx\n"
    stored = sightline(*at, "secrets", "set", "example/nvr-1", stdin="admin:Very-secret-1\n")
    assert (stored.status, stored.out) == (0, "stored example/nvr-1\n")
    listed = sightline(*at, "secrets", "list")
    assert (listed.status, listed.out, listed.err) == (0, "audit/signing-key\nexample/nvr-1\n", "")
    assert sightline(*at, "trust").status == 0
    assert sightline(*at, "lab", "down").out == "no lab runs here\n"
    assert "this is not the lab's estate" in sightline(*at, "lab", "up").err


def test_the_next_words_of_init_can_be_typed_whatever_the_folder_is_called(tmp_path: Path, sightline: Quick) -> None:
    said = sightline("init", "Häuser & Höfe", folder=tmp_path).out
    assert "sightline --estate 'Häuser & Höfe' check" in said
    assert "sightline --estate 'Häuser & Höfe' secrets set NAME" in said
    assert sightline("--estate", "Häuser & Höfe", "secrets", "list", folder=tmp_path).status == 0


def test_own_code_is_trusted_changed_and_given_up(site: LabSite, sightline: Quick) -> None:
    own = site.folder / "policies" / "controls" / "extra.py"
    own.parent.mkdir(exist_ok=True)
    own.write_text("from policies.controls.no_audio import control\n")
    untrusted = sightline.at(site, "check")
    assert untrusted.status == 1
    assert "policies/controls/extra.py: new Python file" in untrusted.err
    assert "sightline trust" in untrusted.err
    asked = sightline.at(site, "trust")
    assert asked.status == 1
    assert "there is no terminal to ask at" in asked.err
    assert sightline.at(site, "trust", "--yes").status == 0
    own.unlink()
    gone = sightline.at(site, "check")
    assert gone.status == 1
    assert "was trusted and is gone" in gone.err
    assert sightline.at(site, "trust", "--yes").status == 0, "the way out that the message names"
    assert sightline.at(site, "check").status == 2


def interrupted(site: LabSite, *words: str, when: Callable[[], bool]) -> tuple[int, str, str]:
    """Ctrl-C as soon as `when` is true; the exit status and both streams."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sightline", "--estate", str(site.folder), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **site.environment},
    )
    until = time.monotonic() + 20
    while not when():
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


def test_an_interrupted_check_is_130_and_says_so_and_saves_what_it_has(site: LabSite, sightline: Quick) -> None:
    site.device(CAMERA).switches.hang = True
    site.wait_long()

    def half_way() -> bool:
        """The recorder is judged, and the camera hangs."""
        try:
            with closing(sqlite3.connect(f"file:{site.folder}/.sightline/records.db?mode=ro", uri=True)) as records:
                return bool(records.execute("SELECT 1 FROM checks").fetchone())
        except sqlite3.OperationalError:
            return False

    status, out, err = interrupted(site, "check", when=half_way)
    assert (status, out) == (130, "")
    assert "interrupted" in err
    assert "did not reach its end" in err
    assert "Traceback" not in err
    report = saved(site.folder)
    assert report["run"]["interrupted"] is True
    assert [device["device"] for device in report["devices"]] == ["nvr-1"]
    site.device(CAMERA).switches.hang = False
    limited = json.loads(sightline.at(site, "check", "--limit-to-failed", report["run"]["id"], "--format", "json").out)
    assert [d["device"] for d in limited["devices"]] == ["nvr-1", "entrance"], "never reached is not passed"


def test_a_harden_that_is_interrupted_while_it_writes_says_so(site: LabSite) -> None:
    site.device(CAMERA).switches.slow = 0.05
    camera = site.device(CAMERA).counters
    status, _, err = interrupted(site, "harden", "--yes", when=lambda: len(camera.writes) >= 2)
    assert status == 130
    assert "interrupted" in err
    assert saved(site.folder)["run"]["interrupted"] is True, "the report is of before the writes"
    assert len(camera.writes) < 10


def test_a_run_that_breaks_leaves_no_report_that_looks_whole(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sightline.cli.running.check", breaks)
    with pytest.raises(ZeroDivisionError):
        main.main(["--estate", str(site.folder), "check"], standalone_mode=False)
    report = saved(site.folder)
    assert report["run"]["interrupted"] is True
    assert report["devices"] == []


def test_a_pipe_that_breaks_is_no_traceback(site: LabSite) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sightline", "--estate", str(site.folder), "check", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **site.environment},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(20) == 1
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
