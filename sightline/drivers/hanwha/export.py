"""Who may export on the box, and whether stores are encrypted (reference, B7, B8)."""

from sightline.drivers.hanwha.channels import stores
from sightline.drivers.hanwha.session import Session
from sightline.drivers.hanwha.users import User, groups, users
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Export, ExportRight, Maybe, StoreEncryption, Unread
from sightline.settings import Unsupported as Unsupportable

NO_ENCRYPTION = Unsupportable("no encryption of a card, disk or export is confirmed (B7, E)")


def read(device: Session) -> Export:
    """Footage leaves a recorder by its USB port, and a camera by its card."""
    rows = stores(device)
    return Export(
        rights=_rights(device),
        stores=rows
        if isinstance(rows, Absent)
        else tuple(StoreEncryption(store=number, encrypted=NO_ENCRYPTION) for number in rows),
    )


def _rights(device: Session) -> Maybe[tuple[ExportRight, ...]]:
    if device.kind == "camera":
        return Absent("a camera has nothing to export to on the box itself")
    try:
        return tuple(_right(device, user) for user in users(device))
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))


def _right(device: Session, user: User) -> ExportRight:
    """By the channels that the user's group may back up; `None` disables all ([HM])."""
    if user.role == "administrator":
        return ExportRight(account=user.name, local=True, inherent=True)
    group = groups(device).get(user.group)
    if group is None:
        return ExportRight(account=user.name, local=Unread(f"security/usergroups does not list {user.group[:40]!r}"))
    channels = group.parts("BackupChannel")
    return ExportRight(account=user.name, local=channels != ("None",))


def write(device: Session, found: Export, wanted: Export) -> None:
    """Takes the right from the account's whole group: the device has it nowhere else."""
    if not (isinstance(found.rights, tuple) and isinstance(wanted.rights, tuple)):
        return
    before = {right.account: right for right in found.rights}
    of = {user.name: user.group for user in users(device)}
    withdrawn = [r.account for r in wanted.rights if r != before.get(r.account) and r.local is False]
    kept = {of.get(r.account, ""): r.account for r in wanted.rights if r.local is True and not r.inherent}
    for group in dict.fromkeys(of[account] for account in withdrawn):
        if group in kept:
            raise WriteRefused(f"{kept[group]} is of the same group, {group}, and is to keep the right")
        device.tell("security", "usergroups", "update", {"UserGroupID": group, "BackupChannel": "None"})
