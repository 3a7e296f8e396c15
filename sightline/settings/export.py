"""Who may take footage out of the box, and whether what is taken out can be read by anyone."""

from dataclasses import dataclass

from sightline.settings.unknown import Absent, Maybe, Unsupported

NO_LIST = Unsupported("no interface in the reference lists what was exported from it")


@dataclass(frozen=True, kw_only=True)
class ExportRight:
    """`local` is the right to export on the box itself. `inherent` rights cannot be withdrawn (an administrator's)."""

    account: str
    local: Maybe[bool]
    inherent: bool = False


@dataclass(frozen=True, kw_only=True)
class StoreEncryption:
    """A disk, card or folder. Absent where it is built in and encryption is not offered; Unsupported for a card
    without it. `enforceable`: a rule can demand it of what is plugged in, and nothing is formatted.
    """

    store: str
    encrypted: Maybe[bool]
    enforceable: bool = False


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A file or folder of exported footage that lies on the device. `name` is its whole path."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Export:
    """No recorder in the reference can force encrypted exports: rights and stores are what can be judged.

    `extracts` are those that lie where exports go, each file or folder once.
    """

    rights: Maybe[tuple[ExportRight, ...]]
    stores: tuple[StoreEncryption, ...] | Absent
    extracts: Maybe[tuple[Exported, ...]] = NO_LIST
