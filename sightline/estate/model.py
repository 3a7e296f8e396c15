"""An estate as the rest of the program sees it. Plain frozen data; no file, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from sightline.estate.address import Address
from sightline.estate.system import System
from sightline.policy.policy import Declared, Policy
from sightline.policy.register import Entry
from sightline.policy.waiver import Hold, Waiver

Role = Literal["recorder", "camera"]


@dataclass(frozen=True, kw_only=True)
class AudioSetting:
    """Where a recorder's program keeps its switch for sound: `key = off` in `file`, read when `unit` starts."""

    file: str
    key: str
    off: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Device:
    """A recorder or a camera.

    `needs` are services that another system uses: they stay on. `behind` is `device/channel` of the recorder that
    shows it. `audio_claim` is what the file says of a microphone, and is still read. `masks` is how many are wanted.
    """

    site: str
    system: str
    name: str
    role: Role
    driver: str
    address: Address
    secret: str
    needs: tuple[str, ...] = ()
    behind: str = ""
    views: str = ""
    audio_claim: Literal["none"] | None = None
    masks: int | None = None
    tags: tuple[str, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict, hash=False)
    auth: Literal["digest", "basic"] = "digest"
    recordings: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    audio_setting: AudioSetting | None = None
    sudo: bool = False
    installed: date | None = None

    @property
    def id(self) -> str:
        """`site/name`: what targets, waivers and findings use."""
        return f"{self.site}/{self.name}"

    @property
    def host(self) -> str:
        """The name under which pyinfra knows it."""
        return f"@sightline/{self.id}"

    def to_json(self) -> str:
        """For pyinfra's own command line, which prints host data."""
        return self.id

    @property
    def recorder(self) -> str:
        """The id of the recorder in front of it, or ""."""
        return f"{self.site}/{self.behind.partition('/')[0]}" if self.behind else ""

    @property
    def recorder_channel(self) -> str:
        """Its channel on that recorder, or ""."""
        return self.behind.partition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place, its systems and its devices in the file's order."""

    site: str
    title: str
    region: str
    systems: tuple[System, ...]
    devices: tuple[Device, ...]
    file: Path


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How hard a run may press, and how long it waits for one device before it goes on.

    `probe_seconds` is how long a port may stay silent to a probe from outside. `watch_seconds` is how long a recorder
    is watched after the first write at a site that may cut a camera off: one notices a lost channel only after a while.
    """

    parallel: int = 64
    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 20
    budget_seconds: float = 120
    probe_seconds: float = 2
    watch_seconds: float = 60
    reply_bytes: int = 4_194_304


@dataclass(frozen=True, kw_only=True)
class SecretsConfig:
    """Where passwords are kept. The paths are absolute; both are None for the environment."""

    store: Literal["env", "kdbx"]
    file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Estate:
    """Everything that the folder says. `records` is the URL as written: relative ones resolve against `folder`.

    `ca_file` holds the certificates of the estate's own CA, which vouch for devices; None means the machine's CAs.
    `register` is what people attested of the whole estate, by control. `older_file` is the policy that is superseded.
    `objections` say why waivers count for nothing, by their hashes: a run looks up who has approved them.
    """

    folder: Path
    name: str
    timezone: ZoneInfo
    secrets: SecretsConfig
    limits: Limits
    policy: Policy
    policy_file: Path
    waivers: tuple[Waiver, ...]
    sites: tuple[Site, ...]
    records: str
    ca_file: Path | None = None
    register: Mapping[str, Entry] = field(default_factory=dict, hash=False)
    older_file: Path | None = None
    objections: Mapping[str, str] = field(default_factory=dict, hash=False)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """All devices, by site."""
        return tuple(device for site in self.sites for device in site.devices)

    @cached_property
    def _devices(self) -> dict[str, Device]:
        return {device.id: device for device in self.devices}

    @cached_property
    def _behind(self) -> dict[str, list[Device]]:
        """The cameras behind each recorder."""
        found: dict[str, list[Device]] = {}
        for device in self.devices:
            if device.recorder:
                found.setdefault(device.recorder, []).append(device)
        return found

    @cached_property
    def _hosts(self) -> dict[str, frozenset[str]]:
        return {site.site: frozenset(device.address.host for device in site.devices) for site in self.sites}

    @cached_property
    def _systems(self) -> dict[tuple[str, str], System]:
        return {(site.site, system.name): system for site in self.sites for system in site.systems}

    def device(self, device_id: str) -> Device:
        """The device `site/name`. Raises KeyError where there is none."""
        return self._devices[device_id]

    def system_of(self, device: Device) -> System:
        """The system that the device belongs to."""
        return self._systems[device.site, device.system]

    def today(self, now: datetime) -> date:
        """The day in the estate's time zone at a moment, which must know its own zone."""
        if now.tzinfo is None:
            raise ValueError("a moment without a time zone has no day")
        return now.astimezone(self.timezone).date()

    def channels_of(self, recorder: Device) -> dict[str, Device]:
        """The cameras of the inventory behind a recorder, by its channel."""
        return {camera.recorder_channel: camera for camera in self._behind.get(recorder.id, [])}

    def holds_on(self, device: Device, today: date) -> tuple[Hold, ...]:
        """Holds that still stand. One names devices and channels, and yet touches its whole system, and the recorder
        that keeps its cameras' footage."""
        keeps = [device]
        for one in keeps:  # it grows: a recorder may stand behind another
            keeps += [camera for camera in self._behind.get(one.id, []) if camera not in keeps]
        systems = {(one.site, one.system): self.system_of(one) for one in keeps}
        return tuple(hold for system in systems.values() for hold in system.holds if hold.stands(today))

    def waivers_for(self, control: str, device: Device, now: datetime) -> tuple[Waiver, ...]:
        """Waivers in force for the control on the device, on the estate's day at `now`."""
        return self.waivers_on(control, device.id, now)

    def waivers_on(self, control: str, name: str, now: datetime) -> tuple[Waiver, ...]:
        """The same for a device or a system by its name, `site/device` or `site/system`."""
        return tuple(one for one in self.waivers_named(control, name, now) if not self.objection(one))

    def waivers_named(self, control: str, name: str, now: datetime) -> tuple[Waiver, ...]:
        """The same, with those that count for nothing."""
        today = self.today(now)
        return tuple(waiver for waiver in self.waivers if waiver.covers(control, name, today))

    def objection(self, waiver: Waiver) -> str:
        """Why the waiver counts for nothing, or ""."""
        return self.objections.get(waiver.sha256, "")

    def policy_for(
        self,
        device: Device,
        now: datetime,
        login: str,
        *,
        views_accepted: bool = False,
        shortened: datetime | None = None,
    ) -> Policy:
        """The policy as it stands for one device at one moment; `login` is the account that Sightline uses there.

        `views_accepted`: somebody has accepted what it shows. `shortened`: when we last set it to keep less.
        """
        system = self.system_of(device)
        behind = self.channels_of(device)
        declared = Declared(
            driver=device.driver,
            role=device.role,
            transport=device.address.scheme,
            login=login,
            needs=device.needs,
            accounts=system.accounts_of(device.name),
            custodian=system.custodian,
            since=system.since,
            silent=device.audio_claim == "none",
            masks=device.masks or 0,
            exports=device.exports,
            extracts=system.extracts,
            recorded_elsewhere=bool(device.recorder),
            shortened=shortened,
            view=device.views,
            views_accepted=views_accepted,
            channel_views={channel: camera.views for channel, camera in behind.items()},
            channel_hosts={channel: camera.address.host for channel, camera in behind.items()},
            site_hosts=self._hosts[device.site],
        )
        return self.policy.for_device(declared, retention_days=system.retention_days, now=now, today=self.today(now))
