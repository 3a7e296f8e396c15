"""The system's version, and the updates that the host itself knows and has not installed (apt-get(8)).

That a package was installed lately proves nothing. Nothing pending proves something as of the day of the package
lists alone, and only where a repository for security is among them.
"""

import re
from datetime import date, datetime

from sightline.drivers.linux.session import Session, only, reason
from sightline.drivers.linux.system import release, version
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Firmware, Maybe, Unread, known

SCRIPT = {
    "updates": r"""
need apt-get
for list in /var/lib/apt/lists/*Release; do
  [ -f "$list" ] || continue
  awk '/^(Suite|Codename|Label|Date): / {key = $1; $1 = ""; text = text key $0 "; "} /^ [0-9a-f]{32}/ {exit} /^(MD5Sum|SHA256):/ {exit}
    END {print "list", text}' "$list"
done
apt-get -s -q dist-upgrade | grep -E '^[0-9]+ upgraded, [0-9]+ newly installed' | sed 's/^/summary /'
if [ -e /run/reboot-required ]; then echo restart; fi
exit 0
""",
}
SUMMARY = re.compile(r"(\d+) upgraded, (\d+) newly installed, (\d+) to remove and (\d+) not upgraded\.")
DATE = re.compile(r"Date: \w{3}, ([^;]*?) (?:UTC|GMT|\+0000);")


def read(device: Session) -> Firmware:
    """`model` is the system and its release, as `policies/firmware.yml` may name it: `debian 12`."""
    system, pending = release(device), _pending(device)
    return Firmware(
        model=f"{system['ID']} {system.get('VERSION_ID', '')}".strip(),
        version=version(device),
        built=_built(device, pending),
        pending=pending,
    )


def _pending(device: Session) -> Maybe[int]:
    """Updates, held back ones as well; and one more where they are installed and wait for a restart."""
    try:
        found = device.words("updates")
        if not found.get("list"):
            return Unread("the host has no package lists: `apt-get update` was never run, or they were removed")
        told = SUMMARY.fullmatch(only(found, "summary"))
    except DeviceError as problem:
        return reason(problem)
    if told is None:
        return Unread("apt-get does not say how many updates there are")
    return int(told[1]) + int(told[4]) + ("restart" in found)


def _built(device: Session, pending: Maybe[int]) -> Maybe[date]:
    """The day of the newest list of security updates, where nothing of it is missing."""
    if not known(pending):
        return pending
    if pending:
        return Unread(f"{pending} updates are not installed: what runs is of no one day")
    try:
        lists = device.words("updates")["list"]
        days = [_day(text) for text in lists if "security" in text.lower()]
    except DeviceError as problem:
        return reason(problem)
    return max(days) if days else Unread("no repository for security updates is among the host's package lists")


def _day(text: str) -> date:
    """`Date: Sat, 22 Nov 2025 20:14:05 UTC`."""
    found = DATE.search(text)
    try:
        if found is None:
            raise ValueError
        return datetime.strptime(found[1], "%d %b %Y %H:%M:%S").date()
    except ValueError:
        raise UnexpectedReply(f"a package list has no date: {text[:80]!r}") from None
