"""The policy's numbers, its clauses, and what an inventory declares of one device."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from sightline.policy.exempt import Exempt
from sightline.policy.extract import Extract
from sightline.settings import Collector

Kind = Literal["E", "V", "A", "O"]
Severity = Literal["critical", "high", "medium", "low"]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One row of the written policy. `controls` answer it; `planned` will; `outside` says why none does.

    `kinds`: E enforced on devices, V verified from devices, A attested by people, O outside.
    """

    clause: str
    says: str
    kinds: tuple[Kind, ...]
    controls: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    outside: str = ""


@dataclass(frozen=True, kw_only=True)
class Level:
    """The approved firmware of one model. `model` is a glob over the device's own model text.

    `released` is the day the maker published it: `firmware_grace_days` count from there. `built` is its build date.
    """

    driver: str
    model: str
    version: str
    built: date
    released: date
    supported_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class DeclaredAccount:
    """An account that the site file allows on a device until a day, that day included."""

    name: str
    role: Literal["administrator", "operator", "viewer", "other"]
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the inventory says of one device, as far as a control may want to know it.

    `login` is the name (never the password) of the account that Sightline uses. `accounts` is None where the site
    file declares none. `since` is the day the system was installed or last upgraded. `masks` is how many areas must be
    covered. `exports` are the folders on the device where exports go, `extracts` what its system lists of them.
    `recorded_elsewhere`: a recorder of the inventory keeps its footage. `shortened` is when we last set it to keep less
    (UTC). `view` is what a camera is to show,
    `views_accepted` that somebody has accepted what it shows,
    `channel_views` what each channel of a recorder is; `channel_hosts` are the hosts of the cameras behind it,
    `site_hosts` those of every device of the site.
    """

    driver: str
    role: Literal["recorder", "camera"]
    transport: str
    login: str = ""
    needs: tuple[str, ...] = ()
    accounts: tuple[DeclaredAccount, ...] | None = None
    custodian: str = ""
    since: date | None = None
    silent: bool = False
    masks: int = 0
    exports: tuple[str, ...] = ()
    extracts: tuple[Extract, ...] = ()
    recorded_elsewhere: bool = False
    shortened: datetime | None = None
    view: str = ""
    views_accepted: bool = False
    channel_views: Mapping[str, str] = field(default_factory=dict, hash=False)
    channel_hosts: Mapping[str, str] = field(default_factory=dict, hash=False)
    site_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The values that controls compare with; `for_device` narrows them to one device at one moment (UTC).

    `exempt` are the audio exceptions in force on the device. By the policy that is judged by, sound is off all the
    same, and a waiver covers it; only by the one that is written by (`acts`) do they let it in.

    `records_days` is how long our own records are kept; None where the policy does not say.
    `before` is the policy that this one supersedes: who complies with it counts until `before_until`, that day too.
    """

    name: str
    version: str
    now: datetime
    today: date
    retention_days: int = 31
    deletion_lag_hours: int = 24
    ntp: tuple[str, ...] = ()
    clock_tolerance_seconds: int = 5
    encrypted_export_from: date | None = None
    allowed_services: tuple[str, ...] = ()
    allowed_analytics: tuple[str, ...] = ()
    log_collector: Collector | None = None
    default_login_attempt: bool = False
    witnesses: Literal["any", "both"] = "any"
    approvers: tuple[str, ...] = ()
    firmware_grace_days: int = 30
    schedule_hours: int = 24
    incident_hours: int = 24
    records_days: int | None = None
    keep_view_pictures: bool = False
    attestation_months: int = 12
    dpia_months: int = 12
    system_review_months: int = 1
    effectiveness_months: int = 12
    policy_review_months: int = 36
    firmware: tuple[Level, ...] = ()
    clauses: tuple[Clause, ...] = ()
    overrides: tuple[str, ...] = ()
    before: "Policy | None" = None
    before_until: date | None = None
    exempt: tuple[Exempt, ...] = ()
    acts: bool = False
    declared: Declared = field(default_factory=lambda: Declared(driver="", role="camera", transport="https"))

    def for_device(self, declared: Declared, *, retention_days: int | None, now: datetime, today: date) -> "Policy":
        """The policy as it stands for one device: the system's own shorter limit, the moment, what is declared."""
        days = min(self.retention_days, retention_days or self.retention_days)
        before = self.before and self.before.for_device(declared, retention_days=retention_days, now=now, today=today)
        return replace(self, declared=declared, retention_days=days, now=now, today=today, before=before)

    @property
    def still(self) -> "Policy | None":
        """The one that it supersedes, where that still counts today."""
        return self.before if self.before_until and self.today <= self.before_until else None

    def clause_of(self, slug: str) -> str:
        """The first clause that names the control, or "" for an estate's own control."""
        return next((clause.clause for clause in self.clauses if slug in clause.controls), "")

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every control that the policy asks for, in the clauses' order, each once."""
        return tuple(dict.fromkeys(slug for clause in self.clauses for slug in clause.controls))

    @property
    def planned(self) -> tuple[str, ...]:
        """Clauses that have a control still to come."""
        return tuple(clause.clause for clause in self.clauses if clause.planned)
