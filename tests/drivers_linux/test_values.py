"""What is read of a real host, and what a changed word of it does to the reading."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.linux.session import Session
from sightline.errors import WriteRefused
from sightline.settings import UNLIMITED, Absent, Accounts, Retention, Unread
from tests.drivers_linux.judging import of_state, verdicts
from tests.drivers_linux.tape import changed, moment, recorded, sections, session

DIRTY, HARDENED = recorded("dirty"), recorded("hardened")
#: Controls of settings that this make reads; others are told by their own reasons.
READ = (
    *("no-audio", "retention", "oldest-recording", "encrypted-export", "storage-health", "accounts"),
    *("remote-defaults", "default-login", "firmware", "clock"),
)
OURS = "/srv/recordings/ch1"


def at(output: bytes, state: str = "hardened", **more: Any) -> Session:
    return session(output, moment(state), **more)


def accounts(output: bytes) -> Accounts:
    found = drivers.read("linux", at(output), "accounts")
    assert isinstance(found, Accounts)
    return found


def test_a_careless_installer_is_found_out_in_one_command() -> None:
    told = of_state("dirty")
    assert {told[slug] for slug in READ if slug not in ("storage-health", "firmware", "default-login")} == {"drift"}
    assert (told["storage-health"], told["firmware"], told["default-login"]) == ("unsupported", "compliant", "unread")
    of = at(DIRTY, "dirty")
    for setting in ("identity", "audio", "retention", "clock", "services", "accounts", "export", "health"):
        drivers.read("linux", of, setting)
    assert of.ssh.counts.requests == 1


def test_what_harden_left_after_a_reboot_is_compliant() -> None:
    told = of_state("hardened")
    assert {slug: told[slug] for slug in READ if told[slug] != "compliant"} == {"storage-health": "unsupported"}


def test_an_account_is_open_by_its_password_or_its_keys_until_it_expires() -> None:
    found = accounts(HARDENED)
    assert {one.name: (one.role, one.enabled) for one in found.accounts} == {
        "root": ("administrator", False),
        "admin": ("administrator", False),
        "contractor": ("administrator", False),
        "evidence": ("operator", True),
        "recorder": ("administrator", True),
    }
    assert found.default_password is False
    assert isinstance(found.lockout, Absent)
    for old, new in ((b"admin:1000:locked:1:no", b"admin:1000:locked:never:yes"), (b"locked:1:no", b"empty:never:no")):
        opened = accounts(changed(HARDENED, "people", (old, new)))
        assert next(one for one in opened.accounts if one.name == "admin").enabled is True
        assert isinstance(opened.default_password, Unread), "a shipped name"


def test_who_is_named_in_sudoers_is_an_administrator() -> None:
    found = accounts(changed(HARDENED, "people", (b"sudo recorder", b"sudo evidence")))
    assert next(one for one in found.accounts if one.name == "evidence").role == "administrator"


def test_a_list_of_accounts_without_ours_is_not_the_whole() -> None:
    assert verdicts(changed(HARDENED, "people", (b"recorder:1003", b"other:1003")), "hardened")["accounts"] == "unread"


def retention(output: bytes, **more: Any) -> Retention:
    found = drivers.read("linux", at(output, **more), "retention")
    assert isinstance(found, Retention)
    return found


def test_footage_is_as_old_as_its_oldest_file() -> None:
    found = retention(HARDENED)
    assert isinstance(found.tracks, tuple)
    assert [(track.channel, track.limit, track.max_days) for track in found.tracks] == [
        ("ch1", "days", 31),
        ("ch2", "days", 31),
    ]
    oldest = found.oldest
    assert isinstance(oldest, datetime)
    assert timedelta(days=30) < moment("hardened") - oldest < timedelta(days=31, hours=1)


def test_ages_are_counted_on_the_hosts_own_clock() -> None:
    right, late = retention(HARDENED).oldest, retention(HARDENED, late=420).oldest
    assert isinstance(right, datetime)
    assert isinstance(late, datetime)
    assert abs((late - right).total_seconds() - 420) < 1
    assert isinstance(retention(HARDENED, late=3 * 86_400).oldest, Unread)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"-mmin +44640 -delete", b"-mmin +44640 -name x -delete"),
        (b"service ExecStart=", b"service ExecStartPre=/bin/false\nservice ExecStart="),
        (b"timer OnUnitActiveSec=1h", b"timer OnUnitActiveSec=1y"),
        (b"timer-state UnitFileState=enabled", b"timer-state UnitFileState=disabled"),
        (b"timer-state ActiveState=active", b"timer-state ActiveState=inactive"),
        (b"service-state DropInPaths=", b"service-state DropInPaths=/etc/x.conf"),
        (b"service-state NeedDaemonReload=no", b"service-state NeedDaemonReload=yes"),
        (b"/srv/recordings -xdev", b"/srv/other -xdev"),
    ],
)
def test_a_timer_that_is_not_ours_to_the_letter_is_no_limit(old: bytes, new: bytes) -> None:
    output = changed(HARDENED, "timer", (old, new))
    assert retention(output).max_days is UNLIMITED
    assert verdicts(output, "hardened")["retention"] == "drift"


def test_a_timer_whose_run_failed_is_no_limit_that_could_be_told() -> None:
    failed = changed(HARDENED, "timer", (b"service-state Result=success", b"service-state Result=exit-code"))
    assert isinstance(retention(failed).max_days, Unread)


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (b"e /srv/recordings - - - m:14d", 14),
        (b"d /srv/recordings/ 0750 nvr footage m:2w", 14),
        (b"e /srv/recordings - - - 14d", None),
        (b"e! /srv/recordings - - - m:14d", None),
        (b"e /srv/recordings - - - ~m:14d", None),
        (b"e /srv/other - - - m:14d", None),
        (b"d /srv/recordings 0750 nvr footage\nline d /srv/recordings - - - m:14d", None),
        (b"d /srv/recordings 0750 nvr footage -\nline d /srv/recordings - - - m:14d", None),
        (b"e /srv/recordings - - - m:14d\nline x /srv/recordings/ch1", None),
        (b'e /srv/recordings - - - m:14d\nline x "/srv/recordings/ch 1"', None),
        (b"e /srv/recordings - - - m:14d\nline X '/srv/recordings/ch1'", None),
        (b"e /srv/recordings - - - m:14d\nline x /srv/rec\\x6frdings/ch1", None),
    ],
)
def test_tmpfiles_is_a_limit_by_last_write_alone(line: bytes, days: int | None) -> None:
    found = retention(changed(DIRTY, "timer", (b"\nend", b"\nline " + line + b"\nend")))
    assert found.max_days == (days or UNLIMITED)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"folder 0 there 0", b"folder 0 link", "is a link"),
        (b"folder 0 there 0", b"folder 0 there 1", "another file system"),
        (b"folder 0 there 0", b"folder 0 missing", "is no folder"),
        (b"folder 0 there 0", b"folder 0 closed", "sudo: true"),
        (b"sub 0 636831 0 ", b"sub 0 636831 124 ", "more than can be looked at"),
        (b"sub 0 636831 0 ", b"sub 0 636831 1 ", "could not be read whole"),
        (b" 0 1\ntop", b" 0 2\ntop", "another file system begins below"),
        (b"top 0 ", b"sub 0 6c6f6e67 link\ntop 0 ", "link to another folder"),
    ],
)
def test_what_a_folder_may_hide_is_unread(old: bytes, new: bytes, words: str) -> None:
    output = changed(HARDENED, "folders", (old, new))
    oldest = retention(output).oldest
    assert isinstance(oldest, Unread)
    assert words in oldest.reason
    assert verdicts(output, "hardened")["oldest-recording"] == "unread"


@pytest.mark.parametrize("other", [UNLIMITED, 90, Unread("not known")])
def test_a_channel_that_is_to_keep_its_footage_keeps_the_timer_out(other: Any) -> None:
    """The timer deletes in every folder, also where a waiver leaves a channel as it is."""
    found = retention(DIRTY, state="dirty")
    assert isinstance(found.tracks, tuple)
    one, two = found.tracks
    kept = replace(two, max_days=other, limit="days" if other == 90 else "none")
    found = replace(found, tracks=(one, kept))
    wanted = replace(found, tracks=(replace(one, max_days=31, limit="days"), kept))
    with pytest.raises(WriteRefused, match=r"track /srv/recordings/ch2 is to keep its footage"):
        drivers.write("linux", at(DIRTY, "dirty"), "retention", found, wanted)


def test_folders_that_hold_nothing_may_be_the_wrong_ones() -> None:
    parts = sections(HARDENED)["folders"].split(b"\n")
    empty = b"\n".join(line for line in parts if not line.startswith(b"sub"))
    assert verdicts(changed(HARDENED, "folders", (b"\n".join(parts), empty)), "hardened")["retention"] == "unread"


def test_folders_by_day_are_no_channels() -> None:
    output = changed(HARDENED, "folders", (b"sub 0 636831 ", b"sub 0 323032362d31312d3234 "))
    found = retention(output)
    assert isinstance(found.tracks, tuple)
    assert [track.track for track in found.tracks] == ["/srv/recordings"]


def test_a_clock_is_right_by_ours_alone() -> None:
    assert verdicts(HARDENED, "hardened")["clock"] == "compliant"
    at_seven_minutes = session(HARDENED, moment("hardened"), late=420)
    clock: Any = drivers.read("linux", at_seven_minutes, "clock")
    assert abs(clock.offset_seconds + 420) < 1
    assert (clock.source, clock.servers) == ("ntp", ("10.77.0.1",))
    for old, new in (
        (b"file chrony.service enabled", b"file chrony.service disabled"),
        (b"chrony.service active", b"chrony.service failed"),
    ):
        off: Any = drivers.read("linux", at(changed(HARDENED, "units", (old, new))), "clock")
        assert off.source == "none"


def test_sound_is_on_until_the_program_has_started_again() -> None:
    told = verdicts(HARDENED, "hardened")
    assert told["no-audio"] == "compliant"
    damage = ((b"= no", b"= off"), (b"since ", b"since 1\nold "), (b"value ", b"value record_audio = no\nvalue "))
    for old, new in damage:
        assert verdicts(changed(HARDENED, "audio", (old, new)), "hardened")["no-audio"] in ("drift", "unread")


def test_nothing_pending_holds_as_of_the_day_of_the_security_lists() -> None:
    found: Any = drivers.read("linux", at(HARDENED), "firmware")
    assert (found.pending, found.model) == (0, "debian 12")
    assert isinstance(found.built, date)
    behind = changed(HARDENED, "updates", (b"summary 0 upgraded", b"summary 3 upgraded"))
    assert verdicts(behind, "hardened")["firmware"] == "drift"
    for old, new, told in (
        (b"list ", b"gone ", "unread"),
        (b"-security", b"-other", "unread"),
        (b"not upgraded.", b"", "unread"),
        (b" Nov 2026", b" Jan 2026", "drift"),
    ):
        parts = changed(HARDENED, "updates", (old, new))
        if b"-security" in old:
            parts = changed(parts, "updates", (b"Debian-Security", b"Debian"))
        assert verdicts(parts, "hardened")["firmware"] == told, new


def test_a_disk_is_well_by_its_own_word_alone() -> None:
    smart = changed(HARDENED, "disks", (b"mounted 0 overlay", b"mounted 0 ext4\nsmart 0 sda PASSED"))
    assert verdicts(smart, "hardened")["storage-health"] == "compliant"
    for old, new, told in (
        (b"PASSED", b"FAILED!", "drift"),
        (b"sda PASSED", b"sda ", "unsupported"),
        (b"smart 0 sda PASSED", b"nosmart 0", "unsupported"),
        (b"mounted", b"array clean 1\nmounted", "drift"),
        (b"mounted", b"state 0 read-only\nmounted", "drift"),
    ):
        assert verdicts(changed(smart, "disks", (old, new)), "hardened")["storage-health"] == told, new


def test_the_tapes_hold_every_section_and_no_hash() -> None:
    assert sections(DIRTY).keys() == sections(HARDENED).keys()
    assert b"$y$" not in DIRTY + HARDENED
    assert datetime.now(UTC) > moment("dirty") - timedelta(days=3650)


def test_after_a_write_only_what_it_is_about_is_read_again() -> None:
    of, scripts = at(HARDENED), []
    play = of.ssh.run
    of.ssh.run = lambda script, **more: scripts.append(script) or play(script, **more)  # type: ignore[method-assign, func-returns-value] # listens
    drivers.read("linux", of, "clock")
    of.forget()
    drivers.read("linux", of, "clock")
    drivers.read("linux", of, "accounts")
    asked = [{name for name in sections(HARDENED) if f"begin {name}\\n" in script} for script in scripts]
    assert asked[0] == sections(HARDENED).keys()
    assert asked[1] == {"start", "clock", "units", "finish"}
    assert all(len(each) == 3 for each in asked[2:]), "what was not asked for is read when it is"
