"""One script over one SSH login, read once until a write; each section says how it ended.

All that a host prints is hostile text. A section counts only between its own two markers, which carry a number that
nobody on the host knew before; a section that is missing, cut or not closed is no answer.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import Any, get_args

from sightline.drivers import Target
from sightline.drivers.linux.script import MISSING, whole
from sightline.errors import DeviceError, NotAllowed, UnexpectedReply, Unsupported
from sightline.settings import Setting, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.ssh import Answer, Ssh

#: A folder of millions of files takes a while: so many times `total_seconds` for the whole script.
PATIENCE = 4


@dataclass(frozen=True)
class Said:
    """One run of the script, and the number that its markers carry."""

    mark: str
    answer: Answer
    parsed: dict[str, list[str]] = field(default_factory=dict)
    sorted: dict[str, dict[str, list[str]]] = field(default_factory=dict)


class Session:
    """One host. What it said is read once and kept until a write."""

    def __init__(self, target: Target) -> None:
        if target.endpoint.scheme != "ssh":
            raise NotAllowed(f"a linux host is reached by ssh://, not by {target.endpoint.scheme}://")
        self.target = target
        self.ssh = Ssh(
            host=target.endpoint.host,
            port=target.endpoint.port,
            user=target.user,
            known_hosts=target.host.known_hosts,
            password=target.password,
            key_file=target.host.key_file,
            sudo=target.host.sudo,
            limits=target.limits,
        )
        self.counts = self.ssh.counts
        self._kept: dict[str, Said] = {}
        self._last: Said | None = None
        self._stuck: DeviceError | None = None
        self._whole = True
        self._asked: set[str] = set()
        self._again: set[str] = set()

    def close(self) -> None:
        """Ends the login."""
        self.ssh.close()

    def forget(self) -> None:
        """Drops what was read. The next reading is of what was asked for since the last time: a write is about that."""
        self._whole = self._whole and not self._kept
        self._again, self._asked = self._asked or self._again, set()
        self._kept.clear()
        self._last = self._stuck = None

    def section(self, name: str) -> list[str]:
        """The lines of one section of the script. Raises Unsupported where the host lacks the program it needs."""
        said = self._said(name)
        if name not in said.parsed:
            said.parsed[name] = section(said.answer.output, said.mark, name)
        return said.parsed[name]

    def words(self, name: str) -> dict[str, list[str]]:
        """A section's lines by their first word: the rest of each line, in order. To be read, never to be changed."""
        lines, said = self.section(name), self._said(name)
        if name not in said.sorted:
            found = said.sorted[name] = {}
            for line in lines:
                head, _, rest = line.partition(" ")
                found.setdefault(head, []).append(rest)
        return said.sorted[name]

    def moments(self) -> tuple[list[str], list[str], datetime, datetime]:
        """The host's first and last stamp of one answer, and our clock (UTC) around it."""
        said = self._last or self._said("clock")
        first, last = (section(said.answer.output, said.mark, name) for name in ("start", "finish"))
        return first, last, said.answer.sent, said.answer.received

    def apply(self, *operations: Iterable[Any], told: Mapping[Any, Any] | None = None) -> int:
        """Runs pyinfra operations; returns how many commands were needed. `told` are facts that were read just now."""
        self.forget()
        return self.ssh.apply(*operations, told=told)

    def check(self, script: str) -> Answer:
        """One command more, for a write that must look again."""
        return self.ssh.run(script)

    def _said(self, name: str) -> Said:
        if self._stuck is not None:
            raise self._stuck
        self._asked.add(name)
        if name not in self._kept:
            asked = self._with(name)
            try:
                self._last = self._read(asked)
            except DeviceError as problem:
                self._stuck = problem
                raise
            self._kept |= dict.fromkeys(asked, self._last)
        return self._kept[name]

    def _with(self, name: str) -> dict[str, str]:
        """Sections that are read together with one."""
        every = pieces()
        if self._whole:
            return every
        wanted = {name} | self._again - self._kept.keys()
        return {one: text for one, text in every.items() if one in wanted}

    def _read(self, asked: dict[str, str]) -> Said:
        mark = f"--{token_hex(12)}--"
        text = whole(self.target, mark, asked)
        answer = self.ssh.run(text, seconds=self.target.limits.total_seconds * PATIENCE)
        if f"\n{mark} begin ".encode() not in answer.output:
            last = (answer.errors.strip().splitlines() or ["no word"])[-1]
            raise UnexpectedReply(f"the script did not run: status {answer.status}, {last[:120]!r}")
        return Said(mark, answer)


def pieces() -> dict[str, str]:
    """Every section of the script, by its name: each setting's file holds its own."""
    found: dict[str, str] = {}
    here = {path.stem for path in Path(__file__).parent.glob("*.py")}
    for setting in [cls.__name__.lower() for cls in get_args(Setting) if cls.__name__.lower() in here]:
        found |= import_module(f"sightline.drivers.linux.{setting}").SCRIPT
    return found


def section(output: bytes, mark: str, name: str) -> list[str]:
    """What stands between a section's markers. Raises UnexpectedReply unless it is there once, closed, and went well."""
    begin = f"\n{mark} begin {name}\n".encode()
    pattern = re.compile(re.escape(begin) + rb"(.*?)\n" + re.escape(f"{mark} end {name} ".encode()) + rb"(\d+)\n", re.S)
    found = pattern.findall(output)
    if len(found) != 1 or output.count(begin) != 1:
        raise UnexpectedReply(f"the section {name} of the script did not come whole")
    text, status = found[0][0].decode("utf-8", "replace"), int(found[0][1])
    if mark in text:
        raise UnexpectedReply(f"the section {name} of the script was not closed")
    lines = [line for line in text.split("\n") if line]
    if status == MISSING:
        raise Unsupported(f"the host has no {lines[-1] if lines else 'program for it'}")
    if status:
        raise UnexpectedReply(f"the section {name} of the script ended with status {status}")
    return lines


def reason(problem: DeviceError) -> Unread | Unsupportable:
    """Why one part of a setting is not there."""
    return Unsupportable(str(problem)) if isinstance(problem, Unsupported) else Unread(str(problem))


def number(text: str, what: str) -> int:
    """Digits as a number."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise UnexpectedReply(f"{what} is {text[:40]!r}, no number")
    return int(text)


def only(found: dict[str, list[str]], name: str) -> str:
    """The one line of that name."""
    lines = found.get(name, [])
    if len(lines) != 1:
        raise UnexpectedReply(f"the host says {name} {len(lines)} times")
    return lines[0]
