"""Whether a guesser is locked out (pam_faillock(8), faillock.conf(5)).

sshd asks the files of /etc/pam.d that are read here; one line of the module alone locks nobody.
"""

from collections.abc import Collection

from sightline.drivers.linux import sshd
from sightline.drivers.linux.doors import is_open
from sightline.drivers.linux.session import Session, number
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Absent, Lockout, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

SCRIPT = r"""
for file in common-auth password-auth sshd; do
  grep -s '^[^#]*pam_faillock' "/etc/pam.d/$file" | sed "s/^/pam $file /"
done
sed -n 's/^[[:space:]]*\(deny\|unlock_time\)[[:space:]]*=[[:space:]]*/\1 /p' /etc/security/faillock.conf
if command -v fail2ban-client >/dev/null && fail2ban-client status sshd >/dev/null; then
  printf 'ban %s %s\n' "$(fail2ban-client get sshd maxretry)" "$(fail2ban-client get sshd bantime)"
fi
exit 0
"""
FAILLOCK = "/etc/security/faillock.conf"


def read(device: Session) -> Maybe[Lockout]:
    """A lock matters where passwords are taken over the network."""
    try:
        found = device.words("lock")
        if why := _not_followed(found.get("pam", ())):
            return Unread(why)
        if "pam" in found:
            attempts, seconds = found.get("deny", ["3"])[-1], found.get("unlock_time", ["600"])[-1]
            return Lockout(
                enabled=True,
                attempts=number(attempts, "faillock's deny"),
                lock_seconds=10**9 if seconds in ("0", "never") else number(seconds, "faillock's unlock_time"),
            )
        if "ban" in found:
            return Unsupportable("fail2ban locks addresses out, no accounts: how well, people must judge")
        if not _guessable(device):
            return Absent("no password is taken over the network")
    except DeviceError as problem:
        return Unread(str(problem))
    return Unsupportable(
        "passwords are taken over the network and nothing locks a guesser out: switch `ssh-password` off "
        "(remote-defaults), or set up pam_faillock by hand"
    )


def _not_followed(lines: Collection[str]) -> str:
    """Why pam_faillock's lines prove no lock: it needs both of its calls in one file, and no arguments that rule over
    faillock.conf."""
    calls: dict[str, set[str]] = {}
    for line in lines:
        file, _, rest = line.partition(" ")
        before, _, after = rest.partition("pam_faillock.so")
        if any("=" in word for word in after.split()):
            return f"pam_faillock has arguments of its own in {file[:40]}: what is in force is not followed"
        if before.split()[:1] == ["auth"]:
            calls.setdefault(file, set()).update(after.split())
    if calls and any({"preauth", "authfail"} <= words for words in calls.values()):
        return ""
    return (
        "pam_faillock is named, and not so that it locks anybody: both `preauth` and `authfail` are needed"
        if lines
        else ""
    )


def _guessable(device: Session) -> bool:
    """Raises where one of the doors could not be read."""
    doors = [is_open(device, name) for name in ("telnet", "ftp")]
    for said in (sshd.takes_passwords(device), *doors):
        if not known(said):
            raise UnexpectedReply(said.reason)
        if said:
            return True
    return False


def set_to(device: Session, wanted: Lockout) -> None:
    """In faillock.conf, where faillock locks already."""
    from pyinfra.operations import files

    for key, value in (("deny", wanted.attempts), ("unlock_time", wanted.lock_seconds)):
        line = rf"^[[:space:]]*{key}[[:space:]]*=.*$"
        device.apply(files.line._inner(path=FAILLOCK, line=line, replace=f"{key} = {value}"))
