"""SSH towards one host, over pyinfra's own connector: one login, and after its refusal silence.

What pyinfra's connector would take from the user's own files or ask at a terminal (keys, agents, `~/.ssh/config`, a
sudo password) is cut off here. Every reply is capped in bytes and time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sightline.errors import DeviceError, LoginRefused, NotAllowed, UnexpectedReply, Unreachable, WriteRefused
from sightline.wire.http import Counts, Limits
from sightline.wire.sshlogin import OneTry, private_key, reason

#: sudo's own words where it wants what we do not have; and what it says where it is not there at all.
SUDO_REFUSES = (
    *("sudo: a password is required", "sudo: a terminal is required", "is not in the sudoers file"),
    *("is not allowed to ", "sudo: not found", "interactive authentication is required", "sudo: sorry"),
)
BLOCK = 65_536


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one command said. `sent` and `received` are our clock (UTC) around it."""

    status: int
    output: bytes
    errors: str
    sent: datetime
    received: datetime


@dataclass
class Ssh:
    """One host. The login is a password or a key, never one after the other. `sudo` runs commands as root.

    Raises `Unreachable`, `LoginRefused`, `UntrustedCertificate`, `NotAllowed` (sudo refuses), `UnexpectedReply`.
    After the first that ends a login every further call raises it again and sends nothing.
    """

    host: str
    port: int
    user: str
    known_hosts: Path | None
    password: str = field(default="", repr=False)
    key_file: Path | None = None
    sudo: bool = False
    limits: Limits = field(default_factory=Limits)
    counts: Counts = field(default_factory=Counts)
    _connector: Any = field(default=None, repr=False)
    _dead: DeviceError | None = None

    @property
    def connector(self) -> Any:
        """pyinfra's SSH connector, logged in."""
        if self._dead:
            raise self._dead
        if self._connector is None:
            self._connector = self._login()
        return self._connector

    def close(self) -> None:
        """Ends the connection; the next command logs in again."""
        if self._connector is not None:
            self._connector.disconnect()
            self._connector = None

    def run(self, script: str, *, sudo: bool | None = None, seconds: float | None = None) -> Answer:
        """One command: the script comes by its standard input, so that no log of the host keeps it whole."""
        said = self.shell('eval "$(cat)"', script.encode(), sudo=sudo, seconds=seconds)
        if said.status and not said.output:
            self._sudo_refused(said.errors)
        return said

    def shell(
        self, command: Any, stdin: bytes = b"", *, sudo: bool | None = None, seconds: float | None = None, **more: Any
    ) -> Answer:
        """One command by `sh -c`. `more` are pyinfra's own arguments (`_env`, `_chdir`, …)."""
        from pyinfra.connectors.util import make_unix_command

        root = self.sudo if sudo is None else sudo
        whole = make_unix_command(command, **{"_sudo": root, **more}).get_raw_value()
        return self.exchange(self.connector.client, whole, stdin, seconds or self.limits.total_seconds)

    def exchange(self, client: Any, command: str, stdin: bytes, seconds: float) -> Answer:
        """The command as it stands, to its end."""
        from paramiko import SSHException

        until = monotonic() + seconds
        self.counts.requests += 1
        try:
            channel = client.get_transport().open_session(timeout=self.limits.connect_seconds)
            try:
                sent = datetime.now(UTC)
                channel.settimeout(seconds)
                channel.exec_command(command)
                channel.sendall(stdin)
                channel.shutdown_write()
                output = self._drain(channel, channel.recv, until)
                received = datetime.now(UTC)
                errors = self._drain(channel, channel.recv_stderr, until)
                if not channel.status_event.wait(max(0.0, until - monotonic())):
                    raise Unreachable(f"no whole reply in {seconds:g} s")
                status = channel.recv_exit_status()
            finally:
                channel.close()
        except DeviceError:
            raise
        except TimeoutError as problem:
            raise Unreachable(f"no whole reply in {seconds:g} s") from problem
        except (OSError, SSHException, EOFError, AttributeError) as problem:
            raise Unreachable(f"the connection broke: {reason(problem)}") from problem
        if status < 0:
            raise UnexpectedReply("the command ended without a word: its connection was cut, or it was killed")
        return Answer(
            status=status, output=output, errors=errors.decode("utf-8", "replace"), sent=sent, received=received
        )

    def _drain(self, channel: Any, receive: Any, until: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            if monotonic() > until:
                raise TimeoutError
            channel.settimeout(max(0.01, until - monotonic()))
            part = receive(BLOCK)
            if not part:
                return b"".join(parts)
            size += len(part)
            if size > self.limits.reply_bytes:
                raise UnexpectedReply(f"the reply is larger than {self.limits.reply_bytes} bytes")
            parts.append(part)

    def apply(self, *operations: Iterable[Any], told: Mapping[Any, Any] | None = None) -> int:
        """Runs pyinfra operations (their `_inner` generators) on the host; returns how many commands changed it.

        Each reads its facts over the same login when its turn comes, but for those that are `told`, by their class.
        Raises WriteRefused where a command fails.
        """
        from pyinfra.context import ctx_host, ctx_state

        host = self.connector.host
        if not ctx_state.isset():  # some operations look at the state's settings; a run's own is as good as ours
            ctx_state.set(host.state)
        before, done = ctx_host.get(), 0
        ctx_host.set(host)
        host.told = told or {}
        try:
            for operation in operations:
                for command in operation:
                    self.counts.writes += 1
                    done += 1
                    self._execute(host, command)
        finally:
            host.told = {}
            ctx_host.set(before)
        return done

    def _execute(self, host: Any, command: Any) -> None:
        from pyinfra.api.command import StringCommand

        command = StringCommand(command) if isinstance(command, str) else command
        result = command.execute(host.state, host, {"_sudo": self.sudo})
        done, said = result if isinstance(result, tuple) else (result, None)
        if not done:
            words = said.stderr_lines[-1] if said is not None and said.stderr_lines else "no word"
            raise WriteRefused(f"the host refused a write: {reason(words)}")

    def works(self, patience_seconds: float = 10.0) -> DeviceError | None:
        """Whether a second, new login gets in now; None where it does. The first one stays as it is.

        A server that was told to load its settings is away for a moment: it is waited for, as long as nothing was sent.
        """
        until, sent = monotonic() + patience_seconds, self.counts.logins
        while isinstance(problem := self._second(), Unreachable) and self.counts.logins == sent and monotonic() < until:
            sleep(0.1)
        return problem

    def _second(self) -> DeviceError | None:
        other = Ssh(**{name: getattr(self, name) for name in self.__dataclass_fields__ if name[0] != "_"})
        try:
            answer = other.run("echo in")
            return None if answer.output.strip() == b"in" else UnexpectedReply("the new login answers nothing")
        except DeviceError as problem:
            return problem
        finally:
            other.close()

    def _sudo_refused(self, errors: str) -> None:
        for line in errors.splitlines():
            if any(words in line for words in SUDO_REFUSES):
                raise NotAllowed(
                    f"{self.user} may not use sudo here ({reason(line)}): give it "
                    f"`{self.user} ALL=(ALL) NOPASSWD: ALL` in /etc/sudoers.d, or take `sudo: true` out"
                )

    def _login(self) -> Any:
        from paramiko import BadHostKeyException

        from sightline.wire.hostkeys import changed
        from sightline.wire.sshconnector import connector_of

        attempt = OneTry(self.user, self.password, private_key(self.key_file) if self.key_file else None)
        connector = connector_of(self, attempt)
        try:
            connector.connect()
            connector.host.connected = True
            return connector
        except BadHostKeyException as problem:
            self._dead = changed(problem.key, problem.expected_key)
        except DeviceError as problem:
            self._dead = problem
        except Exception as problem:  # noqa: BLE001 - paramiko raises what a host's words break in it; a login may be out
            self._dead = attempt.verdict(problem)
        finally:
            self.counts.logins += attempt.tried
        connector.disconnect()
        assert self._dead is not None
        raise self._dead

    @property
    def refused(self) -> bool:
        """True where the host refused our login."""
        return isinstance(self._dead, LoginRefused)
