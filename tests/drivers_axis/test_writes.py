"""What is sent when something is written: the device's own spelling, one request where one will do, and no more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.axis.session import Session
from sightline.errors import NotAllowed, WriteRefused
from sightline.lab.axis.params import Params
from sightline.settings import (
    Accounts,
    Analytics,
    Certificates,
    Clock,
    Collector,
    Logging,
    Masks,
    Overlay,
    Retention,
    Services,
)
from sightline.wire.http import Reply
from tests.drivers_axis import tape
from tests.drivers_axis.answers import CARD, NEW, OLD, answer, disks, recordings, time
from tests.drivers_axis.tape import Key
from tests.drivers_onvif.tape import reply

TLS = (
    "HTTPS.Enabled=yes\nHTTPS.AllowTLS1=yes\nHTTPS.AllowTLS11=yes\nSystem.BoaGroupPolicy.admin=both\n"
    "System.BoaGroupPolicy.operator=http\nSystem.BoaGroupPolicy.viewer=https\n"
)


def writable(
    lines: str, said: Mapping[str, bytes] | None = None, took: Callable[[int], bytes] = lambda _: b"OK\n"
) -> tuple[Session, tape.Playing]:
    """A camera that defines its parameters, and answers the nth form by `took`."""
    camera = tape.on(tape.camera(lines, said))
    pairs = (line.partition("=")[::2] for line in lines.splitlines() if line)
    defined = Params(dict(pairs))
    forms = 0

    def answered(key: Key) -> Reply:
        nonlocal forms
        if "listdefinitions" in key[1]:
            return reply(200, defined.definitions(key[1].partition("group=")[2].split(",")))
        if key[0] == "POST" and not key[2]:
            forms += 1
            return reply(200, took(forms))
        return camera(key)

    return tape.play(answered)


def write(of: Session, setting: str, change: Callable[[Any], Any]) -> None:
    found: Any = drivers.read("axis", of, setting)
    drivers.write("axis", of, setting, found, change(found))


def test_a_write_is_refused_where_the_device_says_so_and_tried_once_more_without_the_root() -> None:
    lines = f"{OLD}Network.UPnP.Enabled=yes\n"
    of, played = writable(lines, took=lambda nth: b"# Error: Error setting\n" if nth == 1 else b"OK\n")
    of.update({"Network.UPnP.Enabled": False})
    assert played.sent == [
        {"action": "update", "root.Network.UPnP.Enabled": "no"},
        {"action": "update", "Network.UPnP.Enabled": "no"},
    ]
    of, played = writable(lines, took=lambda _: b"# Error: Error setting\n")
    with pytest.raises(WriteRefused, match="Error setting"):
        of.update({"Network.UPnP.Enabled": False})
    assert len(played.sent) == 2
    of, played = writable(lines)
    of.update({})
    assert played.signed == []


@pytest.mark.parametrize(
    "wanted", [{"Network.FTP.Enabled": False}, {"Storage.S0.CleanupMaxAge": 7001}, {"Brand.Brand": "x"}]
)
def test_what_the_device_does_not_define_is_not_sent(wanted: dict[str, Any]) -> None:
    of, played = writable(f"{OLD}Storage.S0.CleanupMaxAge=90\nBrand.Brand=AXIS\n")
    with pytest.raises(WriteRefused):
        of.update(wanted)
    assert played.sent == []


def test_each_store_is_limited_in_one_request() -> None:
    rows = {"cleanupmaxage": "0"}, {"diskid": "SD_DISK2", "group": "S1", "cleanupmaxage": "7"}
    lines = f"{OLD}{CARD}Storage.S0.CleanupMaxAge=0\nStorage.S0.CleanupPolicyActive=fifo\n"
    of, played = writable(lines, {**disks(*rows), **recordings()})

    def limited(found: Retention) -> Retention:
        assert isinstance(found.tracks, tuple)
        first, *others = found.tracks
        return replace(found, tracks=(replace(first, max_days=31, limit="days"), *others))

    write(of, "retention", limited)
    values = {"root.Storage.S0.CleanupMaxAge": "31", "root.Storage.S0.CleanupPolicyActive": "fifo"}
    assert played.sent == [{"action": "update", **values}]
    locked, seen = writable(lines, {**disks({**rows[0], "locked": "yes"}), **recordings()})
    with pytest.raises(WriteRefused, match="locked"):
        write(locked, "retention", limited)
    assert seen.sent == []


def test_more_servers_than_there_is_room_for_are_not_sent() -> None:
    client = {"enabled": True, "serversSource": "static", "staticServers": ["a"], "maxSupportedStaticServers": 1}
    ntp = {"ntp.cgi getNTPInfo": answer("getNTPInfo", {"client": client}), **time()}
    of, played = writable(NEW, ntp)

    def more(found: Clock) -> Clock:
        return replace(found, servers=("a", "b"))

    with pytest.raises(WriteRefused, match="1 to 1"):
        write(of, "clock", more)
    assert {key[2] for key in played.signed} == {"", "getNTPInfo", "getDateTimeInfo"}


def test_a_json_write_that_is_refused_is_said() -> None:
    client = {"enabled": False, "serversSource": "static", "staticServers": ["a"], "NTSEnabled": False}
    ntp = {"ntp.cgi getNTPInfo": answer("getNTPInfo", {"client": client}), **time()}
    of, _ = writable(NEW, ntp)

    def by_ntp(found: Clock) -> Clock:
        return replace(found, source="ntp")

    with pytest.raises(WriteRefused, match="404"):
        write(of, "clock", by_ntp)


@pytest.mark.parametrize("service", ["http", "https", "rtsp"])
def test_a_way_in_is_never_closed(service: str) -> None:
    of, played = writable(f"{OLD}{TLS}Network.RTSP.Enabled=yes\n")

    def closed(found: Services) -> Services:
        return Services(
            services=tuple(replace(one, enabled=False) if one.service == service else one for one in found.services)
        )

    with pytest.raises(WriteRefused, match="way in"):
        write(of, "services", closed)
    assert played.sent == []


def test_plain_http_is_shut_only_by_who_came_by_https() -> None:
    def secure(found: Certificates) -> Certificates:
        return replace(found, https_only=True, lowest_tls="1.2")

    of, played = writable(OLD + TLS)
    with pytest.raises(WriteRefused, match="our own way in"):
        write(of, "certificates", secure)
    assert played.sent == []
    of, played = writable(OLD + TLS)
    of.target = replace(of.target, endpoint=replace(of.target.endpoint, scheme="https"))
    write(of, "certificates", secure)
    policy = {f"root.System.BoaGroupPolicy.{group}": "https" for group in ("admin", "operator", "viewer")}
    old = {"root.HTTPS.AllowTLS1": "no", "root.HTTPS.AllowTLS11": "no"}
    assert played.sent == [{"action": "update", **old, **policy}]
    modern, seen = writable(OLD + TLS)
    with pytest.raises(WriteRefused, match=r"1\.3"):
        write(modern, "certificates", lambda found: replace(found, lowest_tls="1.3"))
    assert seen.sent == []


def test_an_account_goes_by_its_name_and_never_ours_or_the_last_administrator() -> None:
    groups = b'admin="admin"\noperator="admin,guard"\nviewer="admin,guard"\ndigusers="admin,guard"\n'
    of, played = writable(OLD, {"pwdgrp.cgi": groups}, took=lambda _: b"Removed account guard.\n")

    def without(name: str) -> Callable[[Accounts], Accounts]:
        return lambda found: replace(found, accounts=tuple(one for one in found.accounts if one.name != name))

    write(of, "accounts", without("guard"))
    assert played.sent == [{"action": "remove", "user": "guard"}]
    with pytest.raises(NotAllowed, match="last administrator"):
        write(of, "accounts", without("admin"))
    two = groups.replace(b'admin="admin"', b'admin="admin,guard"')
    other, seen = writable(OLD, {"pwdgrp.cgi": two}, took=lambda _: b"Error: no.\n")
    with pytest.raises(NotAllowed, match="our own"):
        write(other, "accounts", without("admin"))
    assert seen.sent == []
    with pytest.raises(WriteRefused, match="Error: no"):
        write(other, "accounts", without("guard"))


def test_what_a_program_did_is_stopped_and_nothing_is_started() -> None:
    rows = b'<application Name="lpr" Status="Running"/><application Name="vmd" Status="Stopped"/>'
    body = b'<reply result="ok">' + rows + b"</reply>"
    of, played = writable(OLD, {"applications/list.cgi": body})

    def state(on: bool) -> Callable[[Analytics], Analytics]:
        return lambda found: replace(
            found,
            functions=tuple(replace(one, enabled=on) for one in found.functions),  # type: ignore[union-attr] # listed
        )

    write(of, "analytics", state(False))
    assert played.sent == [{"action": "stop", "package": "lpr"}]
    with pytest.raises(WriteRefused):
        write(of, "analytics", state(True))


def test_masks_and_texts_are_switched_on() -> None:
    masks = "Properties.PrivacyMask.PrivacyMask=yes\nImage.I0.Overlay.MaskWindows.M1.Enabled=no\n"
    text = "".join(f"Image.I0.Text.{name}=no\n" for name in ("TextEnabled", "DateEnabled", "ClockEnabled"))
    of, played = writable(f"{OLD}{CARD}{masks}{text}Image.I0.Text.String=\n")
    write(of, "masks", lambda found: Masks(masks=tuple(replace(one, enabled=True) for one in found.masks)))

    def named(found: Overlay) -> Overlay:
        return Overlay(
            channels=tuple(replace(one, text="Stairs", name_shown=True, time_shown=True) for one in found.channels)  # type: ignore[union-attr] # listed
        )

    write(of, "overlay", named)
    assert played.sent == [
        {"action": "update", "root.Image.I0.Overlay.MaskWindows.M1.Enabled": "yes"},
        {
            "action": "update",
            "root.Image.I0.Text.String": "Stairs",
            "root.Image.I0.Text.TextEnabled": "yes",
            "root.Image.I0.Text.DateEnabled": "yes",
            "root.Image.I0.Text.ClockEnabled": "yes",
        },
    ]


def test_the_log_is_kept_and_its_collectors_are_told_to_the_interface() -> None:
    server = "API.RemoteSyslog1.{0}.Address=\nAPI.RemoteSyslog1.{0}.Port=6514\nAPI.RemoteSyslog1.{0}.Protocol=TLS\n"
    lines = f"{NEW}System.AccessLog=Off\nAPI.RemoteSyslog1.Enabled=false\n{server.format('Server1')}"
    of, played = writable(lines)
    write(of, "logging", lambda found: replace(found, kept=True))
    assert played.sent == [{"action": "update", "root.System.AccessLog": "On"}]
    wanted = Logging(kept=True, collectors=(Collector(host="10.0.0.9", port=6514, protocol="tls"),))
    with pytest.raises(WriteRefused, match="404"):
        drivers.write("axis", of, "logging", Logging(kept=True, collectors=()), wanted)
    assert [key[2] for key in played.signed if "syslog" in key[1]] == ["setup"]
    three = replace(wanted, collectors=tuple(replace(wanted.collectors[0], port=port) for port in (1, 2, 3)))  # type: ignore[index] # one
    with pytest.raises(WriteRefused, match="2 places"):
        drivers.write("axis", of, "logging", Logging(kept=True, collectors=()), three)


def test_a_new_text_does_not_take_the_time_away_and_nothing_is_switched_off() -> None:
    shown = "Image.I0.Text.String=%F %X\nImage.I0.Text.TextEnabled=yes\nImage.I0.Text.DateEnabled=no\n"
    of, played = writable(f"{OLD}{CARD}{shown}Image.I0.Text.ClockEnabled=no\n")

    def named(found: Overlay) -> Overlay:
        assert isinstance(found.channels, tuple)
        return Overlay(channels=(replace(found.channels[0], text="Stairs", name_shown=True),))

    def hidden(found: Overlay) -> Overlay:
        assert isinstance(found.channels, tuple)
        return Overlay(channels=(replace(found.channels[0], time_shown=False),))

    with pytest.raises(WriteRefused, match="not switched off"):
        write(of, "overlay", hidden)
    write(of, "overlay", named)
    names = ("DateEnabled", "ClockEnabled", "TextEnabled")
    switches = {f"root.Image.I0.Text.{name}": "yes" for name in names}
    assert played.sent == [{"action": "update", "root.Image.I0.Text.String": "Stairs", **switches}]
