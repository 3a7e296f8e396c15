"""A second look at each recorder host, by testinfra's own modules: it must agree with what Sightline found.

Checks of your own go beside these: `recorder` is what Sightline found, `recorder_host` is testinfra's `host`.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sightline.pytest_plugin import Device
from sightline.settings import Unread, Unsupported

#: Units and sockets of a service. inetd may serve others: of telnet the port tells.
SERVICES = {
    "telnet": ((), {"tcp 23"}),
    "ftp": (("vsftpd", "proftpd"), {"tcp 21"}),
    "snmp-v2c": (("snmpd",), {"udp 161"}),
    "upnp": (("miniupnpd",), {"udp 1900"}),
    "discovery": (("avahi-daemon", "avahi-daemon.socket", "wsdd"), {"udp 5353", "udp 3702"}),
}
TIMERS = ("sightline-retention.timer", "systemd-tmpfiles-clean.timer")
SHELLS = ("/bin/bash", "/bin/sh", "/bin/dash", "/bin/zsh", "/usr/bin/bash", "/usr/bin/zsh")
#: `user.expiration_date` would bring the password's hash along.
EXPIRES = "getent shadow %s | cut -d : -f 8"
DAY_SECONDS = 86_400
OLDEST = "find %s -xdev -type f -printf '%%T@\\n' | sort -n | head -n 1"


def found(recorder: Device, setting: str) -> Any:
    """A setting as Sightline read it; what it could not read agrees with nothing."""
    value = recorder.setting(setting)
    assert not isinstance(value, Unread | Unsupported), value.reason
    return value


def services(recorder: Device) -> dict[str, Any]:
    """Each service, and whether it was found on."""
    return {one.service: one.enabled for one in found(recorder, "services").services}


def listening(host: Any) -> set[str]:
    """Protocol and port of every socket that others can reach; `socket.is_listening` asks for IPv4 and IPv6 at once."""
    urls = [url.partition("://") for url in host.socket.get_listening_sockets() if not url.startswith("unix")]
    places = [(protocol, *place.rpartition(":")) for protocol, _, place in urls]
    return {f"{protocol} {port}" for protocol, at, _, port in places if not at.startswith(("127.", "::1"))}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_as_found(recorder: Device, recorder_host: Any, service: str) -> None:
    enabled = services(recorder)[service]
    units, sockets = SERVICES[service]
    on = [unit.name for unit in map(recorder_host.service, units) if unit.is_enabled or unit.is_running]
    on += sockets & listening(recorder_host)
    if isinstance(enabled, bool):
        assert bool(on) == enabled, on


def test_passwords_open_no_shell_where_found_so(recorder: Device, recorder_host: Any) -> None:
    enabled = services(recorder)
    said = recorder_host.check_output("sshd -T").splitlines()
    for service, option in (("ssh-password", "passwordauthentication"), ("ssh-root", "permitrootlogin")):
        if enabled[service] is False:
            assert f"{option} no" in said


def test_whoever_is_found_locked_cannot_log_in(recorder: Device, recorder_host: Any) -> None:
    for account in found(recorder, "accounts").accounts:
        user = recorder_host.user(account.name)
        assert user.exists, account.name
        locked = recorder_host.check_output("passwd -S %s", account.name).split()[1] != "P"
        day = recorder_host.check_output(EXPIRES, account.name)
        past = bool(day) and datetime.now(UTC) > datetime.fromtimestamp(int(day) * DAY_SECONDS, UTC)
        keys = recorder_host.file(f"{user.home}/.ssh/authorized_keys").exists
        assert (past or (locked and not keys)) == (account.enabled is False), account.name


def test_everybody_with_a_shell_and_a_password_was_found(recorder: Device, recorder_host: Any) -> None:
    listed = {account.name for account in found(recorder, "accounts").accounts}
    lines = [line.split(":") for line in recorder_host.check_output("getent passwd").splitlines()]
    people = [line[0] for line in lines if line[-1] in SHELLS]
    able = [name for name in people if recorder_host.check_output("passwd -S %s", name).split()[1] == "P"]
    assert set(able) - listed == set()


def test_a_limit_in_days_has_a_timer_that_runs(recorder: Device, recorder_host: Any) -> None:
    tracks = found(recorder, "retention").tracks
    if isinstance(tracks, tuple) and any(track.limit == "days" for track in tracks):
        timers = [recorder_host.service(timer) for timer in TIMERS]
        assert any(timer.is_running and timer.is_enabled for timer in timers)


def test_the_oldest_recording_is_as_found(recorder: Device, recorder_host: Any) -> None:
    oldest = found(recorder, "retention").oldest
    said = [recorder_host.check_output(OLDEST, folder) for folder in recorder.inventory.recordings]
    held = [datetime.fromtimestamp(float(text), UTC) for text in said if text]
    if isinstance(oldest, datetime):
        assert held
        assert abs(min(held) - oldest) < timedelta(seconds=2)
    elif oldest is None:
        assert held == []


def test_sound_is_kept_as_found(recorder: Device, recorder_host: Any) -> None:
    setting, recorded = recorder.inventory.audio_setting, found(recorder, "audio").recorded
    if setting is not None and isinstance(recorded, tuple):
        lines = recorder_host.file(setting.file).content_string.splitlines()
        said = [line.partition("=")[2].strip() for line in lines if line.partition("=")[0].strip() == setting.key]
        assert (said == [setting.off]) == all(track.enabled is False for track in recorded), said
