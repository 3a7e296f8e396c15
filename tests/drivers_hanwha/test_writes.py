"""What single writes do to the lab's devices, and what they leave alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.hanwha import document
from sightline.errors import WriteRefused
from sightline.lab.hanwha.devices import DEVICES
from sightline.settings import (
    ALL,
    Account,
    Accounts,
    Analytics,
    Certificates,
    Export,
    Masks,
    Overlay,
    Retention,
    Services,
    Tamper,
)
from tests.drivers_hanwha.hanwhasite import CAM, NVR, running, session
from tests.labsite import LabSite

SETTINGS = list(dict.fromkeys([*ALL, "masks", "overlay", "analytics", "tamper", "logging", "certificates"]))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


@pytest.mark.parametrize("name", [CAM, NVR])
def test_writing_what_is_there_sends_nothing(site: LabSite, name: str) -> None:
    with session(site, name) as of:
        for setting in SETTINGS:
            module = import_module(f"sightline.drivers.hanwha.{setting}")
            found = module.read(of)
            if hasattr(module, "write"):
                module.write(of, found, found)
        assert of.counts.writes == 0
    assert site.device(name).counters.writes == []


@contextmanager
def changed(
    site: LabSite, name: str, setting: str, change: Callable[[Any], Any]
) -> Iterator[tuple[Any, Callable[[str], document.Document]]]:
    """Writes a change by the driver; yields the setting as it is read afterwards, and a way to look at menus."""
    with session(site, name) as of:
        found = drivers.read("hanwha", of, setting)
        drivers.write("hanwha", of, setting, found, change(found))
        yield drivers.read("hanwha", of, setting), lambda path: of.view(*path.split("/"))


def test_masks_names_and_detections_are_switched(site: LabSite) -> None:
    def masked(found: Masks) -> Masks:
        assert isinstance(found.masks, tuple)
        return Masks(masks=tuple(replace(one, enabled=True) for one in found.masks))

    def named(found: Overlay) -> Overlay:
        assert isinstance(found.channels, tuple)
        return Overlay(
            channels=tuple(replace(c, name_shown=True, time_shown=True, text="Pump") for c in found.channels)
        )

    def noticed(found: Tamper) -> Tamper:
        assert isinstance(found.detections, tuple)
        return Tamper(detections=tuple(replace(one, enabled=True) for one in found.detections))

    def blind(found: Analytics) -> Analytics:
        assert isinstance(found.functions, tuple)
        return Analytics(
            functions=tuple(replace(f, enabled=False) if f.enabled is True else f for f in found.functions)
        )

    with changed(site, CAM, "masks", masked) as (back, _):
        assert [one.enabled for one in back.masks] == [True]
    with changed(site, CAM, "overlay", named) as (back, _):
        assert [(c.text, c.name_shown, c.time_shown) for c in back.channels] == [("Pump", True, True)]
    with changed(site, CAM, "tamper", noticed) as (back, _):
        assert [one.enabled for one in back.detections] == [True]
    with changed(site, CAM, "analytics", blind) as (back, view):
        assert not [one for one in back.functions if one.enabled is True]
        assert view("eventsources/objectdetection").rows("Channel")["0"].parts("ObjectTypes") == ("Person", "Vehicle")


def test_https_is_opened_before_http_is_closed(site: LabSite) -> None:
    with changed(site, NVR, "certificates", lambda found: replace(found, https=True)) as (back, view):
        assert (back.https, back.https_only) == (True, False)
        assert view("security/ssl").need("Policy") == "HTTPandHTTPSProprietary"
    with session(site, CAM) as of:
        found = drivers.read("hanwha", of, "certificates")
        assert isinstance(found, Certificates)
        drivers.write("hanwha", of, "certificates", found, replace(found, https_only=True))
    assert not site.device(CAM).listening


def test_deleting_is_not_switched_on_over_a_channel_that_is_to_keep_its_footage(site: LabSite) -> None:
    def but_one(found: Retention) -> Retention:
        assert isinstance(found.tracks, tuple)
        return replace(
            found, tracks=(found.tracks[0], *(replace(t, max_days=31, limit="days") for t in found.tracks[1:]))
        )

    with pytest.raises(WriteRefused, match="track 1 is to keep"), changed(site, NVR, "retention", but_one):
        pass
    assert site.device(NVR).counters.writes == []


def test_the_right_to_export_is_the_groups(site: LabSite) -> None:
    def without(*names: str) -> Callable[[Export], Export]:
        def change(found: Export) -> Export:
            assert isinstance(found.rights, tuple)
            return replace(found, rights=tuple(replace(r, local=r.account not in names) for r in found.rights))

        return change

    with (
        pytest.raises(WriteRefused, match="contractor is of the same group"),
        changed(site, NVR, "export", without("guard")),
    ):
        pass
    with changed(site, NVR, "export", without("guard", "contractor")) as (back, _):
        assert {r.account: r.local for r in back.rights} == {
            "admin": True,
            "evidence": True,
            "guard": False,
            "contractor": False,
        }


def test_no_account_of_ours_and_no_last_administrator_is_taken(site: LabSite) -> None:
    def only(name: str) -> Callable[[Accounts], Accounts]:
        return lambda found: replace(found, accounts=(Account(name=name, role="viewer"),))

    for name, kept in ((CAM, "recorder"), (NVR, "guard"), (CAM, "installer")):
        with pytest.raises(PermissionError), changed(site, name, "accounts", only(kept)):
            pass
    assert [site.device(spec.name).counters.writes for spec in DEVICES] == [[], []]


def test_one_version_of_snmp_leaves_the_others(site: LabSite) -> None:
    def off(found: Services) -> Services:
        return Services(
            services=tuple(replace(s, enabled=False) if s.service == "snmp-v1" else s for s in found.services)
        )

    with changed(site, CAM, "services", off) as (back, view):
        assert {s.service: s.enabled for s in back.services}["snmp-v2c"] is True
        assert view("network/snmp").need("ReadCommunity") == "public"
