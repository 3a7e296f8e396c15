"""The script that reads a host: POSIX sh, and no tool but coreutils, findutils, awk, grep, sed, procps and systemd's."""

from collections.abc import Iterable, Mapping
from shlex import quote

from sightline.drivers import Target

#: The status of a section that lacks a program; its last line names it.
MISSING = 9
STAMP = "date +%s.%N"
HEAD = r"""LC_ALL=C; PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH; unset CDPATH ENV IFS; umask 077; cd / || exit 1
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n'; }
need() { command -v "$1" >/dev/null || { printf '%s\n' "$1"; exit 9; }; }
"""


def whole(target: Target, mark: str, pieces: Mapping[str, str]) -> str:
    """The script for one host. `mark` is the number that its markers carry."""
    host, audio = target.host, target.host.audio
    lines = [HEAD, f"mark={quote(mark)}", f"patience={max(1, int(target.limits.total_seconds))}"]
    lines += [_each("recording", host.recordings), _each("export", host.exports)]
    for name in ("file", "key", "unit"):
        lines.append(f"audio_{name}={quote(getattr(audio, name) if audio else '')}")
    every = {"start": STAMP, **pieces, "finish": STAMP}
    lines += [_section(name, text) for name, text in every.items()]
    return "\n".join([*lines, "exit 0", ""])


def _each(kind: str, folders: Iterable[str]) -> str:
    """A function that calls another one with the number and the path of every folder."""
    calls = [f'"$1" {number} {quote(folder)}' for number, folder in enumerate(folders)]
    return f"each_{kind}() {{\n" + "\n".join(calls or [":"]) + "\n}"


def _section(name: str, text: str) -> str:
    return (
        f"printf '\\n%s begin {name}\\n' \"$mark\"\n(\n{text.strip()}\n) </dev/null 2>/dev/null\n"
        f'printf \'\\n%s end {name} %d\\n\' "$mark" "$?"'
    )
