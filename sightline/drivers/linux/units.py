"""systemd's units, and the SysV scripts that it makes units of.

A unit generated from a script is enabled by its links in /etc/rc?.d alone: neither `systemctl is-enabled` nor pyinfra's
systemd operation can tell or change that (reference, section 2).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from shlex import quote
from typing import Any

from sightline.drivers.linux.session import Session
from sightline.errors import UnexpectedReply

#: systemd's own, which is always there: a list without it did not come whole.
ALWAYS = "systemd-journald.service"
ASKED = r"""
need systemctl
set -f; set -- ALL_UNITS; set +f
files="$(systemctl list-unit-files --no-pager --no-legend --full "$@")" || exit 1
printf '%s\n' "$files" | awk 'NF>1 {print "file", $1, $2}'
systemctl list-units --all --plain --no-pager --no-legend --full "$@" | awk 'NF>3 {print "unit", $1, $3}'
for link in /etc/rc[2345].d/S[0-9][0-9]*; do
  [ -e "$link" ] && { name="${link##*/}"; printf 'script %s\n' "${name#S[0-9][0-9]}"; }
done
echo end
"""
#: States of a unit file by which it starts at the next boot, or is started by something else.
ENABLED = ("enabled", "enabled-runtime", "linked", "linked-runtime")
#: Programs that set a clock.
CLOCKS = ("chrony", "chronyd", "systemd-timesyncd", "ntp", "ntpd", "ntpsec", "openntpd", "ptp4l", "phc2sys")
RUNS = ("active", "activating", "reloading")


def asked(names: Iterable[str]) -> str:
    """The piece of the script that asks for some units, by their names without an ending; templates as well."""
    every = [f"'{name}{more}.*'" for name in sorted(set(names)) for more in ("", "@*")]
    return ASKED.replace("ALL_UNITS", " ".join([ALWAYS, *every]))


@dataclass(frozen=True, kw_only=True)
class Units:
    """`files` and `running` by unit; `scripts` are SysV scripts with a start link."""

    files: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    scripts: frozenset[str] = frozenset()

    def named(self, patterns: Iterable[str]) -> list[str]:
        """Units there are, by globs without their ending: services, sockets and timers."""
        every = dict.fromkeys([*self.files, *self.running, *(f"{name}.service" for name in self.scripts)])
        kinds = (".service", ".socket", ".timer")
        wanted = list(patterns)
        return [unit for unit in every if unit.endswith(kinds) and any(_is(unit, one) for one in wanted)]

    def enabled(self, unit: str) -> bool:
        """It would start at the next boot."""
        script = unit.removesuffix(".service")
        return self.files.get(unit) in ENABLED or (script in self.scripts and not self.native(unit))

    def active(self, unit: str) -> bool:
        """It runs now."""
        return self.running.get(unit) in RUNS

    def on(self, unit: str) -> bool:
        """It runs, or would."""
        return self.enabled(unit) or self.active(unit)

    def native(self, unit: str) -> bool:
        """It has a file of its own, and is not made from a script."""
        return self.files.get(unit, "generated") != "generated"


def _is(unit: str, pattern: str) -> bool:
    name = unit.rpartition(".")[0]
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"{pattern}@*")


def units(device: Session) -> Units:
    """Those of the script's names that systemd knows."""
    found = device.words("units")
    files, running = (dict(_pair(line) for line in found.get(kind, ())) for kind in ("file", "unit"))
    if "end" not in found or ALWAYS not in files or running.get(ALWAYS) != "active":
        raise UnexpectedReply("systemd's list of units did not come whole")
    return Units(
        files=files,
        running=running,
        scripts=frozenset(found.get("script", ())),
    )


def _pair(line: str) -> tuple[str, str]:
    unit, _, state = line.partition(" ")
    return unit, state


def facts(listed: Units) -> dict[Any, dict[str, bool]]:
    """The same in pyinfra's words, so that its operations need not ask again unit by unit."""
    from pyinfra.facts.systemd import SystemdEnabled, SystemdStatus

    return {
        SystemdStatus: {unit: listed.active(unit) for unit in listed.running},
        SystemdEnabled: {unit: state in ENABLED for unit, state in listed.files.items()},
    }


def switched_off(listed: Units, going: Iterable[str]) -> Iterator[Iterable[Any]]:
    """pyinfra operations that stop units and keep them from starting again, whatever they were made from.

    A unit of its own hides the script of its name.
    """
    from pyinfra.operations import server, systemd

    scripts = []
    for unit in going:
        yield systemd.service._inner(service=unit, running=False, enabled=False)
        if (script := unit.removesuffix(".service")) in listed.scripts and not listed.native(unit):
            scripts.append(f"update-rc.d {quote(script)} disable")
    if scripts:
        yield server.shell._inner(commands=[" && ".join([*scripts, "systemctl daemon-reload"])])
