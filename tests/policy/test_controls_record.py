"""Whether pictures arrive and are kept, whose they are, who hears of what is done, and over which line: by examples."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sightline.policy.writable import Bounds, writable
from sightline.settings import (
    Absent,
    Certificate,
    Certificates,
    ChannelHealth,
    Collector,
    Health,
    Logging,
    Unread,
    Unsupported,
)
from tests.policy.shipped import CONTROLS, judged
from tests.policy.strategies import a_policy
from tests.policy.unknowns import NOW

WELL = ChannelHealth(channel="1", live=True, recording=True, newest=NOW - timedelta(minutes=2), address="10.0.0.1")


def health(**values: Any) -> Health:
    return Health(channels=(replace(WELL, **values),))


@pytest.mark.parametrize(
    ("live", "verdict"),
    [(True, "compliant"), (False, "drift"), (Unread("x"), "unread"), (Absent("x"), "not_applicable")],
)
def test_cameras_live(live: Any, verdict: str) -> None:
    assert judged("cameras-live", health(live=live), a_policy()).verdict == verdict


@pytest.mark.parametrize(
    ("newest", "verdict", "words"),
    [
        (NOW - timedelta(hours=23), "compliant", ""),
        (NOW - timedelta(hours=25), "drift", "nothing since 2026-11-19 11:00 UTC"),
        (None, "drift", "nothing is kept"),
        (Unread("half"), "unread", "half"),
        (Unsupported("no search"), "unsupported", "no search"),
    ],
)
def test_recording(newest: Any, verdict: str, words: str) -> None:
    said = judged("recording", health(newest=newest), a_policy())
    assert said.verdict == verdict
    assert words in said.reason


def test_a_gap_is_told_and_what_a_recorder_keeps_is_asked_there() -> None:
    assert "longest gap of the day 45 minutes" in judged("recording", health(gap_seconds=2700.0), a_policy()).reason
    behind = a_policy(declared={"role": "camera", "recorded_elsewhere": True})
    assert judged("recording", health(newest=None), behind).verdict == "not_applicable"


HERE = {"channel_hosts": {"1": "10.0.0.1"}, "site_hosts": frozenset({"10.0.0.1", "10.0.0.9"})}


@pytest.mark.parametrize(
    ("found", "declared", "verdict", "words"),
    [
        (health(), HERE, "compliant", ""),
        (health(address=""), {}, "compliant", ""),
        (health(address="10.0.0.7"), HERE, "drift", "channel 1 shows 10.0.0.7, which is not in the inventory"),
        (health(address="10.0.0.9"), HERE, "drift", "channel 1 shows 10.0.0.9, and the inventory has 10.0.0.1 there"),
        (health(address=""), HERE, "drift", "channel 1 is wired to the recorder, and the inventory has 10.0.0.1 there"),
        (health(channel="2"), HERE, "drift", "10.0.0.1 at channel 1, and the recorder has no such channel"),
        (health(address=Unread("half")), HERE, "unread", "half"),
        (health(address="10.0.0.7"), {**HERE, "role": "camera"}, "not_applicable", ""),
    ],
)
def test_asset_register(found: Health, declared: dict[str, Any], verdict: str, words: str) -> None:
    said = judged("asset-register", found, a_policy(declared=declared))
    assert said.verdict == verdict
    assert words in said.reason


OURS = Collector(host="logs.a", port=514, protocol="udp")


@pytest.mark.parametrize(
    ("kept", "collectors", "verdict"),
    [
        (True, (OURS,), "compliant"),
        (True, (replace(OURS, protocol=""),), "compliant"),
        (True, (replace(OURS, host="10.0.0.9"), OURS), "compliant"),
        (True, (replace(OURS, port=515),), "drift"),
        (True, (replace(OURS, protocol="tls"),), "drift"),
        (True, (), "drift"),
        (False, (OURS,), "drift"),
        (True, Unsupported("no such call"), "unsupported"),
    ],
)
def test_device_log(kept: bool, collectors: Any, verdict: str) -> None:
    assert judged("device-log", Logging(kept=kept, collectors=collectors), a_policy()).verdict == verdict


def test_device_log_needs_a_collector_in_the_policy() -> None:
    said = judged("device-log", Logging(kept=True, collectors=(OURS,)), a_policy(log_collector=None))
    assert (said.verdict, said.reason) == ("drift", "the policy names no collector: set `log_collector` in its values")


VALID = Certificate(subject="CN=a", issuer="CN=ca", not_after=NOW + timedelta(days=90))
SHUT = Certificates(https=True, https_only=True, certificate=VALID, lowest_tls="1.2", dot1x=False)


@pytest.mark.parametrize(
    ("found", "declared", "verdict"),
    [
        (SHUT, {}, "compliant"),
        (replace(SHUT, https_only=False), {}, "drift"),
        (replace(SHUT, https=False, https_only=False), {"transport": "http"}, "drift"),
        (replace(SHUT, certificate=replace(VALID, not_after=NOW - timedelta(days=1))), {}, "drift"),
        (replace(SHUT, certificate=Unsupported("no call")), {}, "compliant"),
        (replace(SHUT, https_only=Unread("half")), {}, "unread"),
        (replace(SHUT, https_only=False), {"needs": ("http",)}, "not_applicable"),
        (replace(SHUT, https_only=False), {"transport": "ssh"}, "not_applicable"),
    ],
)
def test_https_only(found: Certificates, declared: dict[str, Any], verdict: str) -> None:
    assert judged("https-only", found, a_policy(declared=declared)).verdict == verdict


@pytest.mark.parametrize("encrypted", [True, False])
def test_our_own_way_in_is_never_closed(encrypted: bool) -> None:
    found = replace(SHUT, https=False, https_only=False)
    todo = writable(found, CONTROLS["https-only"].wanted(found, a_policy()), Bounds(encrypted=encrypted))
    assert todo == replace(found, https=True, https_only=encrypted)
