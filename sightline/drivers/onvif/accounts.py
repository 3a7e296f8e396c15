"""Who may log in (reference, D8). ONVIF lists one set of users; a maker's own may stand beside it (reference, C)."""

from typing import Literal

from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import DEVICE
from sightline.errors import NotAllowed, UnexpectedReply, WriteRefused
from sightline.settings import Account, Accounts, Unread, Unsupported
from sightline.wire import xml

ROLES: dict[str, Literal["administrator", "operator", "viewer", "other"]] = {
    "Administrator": "administrator",
    "Operator": "operator",
    "User": "viewer",
    "Anonymous": "other",
    "Extended": "other",
}


def read(device: Session) -> Accounts:
    """A list without ourselves is not the whole one (an independent server gave an empty one: reference, F)."""
    accounts = tuple(_account(row) for row in xml.children(device.ask(DEVICE, "GetUsers"), "User"))
    if device.target.user not in {account.name for account in accounts}:
        raise UnexpectedReply(f"GetUsers lists {len(accounts)} accounts, and not ours")
    return Accounts(
        accounts=accounts,
        onvif_accounts=Unsupported(
            "ONVIF does not say whether the device has other accounts than those that GetUsers lists (onvif.md, C)"
        ),
        lockout=Unsupported("ONVIF has a warning after wrong logins and no lock (onvif.md, D8)"),
        default_password=Unread("ONVIF has no flag for it; attempt not allowed"),
    )


def _account(row: xml.Element) -> Account:
    level = xml.need(row, "UserLevel")
    if level not in ROLES:
        raise UnexpectedReply(f"an account of level {level[:40]!r}")
    return Account(name=xml.need(row, "Username"), role=ROLES[level])


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Only away, all at once (DeleteUsers takes all or none). Never our own, never the last administrator."""
    kept = {account.name for account in wanted.accounts}
    going = [account.name for account in found.accounts if account.name not in kept]
    if not going:
        return
    listed = read(device).accounts
    if gone := set(going) - {account.name for account in listed}:
        raise WriteRefused(f"the device lists {', '.join(sorted(gone))} no more")
    if device.target.user in going:
        raise NotAllowed(f"{device.target.user} is our own account")
    if not any(account.role == "administrator" for account in listed if account.name not in going):
        raise NotAllowed("that would take the last administrator away")
    device.tell(DEVICE, "DeleteUsers", Username=going)
