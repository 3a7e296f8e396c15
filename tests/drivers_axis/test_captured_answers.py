"""Real cameras' recorded answers beside their parameters: disks, accounts, NTP, programs, definitions."""

import json
from contextlib import closing
from xml.etree import ElementTree

import pytest

from sightline import drivers
from sightline.drivers.axis import spelling
from sightline.errors import WriteRefused
from sightline.settings import (
    Absent,
    Accounts,
    Analytics,
    Certificates,
    Clock,
    Export,
    Logging,
    Masks,
    Retention,
    Storage,
    Tamper,
    Unread,
    Unsupported,
)
from tests.drivers.replay import serving
from tests.drivers_axis.captures import AXIS, BULLET, M1065, P3265, P5512, captured, marks, read, session
from tests.drivers_axis.replay import Captured

pytestmark = marks()


@pytest.mark.parametrize("model", [BULLET, P3265], indirect=True)
def test_disks_are_what_the_camera_lists(replay: Captured, model: str) -> None:
    storage, export, retention = read(replay, "storage", "export", "retention")
    rows = ElementTree.parse(AXIS / model / "disks-list.xml").findall("disks/disk")  # noqa: S314 - our own captures
    there = [row for row in rows if row.get("status") == "OK"]
    assert isinstance(storage, Storage)
    assert isinstance(storage.stores, tuple)
    assert isinstance(export, Export)
    assert isinstance(export.stores, tuple)
    assert isinstance(retention, Retention)
    assert isinstance(retention.tracks, tuple)
    assert [(one.store, one.state, one.size_bytes // 1024) for one in storage.stores] == [
        (row.get("diskid"), "ok", int(str(row.get("totalsize")))) for row in there
    ]
    assert export.stores[0].encrypted is False
    stores = [one for one in retention.tracks if one.track != "recording-group"]
    assert [one.max_days for one in stores] == [int(str(row.get("cleanupmaxage"))) for row in there]
    assert (len(stores) < len(retention.tracks)) is (model == P3265), "the newest lists recording groups"
    assert all(isinstance(one.oldest, Unread) for one in stores), "no capture lists recordings"


@pytest.mark.parametrize("model", [M1065, P3265], indirect=True)
def test_accounts_are_those_that_can_log_in(model: str) -> None:
    replay = captured(model)
    with serving(replay):
        accounts = read(replay, "accounts")[0]
    assert isinstance(accounts, Accounts)
    found = {one.name: one.role for one in accounts.accounts}
    assert (
        found
        == {
            M1065: {"root": "administrator", "operator": "other", "viewer": "other"},
            P3265: {
                "root": "administrator",
                "fakeroot": "administrator",
                "root20": "administrator",
                "acs": "operator",
                "acs2": "administrator",
            },
        }[model]
    )


def test_names_with_carriage_returns_are_read() -> None:
    replay = captured(P5512)
    replay.added[("/axis-cgi/pwdgrp.cgi", "")] = (AXIS / M1065 / "pwdgrp-get-crlf-short.txt").read_bytes()
    with serving(replay):
        accounts = read(replay, "accounts")[0]
    assert isinstance(accounts, Accounts)
    assert [one.name for one in accounts.accounts] == ["root", "axisconnect"]


def test_the_ntp_client_of_the_newest_and_the_parameters_of_the_others() -> None:
    time = {"localDateTime": "2026-11-25T12:00:00", "timeZone": "Europe/Vienna"}
    modern = captured(P3265)
    modern.added[("/axis-cgi/time.cgi", "getDateTimeInfo")] = json.dumps(
        {"apiVersion": "1.1", "method": "getDateTimeInfo", "data": time}
    ).encode()
    with serving(modern):
        clock = read(modern, "clock")[0]
    assert isinstance(clock, Clock)
    assert (clock.source, clock.servers) == ("ntp", ("10.0.0.17", "ts1.univie.ac.at"))
    for model, servers in {P5512: ("172.16.3.1",), M1065: (), BULLET: ("172.16.6.1",)}.items():
        replay = captured(model)
        replay.added[("/axis-cgi/admin/date.cgi", "")] = b"Nov 25, 2026 12:00:00\n"
        with serving(replay):
            clock = read(replay, "clock")[0]
        assert isinstance(clock, Clock)
        assert (clock.source, clock.servers) == ("ntp", servers), "what DHCP gave is in force"
        assert ("summer time off" in clock.time_zone) is (model != BULLET)


def test_the_rest_of_the_newest(replay: Captured) -> None:
    with closing(session(replay)) as of:
        said = {name: drivers.read("axis", of, name) for name in ("logging", "certificates", "masks", "tamper")}
    assert isinstance(said["logging"], Logging)
    assert isinstance(said["certificates"], Certificates)
    assert isinstance(said["masks"], Masks)
    assert isinstance(said["tamper"], Tamper)
    if replay.capture.name == P3265:
        assert (said["logging"].kept, said["logging"].collectors) == (False, ())
        assert said["certificates"].dot1x is False
        assert said["certificates"].https_only is False, "by the web service"
        assert isinstance(said["masks"].masks, Unsupported), "it lists the interface privacy-mask"


def test_programs_are_named_by_what_they_do() -> None:
    replay = captured(P3265)
    with serving(replay):
        found = read(replay, "analytics")[0]
    assert isinstance(found, Analytics)
    assert isinstance(found.functions, tuple)
    kinds = {one.name: (one.kind, one.enabled) for one in found.functions}
    assert kinds["fflprapp"] == ("number-plate", False)
    assert kinds["lpv_simulator"] == ("number-plate", False)
    assert kinds["faceverifier"] == ("face-recognition", False)
    assert kinds["objectanalytics"] == ("other", True)
    assert {kind for kind, _ in kinds.values()} == {"number-plate", "face-recognition", "other"}


def test_a_list_without_programs_is_none_and_old_ones_identify_nobody() -> None:
    for folder, listed in ((M1065, "list-multi"), (M1065, "list-empty"), ("q1615-mkii_9.80", "list")):
        replay = captured(M1065)
        file = (AXIS / folder / f"applications-{listed}.xml").read_bytes()
        replay.added[("/axis-cgi/applications/list.cgi", "")] = file
        with serving(replay):
            found = read(replay, "analytics")[0]
        assert isinstance(found, Analytics)
        if isinstance(found.functions, Absent):
            assert listed == "list-empty"
        else:
            assert isinstance(found.functions, tuple)
            assert {one.kind for one in found.functions} == {"other"}


@pytest.mark.parametrize("model", [P5512, BULLET], indirect=True)
def test_values_are_spelt_as_the_captured_definitions_say(model: str) -> None:
    """The real trees: five spellings, ranges, what is read-only."""
    replay = captured(model)
    definitions = (AXIS / model / "param-listdefinitions.xml").read_bytes()
    with serving(replay), closing(session(replay)) as of:
        _ = of.params
        replay.added[("/axis-cgi/param.cgi", "")] = definitions
        taken = {"Network.UPnP.Enabled": False, "RemoteService.Enabled": False, "Storage.S0.CleanupMaxAge": 31}
        assert spelling.spelt(of, taken) == {
            "Network.UPnP.Enabled": "no",
            "RemoteService.Enabled": "no",
            "Storage.S0.CleanupMaxAge": "31",
        }
        assert spelling.spelt(of, {"System.BoaProtViewer": "password"}) == {"System.BoaProtViewer": "password"}
        if model == BULLET:
            odd = {"System.AccessLog": True, "WebService.DiscoveryMode.Discoverable": False}
            assert spelling.spelt(of, odd) == {
                "System.AccessLog": "On",
                "WebService.DiscoveryMode.Discoverable": "No",
            }
        for wrong in (
            {"Storage.S0.CleanupMaxAge": 7001},
            {"Storage.S0.CleanupPolicyActive": "never"},
            {"Storage.S0.DiskID": "x"},
            {"Network.Nothing.Enabled": False},
            {"System.BoaProtViewer": "nobody"},
        ):
            with pytest.raises(WriteRefused):
                spelling.spelt(of, wrong)
