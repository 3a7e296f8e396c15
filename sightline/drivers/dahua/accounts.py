"""Accounts, the lock against guessing, and the device's own word on its passwords (reference, section 8)."""

from typing import Literal

from sightline.drivers.dahua import calls, scan
from sightline.drivers.dahua.channels import sources
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, boolean, need_boolean, need_number, need_text, put, rows, text
from sightline.drivers.parts import or_why_not
from sightline.errors import NotAllowed, UnexpectedReply
from sightline.settings import Account, Accounts, ChannelLogin, Lockout, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable

#: A group's name is its owner's word; of the maker's two the second may look, listen and play back.
ROLES: dict[str, Literal["administrator", "operator"]] = {"admin": "administrator", "user": "operator"}
#: Accounts that came with older devices.
SHIPPED = ("888888", "666666", "default")
ONVIF = Unsupportable("no confirmed call lists ONVIF accounts (dahua.md, 8)")
LOCK = ("LockLoginEnable", "LockLoginTimes", "LoginFailLockTime")


def read(device: Session) -> Accounts:
    """Groups are the only roles; there is no switch that disables an account."""
    users = _users(device)
    return Accounts(
        accounts=tuple(Account(name=need_text(u, "Name"), role=ROLES.get(text(u, "Group"), "other")) for u in users),
        onvif_accounts=ONVIF,
        lockout=_lockout(device),
        default_password=_default(device, users),
        channel_logins=_channel_logins(device),
    )


def _users(device: Session) -> list[Tree]:
    """Indices may have gaps (recorded: NVR608H). Our own account must be among them."""
    users = [row for _, row in rows(at(device.answer(calls.USERS).params, "users"), "users")]
    if device.target.user not in [need_text(user, "Name") for user in users if need_text(user, "Group")]:
        raise UnexpectedReply("the device's list of accounts does not have ours")
    return users


@or_why_not
def _lockout(device: Session) -> Maybe[Lockout]:
    general = device.table("General")
    if all(at(general, name) is None for name in LOCK):
        return Unsupportable("General has no lock against guessing (dahua.md, 8)")
    enabled, attempts, seconds = LOCK
    return Lockout(
        enabled=need_boolean(general, enabled),
        attempts=need_number(general, attempts),
        lock_seconds=need_number(general, seconds),
    )


def _default(device: Session, users: list[Tree]) -> Maybe[bool]:
    """True for an account that was shipped; False only by the device's own scan of its passwords.

    A firmware's age proves nothing: a device that was updated keeps the password of its first years.
    """
    if any(text(u, "Name") in SHIPPED or (boolean(u, "Reserved") and text(u, "Name") != "admin") for u in users):
        return True
    item = scan.attention(device, "PriPwdStat")
    if item is False:
        return False
    why = item.reason if isinstance(item, Unread | Unsupportable) else "its own scan finds its passwords wanting"
    return Unread(f"{why}; attempt not allowed")


def _channel_logins(device: Session) -> tuple[ChannelLogin, ...]:
    """By which account a recorder reaches each camera. One without it is not read: the account might be taken away."""
    if device.kind == "camera" or device.lists("RemoteDevice") is False:
        return ()
    return tuple(
        ChannelLogin(channel=str(index + 1), address=text(row, "Address"), account=need_text(row, "UserName"))
        for index, row in sorted(sources(device).items())
        if boolean(row, "Enable") is not False and text(row, "Address")
    )


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Lock-out; accounts that are wanted gone. Never our own, never the last administrator; adds none."""
    if known(wanted.lockout) and known(found.lockout) and wanted.lockout != found.lockout:
        general = device.edit("General")
        values = (wanted.lockout.enabled, wanted.lockout.attempts, wanted.lockout.lock_seconds)
        for name, value in zip(LOCK, values, strict=True):
            put(general, value, name)
        device.put("General", general)
    kept = {account.name for account in wanted.accounts}
    going = [account for account in found.accounts if account.name not in kept]
    if going and not any(a.role == "administrator" for a in found.accounts if a not in going):
        raise NotAllowed("that would take the last administrator away")
    for account in going:
        if account.name == device.target.user:
            raise NotAllowed(f"{account.name} is our own account")
        device.tell("userManager.deleteUser", name=account.name)
