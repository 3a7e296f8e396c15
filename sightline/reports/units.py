"""What makes a machine run Sightline by itself: a systemd service with its timer, or a line for cron."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """`words` is the whole command. It runs every `hours` hours (which divide a day), at `at` first.

    `zone` is the estate's time zone; `user` runs it, "" for the one who installs it.
    """

    estate: str
    folder: str
    words: Sequence[str]
    hours: int
    at: time
    zone: str
    user: str = ""

    @property
    def times(self) -> list[int]:
        """The hours of the day at which it runs."""
        return list(range(self.at.hour % self.hours, 24, self.hours))


def service(of: Schedule) -> str:
    """The unit that runs once. Drift is a result, and no failure of the unit; a run that could not run is one."""
    user = f"User={_escaped(of.user)}\n" if of.user else ""
    return f"""\
[Unit]
Description=Sightline: check of estate {_escaped(of.estate)}, and its timed exceptions
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
Type=oneshot
{user}WorkingDirectory={_escaped(of.folder)}
ExecStart={" ".join(_quoted(word) for word in of.words)}
SuccessExitStatus=2 3
UMask=0077
NoNewPrivileges=yes
"""


def timer(of: Schedule) -> str:
    """The unit that starts it; a time that the machine slept through is made up for."""
    hours = ",".join(f"{hour:02}" for hour in of.times)
    return f"""\
[Unit]
Description=Sightline: every {of.hours} hours, estate {_escaped(of.estate)}

[Timer]
OnCalendar=*-*-* {hours}:{of.at.minute:02}:00 {of.zone}
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
"""


def cron(of: Schedule) -> str:
    """A line for `crontab -e`; cron knows no time zone but the machine's, and makes up for nothing."""
    hours = ",".join(str(hour) for hour in of.times)
    command = " ".join(shlex.quote(word) for word in of.words).replace("%", r"\%")
    return f"{of.at.minute} {hours} * * * {command}\n"


def _quoted(word: str) -> str:
    """A word of ExecStart (systemd.service(5), COMMAND LINES): no specifier, no variable, one argument."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"'


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
