"""Who may log in to the host (shadow(5), sshd(8), faillock.conf(5)). No hash leaves it: awk says what one is."""

from collections.abc import Iterator
from shlex import quote
from typing import Literal

from sightline.drivers.linux import lockout, sshd
from sightline.drivers.linux.session import Session, number, only
from sightline.errors import NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Absent, Account, Accounts, Maybe, Unread, known

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
cat /etc/sudoers /etc/sudoers.d/* | awk '
  {sub(/^[ \t]+/, "")}
  /\\$/ {print "strange"; next}
  /^([@#]includedir[ \t]+\/etc\/sudoers\.d[ \t]*)?$/ {next}
  /^[@#]include/ {print "strange"; next}
  /^#[^0-9]/ || /^#$/ || /^Defaults/ || /^[A-Za-z]+_Alias[ \t]/ {next}
  {
    left = $0; sub(/[ \t]*=.*/, "", left); gsub(/[ \t]*,[ \t]*/, ",", left)
    if (index($0, "=") == 0 || split(left, lists, /[ \t]+/) != 2) {print "strange"; next}
    for (n = split(lists[1], users, ","); n > 0; n--)
      print (users[n] ~ /^(ALL|#[0-9]+|%?[a-z_][a-z0-9_.-]*)$/ ? "sudo " users[n] : "strange")
  }'
echo end
""",
    "lock": lockout.SCRIPT,
}
#: Groups whose members are the superuser, or can make themselves it.
ADMINISTRATORS = ("root", "sudo", "wheel", "admin", "docker", "lxd", "incus-admin", "disk", "shadow")
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
        lockout=lockout.read(device),
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
    """Whoever is named in sudoers, by whatever rule, counts as an administrator.

    A rule that is not followed (an alias, a further file) may name anybody.
    """
    groups = row[5].split(",")
    if "strange" in device.words("people"):
        raise UnexpectedReply("sudoers has a rule that is not followed: who is an administrator is not known")
    named = set(device.words("people").get("sudo", ()))
    rules = {row[0], *(f"%{group}" for group in groups), f"#{row[1]}", "ALL"}
    high = number(row[1], "an account's number") == 0 or not named.isdisjoint(rules)
    return "administrator" if high or not set(groups).isdisjoint(ADMINISTRATORS) else "operator"


def _default(accounts: tuple[Account, ...]) -> Maybe[bool]:
    """Proven without an attempt where no account that opens has a name that things are shipped with."""
    shipped = sorted(account.name for account in accounts if account.enabled and account.name in SHIPPED)
    return Unread(f"there is an account {', '.join(shipped)}; attempt not allowed") if shipped else False


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
        lockout.set_to(device, wanted.lockout)


def _lock(device: Session, names: list[str]) -> None:
    """A locked password alone leaves the keys: accounts expire as well, and who is logged in is put out."""
    from pyinfra.operations import server

    out = "{{ loginctl terminate-user {0} 2>/dev/null || pkill -KILL -u {0} || true; }}"
    users = [quote(name) for name in names]
    device.apply(server.shell._inner(commands=[f"usermod -L -e 1 -- {user} && {out.format(user)}" for user in users]))
