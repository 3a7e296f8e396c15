"""The recorded answers of another real ZoneMinder, through the real session. Nobody recorded its forms."""

import json
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.settings import (
    Accounts,
    Analytics,
    Audio,
    Health,
    Identity,
    Masks,
    Overlay,
    Retention,
    Services,
    Unread,
    Unsupported,
)
from sightline.wire.http import Reply
from tests.drivers_frigate.tape import Key, reply
from tests.drivers_zoneminder.tape import MAKE, TOKEN, Served, serving

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "zoneminder"
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason=f"no recorded device at {CAPTURES}"),
]
FILES = {
    "monitors": "monitors-after",
    "users": "users",
    "zones": "zones",
    "host/getVersion": "version",
    "host/getTimeZone": "timezone",
    "host/daemonCheck": "daemoncheck",
}
#: Whether it records sound, before and after a person switched it off.
SOUND = {"monitors": True, "monitors-after": False}


def captured(name: str) -> Any:
    return json.loads((CAPTURES / f"{name}.json").read_text())


def answer(key: Key, monitors: str = "monitors-after") -> Reply:
    """The capture of that path; events as they would come two at a time."""
    path, _, query = key[1].removeprefix("/zm/api/").partition("?")
    path = path.removesuffix(".json")
    if path == "host/login":
        return reply(200, TOKEN)
    if path in FILES:
        return reply(200, (CAPTURES / f"{monitors if path == 'monitors' else FILES[path]}.json").read_bytes())
    if path.startswith("configs/viewByName/"):
        [value] = [row["Config"]["Value"] for row in captured("configs")["configs"] if row["Config"]["Name"] in path]
        return reply(200, json.dumps({"config": {"Value": value}}).encode())
    return events(path, query) if path.startswith("events/index") else reply(404)


def events(path: str, query: str) -> Reply:
    told = captured("events")
    rows = [row for row in told["events"] if row["Event"]["Archived"] or "Archived" not in path]
    rows = rows[::-1] if "desc" in query else rows
    return reply(
        200, json.dumps({"events": rows[:2], "pagination": {**told["pagination"], "count": len(rows)}}).encode()
    )


def found(setting: str, monitors: str = "monitors-after") -> Any:
    return drivers.read(MAKE, session(monitors)[0], setting)


def session(monitors: str = "monitors-after") -> tuple[Any, Served]:
    """Of a user whose name is `admin`, as one of the captured ones is."""
    return serving(lambda key: answer(key, monitors), 404)


def test_it_says_who_it_is() -> None:
    identity: Identity = found("identity")
    assert (identity.vendor, identity.firmware) == ("ZoneMinder", captured("version")["version"])


@pytest.mark.parametrize(("monitors", "on"), SOUND.items())
def test_sound_is_read_as_it_was_set(monitors: str, on: bool) -> None:
    audio: Audio = found("audio", monitors)
    assert isinstance(audio.recorded, tuple)
    assert [one.enabled for one in audio.recorded] == [on]


def test_the_oldest_event_is_the_locked_one_and_without_the_form_no_limit_is_known() -> None:
    retention: Retention = found("retention")
    assert isinstance(retention.tracks, tuple)
    assert [one.oldest for one in retention.tracks] == [retention.oldest]
    assert str(retention.oldest) == "2026-10-14 21:14:01+00:00", "22:14:01 in London's summer"
    assert (retention.protected, isinstance(retention.max_days, Unread)) == (1, True)


def test_accounts_have_their_roles() -> None:
    accounts: Accounts = found("accounts")
    assert [(one.name, one.role, one.enabled) for one in accounts.accounts] == [
        ("admin", "administrator", True),
        ("fleet-audit", "viewer", True),
    ]


def test_what_it_offers_by_itself_is_read_and_the_rest_is_its_hosts() -> None:
    services: Services = found("services")
    said = {one.service: one.enabled for one in services.services}
    assert (said["platform"], said["rtsp"], said["https"]) == (False, False, True)
    assert isinstance(said["anonymous-view"], Unread), "no film was recorded to ask for"
    assert isinstance(said["telnet"], Unsupported)


def test_its_stopped_monitor_is_not_live_and_its_zone_covers_no_film() -> None:
    health: Health = found("health")
    masks: Masks = found("masks")
    overlay: Overlay = found("overlay")
    analytics: Analytics = found("analytics")
    assert isinstance(health.channels, tuple)
    assert health.channels[0].live is False
    assert isinstance(masks.masks, tuple)
    assert [(one.mask, one.enabled) for one in masks.masks] == [("1", False)]
    assert isinstance(overlay.channels, tuple)
    assert overlay.channels[0].text == "Front door"
    assert isinstance(analytics.functions, tuple)
    assert [one.enabled for one in analytics.functions] == [False, False]


def test_the_key_that_signs_tokens_is_never_asked_for() -> None:
    device, played = session()
    for setting in ("identity", "audio", "retention", "services", "accounts", "health", "analytics"):
        drivers.read(MAKE, device, setting)
    assert "ZM_AUTH_HASH_SECRET" in (CAPTURES / "configs.json").read_text()
    assert not [key for key in played.signed if key[1].endswith("/configs.json") or "SECRET" in key[1]]
