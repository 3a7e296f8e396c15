"""From an estate's folder to an Estate, or one error that names all that is wrong with it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.build import build_estate, build_policy, build_register, build_site, build_waivers
from sightline.estate.check import Checks, Place, check_firmware, check_policy, check_site, check_waivers
from sightline.estate.checkregister import check_entries, check_registers, register_file
from sightline.estate.model import Estate
from sightline.estate.problems import Problems
from sightline.estate.registerschema import RegisterTable
from sightline.estate.schema import EstateTable, FirmwareTable, PolicyTable, WaiversTable
from sightline.estate.siteschema import SiteTable
from sightline.estate.words import clean, nearest, shown

SiteFiles = dict[Path, SiteTable]


def variable(secret: str) -> str:
    """The environment variable of a secret: capitals, and `_` for every other character."""
    return "SIGHTLINE_SECRET_" + re.sub(r"[^A-Z0-9]", "_", secret.upper())


def load_estate(folder: Path, now: datetime | None = None) -> Estate:
    """Reads all files of the estate. Raises EstateError with one line per problem, over all of them.

    `now` is the moment of `Estate.policy`; runs use `Estate.policy_for`, which takes its own.
    """
    folder = folder.resolve()
    checks = Checks(Problems(folder))
    settings, policy_file, policy = read_settings(checks, folder)
    firmware = read_firmware(checks, folder)
    older = read_older(checks, policy_file, policy) if policy else None
    asked = both(policy, older)
    waivers = read_waivers(checks, folder, asked)
    sites = read_sites(checks, folder, asked)
    register = read_register(checks, folder, asked)
    if settings and settings.secrets.store == "env":
        check_variables(checks, sites)
    checks.problems.raise_any()
    assert settings is not None
    assert policy is not None
    assert firmware is not None
    assert waivers is not None
    moment = now or datetime.now(UTC)
    values = build_policy(policy, firmware, moment, moment.astimezone(settings.timezone), older)
    estate = build_estate(folder, settings, values, policy_file)
    built = tuple(build_site(path, table) for path, table in sites.items())
    attested = build_register(register.register_) if register else {}
    older_file = older_path(policy_file, policy) if older else None
    return replace(estate, waivers=build_waivers(waivers), sites=built, register=attested, older_file=older_file)


def load_settings(folder: Path, now: datetime | None = None) -> Estate:
    """The estate without its sites, waivers and approved firmware: enough for who looks at records alone.

    Raises EstateError with one line per problem.
    """
    folder = folder.resolve()
    checks = Checks(Problems(folder))
    settings, policy_file, policy = read_settings(checks, folder)
    checks.problems.raise_any()
    assert settings is not None
    assert policy is not None
    moment = now or datetime.now(UTC)
    values = build_policy(policy, FirmwareTable(levels=()), moment, moment.astimezone(settings.timezone))
    return build_estate(folder, settings, values, policy_file)


def read_settings(checks: Checks, folder: Path) -> tuple[EstateTable | None, Path, PolicyTable | None]:
    """The estate's settings, and the policy that they name with its file."""
    file = folder / "inventory" / "estate.yml"
    if not file.exists():
        missing = "it has no inventory/estate.yml (`sightline init DIR` writes one)"
        raise EstateError(f"{clean(folder)} is no estate: {missing}")
    settings = checks.problems.read(file, EstateTable)
    policy_file = folder / "policies" / f"{settings.policy if settings else 'housing_cctv'}.yml"
    return settings, policy_file, read_policy(checks, file, policy_file) if settings else None


def policy_files(estate: Estate) -> list[Path]:
    """The policy's own files: what `policy.sha256` covers beside controls and facts."""
    folder = estate.folder / "policies"
    older = {estate.older_file} if estate.older_file else set()
    return sorted({estate.policy_file, folder / "firmware.yml", folder / "waivers.yml", *older})


def read_policy(checks: Checks, settings_file: Path, path: Path) -> PolicyTable | None:
    """The policy that estate.yml names."""
    if not path.exists():
        stems = [other.stem for other in path.parent.glob("*.yml") if other.stem not in ("firmware", "waivers")]
        text = f"policies/{clean(path.name)} does not exist{nearest(path.stem, stems)}"
        checks.problems.add(settings_file, ("policy",), text)
        return None
    policy = checks.problems.read(path, PolicyTable)
    if policy:
        check_policy(checks, path, policy)
    return policy


def read_older(checks: Checks, path: Path, policy: PolicyTable) -> PolicyTable | None:
    """The policy that this one supersedes, where it names one."""
    if policy.supersedes is None:
        return None
    other, place = older_path(path, policy), (path, ("supersedes", "file"))
    if other == path:
        checks.problems.add(*place, "a policy cannot supersede itself")
    elif not other.exists():
        checks.problems.add(*place, f"policies/{clean(other.name)} does not exist")
    elif older := checks.problems.read(other, PolicyTable):
        check_policy(checks, other, older)
        if older.version == policy.version:
            text = f"version {shown(older.version)} is that of the policy that supersedes it: reports tell them by it"
            checks.problems.add(other, ("version",), text)
        if older.supersedes:
            checks.problems.add(
                other, ("supersedes",), "only two policies can stand side by side: remove this key here"
            )
        return older
    return None


def older_path(path: Path, policy: PolicyTable) -> Path:
    """Where the superseded policy is."""
    assert policy.supersedes is not None
    return path.with_name(f"{policy.supersedes.file}.yml")


def both(policy: PolicyTable | None, older: PolicyTable | None) -> PolicyTable | None:
    """The policy with the clauses of both: what waivers and entries may be for."""
    return policy.model_copy(update={"clauses": policy.clauses + older.clauses}) if policy and older else policy


def read_firmware(checks: Checks, folder: Path) -> FirmwareTable | None:
    """The approved firmware."""
    path = folder / "policies" / "firmware.yml"
    firmware = checks.problems.read(path, FirmwareTable)
    if firmware:
        check_firmware(checks, path, firmware)
    return firmware


def read_waivers(checks: Checks, folder: Path, policy: PolicyTable | None) -> WaiversTable | None:
    """The waivers, checked against the policy where that could be read."""
    path = folder / "policies" / "waivers.yml"
    waivers = checks.problems.read(path, WaiversTable)
    if waivers and policy:
        check_waivers(checks, path, waivers, policy)
    return waivers


def read_sites(checks: Checks, folder: Path, policy: PolicyTable | None) -> SiteFiles:
    """Every site file that could be read, by name; a file that would be overlooked is a problem."""
    found: SiteFiles = {}
    for path in sorted((folder / "inventory" / "sites").glob("*")):
        other = path.suffix != ".yml" and path.suffix.lower() in (".yml", ".yaml")
        if other or path.is_dir():
            wrong = "a folder" if path.is_dir() else f"named {path.suffix}"
            checks.problems.add_file(path, f"this is {wrong}: a site is a file inventory/sites/<site>.yml")
        if path.suffix != ".yml" or path.name.startswith(".") or path.is_dir():
            continue
        if site := checks.problems.read(path, SiteTable):
            found[path] = site
            check_site(checks, path, site, policy.retention_days if policy else None)
            check_registers(checks, path, site, policy)
    return found


def read_register(checks: Checks, folder: Path, policy: PolicyTable | None) -> RegisterTable | None:
    """What is attested for the whole estate; an estate may have no such file yet."""
    path = register_file(folder)
    if not path.exists() and not path.is_symlink():
        return None
    register = checks.problems.read(path, RegisterTable)
    if register:
        check_entries(checks, path, ("register",), register.register_, policy)
    return register


def check_variables(checks: Checks, sites: SiteFiles) -> None:
    """Two names of secrets may not give one variable: one device would get the other's password."""
    names: dict[str, tuple[str, Place]] = {}
    for path, site in sites.items():
        for i, device in enumerate(site.devices):
            place: Place = (path, ("devices", i, "secret"))
            first, where = names.setdefault(variable(device.secret), (device.secret, place))
            if first != device.secret:
                other = f"{shown(first)} ({checks.problems.place(*where)})"
                text = f"secret {shown(device.secret)} and {other} both give {variable(first)}; rename one"
                checks.problems.add(*place, text)
