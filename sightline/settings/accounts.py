"""Who may log in."""

from dataclasses import dataclass
from typing import Literal

from sightline.settings.unknown import Maybe, Unsupported

NOT_SAID = Unsupported("this make does not say by which accounts it reaches cameras")


@dataclass(frozen=True, kw_only=True)
class Account:
    """`store` is "device", or "onvif" where kept apart. `enabled` is None where the device has no such switch."""

    name: str
    role: Literal["administrator", "operator", "viewer", "other"]
    store: Literal["device", "onvif"] = "device"
    enabled: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Lockout:
    """`attempts` wrong logins lock the account for `lock_seconds`."""

    enabled: bool
    attempts: int
    lock_seconds: Maybe[int]


@dataclass(frozen=True, kw_only=True)
class ChannelLogin:
    """The account by which a recorder reaches a camera: it must not be taken from the camera."""

    channel: str
    address: str
    account: str


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """`default_password` is the device's own flag: our password is one that it was shipped with."""

    accounts: tuple[Account, ...]
    onvif_accounts: Maybe[tuple[Account, ...]]
    lockout: Maybe[Lockout]
    default_password: Maybe[bool]
    channel_logins: Maybe[tuple[ChannelLogin, ...]] = NOT_SAID
