"""`@sightline/<site>/<device>`: pyinfra's connector. It never raises, and a device that is down is an answer."""

import json
from collections.abc import Iterator
from typing import Any

from pyinfra.api.command import StringCommand
from pyinfra.api.exceptions import InventoryError
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.util import CommandOutput, OutputLine

from sightline.bridge.codec import line
from sightline.bridge.link import Answer, Link
from sightline.errors import SightlineError
from sightline.settings import ALL, READABLE


class SightlineConnector(BaseConnector):
    """Commands are `read SETTING…` and `write SETTING JSON`; each answers one JSON line per setting.

    A host's shell takes any other command as well.
    """

    handles_execution = True

    def __init__(self, state: Any, host: Any) -> None:
        self.state, self.host = state, host
        self._link: Link | None = None

    @staticmethod
    def make_names_data(name: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
        """For `pyinfra @sightline/SITE/DEVICE …`: the estate is `SIGHTLINE_ESTATE`, or this folder."""
        from sightline.bridge.inventory import named

        try:
            yield from named(name)
        except SightlineError as problem:
            raise InventoryError(str(problem)) from problem

    def connect(self) -> None:
        """Nothing: the login comes with the first read."""

    def disconnect(self) -> None:
        """Ends the session, unless the engine keeps it for its next step."""
        if self._link is not None and not self.host.data.get("sightline_link"):
            self._link.close()
            self._link = None

    @property
    def link(self) -> Link:
        """The engine's link to the device, or our own."""
        if self._link is None:
            self._link = self.host.data.get("sightline_link") or Link(self.host.data.sightline, self.host.data.device)
        return self._link

    def run_shell_command(
        self, command: str | StringCommand, print_output: bool = False, print_input: bool = False, **arguments: Any
    ) -> tuple[bool, CommandOutput]:
        """Answers one command. A failed read is an answer; only a failed write is a failed command."""
        raw = command if isinstance(command, str) else command.get_raw_value()
        verb, _, rest = raw.partition(" ")
        if verb == "read":
            answers = [self._read(setting) for setting in rest.split()]
            return True, _output("stdout", answers)
        if verb != "write" and self._has_shell:
            return self._passed_on("run_shell_command", command, **arguments)
        answer = self._write(rest) if verb == "write" else _no(f"no command {verb!r}: a device can be read and written")
        done = answer["status"] == "ok"
        return done, _output("stdout" if done else "stderr", [answer])

    @property
    def _has_shell(self) -> bool:
        """A host that is reached by SSH takes any command, by the link's own login, for pyinfra's own operations."""
        return bool(self.link.device.address.scheme == "ssh")

    def _passed_on(self, method: str, *arguments: Any, **more: Any) -> tuple[bool, CommandOutput]:
        """What was read before is dropped: a command may have changed it."""
        answer = self.link.shell(lambda ssh: getattr(ssh.connector, method)(*arguments, **more))
        self.link.forget()
        if answer["status"] != "ok":
            return False, _output("stderr", [answer])
        said = answer["found"]
        return said if isinstance(said, tuple) else (bool(said), CommandOutput([]))

    def _read(self, setting: str) -> Answer:
        return self.link.read(setting) if setting in READABLE else _no(f"no setting {setting!r}")

    def _write(self, rest: str) -> Answer:
        setting, _, text = rest.partition(" ")
        try:
            return self.link.write(setting, json.loads(text)) if setting in ALL else _no(f"no setting {setting!r}")
        except (ValueError, RecursionError) as problem:
            return _no(f"write {setting}: {problem}")

    def put_file(self, *arguments: Any, **more: Any) -> bool:
        """A host takes files; no other device does by this way."""
        return self._has_shell and self._passed_on("put_file", *arguments, **more)[0]

    def get_file(self, *arguments: Any, **more: Any) -> bool:
        """A host gives files; no other device does by this way."""
        return self._has_shell and self._passed_on("get_file", *arguments, **more)[0]


def _no(reason: str) -> Answer:
    return {"status": "unexpected", "reason": reason}


def _output(stream: str, answers: list[Answer]) -> CommandOutput:
    return CommandOutput([OutputLine(stream, line(answer)) for answer in answers])
