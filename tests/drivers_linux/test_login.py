"""Rule 1 over SSH: one login, by one method, to the pinned host alone; and what a host can do to a command."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner
from paramiko import ECDSAKey, RSAKey

from sightline.bridge.begin import begin
from sightline.bridge.inventory import state_of
from sightline.bridge.link import Link
from sightline.cli.trust import trust
from sightline.errors import EstateError, LoginRefused, NotAllowed, UnexpectedReply, Unreachable, UntrustedCertificate
from sightline.estate.load import variable
from sightline.estate.state import State
from sightline.wire.hostkeys import fingerprint, seen_host_key
from sightline.wire.http import Limits
from sightline.wire.ssh import Ssh
from tests.drivers_linux.fakehost import PASSWORD, Host
from tests.drivers_linux.judging import write_estate
from tests.drivers_linux.tape import recorded

LIMITS = Limits(connect_seconds=2, read_seconds=2, total_seconds=3, reply_bytes=100_000)


@pytest.fixture
def host() -> Iterator[Host]:
    with Host().up() as running:
        yield running


def ssh(host: Host, folder: Path, password: str = PASSWORD, *, pin: bool = True, **more: Any) -> Ssh:
    """Nothing sent yet."""
    known = folder / "known_hosts"
    if pin:
        known.write_text(host.line())
    return Ssh(
        host="127.0.0.1", port=host.port, user="recorder", known_hosts=known, password=password, limits=LIMITS, **more
    )


def key_in(folder: Path) -> tuple[Path, RSAKey]:
    key, path = RSAKey.generate(2048), folder / "id_rsa"
    key.write_private_key_file(str(path))
    return path, key


def test_a_password_is_tried_once_and_by_no_other_method(host: Host, tmp_path: Path) -> None:
    one = ssh(host, tmp_path, "wrong")
    for _ in range(3):
        with pytest.raises(LoginRefused, match="refused the password of recorder"):
            one.run("true")
    assert host.tries == ["password of recorder"]
    assert (one.counts.logins, one.counts.requests) == (1, 0)


def test_a_key_is_tried_once_and_no_password_after_it(host: Host, tmp_path: Path) -> None:
    path, _ = key_in(tmp_path)
    one = ssh(host, tmp_path, "", key_file=path)
    for _ in range(2):
        with pytest.raises(LoginRefused, match="refused the key"):
            one.run("true")
    assert host.tries == ["key of recorder"]


@pytest.mark.parametrize("text", ["", "no key", None])
def test_a_key_that_cannot_be_used_is_not_tried(host: Host, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "id"
    if text is None:
        RSAKey.generate(2048).write_private_key_file(str(path), password="secret")
    elif text:
        path.write_text(text)
    with pytest.raises(NotAllowed, match="id"):
        ssh(host, tmp_path, "", key_file=path).run("true")
    assert host.connections == 0


def test_neither_agent_nor_keys_nor_settings_of_the_user_are_looked_at(host: Host, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    RSAKey.generate(2048).write_private_key_file(str(home / ".ssh" / "id_rsa"))
    (home / ".ssh" / "config").write_text("Host *\n  Port 1\n  User other\n")
    with patch.dict(os.environ, {"HOME": str(home), "SSH_AUTH_SOCK": str(home / "agent")}), pytest.raises(LoginRefused):
        ssh(host, tmp_path, "wrong").run("true")
    assert host.tries == ["password of recorder"]


def test_a_host_that_closes_on_a_password_is_taken_to_have_refused_it(host: Host, tmp_path: Path) -> None:
    host.mode = "closes"
    with pytest.raises(LoginRefused, match="closed"):
        ssh(host, tmp_path).run("true")
    assert len(host.tries) == 1


def test_a_host_that_wants_a_second_factor_gets_none(host: Host, tmp_path: Path) -> None:
    host.mode = "two factors"
    with pytest.raises(LoginRefused):
        ssh(host, tmp_path).run("true")
    assert len(host.tries) == 1


def test_without_a_pin_nothing_is_sent(host: Host, tmp_path: Path) -> None:
    with pytest.raises(UntrustedCertificate, match="sightline trust") as problem:
        ssh(host, tmp_path, pin=False).run("true")
    assert fingerprint(host.key) in str(problem.value)
    assert host.tries == []


def test_to_another_host_key_nothing_is_sent(host: Host, tmp_path: Path) -> None:
    one = ssh(host, tmp_path)
    (tmp_path / "known_hosts").write_text(host.line(ECDSAKey.generate()))
    with pytest.raises(UntrustedCertificate, match="changed") as problem:
        one.run("true")
    assert fingerprint(host.key) in str(problem.value)
    assert host.tries == []


def test_the_key_that_answers_is_seen_without_a_login(host: Host, tmp_path: Path) -> None:
    seen = seen_host_key("127.0.0.1", host.port, timeout_seconds=2)
    assert (seen.line, seen.fingerprint) == (host.line(), fingerprint(host.key))
    state = State(tmp_path)
    state.pin_host(host.line(ECDSAKey.generate()))
    state.pin_host(seen.line)
    assert state.known_hosts.read_text() == host.line()
    assert state.known_hosts.stat().st_mode & 0o777 == 0o600
    assert host.tries == []


def test_a_host_that_is_not_there_or_says_nothing_is_unreachable(host: Host, tmp_path: Path) -> None:
    gone = ssh(host, tmp_path)
    gone.port = 1
    with pytest.raises(Unreachable):
        gone.run("true")
    host.mode = "silent"
    silent = ssh(host, tmp_path)
    for _ in range(2):
        with pytest.raises(Unreachable):
            silent.run("true")
    assert host.connections == 1, "a dead host is asked once"


def test_a_command_has_its_time_and_its_size(host: Host, tmp_path: Path) -> None:
    one = ssh(host, tmp_path)
    try:
        host.reply = b"x" * (LIMITS.reply_bytes + 1)
        with pytest.raises(UnexpectedReply, match="larger"):
            one.run("true")
        host.reply, host.mode = b"half", "hangs"
        with pytest.raises(Unreachable, match=r"in 0\.5 s"):
            one.run("true", seconds=0.5)
        host.mode = "drops"
        with pytest.raises((UnexpectedReply, Unreachable)):
            one.run("true")
    finally:
        one.close()
    assert host.tries == ["password of recorder"]


@pytest.mark.parametrize(
    "words", ["sudo: a password is required", "recorder is not in the sudoers file.", "sudo: not found"]
)
def test_sudo_that_refuses_says_the_way_out_and_asks_nobody(host: Host, tmp_path: Path, words: str) -> None:
    host.status, host.errors = 1, words.encode() + b"\n"
    one = ssh(host, tmp_path, sudo=True)
    try:
        with pytest.raises(NotAllowed, match="NOPASSWD"):
            one.run("true")
        done, said = one.connector.run_shell_command("true", _sudo=True)
    finally:
        one.close()
    assert (done, said.stderr_lines) == (False, [words])
    assert [command.split(" sh ")[0] for command in host.commands] == ["sudo -H -n"] * 2


@pytest.fixture
def estate(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An estate of the fake host, its key pinned."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv(variable("court/linux-1"), f"recorder:{PASSWORD}")
    write_estate(tmp_path / "estate", f"ssh://recorder@127.0.0.1:{host.port}")
    State(tmp_path / "estate").pin_host(host.line())
    return tmp_path / "estate"


def test_trust_shows_the_fingerprint_and_pins_the_key(host: Host, estate: Path) -> None:
    State(estate).known_hosts.unlink()
    asked = CliRunner().invoke(trust, ["court/linux-1"], obj=estate)
    assert isinstance(asked.exception, EstateError), "nobody said yes"
    assert not State(estate).known_hosts.exists()
    said = CliRunner().invoke(trust, ["court/linux-1", "--yes"], obj=estate)
    assert (said.exit_code, fingerprint(host.key) in said.output) == (0, True)
    assert State(estate).known_hosts.read_text() == host.line()
    assert host.tries == []


def link(estate: Path) -> Link:
    work = begin(estate, verb="check")
    return Link(work, work.estate.devices[0])


def test_a_whole_check_is_one_login_and_one_command(host: Host, estate: Path) -> None:
    host.reply = recorded("hardened")
    one = link(estate)
    for setting in (
        "identity",
        "audio",
        "retention",
        "services",
        "accounts",
        "export",
        "storage",
        "health",
        "firmware",
    ):
        assert one.read(setting)["status"] == "ok", setting
    one.close()
    assert (host.tries, len(host.commands), one.requests) == (["password of recorder"], 1, 1)
    assert host.commands == ["""sudo -H -n sh -c 'eval "$(cat)"'"""]


def test_a_refused_password_is_not_sent_by_a_later_run(
    host: Host, estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable("court/linux-1"), "recorder:wrong")
    for _ in range(3):
        one = link(estate)
        assert one.read("identity")["status"] == one.read("audio")["status"] == "refused"
        one.close()
    assert host.tries == ["password of recorder"]


def test_a_key_is_whose_the_address_says(host: Host, estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, host.allowed = key_in(estate)
    host.reply = recorded("hardened")
    monkeypatch.setenv(variable("court/linux-1"), f"key:{path}")
    one = link(estate)
    assert one.read("identity")["status"] == "ok"
    assert one.login == "recorder"
    one.close()
    assert host.tries == ["key of recorder"]
    write_to = estate / "inventory" / "sites" / "court.yml"
    write_to.write_text(write_to.read_text().replace("ssh://recorder@", "ssh://"))
    nobody = link(estate)
    assert "the address must say" in nobody.read("identity")["reason"]
    nobody.close()


def test_password_logins_stay_while_we_use_one(host: Host, estate: Path) -> None:
    host.reply = recorded("dirty")
    one = link(estate)
    found = one.read("services")["found"]
    for service in found["services"]:
        if service["service"] == "ssh-password":
            service["enabled"] = False
    answer = one.write("services", found)
    one.close()
    assert answer["status"] == "refused"
    assert "store a key first" in answer["reason"]


def connector_of(one: Link) -> Any:
    """pyinfra's side of the device."""
    return next(iter(state_of([one], parallel=1).inventory)).connector


def test_a_host_takes_other_commands_by_the_same_login(host: Host, estate: Path, tmp_path: Path) -> None:
    host.reply = recorded("hardened")
    one = link(estate)
    connector = connector_of(one)
    assert connector.run_shell_command("read identity")[0]
    host.reply = b"uid=0(root)\n"
    done, said = connector.run_shell_command("id", _sudo=True)
    assert (done, said.stdout_lines) == (True, ["uid=0(root)"])
    assert connector.put_file(StringIO("x"), "/etc/x")
    assert connector.get_file("/etc/x", str(tmp_path / "x"))
    assert (tmp_path / "x").read_bytes() == b"uid=0(root)\n"
    host.status, host.errors = 3, b"no such thing\n"
    failed, why = connector.run_shell_command("false")
    assert (failed, why.stderr_lines) == (False, ["no such thing"])
    one.close()
    assert len(host.tries) == 1


def test_what_a_dead_host_is_asked_is_an_answer(host: Host, estate: Path) -> None:
    host.mode = "silent"
    one = link(estate)
    connector = connector_of(one)
    done, said = connector.run_shell_command("id")
    assert not done
    assert '"unreachable"' in said.stderr
    assert not connector.put_file(StringIO("x"), "/etc/x")
    one.close()
    assert host.connections == 1
