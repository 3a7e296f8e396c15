"""Who gets the host's log, and whether it is kept: what a changed word does to the reading."""

from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.linux import rsyslog
from sightline.errors import DeviceError
from sightline.settings import Collector, Logging, Unread, Unsupported
from tests.drivers_linux.tape import changed, joined, moment, recorded, sections, session

DIRTY, HARDENED = recorded("dirty"), recorded("hardened")
OURS = Collector(host="10.77.0.1", port=514, protocol="udp")
MAIN = ('module(load="imuxsock")', "$IncludeConfig /etc/rsyslog.d/*.conf", "*.*;auth,authpriv.none -/var/log/syslog")


def logging(output: bytes, state: str = "hardened") -> Logging:
    found = drivers.read("linux", session(output, moment(state)), "logging")
    assert isinstance(found, Logging)
    return found


def with_words(*pairs: tuple[bytes, bytes]) -> Logging:
    return logging(changed(HARDENED, "log", *pairs))


def test_the_recorders_log_is_kept_and_goes_to_the_collector_once_it_is_written() -> None:
    assert logging(DIRTY, "dirty") == Logging(kept=True, collectors=())
    assert logging(HARDENED) == Logging(kept=True, collectors=(OURS,))


@pytest.mark.parametrize(
    ("line", "host", "port", "protocol"),
    [
        ("*.* @logs.estate.example", "logs.estate.example", 514, "udp"),
        ("*.*\t@@10.0.0.4:10514;RSYSLOG_SyslogProtocol23Format", "10.0.0.4", 10514, "tcp"),
        ("*.* @@(o)[fd00::4]:601", "fd00::4", 601, "tcp"),
        ('*.* action(type="omfwd" target="10.0.0.4" port="514" protocol="tcp")', "10.0.0.4", 514, "tcp"),
        ('action(type="omfwd" Target="logs" Protocol="UDP" queue.filename="a") # all', "logs", 514, "udp"),
        ('action(type="omfwd"\n target="logs" # ours\n port="6514" protocol="tcp"\n', "logs", 6514, "tls"),
    ],
)
def test_each_way_to_send_everything_is_understood(line: str, host: str, port: int, protocol: Any) -> None:
    line += ' StreamDriver="gtls" StreamDriverMode="1")' if protocol == "tls" else ""
    found, stop = rsyslog.collectors(MAIN, line.split("\n"))
    assert (found, stop) == ((Collector(host=host, port=port, protocol=protocol),), "")


@pytest.mark.parametrize(
    "line",
    [
        "#*.* @10.0.0.4",
        "*.info;mail.none @10.0.0.4",
        "auth,authpriv.* @10.0.0.4",
        "*.* @10.0.0.4 # a comment that rsyslog takes for a part of it",
        "*.* /var/log/@10.0.0.4",
        '*.* action(type="omfwd" target="10.0.0.4" action.execOnlyWhenPreviousIsSuspended="on")',
        '*.* action(type="omfwd" target="10.0.0.4" queue.discardSeverity="4")',
        '*.* action(type="omfile" file="/var/log/all" target="10.0.0.4")',
        'action(type="omfwd" target="10.0.0.4" port="99999")',
        'action(type="omfwd" target="")',
    ],
)
def test_what_sends_a_part_or_nothing_is_no_collector(line: str) -> None:
    assert rsyslog.collectors(MAIN, [line]) == ((), "")


@pytest.mark.parametrize(
    "before",
    [
        "*.* ~",
        "auth.* stop",
        ':msg, contains, "sudo" stop',
        "& stop",
        "& ~",
        "if $programname == 'sshd' then stop",
        'if $programname == "sshd" then {',
        "!sshd",
        "-elsewhere",
        "$ActionExecOnlyOnceEveryInterval 10",
        "$RuleSet other",
        'ruleset(name="other") { stop }',
        'input(type="imuxsock" ruleset="other")',
        'include(file="/opt/more.conf")',
        "$IncludeConfig /etc/rsyslog.d/*.conf",
        "call other",
        "*.* @10.0.0.9\\",
        'module(load="imuxsock"',
    ],
)
def test_behind_what_is_not_followed_nobody_is_known_to_get_everything(before: str) -> None:
    forward = "*.* @10.0.0.4"
    found, stop = rsyslog.collectors(MAIN, [before, forward])
    assert (found, bool(stop)) == ((), True)
    first, _ = rsyslog.collectors(MAIN, [forward, before])
    assert [one.host for one in first] == ["10.0.0.4"], "what was sent before it has been sent"


@pytest.mark.parametrize(
    "line",
    ["root,operator.* :omusrmsg:root", '& /var/log/more\n:msg, contains, "[UFW " /var/log/ufw.log', "$Umask 0022"],
)
def test_rules_that_keep_nothing_back_may_come_first(line: str) -> None:
    assert rsyslog.collectors(MAIN, [*line.split("\n"), "*.* @a"])[0] == (
        Collector(host="a", port=514, protocol="udp"),
    )


def test_a_part_counts_only_where_the_main_file_includes_it() -> None:
    assert rsyslog.collectors(MAIN[:1], ["*.* @10.0.0.4"]) == ((), "")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"changed ", b"changed 9", "changed after it was loaded"),
        (b'load="imuxsock"', b'load="imudp"', "nothing shows"),
        (b"part *.* action", b"part if 1 then stop\npart *.* action", "not followed from 'if'"),
        (b"since ", b"until ", "since 0 times"),
    ],
)
def test_what_may_not_be_in_force_is_unread(old: bytes, new: bytes, words: str) -> None:
    found = with_words((old, new)).collectors
    assert isinstance(found, Unread)
    assert words in found.reason


def test_a_file_that_rsyslog_does_not_write_any_more_shows_no_message() -> None:
    stale = [
        (b"written %s overlayfs " % name, b"written %s overlayfs 1\nold " % name) for name in (b"auth.log", b"syslog")
    ]
    assert isinstance(with_words(*stale).collectors, Unread)
    assert with_words(*stale, (b'load="imuxsock"', b'load="imjournal"')).collectors == (OURS,)


@pytest.mark.parametrize("state", [b"ActiveState=failed", b"UnitFileState=disabled"])
def test_rsyslog_counts_where_it_runs_and_would_again(state: bytes) -> None:
    was = {b"ActiveState=failed": b"ActiveState=active", b"UnitFileState=disabled": b"UnitFileState=enabled"}[state]
    off = (b"rsyslog " + was, b"rsyslog " + state)
    journal = (b"written journal overlayfs ", b"written journal tmpfs ")
    assert with_words(off) == Logging(kept=True, collectors=())
    assert with_words(off, journal) == Logging(kept=False, collectors=())
    assert with_words(journal) == Logging(kept=True, collectors=(OURS,))


def test_another_program_may_send_or_keep_the_log() -> None:
    quiet = [
        (b"rsyslog ActiveState=active", b"rsyslog ActiveState=inactive"),
        (b"written journal overlayfs ", b"gone "),
    ]
    found = with_words(*quiet, (b"\nend", b"\nother vector\nend"))
    assert isinstance(found.collectors, Unsupported)
    assert isinstance(found.kept, Unread)


def test_a_journal_that_shows_no_entry_is_unread() -> None:
    parts = sections(HARDENED)["log"].split(b"\n")
    lines = [line for line in parts if not line.startswith(b"written")]
    silent = joined({**sections(HARDENED), "log": b"\n".join([b"written journal ext2/ext3 -", *lines])})
    assert isinstance(logging(silent).kept, Unread)


@pytest.mark.parametrize("cut", range(0, 1200, 7))
def test_a_section_that_was_cut_is_no_answer(cut: int) -> None:
    text = sections(HARDENED)["log"]
    if cut < len(text) - 1:
        with pytest.raises(DeviceError):
            logging(joined({**sections(HARDENED), "log": text[:cut]}))
