"""Which doors of a real host are open, by each witness of its own."""

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from sightline import drivers
from sightline.drivers.linux import sshd
from sightline.drivers.linux.services import _way_in
from sightline.errors import DeviceError, LoginRefused, Unreachable, WriteRefused
from sightline.settings import Services, Unread, Unsupported
from sightline.wire.ssh import Answer
from tests.drivers_linux.judging import verdicts
from tests.drivers_linux.tape import changed, moment, recorded, session

DIRTY, HARDENED = recorded("dirty"), recorded("hardened")


@dataclass
class Played:
    """A tape that takes writes: `done` are the operations, by their arguments. No new login works on it."""

    tape: Any
    before: bytes
    done: list[str] = field(default_factory=list)

    def run(self, script: str, **more: Any) -> Answer:
        """What the commands of a write would say."""
        answer: Answer = self.tape.run("mark=x\n" if "mark=" not in script else script, **more)
        if script.startswith("cat "):
            return replace(answer, status=int(not self.before), output=self.before)
        if script.startswith("sshd"):
            return replace(answer, output=b"permitrootlogin no\n")
        return answer

    def apply(self, *operations: Iterable[Any], told: object = None) -> int:
        """Notes a generator's arguments without running it."""
        for operation in operations:
            told = dict(operation.gi_frame.f_locals)  # type: ignore[attr-defined] # it is a generator
            text = told["src"].getvalue() if "src" in told else ""
            self.done.append(" ".join([text, *(f"{name}={value}" for name, value in told.items())]))
        return len(self.done)

    def works(self) -> DeviceError:
        """Never."""
        return Unreachable("gone")


def services(output: bytes, state: str = "hardened") -> dict[str, Any]:
    found = drivers.read("linux", session(output, moment(state)), "services")
    assert isinstance(found, Services)
    return {one.service: one.enabled for one in found.services}


def test_each_door_that_was_open_is_said_so() -> None:
    found = services(DIRTY, "dirty")
    open_doors = {name for name, enabled in found.items() if enabled is True}
    assert open_doors == {
        *("upnp", "telnet", "ftp", "snmp-v1", "snmp-v2c", "discovery", "ssh", "ssh-password", "ssh-root")
    }
    assert isinstance(found["anonymous-view"], Unsupported)
    assert "python3 on tcp 5357" in found["anonymous-view"].reason
    assert {name for name, enabled in services(HARDENED).items() if enabled is not False} == {"ssh"}


@pytest.mark.parametrize(
    ("section", "old", "new", "service"),
    [
        ("units", b"file miniupnpd.service disabled", b"file miniupnpd.service enabled", "upnp"),
        ("units", b"unit systemd-journald", b"unit tailscaled.service active\nunit systemd-journald", "p2p-cloud"),
        ("units", b"script chrony", b"script telnetd\nscript chrony", "telnet"),
        ("listeners", b"end", b'tcp LISTEN 0 5 0.0.0.0:23 0.0.0.0:* users:(("x",pid=1,fd=3))\nend', "telnet"),
        ("listeners", b"end", b"udp UNCONN 0 0 *:161 *:*\nend", "snmp-v2c"),
        ("programs", b"runs systemd\n", b"runs ngrok\nruns systemd\n", "p2p-cloud"),
        ("programs", b"runs systemd\n", b"inetd /etc/inetd.conf 23 /opt/x x\nruns systemd\n", "telnet"),
        ("programs", b"runs systemd\n", b"xinetd tftp\nruns systemd\n", "ftp"),
        ("sshd", b"set passwordauthentication no", b"set passwordauthentication yes", "ssh-password"),
        ("sshd", b"set kbdinteractiveauthentication no", b"set kbdinteractiveauthentication yes", "ssh-password"),
        ("sshd", b"set permitrootlogin no", b"set permitrootlogin without-password", "ssh-root"),
    ],
)
def test_one_witness_opens_a_door(section: str, old: bytes, new: bytes, service: str) -> None:
    output = changed(HARDENED, section, (old, new))
    assert services(output)[service] is True
    assert verdicts(output, "hardened")["remote-defaults"] == "drift"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"match 0", b"match 2", "Match blocks"),
        (b"include /etc/ssh/sshd_config.d/*.conf", b"include /opt/sshd.conf", "/opt/sshd.conf"),
        (b"sshd_config.d/*.conf", b"sshd_config.d/*.conf\ninclude /opt/more.conf", "/opt/more.conf"),
        (b"since ", b"since 1\nold ", "changed after it was loaded"),
    ],
)
def test_a_no_of_sshd_counts_only_where_nothing_stands_against_it(old: bytes, new: bytes, words: str) -> None:
    found = services(changed(HARDENED, "sshd", (old, new)))
    assert isinstance(found["ssh-password"], Unread)
    assert words in found["ssh-password"].reason


def test_every_file_of_an_include_is_told(tmp_path: Path) -> None:
    (tmp_path / "sshd_config").write_text("Include /etc/ssh/sshd_config.d/*.conf /opt/more.conf\nPort 22\n")
    [line] = [one for one in sshd.SCRIPT.splitlines() if '"include"' in one]
    said = subprocess.run(
        ["sh", "-c", f'set -- "$0"; {line}', tmp_path / "sshd_config"], capture_output=True, check=True
    )
    assert said.stdout.splitlines() == [b"include /etc/ssh/sshd_config.d/*.conf", b"include /opt/more.conf"]


def test_a_file_that_is_gone_from_sshds_folder_is_a_change(tmp_path: Path) -> None:
    """What it said is in force until a reload, and `sshd -T` does not read it any more."""
    (folder := tmp_path / "sshd_config.d").mkdir()
    (gone := folder / "50-cloud-init.conf").write_text("PasswordAuthentication yes\n")
    (main := tmp_path / "sshd_config").write_text(f"Include {folder}/*.conf\n")
    lines = [one for one in sshd.SCRIPT.partition("\nfor unit")[0].splitlines()[2:] if "sshd -T" not in one]
    script = "\n".join(lines).replace("/etc/ssh", str(tmp_path))

    def told() -> bytes:
        return subprocess.run(["sh", "-c", script], capture_output=True, check=True).stdout.splitlines()[-1]

    for path in (gone, main, folder):
        os.utime(path, (1000, 1000))
    assert told() == b"changed 1000"
    gone.unlink()
    assert told() != b"changed 1000"


@pytest.mark.parametrize(
    "rule",
    [
        b"-A DOCKER ! -i docker0 -p tcp -m tcp --dport 23 -j DNAT --to-destination 172.17.0.2:23",
        b"tcp dport 23 dnat to 172.17.0.2:23",
    ],
)
def test_a_port_that_the_firewall_passes_on_is_open(rule: bytes) -> None:
    found = services(changed(HARDENED, "listeners", (b"end", b"forward " + rule + b"\nend")))
    assert found["telnet"] is True
    assert "behind a forwarded port on tcp 23" in found["anonymous-view"].reason
    assert isinstance(
        services(changed(HARDENED, "listeners", (b"end", b"forward dnat\nend")))["anonymous-view"], Unsupported
    )


def test_a_share_may_hold_the_recordings_themselves() -> None:
    """A guest of Samba's may look at whatever its shares hold."""
    line = b'tcp LISTEN 0 50 0.0.0.0:445 0.0.0.0:* users:(("smbd",pid=9,fd=3))\nend'
    found = services(changed(HARDENED, "listeners", (b"end", line)))["anonymous-view"]
    assert isinstance(found, Unsupported)
    assert "smbd on tcp 445" in found.reason


def test_a_program_that_nobody_knows_may_show_pictures() -> None:
    line = b'tcp LISTEN 0 5 0.0.0.0:8081 0.0.0.0:* users:(("zms",pid=9,fd=3))\nend'
    found = services(changed(HARDENED, "listeners", (b"end", line)))["anonymous-view"]
    assert isinstance(found, Unsupported)
    assert "zms on tcp 8081" in found.reason
    here = line.replace(b"0.0.0.0:8081", b"127.0.0.1:8081")
    assert services(changed(HARDENED, "listeners", (b"end", here)))["anonymous-view"] is False


def test_two_doors_of_one_program_are_closed_together_or_not_at_all() -> None:
    of = session(DIRTY, moment("dirty"))
    found = drivers.read("linux", of, "services")
    assert isinstance(found, Services)
    one = tuple(replace(s, enabled=False) if s.service == "snmp-v1" else s for s in found.services)
    with pytest.raises(WriteRefused, match="without snmp-v2c"):
        drivers.write("linux", of, "services", found, Services(services=one))


@pytest.mark.parametrize("before", [b"", b"PermitRootLogin no\n"])
def test_ssh_is_put_back_where_a_new_login_does_not_work(before: bytes, tmp_path: Path) -> None:
    """What stood in our file before is there again, and sshd has loaded it."""
    of = session(DIRTY, moment("dirty"), key_file=tmp_path / "key")
    host = Played(of.ssh, before)
    of.ssh = host  # type: ignore[assignment] # all that a writing needs of it
    found = drivers.read("linux", of, "services")
    assert isinstance(found, Services)
    wanted = replace(
        found, services=tuple(replace(s, enabled=False) if s.service == "ssh-root" else s for s in found.services)
    )
    with pytest.raises(WriteRefused, match=r"a new login did not work .*; it was put back"):
        drivers.write("linux", of, "services", found, wanted)
    put, _, back, reload = host.done
    assert "PermitRootLogin no" in put
    assert (before.decode() in back) if before else ("present=False" in back)
    assert "reload" in reload


ROWS = "1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet 10.20.0.9/24 scope global eth0\n"
TUNNEL = "3: tailscale0    inet 100.90.1.2/32 scope global tailscale0\n"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("10.20.0.9", ""),
        ("127.0.0.1", "comes in by lo"),
        ("100.90.1.2", "comes in by tailscale0"),
        ("10.99.0.1", "no interface's address"),
        ("", "does not say"),
    ],
)
def test_a_tunnel_that_may_be_our_own_way_in_is_not_closed(address: str, words: str) -> None:
    said = _way_in(f"{address}\n{ROWS}{TUNNEL}")
    assert words in said
    assert bool(said) == bool(words)
    assert _way_in("")


def test_what_stops_the_proof_puts_ssh_back() -> None:
    """A reload that fails, or a time budget that is spent, leaves nothing unproven behind."""
    of = session(DIRTY, moment("dirty"), key_file=Path("key"))
    with (
        patch.object(sshd, "_proven", side_effect=Unreachable("the time budget of 30 s is spent")),
        patch.object(sshd, "_put_back") as put_back,
        patch.object(sshd, "before", return_value=None),
        patch.object(of, "apply"),
        pytest.raises(Unreachable),
    ):
        sshd.close(of, ["ssh-root"], set())
    put_back.assert_called_once_with(of, None)


def test_a_new_login_that_is_refused_is_a_refusal_of_the_run() -> None:
    of = session(DIRTY, moment("dirty"), key_file=Path("key"))
    answer = Answer(
        status=0, output=b"permitrootlogin no\n", errors="", sent=datetime.now(UTC), received=datetime.now(UTC)
    )
    with (
        patch.object(sshd, "_put_back") as put_back,
        patch.object(sshd, "_reload"),
        patch.object(sshd, "before", return_value=None),
        patch.object(of, "apply"),
        patch.object(of, "check", return_value=answer),
        patch.object(of.ssh, "works", return_value=LoginRefused("the host refused the key of recorder"), create=True),
        pytest.raises(LoginRefused, match="they were put back"),
    ):
        sshd.close(of, ["ssh-root"], set())
    put_back.assert_called_once_with(of, None)
