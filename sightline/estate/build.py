"""From a file's tables to the program's own data."""

from datetime import datetime
from pathlib import Path

from sightline.estate.model import AudioSetting, Device, Estate, Limits, SecretsConfig, Site
from sightline.estate.registerschema import EntryTable
from sightline.estate.schema import EstateTable, FirmwareTable, PolicyTable, SecretsTable, WaiversTable
from sightline.estate.siteschema import AccountTable, DeviceTable, HoldTable, RolesTable, SiteTable, SystemTable
from sightline.estate.system import Account, Dpia, System
from sightline.policy.extract import Extract
from sightline.policy.policy import Clause, Level, Policy
from sightline.policy.register import Entry, Place
from sightline.policy.waiver import Hold, Waiver


def build_estate(folder: Path, table: EstateTable, policy: Policy, policy_file: Path) -> Estate:
    """An estate without its sites and waivers."""
    return Estate(
        folder=folder,
        name=table.estate,
        timezone=table.timezone,
        secrets=build_secrets(folder, table.secrets),
        limits=Limits(**table.limits.model_dump()),
        policy=policy,
        policy_file=policy_file,
        waivers=(),
        sites=(),
        records=table.records,
        ca_file=folder / Path(table.ca_file).expanduser() if table.ca_file else None,
    )


def build_secrets(folder: Path, table: SecretsTable) -> SecretsConfig:
    """The store with absolute paths."""
    paths = [folder / Path(text).expanduser() if text else None for text in (table.file, table.key_file)]
    return SecretsConfig(store=table.store, file=paths[0], key_file=paths[1])


def build_policy(
    table: PolicyTable, firmware: FirmwareTable, now: datetime, today: datetime, older: PolicyTable | None = None
) -> Policy:
    """The policy at the moment of loading; `Estate.policy_for` narrows it to a device and a moment.

    `older` is the one that it supersedes.
    """
    return Policy(
        name=table.name,
        version=table.version,
        now=now,
        today=today.date(),
        retention_days=table.retention_days,
        deletion_lag_hours=table.deletion_lag_hours,
        ntp=table.ntp,
        clock_tolerance_seconds=table.clock_tolerance_seconds,
        encrypted_export_from=table.encrypted_export_from,
        allowed_services=table.allowed_services,
        allowed_analytics=table.allowed_analytics,
        log_collector=table.log_collector,
        default_login_attempt=table.default_login_attempt,
        witnesses=table.witnesses,
        approvers=table.approvers,
        firmware_grace_days=table.firmware_grace_days,
        schedule_hours=table.schedule_hours,
        incident_hours=table.incident_hours,
        records_days=table.records_days,
        keep_view_pictures=table.keep_view_pictures,
        attestation_months=table.attestation_months,
        dpia_months=table.dpia_months,
        system_review_months=table.system_review_months,
        effectiveness_months=table.effectiveness_months,
        policy_review_months=table.policy_review_months,
        firmware=tuple(Level(**level.model_dump()) for level in firmware.levels),
        clauses=build_clauses(table),
        overrides=table.overrides,
        before=build_policy(older, firmware, now, today) if older else None,
        before_until=table.supersedes.until if table.supersedes else None,
    )


def build_clauses(table: PolicyTable) -> tuple[Clause, ...]:
    """One clause per number."""
    return tuple(
        Clause(
            clause=number,
            says=entry.says,
            kinds=entry.kinds,
            controls=entry.controls,
            planned=entry.planned,
            outside=entry.outside or "",
        )
        for entry in table.clauses
        for number in entry.numbers
    )


def build_waivers(table: WaiversTable) -> tuple[Waiver, ...]:
    """The waivers in the file's order."""
    return tuple(
        Waiver(
            control=entry.control,
            devices=entry.devices,
            reason=entry.reason,
            case=entry.case,
            approved_by=entry.approved_by,
            starts=entry.starts,
            until=entry.until,
            channels=entry.channels,
            author=entry.author or "",
        )
        for entry in table.waivers
    )


def build_site(path: Path, table: SiteTable) -> Site:
    """A site with all its parts."""
    return Site(
        site=table.site,
        title=table.title or table.site,
        region=table.region or "",
        systems=tuple(build_system(system) for system in table.systems),
        devices=tuple(build_device(table.site, device) for device in table.devices),
        file=path,
    )


def build_system(table: SystemTable) -> System:
    """A system; an absent `accounts` stays None."""
    return System(
        name=table.name,
        kind=table.kind,
        purpose=table.purpose,
        installed=table.installed,
        upgraded=table.upgraded,
        retention_days=table.retention_days,
        dpia=Dpia(**table.dpia.model_dump(exclude_none=True)) if table.dpia else None,
        roles=build_roles(table.roles) if table.roles else {},
        custodian=table.custodian or "",
        accounts=None if table.accounts is None else tuple(build_account(account) for account in table.accounts),
        holds=tuple(build_hold(hold) for hold in table.holds),
        controller=table.controller or "",
        places=tuple(Place(**place.model_dump()) for place in table.places),
        extracts=tuple(Extract(**extract.model_dump()) for extract in table.extracts),
        register=build_register(table.register_),
    )


def build_register(table: dict[str, EntryTable]) -> dict[str, Entry]:
    """What people attested, by control."""
    return {slug: Entry(**entry.model_dump(exclude_none=True)) for slug, entry in table.items()}


def build_roles(table: RolesTable) -> dict[str, tuple[str, ...]]:
    """Each role with the people who have it."""
    people = {"board_owner": table.board_owner, "dpo": table.dpo, "manager": table.manager}
    roles: dict[str, tuple[str, ...]] = {role: (person,) for role, person in people.items() if person}
    return {**roles, "operators": table.operators} if table.operators else roles


def build_account(table: AccountTable) -> Account:
    """A declared account."""
    return Account(name=table.name, role=table.role, devices=table.devices, until=table.until)


def build_hold(table: HoldTable) -> Hold:
    """A hold."""
    return Hold(
        case=table.case,
        devices=table.devices,
        channels=table.channels,
        starts=table.starts,
        until=table.until,
    )


def build_device(site: str, table: DeviceTable) -> Device:
    """A device of a site."""
    return Device(
        site=site,
        system=table.system,
        name=table.name,
        role=table.role,
        driver=table.driver,
        address=table.address,
        secret=table.secret,
        needs=table.needs,
        behind=table.behind or "",
        views=table.views or "",
        audio_claim=table.audio,
        masks=table.masks,
        tags=table.tags,
        ports=dict(table.ports),
        auth=table.auth,
        recordings=table.recordings,
        exports=table.exports,
        audio_setting=AudioSetting(**table.audio_setting.model_dump()) if table.audio_setting else None,
        sudo=table.sudo,
        installed=table.installed,
    )
