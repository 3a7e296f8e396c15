"""Who may log in (reference, A8)."""

from typing import Literal

from sightline.drivers.axis.session import Session
from sightline.errors import NotAllowed, UnexpectedReply
from sightline.settings import Absent, Account, Accounts, Maybe, Unread, Unsupported

ACCOUNTS = "/axis-cgi/pwdgrp.cgi"
#: By the highest group that an account is in.
ROLES: tuple[tuple[str, Literal["administrator", "operator", "viewer"]], ...] = (
    ("admin", "administrator"),
    ("operator", "operator"),
    ("viewer", "viewer"),
)
#: `System.PreventDoSAttack` counts the requests of a second, and blocks an address for 1000 seconds at most.
NO_LOCK = Unsupported("there is password throttling, and no lock of an account (reference A8)")
NO_FLAG = Unread("the device has no flag for it; attempt not allowed")
ONVIF = "Properties.API.WebService.ONVIF.ONVIF"


def read(device: Session) -> Accounts:
    """Those that can log in: groups hold the device's own services as well."""
    groups = device.groups()
    names = tuple(dict.fromkeys(groups["digusers"]))
    if not names:
        raise UnexpectedReply("pwdgrp.cgi lists nobody, not even us")
    return Accounts(
        accounts=tuple(Account(name=name, role=_role(name, groups)) for name in names),
        onvif_accounts=_onvif(device),
        lockout=NO_LOCK,
        default_password=NO_FLAG,
    )


def _role(name: str, groups: dict[str, tuple[str, ...]]) -> Literal["administrator", "operator", "viewer", "other"]:
    return next((role for group, role in ROLES if name in groups[group]), "other")


def _onvif(device: Session) -> Maybe[tuple[Account, ...]]:
    said = device.switch(ONVIF)
    if said is False or isinstance(said, Absent):
        return Absent("the device has no ONVIF")
    return Unsupported("ONVIF accounts may be a store of their own, which VAPIX does not list (reference A8)")


def write(device: Session, found: Accounts, wanted: Accounts) -> None:
    """Accounts that are wanted gone. Never our own, never the last administrator; adds none. `root` may refuse (A8)."""
    kept = {account.name for account in wanted.accounts}
    going = sorted((one for one in found.accounts if one.name not in kept), key=lambda one: one.name == "root")
    if not going:
        return
    if not any(one.role == "administrator" for one in found.accounts if one not in going):
        raise NotAllowed("that would take the last administrator away")
    for account in going:
        if account.name == device.target.user:
            raise NotAllowed(f"{account.name} is our own account")
        device.post(ACCOUNTS, {"action": "remove", "user": account.name}, f"Removed account {account.name}")
