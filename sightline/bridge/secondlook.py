"""testinfra on a recorder host: its own modules (service, file, user, socket), over the session's one SSH login."""

from typing import Any

from testinfra.backend.base import BaseBackend, CommandResult  # type: ignore[import-untyped] # it carries no types
from testinfra.host import Host  # type: ignore[import-untyped] # nor does this

from sightline.bridge.link import Link


class SecondLook(BaseBackend):  # type: ignore[misc] # so its class is Any
    """Commands are testinfra's, replies are capped in size and time; no secret is in an argument."""

    NAME = "sightline-ssh"

    def __init__(self, link: Link) -> None:
        super().__init__(link.device.id, sudo=link.device.sudo)
        self._link = link

    def get_pytest_id(self) -> str:
        """`site/device`."""
        return str(self.hostname)

    def run(self, command: str, *args: str, **_: Any) -> CommandResult:
        """Raises a DeviceError where the host does not answer: that is no answer."""
        asked = self.get_command(command, *args)
        ssh = self._link.ssh()
        said = ssh.exchange(ssh.connector.client, asked, b"", ssh.limits.total_seconds)
        return self.result(said.status, asked.encode(), said.output, said.errors.encode())


def second_look(link: Link) -> Host:
    """testinfra's Host for the device behind a link; nothing is sent yet."""
    backend = SecondLook(link)
    host = Host(backend)
    backend.set_host(host)
    return host
