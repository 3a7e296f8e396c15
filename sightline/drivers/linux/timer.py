"""What deletes files by their age: our own timer, exactly as we write it, or systemd-tmpfiles by last write."""

import re
from collections.abc import Iterable

from sightline.drivers.linux.session import Session
from sightline.errors import UnexpectedReply

NAME = "sightline-retention.timer"
FOLDER = "/etc/systemd/system"
TIMER, SERVICE = f"{FOLDER}/{NAME}", f"{FOLDER}/sightline-retention.service"
SCRIPT = r"""
need systemctl
for kind in timer service; do
  file="/etc/systemd/system/sightline-retention.$kind"
  [ -f "$file" ] && sed "s/^/$kind /" "$file"
  systemctl show "sightline-retention.$kind" -p LoadState -p UnitFileState -p ActiveState -p FragmentPath -p DropInPaths \
    -p NeedDaemonReload -p Result | sed "s/^/$kind-state /"
done
systemctl show systemd-tmpfiles-clean.timer -p ActiveState | sed 's/^/cleaner /'
if command -v systemd-tmpfiles >/dev/null; then
  systemd-tmpfiles --cat-config | awk '/^[ \t]*[eDdxX][^ \t]*[ \t]/ {print "line", $0}'
fi
echo end
"""
TIMER_TEXT = """# Written by Sightline: footage is deleted after the limit.
[Unit]
Description=Deletes recordings that are older than the policy allows

[Timer]
OnActiveSec=10s
OnUnitActiveSec=1h
AccuracySec=1s

[Install]
WantedBy=timers.target
"""
#: A file that is immutable cannot be deleted: find says 1 for it, and the rest is done all the same.
SERVICE_TEXT = """# Written by Sightline: footage is deleted after the limit.
[Unit]
Description=Deletes recordings that are older than the policy allows

[Service]
Type=oneshot
Nice=10
SuccessExitStatus=1
ExecStart=/usr/bin/find {folders} -xdev -type f -mmin +{minutes} -delete
"""
DAY_MINUTES = 1440
PLAIN = re.compile(r"(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+/?")
#: Folders of the system itself: whatever is below their first part is never deleted by age.
SYSTEM = ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "root", "run", "sbin", "sys", "usr")
SHARED = ("/home", "/mnt", "/media", "/opt", "/srv", "/tmp", "/var", "/var/lib", "/var/log", "/var/cache")  # noqa: S108 - nothing is written there
AGE = re.compile(r"m:(\d{1,4})([dw])")


def service(folders: Iterable[str], days: int) -> str:
    """The text of our service for some folders and a number of days."""
    return SERVICE_TEXT.format(folders=" ".join(folders), minutes=days * DAY_MINUTES)


def unsafe(folders: Iterable[str]) -> str:
    """Why no timer may delete in one of the folders; "" where it may."""
    for folder in folders:
        if not PLAIN.fullmatch(folder):
            return f"{folder}: nothing is deleted in a folder whose name needs quoting"
        if folder.rstrip("/") in ("", *SHARED) or folder.split("/")[1] in SYSTEM:
            return f"{folder} is a folder of the system itself: nothing is deleted there"
    return ""


def limits(device: Session, track: str) -> list[int]:
    """Days after which something deletes what is in the track."""
    found = device.words("timer")
    if "end" not in found:
        raise UnexpectedReply("what deletes by age did not come whole")
    folders = device.target.host.recordings
    return [*_ours(found, folders), *_tmpfiles(found, folders, track)]


def _ours(found: dict[str, list[str]], folders: tuple[str, ...]) -> list[int]:
    """Both texts are ours to the letter, nothing stands beside them, the timer runs and would after a boot."""
    text = "\n".join(found.get("service", [])) + "\n"
    minutes = re.findall(r" -mmin \+(\d{1,8}) -delete\n", text)
    days = int(minutes[0]) // DAY_MINUTES if len(minutes) == 1 else 0
    timer, own = _state(found, "timer-state"), _state(found, "service-state")
    as_written = days and text == service(folders, days) and "\n".join(found.get("timer", [])) + "\n" == TIMER_TEXT
    if not as_written or unsafe(folders):
        return []
    runs = timer.get("UnitFileState") == "enabled" and timer.get("ActiveState") == "active"
    alone = all(
        one.get("LoadState") == "loaded"
        and one.get("FragmentPath") == path
        and one.get("DropInPaths") == ""
        and one.get("NeedDaemonReload") == "no"
        for one, path in ((timer, TIMER), (own, SERVICE))
    )
    if not (runs and alone):
        return []
    if own.get("Result") != "success":
        raise UnexpectedReply(f"the timer is there, and its last run failed: {own.get('Result', 'no word')[:40]}")
    return [days]


def _state(found: dict[str, list[str]], name: str) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition("=") for line in found.get(name, []))}


def _tmpfiles(found: dict[str, list[str]], folders: tuple[str, ...], track: str) -> list[int]:
    """An age by last write alone: by default reading a file makes it young again. Exceptions undo it all.

    A second line of one path is ignored: one without an age may be the first.
    """
    if found.get("cleaner", []) != ["ActiveState=active"]:
        return []
    lines = [row for line in found.get("line", []) if (row := line.split())]
    paths = [folder.rstrip("/") for folder in folders if track == folder or track.startswith(f"{folder.rstrip('/')}/")]
    if any(line[0][0] in "xX" and _touches(line[1:2], paths) for line in lines):
        return []
    own = [line for line in lines if len(line) > 1 and line[0] in "edD" and line[1].rstrip("/") in paths]
    ages = [AGE.fullmatch(line[5]) if len(line) > 5 else None for line in own]
    days = [int(age[1]) * (7 if age[2] == "w" else 1) for age in ages if age]
    return [max(days)] if days and len(days) == len(own) and min(days) else []


def _touches(path: list[str], folders: list[str]) -> bool:
    """A pattern, and an escaped letter, may reach anywhere below the plain part before it; paths may be quoted."""
    plain = re.split(r"[*?\[%\\]", path[0].strip("\"'"))[0] if path else ""
    return any(folder.startswith(plain) or plain.startswith(folder) for folder in folders)
