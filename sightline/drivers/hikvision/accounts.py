"""Device and ONVIF accounts, lock-out, and the device's own word on its password (reference, section 8)."""

from typing import Literal

from sightline.drivers.hikvision.channels import has_analogue
from sightline.drivers.hikvision.session import LOGIN, Session
from sightline.errors import NotAllowed, UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Account, Accounts, ChannelLogin, Lockout, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.clean import clean

USERS, ONVIF, LOCK = "Security/users", "Security/ONVIF/users", "Security/illegalLoginLock"
ROLES: dict[str, Literal["administrator", "operator", "viewer"]] = {
    "administrator": "administrator",
    "operator": "operator",
    "viewer": "viewer",
}
#: The longest lock in minutes that a capability names [F]; larger ones are in seconds (one device said 1800).
LONGEST_MINUTES = 120
TIME = "maxIllegalLoginLockTime"


def read(device: Session) -> Accounts:
    """ONVIF accounts are a store of their own. A list without ourselves, or without the administrator whom nobody can
    delete, is not the whole one."""
    users = device.get(USERS, "UserList")
    accounts = tuple(_account(row) for row in xml.children(users, "User"))
    if device.target.user not in {account.name for account in accounts}:
        raise UnexpectedReply(f"{USERS} lists {len(accounts)} accounts, and not ours")
    if twice := [account.name for account in accounts if [one.name for one in accounts].count(account.name) > 1]:
        raise UnexpectedReply(f"{USERS} lists {clean(twice[0], 40)!r} twice: another account may be missing")
    if not any(account.role == "administrator" for account in accounts):
        raise UnexpectedReply(f"{USERS} lists no administrator: our account may be shown its own row alone")
    return Accounts(
        accounts=accounts,
        onvif_accounts=_onvif(device),
        lockout=_lockout(device),
        default_password=_default(device),
        channel_logins=_channel_logins(device),
    )


def _account(row: xml.Element) -> Account:
    level = (xml.text(row, "userLevel") or "").lower()
    return Account(name=xml.need(row, "userName"), role=ROLES.get(level, "other"), enabled=xml.boolean(row, "enabled"))


def _onvif(device: Session) -> Maybe[tuple[Account, ...]]:
    document = device.feature(ONVIF, "UserList", "isSupportONVIFUserManagement")
    if isinstance(document, Absent | Unread | Unsupportable):
        return document
    try:
        return tuple(_onvif_account(row) for row in xml.children(document, "User"))
    except UnexpectedReply as problem:
        return Unread(f"{ONVIF}: {problem}")


def _onvif_account(row: xml.Element) -> Account:
    """[?] The reference names no type but `operator`: any that is not a level of the device's own store is another."""
    kind = xml.need(row, "userType").lower()
    return Account(name=xml.need(row, "userName"), role=ROLES.get(kind, "other"), store="onvif")


def _lockout(device: Session) -> Maybe[Lockout]:
    """[F] Recorders have a lock and no flag for it: a device without the document says nothing of its lock."""
    document = device.feature(LOCK, "IllegalLoginLock", "issupIllegalLoginLock")
    if isinstance(document, Absent):
        return Unsupportable(document.reason)
    if isinstance(document, Unread | Unsupportable):
        return document
    try:
        return Lockout(
            enabled=xml.need_boolean(document, "enabled"),
            attempts=xml.need_number(document, "maxIllegalLoginTimes"),
            lock_seconds=_lock_seconds(device, document),
        )
    except UnexpectedReply as problem:
        return Unread(f"{LOCK}: {problem}")


def _lock_seconds(device: Session, document: xml.Element) -> Maybe[int]:
    unit = _unit(device, document)
    return xml.need_number(document, TIME) * unit if known(unit) else unit


def _unit(device: Session, document: xml.Element) -> Maybe[int]:
    """Seconds per unit of the lock time: 60, unless the longest that the device takes is more than minutes can be."""
    if xml.need_number(document, TIME) > LONGEST_MINUTES:
        return 1
    try:
        limits = _limits(device)
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(f"the lock time may be minutes or seconds: {problem}")
    longest = xml.number("" if limits is None else limits.get("max", ""))
    if longest is None:
        return Unread("the lock time may be minutes or seconds: the device names no longest one")
    return 60 if longest <= LONGEST_MINUTES else 1


def _limits(device: Session) -> xml.Element | None:
    """[F] Cameras list them among all their capabilities, recorders in a document of their own."""
    listed = xml.anywhere(device.get("System/capabilities", "DeviceCap"), TIME)
    return listed if listed is not None else xml.child(device.get(f"{LOCK}/capabilities", "IllegalLoginLock"), TIME)


def _default(device: Session) -> Maybe[bool]:
    """Proven by the device's own flag; without one nobody may try (policy: default_login_attempt)."""
    try:
        said = xml.boolean(device.get(LOGIN, "userCheck"), "isDefaultPassword")
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(f"{problem}; attempt not allowed")
    return Unread("the device has no flag for it; attempt not allowed") if said is None else said


def _channel_logins(device: Session) -> tuple[ChannelLogin, ...]:
    """By which account a recorder reaches each camera."""
    if device.kind == "camera":
        return ()
    try:
        rows = device.get("ContentMgmt/InputProxy/channels", "InputProxyChannelList")
    except Unsupported as problem:
        if not has_analogue(device):
            raise UnexpectedReply(f"a recorder without any input: {problem}") from problem
        return ()
    return tuple(
        ChannelLogin(
            channel=xml.need(row, "id"),
            address=xml.text(row, "sourceInputPortDescriptor/ipAddress") or "",
            account=xml.text(row, "sourceInputPortDescriptor/userName") or "",
        )
        for row in xml.children(rows, "InputProxyChannel")
    )


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Lock-out; accounts that are wanted disabled or gone. Never our own, never the last administrator; adds none."""
    if known(wanted.lockout) and known(found.lockout) and wanted.lockout != found.lockout:
        _lock(device, wanted.lockout)
    _remove(device, USERS, found.accounts, wanted.accounts)
    if known(found.onvif_accounts) and known(wanted.onvif_accounts):
        _remove(device, ONVIF, found.onvif_accounts, wanted.onvif_accounts)


def _lock(device: Session, wanted: Lockout) -> None:
    document = device.edit(LOCK, "IllegalLoginLock")
    seconds = wanted.lock_seconds
    xml.put_text(document, "maxIllegalLoginTimes", str(wanted.attempts))
    unit = _unit(device, document)
    if isinstance(seconds, int) and isinstance(unit, int):
        xml.put_text(document, TIME, str(-(-seconds // unit)))
    xml.put_text(document, "enabled", str(wanted.enabled).lower())
    device.put(LOCK, document)


def _remove(device: Session, path: str, found: tuple[Account, ...], wanted: tuple[Account, ...]) -> None:
    kept = {account.name: account for account in wanted}
    disabled = [a for a in found if a.enabled and a.name in kept and kept[a.name].enabled is False]
    going = [account for account in found if account.name not in kept] + disabled
    staying = [a for a in found if a not in going and a.role == "administrator" and a.enabled is not False]
    if path == USERS and not staying:
        raise NotAllowed("that would take the last administrator away")
    for account in going:
        if path == USERS and account.name == device.target.user:
            raise NotAllowed(f"{account.name} is our own account")
        document = device.edit(path, "UserList")
        row = next((r for r in xml.children(document, "User") if xml.text(r, "userName") == account.name), None)
        if row is None:
            raise WriteRefused(f"{path} does not list {account.name} any more")
        if account in disabled:
            xml.put_text(row, "enabled", "false")
            device.put(f"{path}/{xml.need(row, 'id')}", row)
        else:
            device.delete(f"{path}/{xml.need(row, 'id')}")
