"""Accounts, and the logins by which a recorder reaches its cameras (reference, B8)."""

from sightline.drivers.hanwha.channels import address, each, shown
from sightline.drivers.hanwha.session import Session
from sightline.drivers.hanwha.users import User, users
from sightline.drivers.parts import or_unread
from sightline.errors import NotAllowed, WriteRefused
from sightline.settings import Account, Accounts, ChannelLogin, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable

USERS = ("security", "users")


def read(device: Session) -> Accounts:
    """A camera's empty slots are accounts that are switched off."""
    return Accounts(
        accounts=tuple(Account(name=user.name, role=user.role, enabled=user.enabled) for user in users(device)),
        onvif_accounts=Unsupportable("no list of ONVIF accounts is confirmed (B8)"),
        lockout=Unsupportable("it locks after wrong logins, and no menu shows or sets that (B8)"),
        default_password=Unread("the device has no flag for it; attempt not allowed"),
        channel_logins=_channel_logins(device),
    )


@or_unread
def _channel_logins(device: Session) -> Maybe[tuple[ChannelLogin, ...]]:
    """media/cameraregister, as recorders answer it. Of a channel that it leaves out no login is known."""
    if device.kind == "camera":
        return ()
    logins: list[ChannelLogin] = []
    for number, row in each(device, device.view("media", "cameraregister")).items():
        if isinstance(row, Unread):
            return row
        if at := address(row):
            logins.append(ChannelLogin(channel=shown(number), address=at, account=row.text("UserID") or ""))
    return tuple(logins)


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Accounts that are wanted disabled or gone. Never our own, never the last administrator; adds none."""
    kept = {account.name: account for account in wanted.accounts}
    off = [a for a in found.accounts if a.enabled and a.name in kept and kept[a.name].enabled is False]
    going = [account for account in found.accounts if account.name not in kept] + off
    staying = [a for a in found.accounts if a not in going and a.role == "administrator" and a.enabled is not False]
    if going and not staying:
        raise NotAllowed("that would take the last administrator away")
    for account in going:
        if account.name == device.target.user:
            raise NotAllowed(f"{account.name} is our own account")
        _take(device, account, disable=account in off)


def _take(device: Session, account: Account, *, disable: bool) -> None:
    user = next((one for one in users(device) if one.name == account.name), None)
    if user is None:
        raise WriteRefused(f"security/users does not list {account.name} any more")
    if not disable:
        device.tell(*USERS, "remove", {"UserID": user.name})
        return
    device.tell(*USERS, "update", {"Index": _index(user), "UserID": user.name, "Enable": False})


def _index(user: User) -> int:
    """Index 0 is `admin`, which is never switched off (B8)."""
    if not user.index.isdigit() or user.index == "0":
        raise NotAllowed(f"{user.name} is the device's first administrator")
    return int(user.index)
