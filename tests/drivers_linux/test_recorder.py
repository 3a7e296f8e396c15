"""The driver on the lab's real recorder: found out, hardened, rebooted; nothing comes back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Any

import pytest

from sightline import drivers
from sightline.bridge.codec import decode, encode
from sightline.bridge.link import Link
from sightline.errors import WriteRefused
from sightline.lab.linux import why_not
from sightline.policy.control import NotMet
from sightline.settings import Accounts, Collector, Logging, Retention, Services
from tests.contract import cell
from tests.contract.bench import Bench, adapter

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.xdist_group("bench-linux"),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]
NAME = "mixed-site/linux-1"
WRITTEN = ("audio", "clock", "retention", "export", "services", "accounts")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    found = adapter("linux")
    assert found is not None
    with found.bench(tmp_path_factory.mktemp("linux")) as running:
        yield running


@pytest.fixture
def host(bench: Bench) -> Any:
    """The container behind the bench; a fresh one for each test."""
    bench.reset()
    return bench.reset.__self__.recorder  # type: ignore[attr-defined] # a method of the adapter's host


def read(bench: Bench, setting: str) -> Any:
    with bench.link(NAME) as link:
        return decode(setting, link.read(setting)["found"])


def settle(link: Link) -> list[str]:
    """Brings the host to each control, as `harden` does; what could not be written, in words."""
    said = []
    for control in link.work.in_order():
        if not control.remedy:
            continue
        name = control.reads.__name__.lower()
        answer = link.read(name)
        if answer["status"] != "ok":
            continue
        try:
            wanted: Any = control.wanted(decode(name, answer["found"]), link.work.policy_for(link.device, link.login))
        except NotMet:
            continue
        written = link.write(name, encode(name, wanted))
        said += [] if written["status"] == "ok" else [f"{control.slug}: {written['reason']}"]
    return said


def on(found: Services) -> set[str]:
    return {one.service for one in found.services if one.enabled is True}


def test_a_whole_reading_is_one_login_and_one_command(bench: Bench, host: Any) -> None:
    with bench.link(NAME) as link:
        for setting in ("identity", *WRITTEN, "firmware", "storage", "health"):
            assert link.read(setting)["status"] == "ok", setting
        assert link._session is not None
        assert (link._session.counts.logins, link.requests) == (1, 1)
    assert bench.written(NAME) == []


def test_what_is_hardened_stays_so_over_a_reboot(bench: Bench, host: Any) -> None:
    assert {"telnet", "ftp", "upnp", "snmp-v2c", "discovery", "ssh-password", "ssh-root"} <= on(read(bench, "services"))
    with bench.link(NAME) as link:
        assert settle(link) == []
    host.reboot()
    services, accounts = read(bench, "services"), read(bench, "accounts")
    assert on(services) == {"ssh"}
    assert isinstance(accounts, Accounts)
    assert {one.name for one in accounts.accounts if one.enabled} == {"evidence", "recorder"}
    assert host.run("ls /etc/rc2.d").split().count("S01inetutils-inetd") == 0
    assert host.run("systemctl is-active inetutils-inetd vsftpd snmpd miniupnpd avahi-daemon wsdd || true").split() == (
        ["inactive"] * 6
    )
    retention = read(bench, "retention")
    assert isinstance(retention, Retention)
    assert retention.max_days == 31


def test_footage_goes_by_the_timer_alone_and_only_from_its_folder(bench: Bench, host: Any) -> None:
    host.run(
        "cd /srv/recordings/ch1; touch -d '60 days ago' locked.mp4 'old file.mp4' /srv/exports/old.zip;"
        " ln -s /srv/exports elsewhere; touch -h -d '60 days ago' elsewhere; chattr +i locked.mp4 || true"
    )
    immutable = "i" in host.run("lsattr /srv/recordings/ch1/locked.mp4 || true").split("/")[0].replace("-", "")
    with bench.link(NAME) as link:
        found = decode("retention", link.read("retention")["found"])
        assert "links to other folders" in str(found), "what a link hides is not read"
        host.run("rm /srv/recordings/ch1/elsewhere")
        link.forget()
        assert settle(link) == []
    host.run("systemctl start sightline-retention.service")
    left = host.run("find /srv -type f -mmin +44640").split("\n")
    assert "/srv/exports/old.zip" in left
    assert ("/srv/recordings/ch1/locked.mp4" in left) == immutable
    assert "/srv/recordings/ch1/old file.mp4" not in left


def test_what_lies_where_exports_go_is_told_by_name(bench: Bench, host: Any) -> None:
    assert read(bench, "export").extracts == ()
    host.run("cd /srv/exports; mkdir 'case 9' lost+found; touch 'case 9/clip.mp4' 2026-17.zip .hidden; ln -s x gone")
    names = [one.name.removeprefix("/srv/exports/") for one in read(bench, "export").extracts]
    assert names == [".hidden", "2026-17.zip", "case 9", "gone"]


def test_a_service_that_comes_back_by_itself_is_found(bench: Bench, host: Any) -> None:
    with bench.link(NAME) as link:
        settle(link)
    host.run(
        "update-rc.d inetutils-inetd enable; systemctl start vsftpd; echo 'record_audio = yes' >>/etc/recorder.conf"
    )
    host.run("printf 'telnet stream tcp nowait root /usr/sbin/telnetd telnetd\\n' >>/etc/inetd.conf")
    assert on(read(bench, "services")) == {"ssh", "telnet", "ftp"}
    assert "says value 2 times" in str(read_reason(bench, "audio"))


def read_reason(bench: Bench, setting: str) -> str:
    with bench.link(NAME) as link:
        return str(link.read(setting).get("reason"))


def test_a_login_that_does_not_work_any_more_is_put_back(bench: Bench, host: Any) -> None:
    """A file of ours that would shut us out: the new way in is tried before the old one is given up."""
    host.run("printf 'PermitRootLogin yes\\n' >/etc/ssh/sshd_config.d/00-first.conf")
    with bench.link(NAME) as link:
        found = decode("services", link.read("services")["found"])
        assert isinstance(found, Services)
        wanted = encode("services", found)
        for one in wanted["services"]:
            one["enabled"] = False if one["service"] == "ssh-root" else one["enabled"]
        answer = link.write("services", wanted)
    assert answer["status"] != "ok"
    assert "another file of sshd's configuration says otherwise" in answer["reason"]
    assert host.run("ls /etc/ssh/sshd_config.d").split() == ["00-first.conf", "installer.conf"]


def sent(link: Link, *collectors: Collector) -> Any:
    """Writes the collectors; what the host says of its log then, and what the write was refused with."""
    session, problem = link._open(), ""
    session.forget()
    found: Any = drivers.read("linux", session, "logging")
    try:
        drivers.write("linux", session, "logging", found, replace(found, collectors=collectors))
    except WriteRefused as refused:
        problem = str(refused)
    session.forget()
    return drivers.read("linux", session, "logging"), problem


def test_the_log_goes_to_the_collector_and_arrives(bench: Bench, host: Any) -> None:
    here = Collector(host="127.0.0.1", port=5514, protocol="udp")
    hear = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 5514))"
    forever = f'exec("{hear}\\nwhile 1: print(s.recv(9999), flush=True)")'
    host.run(f"systemd-run -q -p StandardOutput=file:/run/heard python3 -c {quote(forever)}")
    with bench.link(NAME) as link:
        assert sent(link, here) == (Logging(kept=True, collectors=(here,)), "")
        writes = cell.sent(link)
        assert sent(link, here)[1] == ""
        assert cell.sent(link) == writes, "once is enough"
    host.run("logger -p auth.info arrived-there; sleep 1")
    assert "arrived-there" in host.run("cat /run/heard")


def test_a_log_that_cannot_be_sent_stays_as_it_was(bench: Bench, host: Any) -> None:
    one, other = (Collector(host=f"10.77.0.{n}", port=514, protocol="tcp") for n in (8, 9))
    host.run("echo 'auth.nonsense /var/log/nonsense' >/etc/rsyslog.d/90-broken.conf; systemctl restart rsyslog")
    with bench.link(NAME) as link:
        assert "it was put back" in sent(link, one)[1]
        assert host.run("ls /etc/rsyslog.d").split() == ["90-broken.conf"]
        host.run("echo '*.* @@10.77.0.9' >/etc/rsyslog.d/90-broken.conf; systemctl restart rsyslog")
        assert sent(link, one) == (
            Logging(kept=True, collectors=(other,)),
            "10.77.0.9 gets the log by a file that is not ours: take it out there",
        )
        host.run("dpkg --purge --force-depends rsyslog")
        assert "apt-get install rsyslog" in sent(link, one)[1]


def test_pyinfras_own_operations_work_on_the_host(bench: Bench, host: Any, tmp_path: Path) -> None:
    source = tmp_path / "motd"
    source.write_text("hello\n")
    with bench.link(NAME) as link:
        put = link.shell(lambda ssh: ssh.connector.put_file(str(source), "/etc/hello world", _sudo=True))
        got = link.shell(lambda ssh: ssh.connector.get_file("/etc/hello world", str(tmp_path / "back"), _sudo=True))
    assert (put["found"], got["found"]) == (True, True)
    assert (tmp_path / "back").read_text() == "hello\n"
    assert host.run("stat -c '%U %a' '/etc/hello world'").strip() == "root 644"
    assert host.run("ls /etc | grep -c '^hello'").strip() == "1"


def test_without_sudo_what_root_alone_sees_is_unread(bench: Bench, host: Any) -> None:
    site = bench.reset.__self__.folder / "inventory" / "sites" / "mixed-site.yml"  # type: ignore[attr-defined] # as above
    text = site.read_text()
    try:
        site.write_text(text.replace("sudo: true", "sudo: false"))
        assert "did not come whole" in read_reason(bench, "accounts") or "status" in read_reason(bench, "accounts")
        with bench.link(NAME) as link:
            services = decode("services", link.read("services")["found"])
            assert isinstance(services, Services)
        told = {one.service: one.enabled for one in services.services}
        assert told["ssh-password"] is not False
        assert told["anonymous-view"] is not False
    finally:
        site.write_text(text)


def test_its_journal_is_pulled_from_where_the_last_pull_ended(bench: Bench, host: Any) -> None:
    host.run("runuser -u nobody -- su -c id root </dev/null || true")
    with bench.link(NAME) as link:
        first = link.ask(lambda session: drivers.own_log("linux", session, ""))
        assert first["status"] == "ok", first
        log = first["found"]
        second = link.ask(lambda session: drivers.own_log("linux", session, log.next))
    said = [one["MESSAGE"] for one in log.entries]
    assert any("Accepted" in one for one in said), said
    assert {one["SYSLOG_IDENTIFIER"] for one in log.entries} >= {"su"}
    cursors = {one["__CURSOR"] for one in log.entries}
    assert second["status"] == "ok", second
    assert not cursors & {one["__CURSOR"] for one in second["found"].entries}
