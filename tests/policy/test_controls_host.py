"""What a recorder host adds to the rules: pending updates, SSH's own settings, media that are plugged in."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.policy.writable import Bounds, writable
from sightline.settings import Absent, Export, Firmware, Service, Services, StoreEncryption, Unread
from tests.policy.shipped import CONTROLS, judged
from tests.policy.strategies import a_policy

TODAY = a_policy().today
FRESH = Firmware(model="debian 12", version="Debian GNU/Linux 12.12", built=TODAY, pending=0)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (FRESH, "compliant"),
        (replace(FRESH, pending=1), "drift"),
        (replace(FRESH, pending=1, built=Unread("1 update")), "drift"),
        (replace(FRESH, pending=Unread("no lists"), built=Unread("no lists")), "unread"),
        (replace(FRESH, built=Unread("no security lists")), "unread"),
        (replace(FRESH, built=TODAY - timedelta(days=30)), "compliant"),
        (replace(FRESH, built=TODAY - timedelta(days=31)), "drift"),
    ],
)
def test_a_host_is_judged_by_its_own_lists_of_updates(found: Firmware, verdict: str) -> None:
    assert judged("firmware", found, replace(a_policy(), firmware_grace_days=30)).verdict == verdict


def test_a_release_whose_support_ended_is_drift_whatever_is_pending() -> None:
    level = replace(
        a_policy().firmware[0],
        driver=a_policy().declared.driver,
        model="debian 12",
        supported_until=TODAY - timedelta(days=1),
    )
    assert judged("firmware", FRESH, replace(a_policy(), firmware=(level,))).verdict == "drift"


def test_a_device_that_lists_no_updates_is_judged_by_its_level() -> None:
    found = Firmware(model="unheard of", version="1", built=date(2026, 1, 1))
    said = judged("firmware", found, a_policy())
    assert isinstance(found.pending, Absent)
    assert "no firmware is approved" in said.reason


def services(transport: str, **more: Any) -> tuple[str, dict[str, bool]]:
    policy = replace(a_policy(), **more)
    policy = replace(policy, declared=replace(policy.declared, transport=transport, needs=()))
    found = Services(
        services=tuple(Service(service=name, enabled=True) for name in ("ssh", "ssh-password", "ssh-root"))
    )
    wanted = CONTROLS["remote-defaults"].wanted(found, policy)
    return judged("remote-defaults", found, policy).verdict, {
        one.service: one.enabled for one in wanted.services if one.service.startswith("ssh")
    }


def test_ssh_stays_where_it_is_our_way_in_and_its_weak_sides_go() -> None:
    verdict, wanted = services("ssh")
    assert (verdict, wanted) == ("drift", {"ssh": True, "ssh-password": False, "ssh-root": False})
    assert services("https")[1]["ssh"] is False
    assert services("ssh", allowed_services=("ssh-root",))[1]["ssh-root"] is True


def test_what_a_rule_can_demand_is_written_and_no_disk_is_formatted() -> None:
    stores = (
        StoreEncryption(store="/srv/exports", encrypted=False),
        StoreEncryption(store="removable media", encrypted=False, enforceable=True),
    )
    found = Export(rights=Absent("none"), stores=stores)
    wanted = replace(found, stores=tuple(replace(one, encrypted=True) for one in stores))
    todo = writable(found, wanted, Bounds(accounts=True))
    assert isinstance(todo, Export)
    assert isinstance(todo.stores, tuple)
    assert [one.encrypted for one in todo.stores] == [False, True]
