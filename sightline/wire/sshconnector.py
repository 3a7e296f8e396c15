"""pyinfra's SSH connector with nothing of the user's: no config file, no agent, no key found by chance, no prompt."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from pyinfra.api.command import QuoteString, StringCommand
from pyinfra.api.config import Config
from pyinfra.api.host import Host
from pyinfra.api.inventory import Inventory
from pyinfra.api.state import State
from pyinfra.api.util import get_file_io
from pyinfra.connectors.ssh import SSHConnector
from pyinfra.connectors.sshuserclient.client import SSHClient
from pyinfra.connectors.util import CommandOutput, OutputLine

from sightline.errors import DeviceError, Unreachable
from sightline.wire.hostkeys import Stranger, pinned
from sightline.wire.sshlogin import OneTry, connect_arguments

if TYPE_CHECKING:
    from sightline.wire.ssh import Ssh

#: Replaces a file in one step; what stood there keeps its owner and mode.
REPLACE = """umask 022
new="$(readlink -f -- {0} || echo {0})"
part="$(mktemp -- "$new.XXXXXX")" || exit 1
if [ -e "$new" ]; then chown --reference="$new" -- "$part" && chmod --reference="$new" -- "$part"
else chmod 644 -- "$part"; fi && cat > "$part" && mv -f -- "$part" "$new" || {{ rm -f -- "$part"; exit 1; }}"""


HOW = ("_stdin", "_timeout", "_success_exit_codes", "_get_pty")


class Client(SSHClient):
    """pyinfra's client; it reads the estate's known_hosts alone."""

    def parse_config(self, hostname: Any, initial_cfg: Any = None, *_: Any, **__: Any) -> tuple[Any, ...]:
        """No configuration file is read."""
        return hostname, {"port": 22, **(initial_cfg or {})}, False, Stranger(), (), 0, None


class Connector(SSHConnector):
    """One login of one `Ssh`; commands go through it, counted and capped."""

    ssh: "Ssh"
    attempt: OneTry

    def connect(self) -> None:
        """Logs in, once. paramiko's errors and ours go through."""
        client: Any = Client()
        self.client = client
        client._system_host_keys = pinned(self.ssh.known_hosts)
        client.connect(
            self.ssh.host,
            port=self.ssh.port,
            username=self.ssh.user,
            look_for_keys=False,
            allow_agent=False,
            _pyinfra_ssh_paramiko_connect_kwargs=connect_arguments(self.attempt, self.ssh.limits),
        )

    def disconnect(self) -> None:
        """Closes the connection."""
        if self.client is not None:
            self.client.close()

    def run_shell_command(
        self,
        command: Any,
        print_output: bool = False,
        print_input: bool = False,
        _timeout: float | None = None,
        _stdin: Any = None,
        _success_exit_codes: Any = None,
        _get_pty: bool = False,
        **arguments: Any,
    ) -> tuple[bool, CommandOutput]:
        """As pyinfra's, but for a sudo password: nobody is asked for one. Raises OSError where the host is gone."""
        stdin = _stdin if isinstance(_stdin, bytes) else _text(_stdin).encode()
        try:
            said = self.ssh.shell(command, stdin, seconds=_timeout or None, **{"_sudo": False, **arguments})
        except Unreachable:
            raise
        except DeviceError as problem:
            return False, CommandOutput([OutputLine("stderr", str(problem))])
        lines = [OutputLine("stdout", line) for line in said.output.decode("utf-8", "replace").splitlines()]
        lines += [OutputLine("stderr", line) for line in said.errors.splitlines()]
        return said.status in (_success_exit_codes or [0]), CommandOutput(lines)

    def put_file(  # type: ignore[override] # pyinfra's many arguments, by any name
        self,
        filename_or_io: str | IO[Any],
        remote_filename: str,
        remote_temp_filename: str | None = None,
        print_output: bool = False,
        print_input: bool = False,
        **arguments: Any,
    ) -> bool:
        """By one command's standard input: a file in /tmp that root copies could be swapped by another user."""
        with get_file_io(filename_or_io) as file:
            data = file.read()
        quoted = StringCommand(QuoteString(remote_filename)).get_raw_value()
        stdin = data.encode() if isinstance(data, str) else data
        return self.run_shell_command(REPLACE.format(quoted), _stdin=stdin, **_of_a_command(arguments))[0]

    def get_file(  # type: ignore[override] # pyinfra's many arguments, by any name
        self,
        remote_filename: str,
        filename_or_io: str | IO[Any],
        remote_temp_filename: str | None = None,
        print_output: bool = False,
        print_input: bool = False,
        **arguments: Any,
    ) -> bool:
        """By one command's standard output, within the limits of a reply."""
        command = StringCommand("cat --", QuoteString(remote_filename))
        said = self.ssh.shell(command, **{"_sudo": False, **_of_a_command(arguments)})
        if said.status == 0:
            with get_file_io(filename_or_io, "wb") as file:
                file.write(said.output)
        return said.status == 0


def _of_a_command(arguments: dict[str, Any]) -> dict[str, Any]:
    """pyinfra's arguments that make a command, without those that say how it is run."""
    return {name: value for name, value in arguments.items() if name not in HOW}


def _text(stdin: Any) -> str:
    lines = stdin.readlines() if hasattr(stdin, "readlines") else stdin
    parts = [lines] if isinstance(lines, str) else lines or []
    return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


class Told(Host):
    """A host of which some of pyinfra's facts are known, by their class: those are not asked."""

    told: Mapping[Any, Any] = MappingProxyType({})

    def get_fact(self, name_or_cls: Any, *args: Any, **kwargs: Any) -> Any:
        """What was told, or else what the host says."""
        if name_or_cls in self.told:
            return self.told[name_or_cls]
        return super().get_fact(name_or_cls, *args, **kwargs)


class One(Inventory):
    """An inventory of one host, made without a look at the entry points."""

    def make_hosts_and_groups(self, names: Any, groups: Any) -> None:
        """One host per name."""
        self.hosts = {}
        for name, data in names:
            self.host_data[name] = data
            self.hosts[name] = Told(name, inventory=self, groups=[], connector_cls=Connector)


def connector_of(ssh: "Ssh", attempt: OneTry) -> Connector:
    """A connector in a State of its own, whose facts and operations use sudo where `ssh` does."""
    hosts = One(([(f"{ssh.user}@{ssh.host}:{ssh.port}", {"_sudo": ssh.sudo})], {}))  # type: ignore[no-untyped-call] # pyinfra's own
    State(hosts, Config())
    connector = next(iter(hosts)).connector
    assert isinstance(connector, Connector)
    connector.ssh, connector.attempt = ssh, attempt
    return connector
