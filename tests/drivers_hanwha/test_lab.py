"""The lab's Hanwha devices answer as the manuals print it; a client of the test's own asks, no part of the driver."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest
import requests
from requests.auth import HTTPDigestAuth

from sightline.lab import Lab, mixed
from sightline.lab.hanwha.devices import CAMERA, DEVICES, RECORDER
from sightline.lab.hanwha.login import TRIES


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab(DEVICES, folder=tmp_path, port=0) as running:
        yield running


def ask(lab: Lab, name: str, menu: str, *more: str, as_json: bool = False, password: str = "") -> requests.Response:
    cgi, _, submenu = menu.partition("/")
    query = "&".join([f"msubmenu={submenu}", *(more or ("action=view",))])
    spec = next(spec for spec in DEVICES if spec.name == name)
    return requests.get(
        f"{lab.address(name)}/stw-cgi/{cgi}.cgi?{query}",
        auth=HTTPDigestAuth("admin", password or spec.passwords["admin"]),
        headers={"Accept": "application/json"} if as_json else {},
        timeout=5,
    )


def test_the_mixed_site_has_both() -> None:
    assert all(spec in mixed() for spec in DEVICES)


def test_lines_unless_json_is_asked_for(lab: Lab) -> None:
    lines = ask(lab, CAMERA.name, "recording/storage").text
    assert lines == "Enable=True\nOverWrite=True\nAutoDeleteEnable=False\nAutoDeleteDays=180\n"
    shown = json.loads(ask(lab, CAMERA.name, "recording/storage", as_json=True).text)
    assert shown == {"Enable": True, "OverWrite": True, "AutoDeleteEnable": False, "AutoDeleteDays": 180}
    rows = ask(lab, RECORDER.name, "recording/storage").text.splitlines()
    assert rows[-1] == "Channel.3.AutoDeleteDays=5"
    users = ask(lab, CAMERA.name, "security/users").text.splitlines()
    assert users[0].startswith('"Users.Index=UserID/Password/Enable/')
    assert users[1].startswith("Users.0=admin//True/True/")


def test_a_change_changes_what_is_shown_and_says_so(lab: Lab) -> None:
    change = ("action=set", "Channel=1", "AutoDeleteDays=31")
    assert ask(lab, RECORDER.name, "recording/storage", *change).text == "OK\n"
    said = ask(lab, RECORDER.name, "recording/storage", *change, as_json=True)
    assert said.json() == {"Response": "Success"}
    assert "Channel.1.AutoDeleteDays=31\n" in ask(lab, RECORDER.name, "recording/storage").text


@pytest.mark.parametrize(
    ("menu", "more", "code"),
    [
        ("recording/storage", ("action=set", "AutoDeleteDays=900"), 604),
        ("recording/storage", ("action=set", "Colour=red"), 602),
        ("recording/storage", ("action=set",), 602),
        ("recording/nothing", ("action=view",), 600),
        ("security/users", ("action=remove", "UserID=admin"), 604),
    ],
)
def test_what_it_does_not_take_is_NG_with_a_code(lab: Lab, menu: str, more: tuple[str, ...], code: int) -> None:
    said = ask(lab, RECORDER.name, menu, *more)
    assert said.status_code == 200
    assert said.text.startswith(f"NG\nError Code: {code}\n")


def test_too_many_wrong_passwords_lock_everybody_out(lab: Lab) -> None:
    for _ in range(TRIES):
        assert ask(lab, CAMERA.name, "system/deviceinfo", password="wrong").status_code == 401
    assert ask(lab, CAMERA.name, "system/deviceinfo").status_code == 490
    lab[CAMERA.name].advance(1)
    assert ask(lab, CAMERA.name, "system/deviceinfo").status_code == 200


def test_a_restart_brings_what_waited_for_it(lab: Lab) -> None:
    lab[CAMERA.name].switches.needs_reboot = True
    ask(lab, CAMERA.name, "security/guest", "action=set", "Enable=False")
    assert ask(lab, CAMERA.name, "security/guest").text == "Enable=True\n"
    assert ask(lab, CAMERA.name, "system/power", "action=control", "Type=Reboot").text == "OK\n"
    while not lab[CAMERA.name].listening:
        sleep(0.02)
    assert ask(lab, CAMERA.name, "security/guest").text == "Enable=False\n"


def test_a_recorder_loses_a_camera_whose_account_is_gone(lab: Lab) -> None:
    status = ("action=check",)
    assert "Channel.0.NetworkCameraConnect=True" in ask(lab, RECORDER.name, "eventstatus/eventstatus", *status).text
    ask(lab, CAMERA.name, "security/users", "action=update", "Index=1", "UserID=recorder", "Enable=False")
    assert "Channel.0.NetworkCameraConnect=False" in ask(lab, RECORDER.name, "eventstatus/eventstatus", *status).text


def test_footage_ages_and_is_deleted_by_the_limit(lab: Lab) -> None:
    ask(lab, CAMERA.name, "recording/storage", "action=set", "AutoDeleteEnable=True", "AutoDeleteDays=10")
    before = lab[CAMERA.name]._store.held[0].oldest  # type: ignore[attr-defined]
    lab[CAMERA.name].advance(2)
    assert (lab[CAMERA.name]._store.held[0].oldest - before).days == 50  # type: ignore[attr-defined]
