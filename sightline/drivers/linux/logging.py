"""The host's own log, and the collectors that rsyslog sends all of it to (rsyslog.conf(5), journald.conf(5)).

Whoever logs in leaves a line: a log without one of the last hour is not kept.
"""

from collections.abc import Iterable
from datetime import timedelta

from sightline.drivers.linux import rsyslog
from sightline.drivers.linux.ours import before, put, put_back
from sightline.drivers.linux.session import Session, number, only, reason
from sightline.errors import DeviceError, UnexpectedReply, WriteRefused
from sightline.settings import Collector, Logging, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.sshlogin import reason as printable

SCRIPT = {
    "log": r"""
need systemctl
printf 'now %s\n' "$(date +%s)"
place="/var/log/journal/$(cat /etc/machine-id)"
if [ -d "$place" ] && command -v journalctl >/dev/null; then
  last="$(timeout 5 journalctl -D "$place" -q --no-pager -n 1 -o short-unix | sed -n 's/^\([0-9]\{1,12\}\)[. ].*/\1/p' | tail -n 1)"
  printf 'written journal %s %s\n' "$(stat -f -c %T "$place")" "${last:--}"
fi
for name in auth.log secure syslog messages; do
  [ -s "/var/log/$name" ] && printf 'written %s %s %s\n' "$name" "$(stat -f -c %T "/var/log/$name")" "$(stat -L -c %Y "/var/log/$name")"
done
systemctl show rsyslog.service -p LoadState -p ActiveState -p UnitFileState | sed 's/^/rsyslog /'
since="$(systemctl show rsyslog.service -p ActiveEnterTimestamp --value)"
[ -n "$since" ] && printf 'since %s\n' "$(date -d "$since" +%s)"
for unit in systemd-journal-upload syslog-ng nxlog fluent-bit td-agent vector promtail alloy filebeat; do
  systemctl is-active --quiet "$unit.service" && printf 'other %s\n' "$unit"
done
if [ -f /etc/rsyslog.conf ]; then
  set -- /etc/rsyslog.conf
  lines() { kind="$1" awk '!/^[ \t]*(#|$)/ {print ENVIRON["kind"], $0}' "$2" || exit 1; }
  lines main "$1"
  for file in /etc/rsyslog.d/*.conf; do [ -f "$file" ] && { set -- "$@" "$file"; lines part "$file"; }; done
  [ -d /etc/rsyslog.d ] && set -- "$@" /etc/rsyslog.d
  printf 'changed %s\n' "$(stat -L -c %Y "$@" | sort -n | tail -n 1)"
fi
echo end
""",
}
FILE, UNIT = "/etc/rsyslog.d/00-sightline.conf", "rsyslog.service"
FRESH = timedelta(hours=1).total_seconds()
#: Files that logins are written to, by Debian's name and Red Hat's.
LOGINS = ("auth.log", "secure")
#: File systems that are gone after a reboot.
MEMORY = ("tmpfs", "ramfs")
TEXT = """# Written by Sightline: everything that is logged goes to the estate's collector.
{}
"""
LINE = (
    '*.* action(type="omfwd" target="{}" port="{}" protocol="{}" queue.type="LinkedList" action.resumeRetryCount="-1")'
)


def read(device: Session) -> Logging:
    """Kept where an entry of the last hour lies on a disk, in the journal or in rsyslog's file of logins."""
    found = device.words("log")
    if "end" not in found:
        raise UnexpectedReply("what is logged did not come whole")
    return Logging(kept=_kept(found), collectors=_collectors(found))


def _kept(found: dict[str, list[str]]) -> Maybe[bool]:
    try:
        if _fresh(found, ("journal", *(LOGINS if _runs(found) else ()))):
            return True
    except DeviceError as problem:
        return reason(problem)
    if "other" in found:
        return Unread(f"{found['other'][0][:40]} takes the log: where it keeps it is not read")
    return False


def _fresh(found: dict[str, list[str]], names: Iterable[str]) -> bool:
    """Whether one of them lies on a disk and is as young as our own login, on the host's clock."""
    now = number(only(found, "now"), "the host's time")
    rows = [row for line in found.get("written", ()) if len(row := line.split()) == 3 and row[0] in names]
    told = [row for row in rows if row[2] != "-"]
    if any(row[1] not in MEMORY and abs(now - number(row[2], "a time")) < FRESH for row in told):
        return True
    if told != rows:
        raise UnexpectedReply("the journal on the disk shows no entry")
    return False


def _runs(found: dict[str, list[str]]) -> bool:
    """It runs, and would after a boot."""
    return {"ActiveState=active", "UnitFileState=enabled"} <= set(found.get("rsyslog", ()))


def _collectors(found: dict[str, list[str]]) -> Maybe[tuple[Collector, ...]]:
    try:
        told, doubt = _passed_on(found) if _runs(found) else ((), "")
    except DeviceError as problem:
        return reason(problem)
    if told:
        return told
    if doubt:
        return Unread(doubt)
    if "other" in found:
        return Unsupportable(f"{found['other'][0][:40]} sends the log: where to is not read")
    return ()


def _passed_on(found: dict[str, list[str]]) -> tuple[tuple[Collector, ...], str]:
    """Who gets everything, or why that cannot be told."""
    main, parts = found.get("main", []), found.get("part", [])
    if number(only(found, "changed"), "a time") > number(only(found, "since"), "a time"):
        return (), "rsyslog's configuration changed after it was loaded: what is in force is not said"
    told, stop = rsyslog.collectors(main, parts)
    if told and not _arrives(found, [*main, *parts]):
        return (), "nothing shows that the host's own messages reach rsyslog"
    return told, f"rsyslog's configuration is not followed from {stop!r} on" if stop else ""


def _arrives(found: dict[str, list[str]], lines: list[str]) -> bool:
    """By the journal itself, or by a file that rsyslog wrote just now."""
    sources = rsyslog.loads(lines)
    return "imjournal" in sources or ("imuxsock" in sources and _fresh(found, (*LOGINS, "syslog", "messages")))


def write(device: Session, found: Logging, wanted: Logging) -> None:
    """One file of ours, the first that rsyslog includes. What others wrote stays."""
    if wanted.collectors != found.collectors and known(wanted.collectors) and known(found.collectors):
        _send(device, found.collectors, wanted.collectors)
    if wanted.kept is True and found.kept is False:
        raise WriteRefused(
            "no log lies on a disk of the host: mkdir -p /var/log/journal && systemctl restart systemd-journald"
        )


def _send(device: Session, found: tuple[Collector, ...], wanted: tuple[Collector, ...]) -> None:
    from pyinfra.operations import systemd

    state = set(device.words("log").get("rsyslog", ()))
    if "LoadState=loaded" not in state:
        raise WriteRefused("rsyslog is not installed, and nothing else is set up from here: apt-get install rsyslog")
    if bad := [one for one in wanted if one.protocol not in ("udp", "tcp") or not rsyslog.HOST.fullmatch(one.host)]:
        way = bad[0].protocol or "no protocol"
        raise WriteRefused(f"{printable(bad[0].host)} by {way}: only udp and tcp are set up from here")
    old = before(device, FILE)
    if others := [one.host for one in found if one not in wanted and f'"{one.host}"' not in (old or "")]:
        raise WriteRefused(f"{printable(others[0])} gets the log by a file that is not ours: take it out there")
    device.apply(put(FILE, TEXT.format("\n".join(map(_line, wanted)))))
    if problem := _checked(device):
        device.apply(put_back(FILE, old))
        raise WriteRefused(f"rsyslog does not take its configuration with our file ({problem}); it was put back")
    device.apply(systemd.service._inner(service=UNIT, running=True, restarted=True, enabled=True))


def _line(one: Collector) -> str:
    return LINE.format(one.host, one.port, one.protocol)


def _checked(device: Session) -> str:
    """What rsyslog has against its configuration; "" where it would start with it."""
    said = device.check("rsyslogd -N1 2>&1")
    last = (said.output.decode("utf-8", "replace").strip().splitlines() or ["no word"])[-1]
    return printable(last) if said.status else ""
