"""NetBox's devices become lines of the inventory; what does not is named, and the token goes to NetBox alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sightline.drivers import names
from sightline.errors import EstateError
from sightline.estate.load import load_estate
from sightline.estate.secrets import open_store
from sightline.runs.lab import make
from sightline.runs.netbox import Found, drivers_of, look, take
from tests.runs.netbox import TOKEN, NetBox, device, netbox

SECRET = "netbox/token"


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[NetBox]:
    """A NetBox, and its token in the environment."""
    monkeypatch.setenv("SIGHTLINE_SECRET_NETBOX_TOKEN", f"token:{TOKEN}")
    with netbox() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The lab's estate, with the environment for its secrets."""
    make(tmp_path)
    settings = "estate: lab\ntimezone: Europe/London\npolicy: housing_cctv\nsecrets: {store: env}\n"
    (tmp_path / "inventory" / "estate.yml").write_text(settings)
    return tmp_path


def looked(folder: Path, box: NetBox, url: str = "") -> Found:
    """What is found."""
    estate = load_estate(folder)
    return look(estate, open_store(estate), url or box.url, SECRET)


def test_new_devices_stand_in_a_new_file_and_in_one_that_is_there(folder: Path, box: NetBox) -> None:
    site = folder / "inventory" / "sites" / "riverside-court.yml"
    before = site.read_text()
    box.devices = [
        device("Lobby Cam 1"),
        device("NVR", role="nvr", maker="uniview", at="2001:db8::9/64"),
        device("yard", site="riverside-court", at="10.9.0.3/32"),
        device("old", role=None, device_role={"slug": "camera"}, maker="dahua", at="10.9.0.4/24"),
    ]
    found = looked(folder, box)
    assert (found.left_out, len(box.asked)) == ([], 3), "sites, and two pages of devices"
    assert take(load_estate(folder), found) == ["inventory/sites/oak-house.yml", "inventory/sites/riverside-court.yml"]
    estate = load_estate(folder)
    lobby, nvr = estate.device("oak-house/lobby-cam-1"), estate.device("oak-house/nvr")
    assert (lobby.driver, lobby.role, lobby.address.url) == ("hikvision", "camera", "https://10.9.0.1:443")
    assert (nvr.driver, nvr.role, nvr.address.host) == ("uniview", "recorder", "2001:db8::9")
    assert estate.device("oak-house/old").driver == "dahua"
    assert [one.title for one in estate.sites if one.site == "oak-house"] == ["Oak House"]
    line = "role: camera, driver: hikvision, address: 'https://10.9.0.3', secret: riverside-court/yard"
    assert site.read_text() == f"{before}  - {{name: yard, system: main, {line}}}\n"
    assert looked(folder, box).devices == [], "the second time there is nothing new"


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (device("cam", maker="acme"), "cam: no driver is for the manufacturer 'acme'"),
        (device("cam", role="switch"), "cam: its role 'switch' is neither a recorder's nor a camera's"),
        (device("cam", status="decommissioning"), "cam: its status is 'decommissioning'"),
        (device("cam", at=""), "cam: it has no primary address"),
        (device("***"), "***: it has no name or no site that would be one here"),
        (device(None, id=7), "id 7: it has no name or no site that would be one here"),
        (device("cam", at="127.77.1.11"), "cam: oak-house/cam or its address is in the inventory already"),
        (device("entrance", site="riverside-court"), "entrance: riverside-court/entrance or its address is in the …"),
        (device("cam", at="not an address"), "cam: address: 'https://not an address' holds a character that no …"),
        (device("ca\x1b[2Jm", maker="acme"), "ca\\x1b[2Jm: no driver"),
    ],
)
def test_what_is_left_out_is_named_with_the_reason(
    folder: Path, box: NetBox, one: dict[str, object], says: str
) -> None:
    box.devices = [one, device("good")]
    found = looked(folder, box)
    assert [good.id for good in found.devices] == ["oak-house/good"]
    [line] = found.left_out
    assert line.startswith(says.rstrip("…"))


def test_two_of_one_name_are_one(folder: Path, box: NetBox) -> None:
    box.devices = [device("Cam 1"), device("cam-1", at="10.9.0.2/24"), device("cam-2")]
    found = looked(folder, box)
    assert [one.id for one in found.devices] == ["oak-house/cam-1"]
    assert len(found.left_out) == 2


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ({"status": 500}, "HTTP 500"),
        ({"status": 403}, "HTTP 403 Forbidden (is the token right?)"),
        ({"body": b"<html>"}, "its reply is not JSON"),
        ({"body": b'{"detail": "x"}'}, "answers in an unknown shape"),
        ({"body": b"[1]"}, "answers in an unknown shape"),
        ({"status": 302, "location": "http://127.0.0.1:9/api/"}, "answers with a redirect, and the token follows none"),
        ({"following": "http://127.0.0.1:9"}, "leads to '127.0.0.1:9', where the token does not go"),
    ],
)
def test_trouble_is_named_and_the_token_goes_nowhere_else(
    folder: Path, box: NetBox, trouble: dict[str, object], says: str
) -> None:
    box.devices = [device(f"cam-{number}") for number in range(5)]
    vars(box).update(trouble)
    with pytest.raises(EstateError) as refused:
        looked(folder, box)
    assert says in str(refused.value)
    assert TOKEN not in str(refused.value)


def test_no_reply_is_left_open(folder: Path, box: NetBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not read to its end would hold its connection until it is found unused."""
    replies, send = list[requests.Response](), requests.adapters.HTTPAdapter.send

    def kept(*args: Any, **more: Any) -> requests.Response:
        replies.append(send(*args, **more))
        return replies[-1]

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", kept)
    box.devices = [device(f"cam-{number}") for number in range(5)]
    vars(box).update(status=302, location="http://127.0.0.1:9/api/")
    with pytest.raises(EstateError, match="redirect"):
        looked(folder, box)
    assert [reply.raw.closed for reply in replies] == [True]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://netbox.example.org", "over plain http the token could be read by others"),
        ("http://127.evil.example", "over plain http"),
        ("ftp://netbox", "expected NetBox's address"),
        ("https://me:pw@netbox", "expected NetBox's address"),
        ("http://127.0.0.1:9", "NetBox at http://127.0.0.1:9"),
        ("http://127.0.0.1:9", r": no connection \(Connection refused\); nothing was written"),
    ],
)
def test_a_bad_address_is_refused(folder: Path, box: NetBox, url: str, says: str) -> None:
    with pytest.raises(EstateError, match=says):
        looked(folder, box, url)
    assert box.asked == []


def test_a_password_is_no_token(folder: Path, box: NetBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_SECRET_NETBOX_TOKEN", "admin:secret")
    with pytest.raises(EstateError, match="is no token: store it as token:"):
        looked(folder, box)


def test_a_site_without_a_system_for_devices_is_named(folder: Path, box: NetBox) -> None:
    fleet = "site: fleet\nsystems:\n  - {name: vans, kind: vehicle, purpose: Drivers}\n"
    (folder / "inventory" / "sites" / "fleet.yml").write_text(fleet)
    box.devices = [device("cam", site="fleet")]
    with pytest.raises(EstateError, match="no system of this site has devices"):
        take(load_estate(folder), looked(folder, box))


def test_every_manufacturer_has_one_driver() -> None:
    every = [maker for driver in names() for maker in drivers_of() if drivers_of()[maker] == driver]
    assert len(every) == len(set(every)) == len(drivers_of()) > 8
    assert drivers_of()["amcrest"] == "dahua"
