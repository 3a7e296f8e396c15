"""Who may log in to the host (shadow(5), sshd(8), faillock.conf(5)). No hash leaves it: awk says what one is."""

from collections.abc import Iterator
from shlex import quote
from typing import Literal

from sightline.drivers.linux import sshd
from sightline.drivers.linux.doors import is_open
from sightline.drivers.linux.session import Session, number, only
from sightline.errors import DeviceError, NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Absent, Account, Accounts, Lockout, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

SCRIPT = {
    "people": r"""
need getent; need sshd
[ -r /etc/shadow ] || { printf 'no shadow\n'; exit 1; }
keys="$(sshd -T | awk '$1 == "authorizedkeysfile" {$1 = ""; print}')"
getent passwd | while IFS=: read -r name _ uid gid _ home shell; do
  case "${shell##*/}" in nologin | false | sync | shutdown | halt) continue ;; esac
  key=no
  for file in $keys; do
    file="$(printf %s "$file" | sed "s|%h|$home|g; s|%u|$name|g")"
    case "$file" in /*) ;; *) file="$home/$file" ;; esac
    grep -qs '^[^#[:space:]]' "$file" && key=yes
  done
  word="$(awk -F: -v name="$name" '$1 == name {
    print ($2 == "" ? "empty" : $2 ~ /^[!*]/ ? "locked" : "set") ":" ($8 == "" ? "never" : $8)}' /etc/shadow)"
  printf 'account %s:%s:%s:%s:%s\n' "$name" "$uid" "${word:-elsewhere:never}" "$key" "$(id -nG "$name" | tr ' ' ,)"
done
printf 'today %s\n' "$(($(date +%s) / 86400))"
cat /etc/sudoers /etc/sudoers.d/* | awk '/^[^#]/ && /=/ && $1 !~ /^(Defaults|.*_Alias)/ {print "sudo", $1}'
echo end
""",
    "lock": r"""
grep -hqs '^[^#]*pam_faillock' /etc/pam.d/common-auth /etc/pam.d/sshd /etc/pam.d/system-auth /etc/pam.d/password-auth &&
  { echo faillock; sed -n 's/^[[:space:]]*\(deny\|unlock_time\)[[:space:]]*=[[:space:]]*/\1 /p' /etc/security/faillock.conf; }
if command -v fail2ban-client >/dev/null && fail2ban-client status sshd >/dev/null; then
  printf 'ban %s %s\n' "$(fail2ban-client get sshd maxretry)" "$(fail2ban-client get sshd bantime)"
fi
exit 0
""",
}
ADMINISTRATORS = ("root", "sudo", "wheel", "admin")
#: Names that systems and recorders are shipped with.
SHIPPED = frozenset(
    (
        "root",
        "admin",
        "administrator",
        "pi",
        "ubuntu",
        "debian",
        "user",
        "guest",
        "test",
        "support",
        "service",
        "default",
        "nvr",
        "ubnt",
    )
)
FAILLOCK = "/etc/security/faillock.conf"
#: Below this number an account is the system's own.
FIRST_UID = 1000
Role = Literal["administrator", "operator"]


def read(device: Session) -> Accounts:
    """Every account with a shell. It is enabled where it has not expired and a password or a key opens it."""
    accounts = tuple(_account(device, row) for row in _rows(device))
    if device.target.user not in {account.name for account in accounts}:
        raise UnexpectedReply(f"the host lists {len(accounts)} accounts, and not ours")
    return Accounts(
        accounts=accounts,
        onvif_accounts=Absent("a host's accounts are its system's own: it speaks no ONVIF"),
        lockout=_lockout(device),
        default_password=_default(accounts),
    )


def _rows(device: Session) -> Iterator[list[str]]:
    """Name, number, what the password is, its last day, whether it has keys, its groups."""
    found = device.words("people")
    if "end" not in found:
        raise UnexpectedReply("the list of accounts did not come to its end")
    for line in found.get("account", ()):
        row = line.split(":")
        if len(row) != 6 or row[2] not in ("empty", "locked", "set", "elsewhere") or row[4] not in ("yes", "no"):
            raise UnexpectedReply(f"an account that cannot be read: {line[:60]!r}")
        yield row


def _account(device: Session, row: list[str]) -> Account:
    name, _, word, last, key, _ = row
    opens = word != "locked" or key == "yes" or _other_keys(device)
    return Account(name=name, role=_role(device, row), enabled=opens and not _expired(device, last))


def _other_keys(device: Session) -> bool:
    """Keys may come from a program or an authority: then each account may have one."""
    said = sshd.settings(device)
    return any(said.get(name, "none") != "none" for name in ("authorizedkeyscommand", "trustedusercakeys"))


def _expired(device: Session, last: str) -> bool:
    if last == "never":
        return False
    today = only(device.words("people"), "today")
    return number(last, "an account's last day") <= number(today, "the host's day")


def _role(device: Session, row: list[str]) -> Role:
    """Whoever is named in sudoers, by whatever rule, counts as an administrator."""
    groups = row[5].split(",")
    named = set(device.words("people").get("sudo", ()))
    rules = {row[0], *(f"%{group}" for group in groups), f"#{row[1]}", "ALL"}
    high = number(row[1], "an account's number") == 0 or not named.isdisjoint(rules)
    return "administrator" if high or not set(groups).isdisjoint(ADMINISTRATORS) else "operator"


def _default(accounts: tuple[Account, ...]) -> Maybe[bool]:
    """Proven without an attempt where no account that opens has a name that things are shipped with."""
    shipped = sorted(account.name for account in accounts if account.enabled and account.name in SHIPPED)
    return Unread(f"there is an account {', '.join(shipped)}; attempt not allowed") if shipped else False


def _lockout(device: Session) -> Maybe[Lockout]:
    """A lock matters where passwords are taken over the network."""
    try:
        found = device.words("lock")
        if "faillock" in found:
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


def _guessable(device: Session) -> bool:
    """Raises where one of the doors could not be read."""
    doors = [is_open(device, name) for name in ("telnet", "ftp")]
    for said in (sshd.takes_passwords(device), *doors):
        if not known(said):
            raise UnexpectedReply(said.reason)
        if said:
            return True
    return False


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Locks accounts, by password and by key; deletes none. Never ours, root, or the system's own."""
    numbers = {row[0]: int(row[1]) for row in _rows(device) if row[1].isdigit()}
    kept = {account.name: account for account in wanted.accounts}
    going = [a for a in found.accounts if a.enabled and (a.name not in kept or kept[a.name].enabled is False)]
    staying = [a for a in found.accounts if a not in going and a.enabled and a.role == "administrator"]
    if going and not staying:
        raise NotAllowed("that would take the last administrator away")
    for account in going:
        if account.name == device.target.user:
            raise NotAllowed(f"{account.name} is our own account")
        if numbers.get(account.name, 0) < FIRST_UID:
            raise WriteRefused(f"{account.name} is the system's own account: lock it by hand, or declare it")
    if going:
        _lock(device, [account.name for account in going])
    if known(wanted.lockout) and known(found.lockout) and wanted.lockout != found.lockout:
        _guard(device, wanted.lockout)


def _lock(device: Session, names: list[str]) -> None:
    """A locked password alone leaves the keys: accounts expire as well, and who is logged in is put out."""
    from pyinfra.operations import server

    out = "{{ loginctl terminate-user {0} 2>/dev/null || pkill -KILL -u {0} || true; }}"
    users = [quote(name) for name in names]
    device.apply(server.shell._inner(commands=[f"usermod -L -e 1 -- {user} && {out.format(user)}" for user in users]))


def _guard(device: Session, wanted: Lockout) -> None:
    from pyinfra.operations import files

    for key, value in (("deny", wanted.attempts), ("unlock_time", wanted.lock_seconds)):
        line = rf"^[[:space:]]*{key}[[:space:]]*=.*$"
        device.apply(files.line._inner(path=FAILLOCK, line=line, replace=f"{key} = {value}"))
