"""Who is an administrator of a host, and whether a guesser is locked out: what is not followed is not known."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.linux.accounts import SCRIPT
from sightline.settings import Accounts, Lockout, Unread
from tests.drivers_linux.judging import verdicts
from tests.drivers_linux.tape import changed, joined, moment, recorded, sections, session

HARDENED = recorded("hardened")


def accounts(output: bytes) -> Accounts:
    found: Any = drivers.read("linux", session(output, moment("hardened")), "accounts")
    assert isinstance(found, Accounts)
    return found


def test_a_rule_of_sudo_that_is_not_followed_may_name_anybody() -> None:
    doubtful = changed(HARDENED, "people", (b"sudo recorder", b"sudo recorder\nstrange"))
    assert verdicts(doubtful, "hardened")["accounts"] == "unread"


@pytest.mark.parametrize("group", [b"docker", b"lxd", b"disk"])
def test_whoever_can_make_himself_the_superuser_is_an_administrator(group: bytes) -> None:
    found = accounts(changed(HARDENED, "people", (b"evidence,footage", b"evidence," + group)))
    assert next(one for one in found.accounts if one.name == "evidence").role == "administrator"


SUDOERS = """\
# a comment
#includedir /etc/sudoers.d
Defaults env_reset
root\tALL=(ALL:ALL) ALL
%sudo ALL = (ALL) ALL
a, b ALL=(ALL) NOPASSWD: ALL
#1001 ALL=(ALL) ALL
User_Alias OPS = c, d
"""


@pytest.mark.parametrize(
    ("more", "strange"),
    [
        ("", False),
        ("OPS ALL=(ALL) ALL", True),
        ("e\\\n ALL=ALL", True),
        ("@include /etc/more", True),
        ("+net ALL=ALL", True),
        ("!f ALL=ALL", True),
        ("g h ALL=ALL", True),
    ],
)
def test_sudoers_are_read_user_by_user(more: str, strange: bool, tmp_path: Path) -> None:
    """By the host's own awk."""
    (tmp_path / "sudoers").write_text(f"{SUDOERS}{more}\n")
    script = SCRIPT["people"][SCRIPT["people"].index("cat /etc/sudoers") :]
    script = script.replace("/etc/sudoers /etc/sudoers.d/*", str(tmp_path / "sudoers"))
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert ("strange" in said) is strange
    assert {"sudo root", "sudo %sudo", "sudo a", "sudo b", "sudo #1001"} <= set(said)


LOCKS = "auth required pam_faillock.so preauth"
FAILS = "auth [default=die] pam_faillock.so authfail"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"common-auth {LOCKS}", f"common-auth {FAILS}"], Lockout(enabled=True, attempts=5, lock_seconds=1800)),
        ([f"common-auth {LOCKS}"], "both `preauth` and `authfail`"),
        ([f"common-auth {LOCKS}", f"sshd {FAILS}"], "both `preauth` and `authfail`"),
        (["sshd account required pam_faillock.so"], "both `preauth` and `authfail`"),
        ([f"common-auth {LOCKS}", f"common-auth {FAILS} deny=1000"], "arguments of its own"),
        ([f"common-auth {LOCKS} conf=/etc/x", f"common-auth {FAILS}"], "arguments of its own"),
    ],
)
def test_faillock_locks_only_where_it_is_called_twice_and_by_its_file(lines: list[str], said: Lockout | str) -> None:
    told = "\n".join(["", *(f"pam {line}" for line in lines), "deny 5", "unlock_time 1800", ""])
    found = accounts(joined({**sections(HARDENED), "lock": told.encode()})).lockout
    if isinstance(said, Lockout):
        assert found == said
    else:
        assert isinstance(found, Unread)
        assert said in found.reason
