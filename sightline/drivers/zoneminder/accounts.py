"""Its own users (recorders.md, 3)."""

from typing import Any, Literal

from sightline.drivers.zoneminder.monitors import flag
from sightline.drivers.zoneminder.session import Session
from sightline.drivers.zoneminder.users import users
from sightline.errors import NotAllowed, UnexpectedReply
from sightline.settings import Absent, Account, Accounts, Maybe, Unread, Unsupported
from sightline.wire import plainjson

#: The login as shipped, name and password.
SHIPPED = "admin"
AREAS = ("Stream", "Events", "Control", "Monitors", "Groups", "Devices", "Snapshots", "System")
#: Any other word is a right to change something: releases have `Edit`, and later ones `Create`.
LOOKS = frozenset(("None", "View"))
LOCKOUT = Unsupported("it locks nobody out: after 8 wrong logins the right one was taken (recorders.md, 3)")
Role = Literal["administrator", "operator", "viewer", "other"]


def read(device: Session) -> Accounts:
    """Who may change the system is an administrator, who may change anything else an operator."""
    rows = users(device)
    accounts = tuple(Account(name=row["Username"], role=_role(row), enabled=flag(row, "Enabled")) for row in rows)
    return Accounts(
        accounts=accounts,
        onvif_accounts=Absent("it has no ONVIF interface"),
        lockout=LOCKOUT,
        default_password=_default(device, accounts),
    )


def _role(row: dict[str, Any]) -> Role:
    rights = {area: plainjson.need(row, str, area) for area in AREAS}
    if rights["System"] not in LOOKS:
        return "administrator"
    if not LOOKS.issuperset(rights.values()):
        return "operator"
    return "viewer" if "View" in rights.values() else "other"


def _default(device: Session, accounts: tuple[Account, ...]) -> Maybe[bool]:
    """Our own login proves what the shipped account's password is, or is not."""
    if device.open:
        return Unread("it asks nobody for a password; attempt not allowed")
    if device.target.user == SHIPPED:
        return device.target.password == SHIPPED
    if any(account.enabled for account in accounts if account.name.lower() == SHIPPED):
        return Unread(f"there is an account {SHIPPED}; attempt not allowed")
    return False


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Accounts are disabled, which ends their tokens too; none is deleted. Never ours, or the last administrator."""
    kept = {account.name: account for account in wanted.accounts}
    going = {a.name for a in found.accounts if a.enabled and (a.name not in kept or kept[a.name].enabled is False)}
    if not going:
        return
    if device.target.user in going:
        raise NotAllowed(f"{device.target.user} is our own account")
    if not any(a.role == "administrator" and a.enabled and a.name not in going for a in found.accounts):
        raise NotAllowed("that would take the last administrator away")
    numbers = {row["Username"]: plainjson.need(row, int, "Id") for row in users(device)}
    if gone := going - numbers.keys():
        raise UnexpectedReply(f"users: {sorted(gone)[0][:40]!r} is listed no more")
    for name in sorted(going):
        device.put(f"users/{numbers[name]}", {"User[Enabled]": "0"})
