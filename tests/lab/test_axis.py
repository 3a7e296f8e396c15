"""The lab's Axis cameras by themselves: throttling, errors amid good lines, definitions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.lab import Lab
from sightline.lab.axis.devices import CAM, DEVICES, OLD
from tests.lab.client import Client, Reply

PARAM = "/axis-cgi/param.cgi"


@pytest.fixture
def axis(tmp_path: Path) -> Iterator[Lab]:
    with Lab(DEVICES, folder=tmp_path, port=0) as running:
        yield running


def ask(client: Client, url: str, body: str = "") -> Reply:
    """Logged in, by a path of its own; a body is posted."""
    method = "POST" if body else "GET"
    client.learn(url)
    headers = {"Authorization": client.authorization(method, url, 1)}
    return client.send(method, url, body, headers)


def client(lab: Lab, name: str, user: str = "admin", password: str = "") -> Client:
    spec = next(one for one in DEVICES if one.name == name)
    return Client(lab.address(name), user, password or spec.passwords[user])


def test_an_unknown_group_is_an_error_amid_good_lines_and_the_next_one_loses_its_root(axis: Lab) -> None:
    said = ask(
        client(axis, OLD.name), f"{PARAM}?action=list&group=Brand.Brand,Network.SSH,Brand.ProdNbr,root.Brand.Brand"
    )
    assert said.text.splitlines() == [
        "root.Brand.Brand=AXIS",
        "# Error: Error -1 getting param in group 'Network.SSH'",
        "Brand.ProdNbr=P3354",
        "root.Brand.Brand=AXIS",
    ]


def test_of_several_parameters_the_wrong_one_is_said_and_the_others_are_set(axis: Lab) -> None:
    admin = client(axis, OLD.name)
    said = ask(admin, PARAM, "action=update&root.Network.FTP.Enabled=no&root.Storage.S0.CleanupMaxAge=9000")
    assert (said.status, said.text) == (200, "# Error: Error setting 'root.Storage.S0.CleanupMaxAge' to '9000'!\n")
    left = ask(admin, f"{PARAM}?action=list&group=Network.FTP.Enabled,Storage.S0.CleanupMaxAge").text
    assert left == "root.Network.FTP.Enabled=no\nroot.Storage.S0.CleanupMaxAge=0\n"


def test_definitions_give_the_words_of_each_switch(axis: Lab) -> None:
    url = f"{PARAM}?action=listdefinitions&listformat=xmlschema&group=root.System,root.WebService"
    said = ask(client(axis, CAM.name), url).text
    assert '<bool true="On" false="Off" />' in said
    assert '<bool true="Yes" false="No" />' in said
    assert '<entry value="https" />' in said


def test_who_guesses_too_fast_is_blocked_and_the_right_password_as_well(axis: Lab) -> None:
    admin = client(axis, CAM.name)
    ask(admin, PARAM, "action=update&root.System.PreventDoSAttack.DoSPageCount=3")
    url = f"{PARAM}?action=list&group=Brand"
    guesser = client(axis, CAM.name, password="guess")
    assert [ask(guesser, url).status for _ in range(3)] == [401, 401, 401]
    assert ask(admin, url).status == 401
    old = client(axis, OLD.name, password="guess")
    assert [ask(old, url).status for _ in range(5)] == [401] * 5
    assert ask(client(axis, OLD.name), url).status == 200, "5.51 has no throttling"


def test_the_old_camera_has_no_json(axis: Lab) -> None:
    body = '{"apiVersion": "1.0", "method": "getApiList"}'
    assert ask(client(axis, OLD.name), "/axis-cgi/apidiscovery.cgi", body).status == 404
    assert '"id": "ntp"' in ask(client(axis, CAM.name), "/axis-cgi/apidiscovery.cgi", body).text
    unknown = ask(client(axis, CAM.name), "/axis-cgi/ntp.cgi", '{"apiVersion": "1.0", "method": "fly"}')
    assert (unknown.status, '"code": 4000' in unknown.text) == (200, True)


def test_root_stays_and_others_go(axis: Lab) -> None:
    admin = client(axis, OLD.name)
    assert ask(admin, "/axis-cgi/pwdgrp.cgi", "action=remove&user=root").text.startswith("Error")
    assert ask(admin, "/axis-cgi/pwdgrp.cgi", "action=remove&user=installer").text == "Removed account installer.\n"
    assert 'digusers="root,admin"' in ask(admin, "/axis-cgi/pwdgrp.cgi?action=get").text


def test_an_added_account_logs_in_until_it_is_removed(axis: Lab) -> None:
    admin, new = client(axis, CAM.name), "user=visitor&pwd=Came-by-2027&grp=users&sgrp=viewer"
    assert ask(admin, "/axis-cgi/pwdgrp.cgi", f"action=add&{new}").text == "Created account visitor.\n"
    assert "Error" in ask(admin, "/axis-cgi/pwdgrp.cgi", f"action=add&{new}").text, "there is one already"
    url = "/axis-cgi/usergroup.cgi"
    assert ask(client(axis, CAM.name, "visitor", "Came-by-2027"), url).text == "visitor\nvisitor viewer\n"
    ask(admin, "/axis-cgi/pwdgrp.cgi", "action=remove&user=visitor")
    assert ask(client(axis, CAM.name, "visitor", "Came-by-2027"), url).status == 401
