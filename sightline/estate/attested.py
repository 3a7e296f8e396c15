"""What people attested, beside the evidence as it lies on the disk now."""

import hashlib
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from sightline.estate.model import Estate, Site
from sightline.estate.system import System
from sightline.policy.register import Attested, Entry, Register, Swap
from sightline.settings import Unread


def register_of(estate: Estate, site: Site, system: System) -> Register:
    """One system's, with every change of it that its file dates."""
    return Register(
        site=site.site,
        system=system.name,
        kind=system.kind,
        entries=_attested(estate, system.register),
        purpose=system.purpose,
        controller=system.controller,
        dpia=system.dpia.reference if system.dpia else "",
        roles=system.roles,
        places=system.places,
        extracts=system.extracts,
        swaps=tuple(_changes(site, system)),
    )


def estate_register(estate: Estate) -> Register:
    """What is attested once for all of it."""
    return Register(site="", system="", kind="estate", entries=_attested(estate, estate.register))


def _attested(estate: Estate, entries: Mapping[str, Entry]) -> dict[str, Attested]:
    return {slug: Attested(entry=entry, evidence=evidence_now(estate.folder, entry)) for slug, entry in entries.items()}


def evidence_now(folder: Path, entry: Entry) -> str | Unread | None:
    """The SHA-256 of the entry's file now; None where it is gone; "" where the entry names none."""
    if not entry.evidence or entry.linked:
        return ""
    try:
        return file_sha256(folder / Path(entry.evidence).expanduser())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        return Unread(problem.strerror or str(problem))


def file_sha256(path: Path) -> str:
    """The file's SHA-256. Raises OSError, for what is no file as well: a pipe would never end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "it is no file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changes(site: Site, system: System) -> Iterator[Swap]:
    """What the file dates: the system's upgrade, and devices that came after its installation."""
    if system.upgraded:
        yield Swap(device="the system", when=system.upgraded, what="upgraded")
    for device in site.devices:
        if device.system == system.name and device.installed and device.installed != system.installed:
            yield Swap(device=device.name, when=device.installed, what="added or exchanged")
