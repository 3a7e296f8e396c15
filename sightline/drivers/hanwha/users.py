"""Who is listed, in the camera's form and in the recorder's (reference, B8; [HM] security, 7 and 8)."""

from dataclasses import dataclass
from typing import Literal

from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.errors import UnexpectedReply

#: A camera's rights beyond looking: whoever has one changes something.
OPERATES = (
    "PTZAccess",
    "AlarmOutputAccess",
    "PrivacyAreaAccess",
    "VideoProfileSettingAccess",
    "ImageSettingAccess",
    "VideoSetupAccess",
    "FocusSetupAccess",
)
#: A recorder's group rights beyond looking.
GROUP_OPERATES = ("PTZAccess", "RecordStartAccess", "RecordStopAccess", "AlarmOutputAccess", "ShutdownAccess")
LEVELS = ("Admin", "User", "Guest")


@dataclass(frozen=True, kw_only=True)
class User:
    """`index` is the device's own number; `enabled` None and `group` "" where the unit knows no such thing."""

    index: str
    name: str
    role: Literal["administrator", "operator", "viewer", "other"]
    enabled: bool | None
    group: str = ""


def users(device: Session) -> list[User]:
    """Every slot. A recorder prints passwords as well: they are not looked at."""
    listed = device.view("security", "users")
    rows = _from_lines(device, listed) if listed.lines else listed.rows("Index")
    if not rows:
        raise UnexpectedReply("security/users lists nobody, not even us")
    one = _camera_user if device.kind == "camera" else _recorder_user
    return [one(device, index, row) for index, row in rows.items()]


def groups(device: Session) -> dict[str, Document]:
    """A recorder's groups by their own name."""
    rows = device.view("security", "usergroups").rows("Index").values()
    return {row.need("UserGroupID"): row for row in rows}


def _from_lines(device: Session, listed: Document) -> dict[str, Document]:
    """`Users.0=admin//True/…` under the names of the first line. A list of lines has no end: it must fill all slots."""
    names = listed.need("Users.Index").split("/")
    rows = {}
    for key, value in listed.values.items():
        index = key.removeprefix("Users.")
        if key != "Users.Index":
            fields = str(value).split("/")
            if len(fields) != len(names):
                raise UnexpectedReply(f"{listed.where}: user {index[:10]} has {len(fields)} fields of {len(names)}")
            rows[index] = Document(f"{listed.where}, user {index[:10]}", dict(zip(names, fields, strict=True)), True)
    most = device.capabilities().limit("Security", "MaxUser", "")
    if most is None or list(rows) != [str(number) for number in range(most + 1)]:
        raise UnexpectedReply(f"{listed.where}: {len(rows)} lines, and nothing says that these are all users")
    return rows


def _camera_user(_: Session, index: str, row: Document) -> User:
    role: Literal["administrator", "operator", "viewer"] = "viewer"
    if row.flag("AdminAccess"):
        role = "administrator"
    elif any(row.flag(right) for right in OPERATES if right in row.values):
        role = "operator"
    return User(index=index, name=row.need("UserID"), role=role, enabled=row.flag("Enable"))


def _recorder_user(device: Session, index: str, row: Document) -> User:
    level, group = row.need("UserLevel"), row.text("GroupID") or ""
    if level not in LEVELS:
        raise UnexpectedReply(f"{row.where}: UserLevel {level[:40]!r}")
    role: Literal["administrator", "operator", "viewer", "other"] = "viewer"
    if level != "Guest":
        role = "administrator" if level == "Admin" else _group_role(groups(device).get(group))
    return User(index=index, name=row.need("UserID"), role=role, enabled=None, group=group)


def _group_role(group: Document | None) -> Literal["operator", "viewer", "other"]:
    if group is None:
        return "other"
    operates = any(group.flag(right) for right in GROUP_OPERATES) or group.parts("MenuAccess") != ("None",)
    return "operator" if operates else "viewer"
