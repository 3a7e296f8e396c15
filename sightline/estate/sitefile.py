"""Devices added to site files: lines at the end of the list, or a new file for a new site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sightline.errors import EstateError
from sightline.estate.attest import write_text
from sightline.estate.explain import explain
from sightline.estate.model import Estate, Site
from sightline.estate.siteschema import DeviceTable, SiteTable
from sightline.estate.splice import append_to, flow
from sightline.estate.words import clean
from sightline.estate.yamlfile import Broken, parse
from sightline.policy.register import WITH_DEVICES

#: A purpose has to be there: this one is nobody's, and says so.
NO_PURPOSE = "Not written down yet"


@dataclass(frozen=True, kw_only=True)
class NewDevice:
    """A line for a device; its system is chosen by the site file that it goes into."""

    site: str
    name: str
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """`site/name`."""
        return f"{self.site}/{self.name}"


def objection(device: NewDevice) -> str:
    """Why the line would not load, or ""."""
    try:
        DeviceTable.model_validate({"name": device.name, "system": "main", **device.values})
    except ValidationError as error:
        return explain(error.errors(include_url=False)[0], DeviceTable, None)
    return ""


def texts(estate: Estate, titles: Mapping[str, str], devices: Sequence[NewDevice]) -> dict[Path, str]:
    """Each site file that changes, with its new text. Raises EstateError for one that cannot be changed in place."""
    files = {site.site: site for site in estate.sites}
    changed = {}
    for name in dict.fromkeys(device.site for device in devices):
        own = [device for device in devices if device.site == name]
        if name in files:
            path, system = files[name].file, _system(files[name])
            changed[path] = _added(path, [_line(device, system) for device in own])
        else:
            path = estate.folder / "inventory" / "sites" / f"{name}.yml"
            changed[path] = _new(path, name, titles.get(name, name), [_line(device, "main") for device in own])
    return changed


def write(changed: Mapping[Path, str]) -> None:
    """Each file in one step."""
    for path, text in changed.items():
        write_text(path, text)


def _system(site: Site) -> str:
    """The first that may have devices."""
    for system in site.systems:
        if system.kind in WITH_DEVICES:
            return system.name
    raise EstateError(f"{clean(site.file)}: no system of this site has devices: add one; nothing was written")


def _line(device: NewDevice, system: str) -> dict[str, Any]:
    return {"name": device.name, "system": system, **device.values}


def _added(path: Path, lines: list[Mapping[str, Any]]) -> str:
    try:
        before = path.read_bytes().decode()
        after = append_to(before, "devices", lines)
        was, now = parse(before), parse(after)
        whole = now == {**was, "devices": [*(was.get("devices") or []), *(parse(flow(line)) for line in lines)]}
    except (OSError, UnicodeDecodeError, Broken) as problem:
        raise EstateError(
            f"{clean(path)}: this file cannot be changed: {clean(problem)}; nothing was written"
        ) from None
    if not whole:
        raise EstateError(f"{clean(path)}: this file cannot be changed in place; nothing was written")
    return after


def _new(path: Path, site: str, title: str, lines: list[Mapping[str, Any]]) -> str:
    if path.exists():
        raise EstateError(f"{clean(path)}: this file is there already; nothing was written")
    head = {"site": site, "title": title}
    text = "".join(f"{flow({key: value})[1:-1]}\n" for key, value in head.items())
    text += f"systems:\n  - name: main\n    purpose: {NO_PURPOSE}\ndevices:\n"
    text += "".join(f"  - {flow(line)}\n" for line in lines)
    try:
        SiteTable.model_validate(parse(text))
    except ValidationError as error:
        told = explain(error.errors(include_url=False)[0], SiteTable, None)
        raise EstateError(f"{clean(path)}: this site cannot be written: {told}; nothing was written") from None
    return text
