"""Its own users (recorders.md, 5)."""

from sightline.drivers.frigate import inputs
from sightline.drivers.frigate.session import Session, part
from sightline.errors import NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Absent, Account, Accounts, Unread, Unsupported
from sightline.wire import plainjson

USERS, FIRST = "users", "admin"
LOCKOUT = Unsupported("it has a limit on how many logins a minute it takes, and no lock (recorders.md, 5)")


def read(device: Session) -> Accounts:
    """Roles other than the two are the owner's own, and see some cameras (frigate/api/auth.py)."""
    accounts = tuple(_account(row) for row in plainjson.rows(device.get(USERS)))
    names = [account.name for account in accounts]
    if len(set(names)) < len(names) or not (device.open or device.target.user in names):
        raise UnexpectedReply(f"{USERS} lists {len(names)} accounts, and not ours, or one twice")
    return Accounts(
        accounts=accounts,
        onvif_accounts=Absent("it has no ONVIF interface"),
        lockout=LOCKOUT,
        default_password=Unread("it has no flag for it; attempt not allowed"),
        channel_logins=inputs.logins(device),
    )


def _account(row: object) -> Account:
    name, role = plainjson.need(row, str, "username"), plainjson.need(row, str, "role")
    if not name or not role:
        raise UnexpectedReply(f"{USERS} lists an account without its name or role")
    return Account(name=name, role={"admin": "administrator", "viewer": "viewer"}.get(role, "other"))  # type: ignore[arg-type] # three of the words


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Only away, one by one. The first one cannot be deleted; ours and the last administrator are not."""
    kept = {account.name for account in wanted.accounts}
    going = [account.name for account in found.accounts if account.name not in kept]
    if not going:
        return
    listed = read(device).accounts
    if FIRST in going:
        raise WriteRefused(f"{FIRST} is built in and cannot be deleted: give it a password that nobody knows")
    if device.target.user in going:
        raise NotAllowed(f"{device.target.user} is our own account")
    if not any(account.role == "administrator" for account in listed if account.name not in going):
        raise NotAllowed("that would take the last administrator away")
    for name in going:
        device.delete(f"{USERS}/{part(name)}")
