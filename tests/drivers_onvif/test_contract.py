"""Every setting has a reader or a reason, and every file its size."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import sightline.drivers.onvif as make
from sightline import drivers
from sightline.settings import ALL
from tests.drivers_onvif.onvifsite import LOBBY, running, session

FOLDER = Path(make.__file__).parent
WRITTEN = {"audio", "retention", "clock", "services", "accounts"}
MOST_REQUESTS = 16


def test_the_make_is_found_by_its_folder() -> None:
    assert "onvif" in drivers.names()


@pytest.mark.parametrize("setting", ALL)
def test_a_setting_is_read_or_has_its_reason(setting: str) -> None:
    there = (FOLDER / f"{setting}.py").exists()
    assert there != (setting in make.UNSUPPORTED)
    if there:
        module = import_module(f"sightline.drivers.onvif.{setting}")
        assert callable(module.read)
        assert hasattr(module, "write") == (setting in WRITTEN)
    else:
        assert "(onvif.md, D" in make.UNSUPPORTED[setting]


def test_no_reason_is_of_nothing() -> None:
    assert set(make.UNSUPPORTED) <= set(ALL)


def test_files_are_short_and_functions_as_well() -> None:
    for folder in (FOLDER, FOLDER.parents[1] / "lab" / "onvif"):
        for file in folder.glob("*.py"):
            text = file.read_text()
            assert len(text.splitlines()) < 200, file
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                    assert (node.end_lineno or 0) - node.lineno < 35, f"{file}: {node.name}"


def test_writing_what_is_there_writes_nothing(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site.lab.address(LOBBY)) as of:
        for setting in sorted(WRITTEN):
            found = drivers.read("onvif", of, setting)
            drivers.write("onvif", of, setting, found, found)
        assert site.device(LOBBY).counters.writes == []
        assert of.counts.writes == 0


@pytest.mark.parametrize("hardened", [False, True])
def test_all_settings_of_a_camera_take_at_most_16_requests(tmp_path: Path, hardened: bool) -> None:
    with running(tmp_path) as site:
        if hardened:
            site.harden(accounts=True)
        before = site.device(LOBBY).counters.requests
        with session(site.lab.address(LOBBY)) as of:
            for setting in ALL.keys() - make.UNSUPPORTED.keys():
                drivers.read("onvif", of, setting)
        taken = site.device(LOBBY).counters.requests - before
    assert taken == of.counts.requests == (15 if hardened else 14) <= MOST_REQUESTS
