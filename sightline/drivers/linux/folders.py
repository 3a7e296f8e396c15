"""The folders of recordings that the inventory names, by what is really in them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sightline.drivers.linux.moments import age_of
from sightline.drivers.linux.session import Session, number, reason
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Maybe, Unread
from sightline.wire.sshlogin import reason as printable

#: One look at each folder below a folder of recordings, and one at its own files. Names come as hexadecimal.
SCRIPT = r"""
need find
scan() {
  { timeout "$patience" find "$@" -xdev -ignore_readdir_race \( -type f -printf 'f %T@\n' -o -type l -xtype d -printf 'l\n' \
      -o -type d -printf 'd %D\n' \)
    echo "s $?"; } | awk '$1 == "f" {n++; if (n == 1 || $2 + 0 < a + 0) a = $2; if (n == 1 || $2 + 0 > b + 0) b = $2}
      $1 == "l" {l++} $1 == "d" && !($2 in seen) {seen[$2]; d++}
      $1 == "s" {s = $2} END {printf "%d %d %s %s %d %d\n", s, n, (n ? a : "-"), (n ? b : "-"), l, d}'
}
folder() {
  if [ -L "$2" ]; then echo "folder $1 link"; return; fi
  if [ ! -d "$2" ]; then echo "folder $1 missing"; return; fi
  if [ ! -r "$2" ] || [ ! -x "$2" ]; then echo "folder $1 closed"; return; fi
  below="$(readlink -f -- "$2" | sed 's/\\/\\134/g; s/ /\\040/g')/"
  mounts="$(below="$below" awk 'index($5, ENVIRON["below"]) == 1 {n++} END {print n + 0}' /proc/self/mountinfo)"
  echo "folder $1 there $mounts"
  for sub in "$2"/* "$2"/.[!.]* "$2"/..?*; do
    if [ -L "$sub" ]; then [ -d "$sub" ] && echo "sub $1 $(hex "${sub##*/}") link"; continue; fi
    [ -d "$sub" ] && echo "sub $1 $(hex "${sub##*/}") $(scan "$sub")"
  done
  echo "top $1 $(scan "$2" -maxdepth 1)"
}
each_recording folder
exit 0
"""
#: A clock this far off says nothing about the age of footage.
CLOCK_TRUSTED_SECONDS = 86_400
RECORDING = timedelta(hours=1)
#: A folder whose parts have such names keeps its days apart, not its channels.
DAYS = re.compile(r"(19|20)\d\d([-_.]?\d\d){0,2}")
TIMED_OUT = 124


@dataclass(frozen=True, kw_only=True)
class Held:
    """What one part of a folder holds. `oldest` and `newest` are on the host's own clock, None where it is empty.

    `why` says why that is not known.
    """

    channel: str
    track: str
    oldest: datetime | None = None
    newest: datetime | None = None
    why: str = ""


def held(device: Session) -> list[Held]:
    """Every channel of every folder."""
    found = device.words("folders")
    subs, tops, states = (_by_folder(found, name) for name in ("sub", "top", "folder"))
    parts: list[Held] = []
    for index, folder in enumerate(device.target.host.recordings):
        parts += _of_folder(folder, states.get(index, []), subs.get(index, []), tops.get(index, []))
    return parts


def _by_folder(found: dict[str, list[str]], name: str) -> dict[int, list[list[str]]]:
    rows: dict[int, list[list[str]]] = {}
    for line in found.get(name, ()):
        first, _, rest = line.partition(" ")
        rows.setdefault(number(first, "a folder"), []).append(rest.split())
    return rows


def _of_folder(folder: str, states: list[list[str]], subs: list[list[str]], tops: list[list[str]]) -> list[Held]:
    name = folder.rstrip("/").rpartition("/")[2] or "recordings"
    if why := _why_not(folder, states):
        return [Held(channel=name, track=folder, why=why)]
    if len(tops) != 1:
        raise UnexpectedReply(f"{folder}: what is in it did not come whole")
    top = _part(name, folder, tops[0])
    if not all(subs):
        raise UnexpectedReply(f"{folder}: a folder in it has no name")
    parts = [_part(_text(row[0]), f"{folder.rstrip('/')}/{_text(row[0])}", row[1:]) for row in subs]
    parts = [one for one in parts if one.channel != "lost+found" or one.oldest or one.why]
    if any(DAYS.fullmatch(one.channel) for one in parts):
        return [_together(name, folder, [top, *parts])]
    return parts + ([top] if top.oldest or top.why or not parts else [])


def _why_not(folder: str, states: list[list[str]]) -> str:
    words = {
        "link": "is a link: name the folder that it leads to",
        "missing": "is no folder on the host",
        "closed": "may not be looked into: say `sudo: true`",
    }
    if len(states) != 1 or not states[0]:
        return f"{folder}: the host says nothing of it"
    state, *rest = states[0]
    if state in words:
        return f"{folder} {words[state]}"
    if state != "there" or not rest or rest[0] != "0":
        return f"another file system is mounted below {folder}: name its folder as well"
    return ""


def _text(hexadecimal: str) -> str:
    """A name as the host has it, safe to print."""
    try:
        return printable(bytes.fromhex(hexadecimal).decode("utf-8", "replace"))
    except ValueError:
        raise UnexpectedReply(f"a folder's name that is none: {hexadecimal[:40]!r}") from None


def _part(channel: str, track: str, row: list[str]) -> Held:
    if row == ["link"]:
        return Held(channel=channel, track=track, why=f"{track} is a link to another folder: name that one")
    if len(row) != 6:
        raise UnexpectedReply(f"{track}: what is in it did not come whole")
    status, count, links, systems = (number(row[place], "find's answer") for place in (0, 1, 4, 5))
    if status == TIMED_OUT:
        return Held(channel=channel, track=track, why=f"{track} holds more than can be looked at in time")
    if systems != 1:
        return Held(channel=channel, track=track, why=f"another file system begins below {track}: name it as well")
    if status or links:
        why = f"{track} has {links} links to other folders" if links else f"{track} could not be read whole"
        return Held(channel=channel, track=track, why=why)
    if not count:
        return Held(channel=channel, track=track)
    return Held(channel=channel, track=track, oldest=_moment(row[2]), newest=_moment(row[3]))


def _moment(text: str) -> datetime:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        raise UnexpectedReply(f"a file's time is {text[:40]!r}") from None


def _together(channel: str, track: str, parts: list[Held]) -> Held:
    """Days are no channels: the folder as a whole."""
    why = next((part.why for part in parts if part.why), "")
    oldest = min((part.oldest for part in parts if part.oldest), default=None)
    newest = max((part.newest for part in parts if part.newest), default=None)
    return Held(channel=channel, track=track, oldest=oldest, newest=newest, why=why)


def moment(device: Session, part: Held, of: datetime | None) -> Maybe[datetime | None]:
    """A file's time by its age on the host's own clock: the clock's error falls out."""
    if part.why:
        return Unread(part.why)
    if of is None:
        return None
    try:
        now, ahead = age_of(device)
    except DeviceError as problem:
        return reason(problem)
    if abs(ahead) > CLOCK_TRUSTED_SECONDS:
        return Unread(f"the host's clock is {abs(ahead) / CLOCK_TRUSTED_SECONDS:.0f} days off: ages mean nothing")
    try:
        found = of - timedelta(seconds=ahead)
    except OverflowError:
        return Unread(f"a file of {part.track} has no time that could be")
    if found > now + timedelta(seconds=CLOCK_TRUSTED_SECONDS):
        return Unread(f"a file of {part.track} lies in the future")
    return found


def recent(device: Session, part: Held, within: timedelta) -> Maybe[bool]:
    """Whether its newest file was written to in that time, on the host's own clock."""
    if part.why:
        return Unread(part.why)
    if part.newest is None:
        return False
    try:
        now, ahead = age_of(device)
    except DeviceError as problem:
        return reason(problem)
    return abs(now + timedelta(seconds=ahead) - part.newest) < within
