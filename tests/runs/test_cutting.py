"""What may cut us or a recorder off goes last, is watched, and is put back (design, section 5, rules 3 and 12)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sightline.bridge.link import Link
from sightline.lab import SITE, SimulatedDevice
from sightline.lab.hikvision import xml
from sightline.runs.lab import make
from tests.labsite import CAMERA, NVR, LabSite, finding

REAR = "riverside-court/rear"
CUTTING = ("System/Network/", "Security/adminAccesses", "Security/UserPermission")
CLOUD = "System/Network/EZVIZ"


def is_on(device: SimulatedDevice, url: str) -> bool:
    """The device's own document."""
    tree = device._documents.tree(url)  # type: ignore[attr-defined]
    return xml.text(tree, "enabled") == "true"


def needs_the_cloud(device: SimulatedDevice) -> None:
    """From now on the recorder gets the camera's picture only while its cloud service is on."""
    usual = device.lets_in
    device.lets_in = lambda user, password: is_on(device, CLOUD) and usual(user, password)  # type: ignore[method-assign]


@pytest.fixture
def two_cameras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabSite]:
    """The site with a second camera, on the recorder's channel 2."""
    nvr, entrance = SITE
    rear = replace(entrance, name=REAR, host="127.77.1.12", serial="DS-2CD2346G2-ISU/SL20241108AAWRFM4410228")
    passwords = {1: "Lab-link-2026", 2: entrance.passwords["admin"]}
    nvr = replace(nvr, behind={1: CAMERA, 2: REAR}, channel_passwords=passwords)

    def with_rear(folder: Path) -> None:
        make(folder)
        file = folder / "inventory" / "sites" / "riverside-court.yml"
        row = "name: rear, system: main, role: camera, driver: hikvision, address: 'https://127.77.1.12:8443'"
        file.write_text(f"{file.read_text()}  - {{{row}, secret: riverside-court/rear, behind: nvr-1/2}}\n")

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("tests.labsite.make", with_rear)
    with LabSite.start(tmp_path / "estate", tmp_path / "lab", (nvr, entrance, rear)) as site:
        for name, value in site.environment.items():
            monkeypatch.setenv(name, value)
        yield site


def test_the_site_stops_at_the_first_camera_that_is_lost(two_cameras: LabSite) -> None:
    site = two_cameras
    for name in (CAMERA, REAR):
        needs_the_cloud(site.device(name))
    after = site.harden()
    assert is_on(site.device(CAMERA), CLOUD)
    assert not [url for _, url in site.device(REAR).counters.writes if url.startswith(CUTTING)], "never tried there"
    assert finding(after[NVR], "remote-defaults").verdict == "compliant"
    assert finding(after[REAR], "remote-defaults").verdict == "drift"
    assert finding(after[REAR], "no-audio").verdict == "compliant"
    assert [text.partition(": ")[0] for text in site.said] == [CAMERA, REAR]
    assert "the site stopped" in site.said[1]


def test_a_second_camera_is_cut_where_the_first_one_was_well(two_cameras: LabSite) -> None:
    after = two_cameras.harden()
    assert two_cameras.said == []
    assert {finding(one, "remote-defaults").verdict for one in after.values()} == {"compliant"}


def test_cutting_writes_go_last_on_every_device(site: LabSite) -> None:
    order: list[tuple[str, str]] = []
    for name in (NVR, CAMERA):
        device = site.device(name)
        usual = device._judge  # type: ignore[attr-defined]

        def judge(request: Any, url: str, name: str = name, usual: Any = usual) -> Any:
            if request.method == "PUT":
                order.append((name, url))
            return usual(request, url)

        device._judge = judge  # type: ignore[attr-defined]
    site.harden()
    cuts = [index for index, (_, url) in enumerate(order) if url.startswith(CUTTING)]
    quiet = [index for index, (_, url) in enumerate(order) if url.startswith(("ContentMgmt/", "System/time"))]
    assert {name for name, _ in order[: max(quiet)]} == {NVR, CAMERA}
    assert max(quiet) < min(cuts), order
    last = [name for name, _ in order[min(cuts) :]]
    assert last == sorted(last, reverse=True), "the recorder first"


def test_a_camera_that_the_recorder_loses_is_put_back(site: LabSite) -> None:
    camera = site.device(CAMERA)
    needs_the_cloud(camera)
    policy = site.folder / "policies" / "housing_cctv.yml"
    policy.write_text(policy.read_text().replace("allowed_services: []", "allowed_services: [multicast]"))
    after = site.harden()
    assert is_on(camera, CLOUD)
    assert is_on(camera, "System/Network/UPnP"), "the whole setting as it was"
    assert finding(after[CAMERA], "remote-defaults").verdict == "drift"
    assert site.said == [f"{CAMERA}: nvr-1/1 is not live any more: put back, and the site stops here"]
    assert finding(after[CAMERA], "no-audio").verdict == "compliant"


def test_what_could_not_be_put_back_is_said_so(site: LabSite, monkeypatch: pytest.MonkeyPatch) -> None:
    needs_the_cloud(site.device(CAMERA))
    write = Link.write

    def fails(link: Link, setting: str, wanted: Any) -> Any:
        if setting == "services" and any(
            s["service"] == "p2p-cloud" and s["enabled"] is True for s in wanted["services"]
        ):
            return {"status": "unreachable", "reason": "no connection"}
        return write(link, setting, wanted)

    monkeypatch.setattr(Link, "write", fails)
    site.harden(CAMERA)
    assert [text for text in site.said if "NOT put back: services (no connection)" in text]


def test_a_recorder_that_cannot_be_asked_keeps_its_camera_from_being_cut(site: LabSite) -> None:
    site.device(NVR).switches.dead = True
    after = site.harden(CAMERA, accounts=True)
    urls = [url for _, url in site.device(CAMERA).counters.writes]
    assert urls
    assert not [url for url in urls if url.startswith((*CUTTING, "Security/users", "Security/ONVIF"))]
    assert finding(after[CAMERA], "no-audio").verdict == "compliant"
    assert finding(after[CAMERA], "remote-defaults").verdict == "drift"
    assert [text for text in site.said if "riverside-court/nvr-1 does not say" in text]


def test_our_own_way_in_is_never_closed(site: LabSite) -> None:
    site.harden(accounts=True)
    for name, own in ((NVR, "HTTPS"), (CAMERA, "HTTPS")):
        rows = site.device(name)._documents.entries("Security/adminAccesses")  # type: ignore[attr-defined]
        on = {xml.text(row, "protocol") for row in rows if xml.text(row, "enabled") != "false"}
        assert {own, "RTSP"} <= on


@pytest.mark.parametrize("targets", [(), (CAMERA,)], ids=["the site", "the camera alone"])
@pytest.mark.parametrize("behind", ["behind: nvr-1/1", ""], ids=["behind", "behind nothing"])
def test_the_account_that_a_recorder_uses_stays(site: LabSite, targets: tuple[str, ...], behind: str) -> None:
    site.edit(r"\n      - \{name: recorder.*", "")
    site.edit("behind: nvr-1/1", behind or "needs: []")
    site.harden(*targets, accounts=True)
    users = {xml.text(row, "userName") for row in site.device(CAMERA)._documents.entries("Security/users")}  # type: ignore[attr-defined]
    assert "recorder" in users
    assert ("DELETE", "Security/ONVIF/users/1") in site.device(CAMERA).counters.writes or [
        url for verb, url in site.device(CAMERA).counters.writes if verb == "DELETE"
    ], "others go"


def test_a_recorder_that_knows_its_camera_by_another_address_still_uses_its_account(site: LabSite) -> None:
    site.edit(r"\n      - \{name: recorder.*", "")
    documents = site.device(NVR)._documents  # type: ignore[attr-defined]
    documents.edit("ContentMgmt/InputProxy/channels", "ipAddress", "10.0.0.11")
    site.harden(accounts=True)
    users = {xml.text(row, "userName") for row in site.device(CAMERA)._documents.entries("Security/users")}  # type: ignore[attr-defined]
    assert "recorder" in users


def test_plan_does_not_show_that_account_as_going(site: LabSite) -> None:
    from sightline.runs.plan import plans

    site.edit(r"\n      - \{name: recorder.*", "")
    work = site.begin("plan", accounts=True)
    found = site.check(CAMERA, work=work)
    said: list[str] = []
    link = Link(work, work.estate.device(CAMERA))
    shown = plans(work, [link], list(found.values()), said.append)
    link.close()
    steps = {step.control: step for step in shown[CAMERA]}
    assert not [change for change in steps["accounts"].writes if "recorder" in change.where]
    assert [change for change in steps["accounts"].left if "recorder" in change.where]
    assert said == []


def test_a_recorder_that_notices_late_is_watched_for_as_long_as_the_estate_says(
    site: LabSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The channel is live at the first look after each write, and lost at a later one."""
    file = site.folder / "inventory" / "estate.yml"
    file.write_text(file.read_text().replace("watch_seconds: 0", "watch_seconds: 1"))
    monkeypatch.setattr("sightline.runs.harden.LOOK_SECONDS", 0.1)
    looks: list[str] = []

    def late(link: Link, by_id: dict[str, Link], *, again: bool = False) -> str:
        if link.device.id != CAMERA:
            return ""
        looks.append(link.device.id)
        return "live" if not again or len(looks) < 4 else "not live"

    monkeypatch.setattr("sightline.runs.harden._live", late)
    site.harden()
    assert any(f"{CAMERA}: nvr-1/1 is not live any more: put back" in said for said in site.said), site.said
