"""Logins, sudo and su in the host's journal (journalctl(1), systemd.journal-fields(7))."""

import json
import re
from secrets import token_hex
from shlex import quote
from typing import Any

from sightline.drivers import OwnLog
from sightline.drivers.linux.session import PATIENCE, Session
from sightline.errors import UnexpectedReply, Unsupported

#: A position in the journal as it writes it.
CURSOR = re.compile(r"[A-Za-z0-9=;._-]{1,400}")
FIELDS = ("MESSAGE", "SYSLOG_IDENTIFIER", "_HOSTNAME", "_PID", "_UID")
WHO = ("sshd", "sshd-session", "sudo", "su", "login", "systemd-logind", "passwd", "useradd", "userdel", "usermod")
FIRST_LOOK, MOST = "-7d", 5000
SCRIPT = """
command -v journalctl >/dev/null || {{ echo '{mark} none'; exit 0; }}
said="$(timeout {seconds} journalctl -q --no-pager -o json --output-fields={fields} {who} {position})"
status=$?
[ -z "$said" ] || printf '%s\\n' "$said" | head -n {most}
echo '{mark}' "$status"
"""


def read(device: Session, since: str) -> OwnLog:
    """From the position `since`, or of the last 7 days; 5,000 entries at most, and the next reading goes on."""
    if since and not CURSOR.fullmatch(since):
        raise UnexpectedReply(f"the last reading ended at {since[:40]!r}, which is no position in a journal")
    position = f"--after-cursor={quote(since)}" if since else f"--since={FIRST_LOOK}"
    mark, seconds = f"--{token_hex(12)}--", device.target.limits.total_seconds * PATIENCE
    who = " ".join(f"-t {name}" for name in WHO)
    script = SCRIPT.format(
        mark=mark, seconds=int(seconds), fields=",".join(FIELDS), who=who, position=position, most=MOST
    )
    entries = [_entry(line) for line in _lines(device.ssh.run(script, seconds=seconds).output, mark)]
    if not entries:
        text = "the journal shows no login, not even ours: may the account read it (sudo, group systemd-journal)?"
        raise UnexpectedReply(text)
    return OwnLog(entries=tuple(entries), next=entries[-1]["__CURSOR"], more=len(entries) == MOST)


def _lines(output: bytes, mark: str) -> list[str]:
    """What stands before the mark of the end. Raises UnexpectedReply where the reply was cut or journalctl failed."""
    text, found, end = output.decode("utf-8", "replace").rpartition(f"{mark} ")
    if not found or mark in text:
        raise UnexpectedReply("the journal did not come whole")
    if end.strip() == "none":
        raise Unsupported("the host has no journalctl")
    if end.strip() != "0":
        raise UnexpectedReply(f"journalctl ended with status {end.strip()[:10]!r}")
    return [line for line in text.split("\n") if line]


def _entry(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
        entry = {name: _text(found[name]) for name in (*FIELDS, "__REALTIME_TIMESTAMP") if name in found}
        cursor = found["__CURSOR"]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise UnexpectedReply("a line of the journal is no entry") from problem
    if not (isinstance(cursor, str) and CURSOR.fullmatch(cursor)):
        raise UnexpectedReply("an entry of the journal has no position that could be read")
    return {**entry, "__CURSOR": cursor}


def _text(value: Any) -> Any:
    """A text that is not UTF-8 comes as its bytes."""
    return bytes(value).decode("utf-8", "replace") if isinstance(value, list) else value
