"""The keys of `inventory/estate.yml` and of the files in `policies/`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from sightline.estate.explain import Table
from sightline.estate.fields import (
    Analytic,
    Count,
    Day,
    Days,
    Hours,
    LogCollector,
    Many,
    Months,
    Name,
    RecordsAddress,
    Seconds,
    Service,
    Slug,
    Stem,
    Text,
    Zone,
    matches,
    not_yet,
)
from sightline.policy.policy import Kind

ClauseNumber = Annotated[str, matches(r"[0-9]+(\.[0-9]+){0,3}", "a clause number in quotes, as in '4.2.4'")]


class SecretsTable(Table):
    """`secrets:`: paths may be relative to the estate's folder, absolute, or start with ~."""

    said: ClassVar[str] = "secrets"
    store: Annotated[Literal["env", "kdbx"], not_yet("vault", "'kdbx' or 'env'")]
    file: Text | None = None
    key_file: Text | None = None

    @model_validator(mode="after")
    def _file_where_one_is_used(self) -> "SecretsTable":
        if self.store == "kdbx" and self.file is None:
            raise ValueError("the store 'kdbx' needs a file, as in file: .sightline/secrets.kdbx")
        if self.store == "env" and (self.file or self.key_file):
            raise ValueError("the store 'env' reads variables: it takes neither file nor key_file")
        return self


class LimitsTable(Table):
    """`limits:`; what is left out keeps its default."""

    said: ClassVar[str] = "limits"
    parallel: int = Field(64, ge=1, le=4096)
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 10
    total_seconds: Seconds = 20
    budget_seconds: Seconds = 120
    probe_seconds: Seconds = 2
    watch_seconds: float = Field(60, ge=0, le=3600)
    reply_bytes: int = Field(4_194_304, ge=1024, le=1 << 30)


class EstateTable(Table):
    """`inventory/estate.yml`."""

    said: ClassVar[str] = "the estate's settings"
    estate: Name
    timezone: Zone
    policy: Stem
    secrets: SecretsTable
    records: RecordsAddress = "sqlite:///.sightline/records.db"
    ca_file: Text | None = None
    limits: LimitsTable = LimitsTable()


class ClauseTable(Table):
    """One entry of `clauses:`; an entry may stand for several numbers that say the same."""

    said: ClassVar[str] = "a clause"
    numbers: Many[ClauseNumber] = Field(min_length=1)
    says: Text
    kinds: Many[Kind] = Field(min_length=1)
    controls: Many[Slug] = ()
    planned: Many[Slug] = ()
    outside: Text | None = None

    @model_validator(mode="after")
    def _answered(self) -> "ClauseTable":
        if not (self.controls or self.planned or self.outside):
            raise ValueError("a clause needs controls, planned ones, or the reason why it is outside")
        return self


class SupersedesTable(Table):
    """`supersedes:` of a policy: the older one, by which a device may still count."""

    said: ClassVar[str] = "supersedes"
    file: Stem
    until: Day


class PolicyTable(Table):
    """`policies/<policy>.yml`."""

    said: ClassVar[str] = "a policy"
    name: Name
    version: Text
    retention_days: Days = 31
    deletion_lag_hours: Count = 24
    ntp: Many[Text] = ()
    clock_tolerance_seconds: Count = 5
    encrypted_export_from: Day | None = None
    allowed_services: Many[Service] = ()
    allowed_analytics: Many[Analytic] = ()
    log_collector: LogCollector | None = None
    default_login_attempt: Annotated[bool, not_yet(True, "false")] = False
    witnesses: Literal["any", "both"] = "any"
    approvers: Many[Text] = ()
    firmware_grace_days: Count = 30
    schedule_hours: Hours = 24
    incident_hours: Count = 24
    records_days: Days | None = None
    keep_view_pictures: bool = False
    attestation_months: Months = 12
    dpia_months: Months = 12
    system_review_months: Months = 1
    effectiveness_months: Months = 12
    policy_review_months: Months = 36
    supersedes: SupersedesTable | None = None
    overrides: Many[Slug] = ()
    clauses: Many[ClauseTable]


class LevelTable(Table):
    """One approved firmware."""

    said: ClassVar[str] = "a firmware level"
    driver: Slug
    model: Text
    version: Text
    built: Day
    released: Day
    supported_until: Day | None = None


class FirmwareTable(Table):
    """`policies/firmware.yml`."""

    said: ClassVar[str] = "the firmware file"
    levels: Many[LevelTable]


class WaiverTable(Table):
    """One exception."""

    said: ClassVar[str] = "a waiver"
    control: Slug
    devices: Many[Text] = Field(min_length=1)
    channels: Many[Text] = ()
    reason: Text
    case: Text
    author: Text | None = None
    approved_by: Text
    starts: Day = Field(alias="from")
    until: Day


class WaiversTable(Table):
    """`policies/waivers.yml`."""

    said: ClassVar[str] = "the waivers file"
    waivers: Many[WaiverTable]
