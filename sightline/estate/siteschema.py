"""The keys of a site file, `inventory/sites/<site>.yml`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sightline.estate.explain import Table
from sightline.estate.fields import (
    Behind,
    Count,
    Day,
    Days,
    DeviceAddress,
    Folder,
    Many,
    Name,
    Port,
    SecretName,
    Service,
    Slug,
    Text,
    UnitName,
    not_yet,
)
from sightline.estate.model import Role
from sightline.estate.registerschema import EntryTable, ExtractTable, PlaceTable
from sightline.estate.system import AccountRole, Kind


class DpiaTable(Table):
    """`dpia:` of a system."""

    said: ClassVar[str] = "a dpia"
    reference: Text
    approved: Day
    evidence: Text | None = None


class RolesTable(Table):
    """`roles:` of a system: who answers for it."""

    said: ClassVar[str] = "roles"
    board_owner: Text | None = None
    dpo: Text | None = None
    manager: Text | None = None
    operators: Many[Text] = ()


class AccountTable(Table):
    """One of `accounts:` of a system."""

    said: ClassVar[str] = "an account"
    name: Text
    role: AccountRole
    devices: Many[Text] = Field(min_length=1)
    until: Day | None = None


class HoldTable(Table):
    """One of `holds:` of a system; empty devices or channels mean all."""

    said: ClassVar[str] = "a hold"
    case: Text
    devices: Many[Text] = ()
    channels: Many[Text] = ()
    starts: Day = Field(alias="from")
    until: Day


class SystemTable(Table):
    """One of `systems:`."""

    said: ClassVar[str] = "a system"
    name: Name
    kind: Kind = "site"
    purpose: Text
    installed: Day | None = None
    upgraded: Day | None = None
    retention_days: Days | None = None
    dpia: DpiaTable | None = None
    roles: RolesTable | None = None
    custodian: Text | None = None
    accounts: Many[AccountTable] | None = None
    holds: Many[HoldTable] = ()
    controller: Text | None = None
    places: Many[PlaceTable] = ()
    extracts: Many[ExtractTable] = ()
    register_: dict[Slug, EntryTable] = Field(default_factory=dict, alias="register")


class AudioSettingTable(Table):
    """`audio_setting:` of a device: the switch for sound in a recorder's own program."""

    said: ClassVar[str] = "an audio setting"
    file: Folder
    key: Text
    off: Text
    unit: UnitName


class DeviceTable(Table):
    """One of `devices:`. Whether `driver` and `system` exist is looked up later."""

    said: ClassVar[str] = "a device"
    name: Name
    system: Name
    role: Role
    driver: Slug
    address: DeviceAddress
    secret: SecretName
    needs: Many[Service] = ()
    behind: Behind | None = None
    views: Text | None = None
    audio: Literal["none"] | None = None
    masks: Count | None = None
    tags: Many[Name] = ()
    ports: dict[Service, Port] = Field(default_factory=dict)
    auth: Annotated[Literal["digest", "basic"], not_yet("basic", "'digest'")] = "digest"
    recordings: Many[Folder] = ()
    exports: Many[Folder] = ()
    audio_setting: AudioSettingTable | None = None
    sudo: bool = False
    installed: Day | None = None


class SiteTable(Table):
    """A whole site file."""

    said: ClassVar[str] = "a site file"
    site: Name
    title: Text | None = None
    region: Name | None = None
    systems: Many[SystemTable] = Field(min_length=1)
    devices: Many[DeviceTable] = ()
