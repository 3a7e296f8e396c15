"""Time and NTP (reference, section 8): "synchronised" proves no clock, so it is compared with ours."""

import re

from sightline.drivers.linux.moments import offset
from sightline.drivers.linux.session import Session
from sightline.drivers.linux.units import CLOCKS, Units, facts, units
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Clock

SCRIPT = {
    "clock": r"""
zone="$(readlink /etc/localtime)" && zone="${zone##*/zoneinfo/}" || zone="$(cat /etc/timezone 2>/dev/null)"
printf 'zone %s %s\n' "$zone" "$(date +%z)"
sources() {
  printf 'place %s\n' "$1"
  awk 'tolower($1) ~ /^(server|pool|peer)$/ {print "source", $2}
    tolower($1) ~ /^(include|confdir|sourcedir)$/ {print "more", FILENAME}' "$1"
}
for main in /etc/chrony/chrony.conf /etc/chrony.conf; do
  [ -f "$main" ] || continue
  printf 'main %s\n' "$main"
  printf 'place %s\n' "$main"
  awk 'tolower($1) ~ /^(server|pool|peer)$/ {print "source", $2}' "$main"
  for folder in $(awk 'tolower($1) ~ /^(confdir|sourcedir)$/ {for (i = 2; i <= NF; i++) print $i}' "$main"); do
    for file in "$folder"/*.conf "$folder"/*.sources; do [ -f "$file" ] && sources "$file"; done
  done
  for file in $(awk 'tolower($1) == "include" {print $2}' "$main"); do [ -f "$file" ] && sources "$file"; done
  break
done
if command -v timedatectl >/dev/null; then
  timedatectl show-timesync -p LinkNTPServers -p SystemNTPServers -p RuntimeNTPServers -p FallbackNTPServers |
    sed 's/^/timesync /'
fi
exit 0
""",
}
CHRONY, TIMESYNC = ("chrony.service", "chronyd.service"), ("systemd-timesyncd.service",)
#: Other programs that set a clock; which server they ask is not read.
OTHERS = CLOCKS[3:]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:-]{0,252}")


def read(device: Session) -> Clock:
    """NTP counts where its program runs and would start again; a chrony that is only installed sets no clock."""
    found = device.words("clock")
    zones = found.get("zone", [])
    if len(zones) != 1:
        raise UnexpectedReply("the host does not say its time zone")
    source, servers = _source(units(device), found)
    return Clock(source=source, servers=servers, offset_seconds=offset(device), time_zone=zones[0].strip())


def _source(listed: Units, found: dict[str, list[str]]) -> tuple[str, tuple[str, ...]]:
    chrony, timesync = _keeps(listed, CHRONY), _keeps(listed, TIMESYNC)
    other = [unit for unit in listed.named(OTHERS) if listed.on(unit)]
    servers = [*(_chrony(found) if chrony else ()), *(_timesync(found) if timesync else ())]
    if other:
        return other[0].removesuffix(".service"), tuple(dict.fromkeys(servers))
    if not (chrony or timesync):
        return "none", tuple(dict.fromkeys(_chrony(found)))
    return "ntp", tuple(dict.fromkeys(servers))


def _keeps(listed: Units, names: tuple[str, ...]) -> bool:
    return any(listed.active(name) for name in names) and any(listed.enabled(name) for name in names)


def _chrony(found: dict[str, list[str]]) -> tuple[str, ...]:
    if "more" in found:
        raise UnexpectedReply(f"chrony's {found['more'][0][:80]} names further files, which are not followed")
    return tuple(found.get("source", ()))


def _timesync(found: dict[str, list[str]]) -> tuple[str, ...]:
    """Its own order: the link's, then the system's; the fallback only where there is none."""
    said = {key: value.split() for key, _, value in (line.partition("=") for line in found.get("timesync", ()))}
    own = [name for kind in ("Link", "System", "Runtime") for name in said.get(f"{kind}NTPServers", [])]
    return tuple(own or said.get("FallbackNTPServers", []))


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """chrony's sources are replaced; it is restarted only where something changed."""
    from pyinfra.operations import files, systemd

    if (wanted.servers, wanted.source) == (found.servers, found.source):
        return
    said, listed = device.words("clock"), units(device)
    unit = next((name for name in CHRONY if name in listed.files), None)
    if unit is None or len(said.get("main", [])) != 1:
        raise WriteRefused("chrony is not installed, and no other program is set up from here: apt-get install chrony")
    if wanted.source != "ntp" or (others := [one for one in listed.named(OTHERS) if listed.on(one)]):
        raise WriteRefused(f"the clock is kept by {wanted.source if wanted.source != 'ntp' else others[0]}: remove it")
    if not wanted.servers or not all(NAME.fullmatch(name) for name in wanted.servers):
        raise WriteRefused(f"no NTP servers that chrony could ask: {', '.join(wanted.servers)[:80]}")
    changes = 0
    if wanted.servers != found.servers:
        [main] = said["main"]
        sources = r"^[[:space:]]*\(server\|pool\|peer\)[[:space:]].*$"
        for place in dict.fromkeys(said["place"]):
            if not place.startswith("/run/"):
                changes += device.apply(files.line._inner(path=place, line=sources, present=False))
        changes += device.apply(
            files.line._inner(path=main, line=r"^[[:space:]]*sourcedir[[:space:]]*/run/.*$", present=False)
        )
        for name in wanted.servers:
            plain = f"server {name}".replace(".", r"\.")
            changes += device.apply(
                files.line._inner(
                    path=main, line=f"^{plain} iburst$", replace=f"server {name} iburst", ensure_newline=True
                )
            )
    keeps = systemd.service._inner(service=unit, running=True, restarted=bool(changes), enabled=True)
    device.apply(keeps, told=facts(listed))
