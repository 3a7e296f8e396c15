"""Attestations written into the estate's files: checked first, then each file in one step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sightline.errors import EstateError
from sightline.estate.attested import file_sha256
from sightline.estate.checkregister import register_file
from sightline.estate.files import locked, replace_file
from sightline.estate.model import Estate
from sightline.estate.splice import NoPlace, flow, set_in
from sightline.estate.words import clean, nearest, shown
from sightline.estate.yamlfile import Broken, Location, parse
from sightline.policy.register import Entry, RegisterControl

WAIT_SECONDS = 10.0
#: What a register of the estate starts with.
HEAD = "# What is attested once for the whole estate; that of a system stands in its site file.\nregister:\n"


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """An entry for a control in one register: `site/system`, or "estate". `line` is where a sheet has it."""

    register: str
    control: str
    entry: Entry
    line: str = field(default="", compare=False)


def attest(
    estate: Estate,
    controls: Mapping[str, RegisterControl],
    given: Iterable[Attestation],
    note: Callable[[list[Attestation]], None],
) -> list[Attestation]:
    """Writes the entries, with the SHA-256 of each evidence; the inventory is locked meanwhile.

    Raises EstateError, and writes nothing, where one of them cannot be. `note` is told of them before any is written.
    Gives the entries as they were written.
    """
    with changing(estate.folder):
        whole: list[Attestation] = []
        by_file: dict[Path, dict[str, dict[str, Entry]]] = {}
        for one in given:
            with _named(one):
                whole.append(proven(estate, controls, one))
                own = by_file.setdefault(place_of(estate, one.register)[0], {}).setdefault(one.register, {})
                if one.control in own:
                    raise EstateError(f"{one.register} {one.control} is attested twice; nothing was written")
                own[one.control] = whole[-1].entry
        texts = {path: _spliced(estate, path, entries) for path, entries in by_file.items()}
        note(whole)
        for path, text in texts.items():
            write_text(path, text)
    return whole


@contextmanager
def _named(one: Attestation) -> Iterator[None]:
    """What is wrong with a row of a sheet is said with its line."""
    try:
        yield
    except EstateError as problem:
        raise EstateError(f"{one.line}: {problem}" if one.line else str(problem)) from None


def entries_of(estate: Estate) -> list[Attestation]:
    """Every entry of the estate, its own first."""
    own = [("estate", estate.register)]
    own += [(f"{site.site}/{system.name}", system.register) for site in estate.sites for system in site.systems]
    return [
        Attestation(register=name, control=slug, entry=entry)
        for name, entries in own
        for slug, entry in entries.items()
    ]


def changing(folder: Path) -> AbstractContextManager[None]:
    """Holds the inventory against another process that would change it. Raises Busy where it stays held."""
    return locked(folder / ".sightline" / "locks" / "inventory.lock", "sightline", "the inventory", WAIT_SECONDS)


def write_text(path: Path, text: str) -> None:
    """One file of the estate, whole or not at all; what a killed process left beside it goes. Raises EstateError."""
    try:
        for left in path.parent.glob(f".{path.name}.*.tmp"):
            left.unlink(missing_ok=True)
        replace_file(path, text.encode())
    except OSError as problem:
        raise EstateError(f"{clean(path)}: this file cannot be written ({problem.strerror})") from None


def proven(estate: Estate, controls: Mapping[str, RegisterControl], one: Attestation) -> Attestation:
    """The attestation with its evidence's hash. Raises EstateError for one that would not count."""
    control = controls.get(one.control)
    if control is None or not control.every:
        known = [slug for slug, other in controls.items() if other.every]
        raise EstateError(f"{shown(one.control)} is no control that people attest{nearest(one.control, known)}")
    place_of(estate, one.register)
    kind = kind_of(estate, one.register)
    if kind not in control.kinds:
        raise EstateError(f"{one.control} is not attested of {shown(one.register)}, which is of kind {kind}")
    entry = one.entry
    what = f"{one.register} {one.control}"
    if not entry.evidence:
        raise EstateError(f"{what}: no evidence is named: a file below the estate's folder, or a link by https")
    if entry.until and entry.until < entry.when:
        raise EstateError(f"{what}: until ({entry.until}) is before {entry.when}")
    return one if entry.linked else replace(one, entry=replace(entry, sha256=_hashed(estate.folder, entry, what)))


def _hashed(folder: Path, entry: Entry, what: str) -> str:
    """The file's hash; one that was given with it must be the same."""
    path = folder / Path(entry.evidence).expanduser()
    try:
        now = file_sha256(path)
    except OSError as problem:
        raise EstateError(f"{what}: the evidence {clean(path)} cannot be read ({problem.strerror})") from None
    if entry.sha256 and entry.sha256 != now:
        raise EstateError(f"{what}: the evidence {clean(path)} is not the file that was attested: its SHA-256 is {now}")
    return now


def kind_of(estate: Estate, register: str) -> str:
    """The kind of the system, or "estate"."""
    if register == "estate":
        return "estate"
    systems = {f"{site.site}/{system.name}": system for site in estate.sites for system in site.systems}
    return systems[register].kind


def place_of(estate: Estate, register: str) -> tuple[Path, Location]:
    """Where its entries stand. Raises EstateError for a register that there is not."""
    if register == "estate":
        return register_file(estate.folder), ("register",)
    known = ["estate"]
    for site in estate.sites:
        for i, system in enumerate(site.systems):
            known.append(f"{site.site}/{system.name}")
            if known[-1] == register:
                return site.file, ("systems", i, "register")
    raise EstateError(f"there is no system {shown(register)} (SITE/SYSTEM, or estate){nearest(register, known)}")


def plain_entry(entry: Entry) -> dict[str, Any]:
    """The entry as a file has it: no key without a value."""
    return {name: value for name, value in vars(entry).items() if value}


def _spliced(estate: Estate, path: Path, entries: Mapping[str, Mapping[str, Entry]]) -> str:
    """The file's text with these entries, by register."""
    values = {name: {slug: plain_entry(entry) for slug, entry in own.items()} for name, own in entries.items()}
    if path == register_file(estate.folder) and not path.exists():
        return HEAD + "".join(f"  {slug}: {flow(value)}\n" for slug, value in values["estate"].items())
    try:
        text = path.read_bytes().decode()
        for name, own in values.items():
            location = place_of(estate, name)[1]
            if name != "estate" and parse(text)["systems"][location[1]]["name"] != name.partition("/")[2]:
                raise EstateError(f"{clean(path)}: this file has changed meanwhile; nothing was written; try again")
            text = set_in(text, location, own)
    except NoPlace:
        lines = [f"{slug}: {flow(value)}" for own in values.values() for slug, value in own.items()]
        why = "an alias, or a layout in which something else would change"
        raise EstateError(
            f"{clean(path)}: this file cannot be changed in place ({why}); nothing was written. "
            "Write it by hand, under register:\n  " + "\n  ".join(lines)
        ) from None
    except (OSError, UnicodeDecodeError, Broken, LookupError, TypeError) as problem:
        raise EstateError(f"{clean(path)}: this file cannot be read: {clean(problem)}; nothing was written") from None
    return text
