"""Clock, firmware and services by examples: what was found, and what is said of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from sightline.settings import (
    Absent,
    Clock,
    Firmware,
    Service,
    Services,
    Unread,
    Unsupported,
)
from sightline.settings.services import SERVICES
from tests.policy.shipped import judged
from tests.policy.strategies import LEVEL, a_policy
from tests.policy.unknowns import NOW

UNREAD, UNSUPPORTED, ABSENT = Unread("half"), Unsupported("no way"), Absent("none")


RIGHT = Clock(source="ntp", servers=("ntp.a",), offset_seconds=0.4, time_zone="GMT0BST")


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (RIGHT, "compliant", "as wanted"),
        (replace(RIGHT, servers=("ntp.b", "ntp.a")), "compliant", ""),
        (replace(RIGHT, offset_seconds=5.0), "compliant", ""),
        (replace(RIGHT, offset_seconds=5.5), "drift", "6 seconds ahead"),
        (replace(RIGHT, offset_seconds=-40.0), "drift", "40 seconds behind"),
        (replace(RIGHT, offset_seconds=3600.5), "drift", "off by +1 hours: look at the device's time zone, GMT0BST"),
        (replace(RIGHT, offset_seconds=-12602.0), "drift", "off by -3.5 hours"),
        (replace(RIGHT, offset_seconds=3650.0), "drift", "3650 seconds ahead"),
        (replace(RIGHT, offset_seconds=UNREAD), "unread", "half"),
        (replace(RIGHT, servers=()), "drift", "servers is []"),
        (replace(RIGHT, servers=("ntp.a", "time.windows.com")), "drift", "time.windows.com"),
        (replace(RIGHT, source="manual"), "drift", "source is manual, wanted ntp"),
        (replace(RIGHT, source="manual", offset_seconds=UNREAD), "drift", "half"),
    ],
)
def test_clock(found: Clock, verdict: str, words: str) -> None:
    said = judged("clock", found, a_policy())
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize("offset", ["inf", "-inf", "nan"])
def test_an_offset_that_is_no_number_is_never_right(offset: str) -> None:
    assert judged("clock", replace(RIGHT, offset_seconds=float(offset)), a_policy()).verdict == "drift"


def test_clock_needs_a_server_in_the_policy() -> None:
    said = judged("clock", RIGHT, replace(a_policy(), ntp=()))
    assert (said.verdict, said.reason) == ("drift", "the policy names no NTP server: set `ntp` in its values")


OLD = Firmware(model="DS-1/EU", version="V1", built=date(2025, 1, 1))


@pytest.mark.parametrize(("today", "verdict"), [(0, "compliant"), (30, "compliant"), (31, "drift"), (400, "drift")])
def test_firmware_has_its_days_of_grace(today: int, verdict: str) -> None:
    policy = replace(a_policy(), today=LEVEL.released + timedelta(days=today))
    said = judged("firmware", OLD, policy)
    assert said.verdict == verdict
    assert "to be installed by 2026-05-01" in said.reason


@pytest.mark.parametrize(
    ("found", "verdict", "words"),
    [
        (replace(OLD, built=LEVEL.built), "compliant", "approved level is V2"),
        (replace(OLD, built=date(2027, 1, 1)), "compliant", ""),
        (replace(OLD, built=LEVEL.built - timedelta(days=1)), "drift", "V2"),
        (replace(OLD, built=UNREAD), "unread", "half"),
        (replace(OLD, built=UNSUPPORTED), "unsupported", "no way"),
        (replace(OLD, model="XX"), "drift", "no firmware is approved for model XX"),
    ],
)
def test_firmware(found: Firmware, verdict: str, words: str) -> None:
    said = judged("firmware", found, a_policy())
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize(("days", "verdict"), [(0, "compliant"), (-1, "drift")])
def test_firmware_past_its_makers_support_is_drift(days: int, verdict: str) -> None:
    level = replace(LEVEL, supported_until=NOW.date() + timedelta(days=days))
    said = judged("firmware", replace(OLD, built=LEVEL.built), a_policy(firmware=(level,)))
    assert said.verdict == verdict


def test_firmware_of_another_make_is_not_approved() -> None:
    assert judged("firmware", OLD, a_policy(declared={"driver": "axis"})).verdict == "drift"


def services(**enabled: Any) -> Services:
    """All of them off, but for those named."""
    names = {name.replace("_", "-"): value for name, value in enabled.items()}
    return Services(services=tuple(Service(service=s, enabled=names.get(s, False)) for s in SERVICES))


@pytest.mark.parametrize(
    ("found", "declared", "verdict", "words"),
    [
        (services(), {}, "compliant", "as wanted"),
        (services(http=True, https=True, rtsp=True, onvif=True), {}, "compliant", ""),
        (services(telnet=True), {}, "drift", "services telnet: enabled is true, wanted false"),
        (services(telnet=UNREAD), {}, "unread", "services telnet: enabled"),
        (services(telnet=UNSUPPORTED), {}, "unsupported", "no way"),
        (services(telnet=ABSENT), {}, "compliant", ""),
        (services(ssh=True), {"needs": ("ssh",)}, "compliant", "on by leave of the policy or the inventory: ssh"),
        (services(ssh=True, ddns=True), {"needs": ("ssh",)}, "drift", "ddns"),
    ],
)
def test_remote_defaults(found: Services, declared: dict[str, Any], verdict: str, words: str) -> None:
    said = judged("remote-defaults", found, a_policy(declared=declared))
    assert said.verdict == verdict
    assert words in said.reason


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"http", "https", "rtsp", "onvif"}))
def test_remote_defaults_judges_each_service_that_the_clause_names(service: str) -> None:
    assert judged("remote-defaults", services(**{service.replace("-", "_"): True}), a_policy()).verdict == "drift"


def test_remote_defaults_allows_what_the_policy_allows_everywhere() -> None:
    assert judged("remote-defaults", services(snmp_v2c=True), a_policy(allowed_services=("snmp-v2c",))).verdict == (
        "compliant"
    )
