"""A system of an estate: one purpose, and what its site file says of it beside the devices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from sightline.policy.extract import Extract
from sightline.policy.policy import DeclaredAccount
from sightline.policy.register import Entry, Place
from sightline.policy.waiver import Hold

Kind = Literal["site", "vehicle", "mobile", "monitored", "other-controller"]
AccountRole = Literal["administrator", "operator", "viewer", "other"]


@dataclass(frozen=True, kw_only=True)
class Dpia:
    """The data protection impact assessment of a system."""

    reference: str
    approved: date
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account that may stand on the devices whose names match a glob, until a day, that day included."""

    name: str
    role: AccountRole
    devices: tuple[str, ...]
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class System:
    """A CCTV system with one documented purpose. `accounts` is None where the file declares none at all.

    `controller` is who runs a system of another; `register` is what people attested of it, by control.
    """

    name: str
    kind: Kind
    purpose: str
    installed: date | None = None
    upgraded: date | None = None
    retention_days: int | None = None
    dpia: Dpia | None = None
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    custodian: str = ""
    accounts: tuple[Account, ...] | None = None
    holds: tuple[Hold, ...] = ()
    controller: str = ""
    places: tuple[Place, ...] = ()
    extracts: tuple[Extract, ...] = ()
    register: Mapping[str, Entry] = field(default_factory=dict, hash=False)

    @property
    def since(self) -> date | None:
        """The day from which it counts as new: its last upgrade, else its installation."""
        return self.upgraded or self.installed

    def accounts_of(self, device: str) -> tuple[DeclaredAccount, ...] | None:
        """The accounts declared for the device of that name; None where the system declares none at all."""
        if self.accounts is None:
            return None
        named = (a for a in self.accounts if any(fnmatchcase(device, pattern) for pattern in a.devices))
        return tuple(DeclaredAccount(name=a.name, role=a.role, until=a.until) for a in named)
