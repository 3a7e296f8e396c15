"""Who may log in (reference, C8). A recorder's list has no confirmed path in LAPI: ONVIF's is read."""

from collections.abc import Mapping
from typing import Literal

from sightline.drivers.onvif import accounts as onvif
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview.channels import NOWHERE, Channel, channels
from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import need, number, rows
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Account, Accounts, ChannelLogin, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

Role = Literal["administrator", "operator", "viewer", "other"]
USERS = "Channel/0/System/Users"
LOCK = Unsupportable("a lock is seen in replies (StatusCode 364), and no source names its setting (reference, C8)")
NO_LIST = Unsupportable(
    "no LAPI path for a recorder's accounts is confirmed (reference, E): there may be more than ONVIF lists"
)
DEFAULT = Unread("no source names a flag for it; attempt not allowed")


def read(device: Session) -> Accounts:
    """A list without ourselves is not the whole one. A camera's two lists are compared by whoever reads the report."""
    if device.kind == "recorder":
        return _recorders(device)
    there = _onvif(device)
    roles = {account.name: account.role for account in there} if known(there) else {}
    accounts = tuple(_account(row, roles) for row in rows(device.get(USERS), "Users", "Number"))
    if device.target.user not in {account.name for account in accounts}:
        raise UnexpectedReply(f"{USERS} lists {len(accounts)} accounts, and not ours")
    return Accounts(accounts=accounts, onvif_accounts=there, lockout=LOCK, default_password=DEFAULT)


def _recorders(device: Session) -> Accounts:
    """It does not say by which account it reaches a camera: so none is taken from any that it shows."""
    return Accounts(
        accounts=onvif.read(device.onvif).accounts,
        onvif_accounts=NO_LIST,
        lockout=LOCK,
        default_password=DEFAULT,
        channel_logins=_logins([one for one in channels(device) if one.used]),
    )


def _logins(used: list[Channel]) -> Maybe[tuple[ChannelLogin, ...]]:
    """Which cameras it shows is not known where one has no address."""
    if not all(one.address for one in used):
        return NOWHERE
    return tuple(ChannelLogin(channel=one.channel, address=one.address, account="") for one in used)


def _account(row: Data, roles: Mapping[str, Role]) -> Account:
    """Level 0 is an administrator; what the other levels may do is not confirmed, and ONVIF has a word for it."""
    name = need(row, "Name")
    return Account(name=name, role="administrator" if number(row, "Level") == 0 else roles.get(name, "other"))


def _onvif(device: Session) -> Maybe[tuple[Account, ...]]:
    try:
        listed = onvif.read(device.onvif).accounts
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)
    return tuple(Account(name=one.name, role=one.role, store="onvif") for one in listed)


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Only away, and by ONVIF: no LAPI call that deletes an account is confirmed (reference, E)."""
    going = _gone(found.accounts, wanted.accounts)
    if known(found.onvif_accounts) and known(wanted.onvif_accounts):
        going |= _gone(found.onvif_accounts, wanted.onvif_accounts)
    if not going:
        return
    there = onvif.read(device.onvif)
    if missing := going - {account.name for account in there.accounts}:
        raise WriteRefused(f"ONVIF does not list {', '.join(sorted(missing))}, and LAPI has no confirmed way to delete")
    kept = tuple(account for account in there.accounts if account.name not in going)
    onvif.write(
        device.onvif, there, Accounts(accounts=kept, onvif_accounts=LOCK, lockout=LOCK, default_password=DEFAULT)
    )


def _gone(found: tuple[Account, ...], wanted: tuple[Account, ...]) -> set[str]:
    return {account.name for account in found} - {account.name for account in wanted}
