"""The lab's Dahua devices by themselves: an account that a client adds by CGI."""

from pathlib import Path

from sightline.lab import Lab
from sightline.lab.dahua.devices import CAMERA, DEVICES
from tests.lab.client import Client, Reply

USERS = "/cgi-bin/userManager.cgi?action="
NEW = "addUser&user.Name=visitor&user.Password={}&user.Group=user"


def ask(client: Client, url: str) -> Reply:
    client.learn(url)
    return client.send("GET", url, headers={"Authorization": client.authorization("GET", url, 1)})


def test_an_added_account_logs_in_until_it_is_deleted(tmp_path: Path) -> None:
    with Lab(DEVICES, folder=tmp_path, port=0) as lab:
        admin = Client(lab.address(CAMERA.name), "admin", CAMERA.passwords["admin"])
        visitor = Client(lab.address(CAMERA.name), "visitor", "Came-by-2027")
        time = "/cgi-bin/global.cgi?action=getCurrentTime"
        assert ask(admin, USERS + NEW.format("short")).status == 400
        assert ask(visitor, time).status == 401
        assert ask(admin, USERS + NEW.format("Came-by-2027")).text == "OK\r\n"
        assert ask(admin, USERS + NEW.format("Came-by-2027")).status == 400, "there is one already"
        assert ask(visitor, time).status == 200
        assert ask(visitor, f"{USERS}deleteUser&name=guard").status == 403, "it may look on alone"
        assert ask(admin, f"{USERS}deleteUser&name=visitor").text == "OK\r\n"
        assert ask(visitor, time).status == 401
