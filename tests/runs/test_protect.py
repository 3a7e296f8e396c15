"""Which account a recorder uses at a camera: what cannot be told is never taken away (safety rule 12)."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sightline.bridge.link import Link
from sightline.runs.protect import _used
from sightline.settings import Absent, Accounts, ChannelLogin


def accounts(*rows: tuple[str, str, str], **more: Any) -> Accounts:
    if rows:
        more["channel_logins"] = tuple(ChannelLogin(channel=c, address=at, account=who) for c, at, who in rows)
    return Accounts(accounts=(), onvif_accounts=Absent("none"), lockout=Absent("none"), default_password=False, **more)


def camera(host: str, behind: str = "") -> Link:
    recorder, _, channel = behind.partition("/")
    device = SimpleNamespace(address=SimpleNamespace(host=host), recorder=recorder, recorder_channel=channel)
    return cast(Link, SimpleNamespace(device=device))


@pytest.mark.parametrize(
    ("said", "at", "used"),
    [
        (accounts(("1", "10.0.0.11", "rec"), ("2", "10.0.0.12", "other")), camera("10.0.0.11"), {"rec"}),
        (accounts(("1", "10.0.0.12", "other")), camera("10.0.0.11"), set()),
        (accounts(("1", "172.16.0.2", "rec")), camera("10.0.0.11", "nvr/1"), {"rec"}),
        (accounts(("1", "10.0.0.11", "")), camera("10.0.0.11"), None),
        (accounts(("2", "10.0.0.12", "other")), camera("10.0.0.11", "nvr/1"), None),
        (accounts(channel_logins=()), camera("10.0.0.11"), set()),
        (accounts(("1", "lobby.example", "rec")), camera("lobby.example"), {"rec"}),
        (accounts(("1", "10.0.0.11", "rec")), camera("lobby.example"), None),
        (accounts(), camera("10.0.0.11"), None),
        (accounts(), camera("10.0.0.11", "nvr/1"), None),
    ],
    ids=[
        *("by its address", "another camera", "by its channel", "without an account", "not listed", "lists none"),
        *("by its name", "a name beside addresses", "a make that does not say", "nor of its own channel"),
    ],
)
def test_the_account_that_a_recorder_uses(said: Accounts, at: Link, used: set[str] | None) -> None:
    assert _used(said, at, "nvr") == used
