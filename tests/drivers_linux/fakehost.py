"""A host that speaks SSH and is none: paramiko's own server side, on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from paramiko import (
    Channel,
    ECDSAKey,
    PKey,
    ServerInterface,
    SSHException,
    Transport,
)

PASSWORD = "right"
#: paramiko's own numbers.
SUCCESS, PARTIAL, FAILED, OPENED = 0, 1, 2, 0


@dataclass
class Host(ServerInterface):
    """`tries` are the logins that it saw, `commands` what it was asked; `mode` is how it answers."""

    key: PKey = field(default_factory=ECDSAKey.generate)
    allowed: PKey | None = None
    mode: str = ""
    reply: bytes = b""
    errors: bytes = b""
    status: int = 0
    tries: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    _transports: list[Transport] = field(default_factory=list)

    def get_allowed_auths(self, username: str) -> str:
        return "publickey,password,keyboard-interactive"

    def check_auth_password(self, username: str, password: str) -> int:
        self.tries.append(f"password of {username}")
        if self.mode == "closes":
            self._transports[-1].close()
        if self.mode == "two factors":
            return PARTIAL
        return SUCCESS if password == PASSWORD else FAILED

    def check_auth_publickey(self, username: str, key: PKey) -> int:
        self.tries.append(f"key of {username}")
        return SUCCESS if key == self.allowed else FAILED

    def check_auth_interactive(self, username: str, submethods: str) -> int:
        self.tries.append(f"interactive of {username}")
        return FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return OPENED

    def check_channel_exec_request(self, channel: Channel, command: bytes) -> bool:
        self.commands.append(command.decode())
        threading.Thread(target=self._answer, args=(channel,), daemon=True).start()
        return True

    def _answer(self, channel: Channel) -> None:
        with suppress(OSError, EOFError, SSHException):
            channel.settimeout(5)
            script = b""
            while part := channel.recv(65_536):
                script += part
            mark = script.partition(b"mark=")[2].partition(b"\n")[0]
            channel.sendall(self.reply.replace(b"--mark--", mark))
            channel.sendall_stderr(self.errors)
            if self.mode == "hangs":
                return
            if self.mode == "drops":
                self._transports[-1].close()
                return
            channel.send_exit_status(self.status)
            channel.close()

    def take(self, plain: socket.socket) -> None:
        """One connection."""
        self.connections += 1
        if self.mode == "silent":
            self._kept = plain
            return
        transport = Transport(plain)
        self._transports.append(transport)
        transport.add_server_key(self.key)
        with suppress(SSHException, EOFError, OSError):
            transport.start_server(threading.Event(), self)

    @contextmanager
    def up(self) -> Iterator["Host"]:
        """Listens until the end of the block."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
            thread.start()
            try:
                yield self
            finally:
                with suppress(OSError):
                    listening.shutdown(socket.SHUT_RDWR)
                thread.join(5)
                for transport in self._transports:
                    transport.close()
                if self.mode == "silent":
                    self._kept.close()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            self.take(plain)

    def line(self, key: PKey | None = None) -> str:
        """Its entry of known_hosts."""
        own = key or self.key
        return f"[127.0.0.1]:{self.port} {own.get_name()} {own.get_base64()}\n"
