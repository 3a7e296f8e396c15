"""Who may export on the box, and whether stores are encrypted (reference, section 7)."""

from sightline.drivers.hikvision.channels import stores
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Export, ExportRight, Maybe, StoreEncryption, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

RIGHTS, USERS = "Security/UserPermission", "Security/users"
LOCAL, PER_CHANNEL = "localPermission/backup", "localPermission/videoChannelPermissionList/videoChannelPermission"


def read(device: Session) -> Export:
    """Footage leaves a recorder by its USB port, and a camera by its card."""
    return Export(rights=_rights(device), stores=_stores(device))


def _rights(device: Session) -> Maybe[tuple[ExportRight, ...]]:
    if device.kind == "camera":
        return Absent("a camera has nothing to export to on the box itself")
    try:
        users = list(xml.children(device.get(USERS, "UserList"), "User"))
        rows = _by_owner(device.get(RIGHTS, "UserPermissionList"))
        return tuple(_right(user, rows.get(xml.need(user, "id"))) for user in users) or Unread(f"{USERS} lists nobody")
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _by_owner(rows: xml.Element) -> dict[str, xml.Element]:
    """[C] The id of a permission is not the id of its user."""
    return {xml.need(row, "userID"): row for row in xml.children(rows, "UserPermission")}


def _right(user: xml.Element, row: xml.Element | None) -> ExportRight:
    name = xml.need(user, "userName")
    if (xml.text(user, "userLevel") or "").lower() == "administrator":
        return ExportRight(account=name, local=True, inherent=True)
    if row is None:
        return ExportRight(account=name, local=Unread(f"{RIGHTS} has no row for {name}"))
    switches = [xml.boolean(row, LOCAL), *(xml.boolean(one, "backup") for one in xml.children(row, PER_CHANNEL))]
    if switches[0] is None:
        return ExportRight(account=name, local=Unsupportable("the device lists no right to export"))
    return ExportRight(account=name, local=True in switches)


def _stores(device: Session) -> tuple[StoreEncryption, ...] | Absent:
    rows = stores(device)
    if isinstance(rows, Absent):
        return rows
    return tuple(StoreEncryption(store=_name(row), encrypted=_encrypted(device, row)) for row in rows)


def _name(row: xml.Element) -> str:
    return xml.text(row, "hddName") or f"{xml.local(row)}{xml.need(row, 'id')}"


def _encrypted(device: Session, row: xml.Element) -> Maybe[bool]:
    """[F] Cards of V5.5.98 and later say it; no recorder's disk does. A card without it can be read by its finder."""
    said = xml.text(row, "Encryption/encryptionStatus")
    if said is None and device.kind == "recorder":
        return Absent("a disk inside the recorder, without encryption of its own")
    if said is None:
        return Unsupportable("this firmware offers no encryption of the card")
    states = {"encrypted": True, "unencrypted": False}
    return states.get(said, Unread(f"encryption is {said[:40]!r}"))


def write(device: Session, found: Export, wanted: Export) -> None:
    """Withdraws the right to export. Encrypting a store formats it: that is never done here."""
    if not (known(found.rights) and known(wanted.rights)):
        return
    before = {right.account: right for right in found.rights}
    for right in wanted.rights:
        if right != before.get(right.account) and right.local is False:
            _withdraw(device, right.account)


def _withdraw(device: Session, account: str) -> None:
    users = xml.children(device.get(USERS, "UserList"), "User")
    user = next((u for u in users if xml.text(u, "userName") == account), None)
    rows = _by_owner(device.edit(RIGHTS, "UserPermissionList"))
    row = rows.get(xml.need(user, "id")) if user is not None else None
    if row is None:
        raise WriteRefused(f"{RIGHTS} has no row for {account}")
    xml.put_text(row, LOCAL, "false")
    for channel in xml.children(row, PER_CHANNEL):
        if xml.child(channel, "backup") is not None:
            xml.put_text(channel, "backup", "false")
    device.put(f"{RIGHTS}/{xml.need(row, 'id')}", row)
