"""Puts a waiver into `policies/waivers.yml` and takes one out, and leaves every other line of it as it stands.

What comes out is read again: where it does not hold exactly what it should, nothing is written.
"""

from pathlib import Path
from typing import Any

import yaml

from sightline.errors import EstateError
from sightline.estate.build import build_waivers
from sightline.estate.files import replace_file
from sightline.estate.problems import Problems
from sightline.estate.schema import WaiversTable
from sightline.estate.words import clean
from sightline.estate.yamlfile import Loader, child, read_text
from sightline.policy.waiver import Waiver


def entry_of(waiver: Waiver) -> dict[str, Any]:
    """A waiver as the file has it; what is empty is left out."""
    values = {
        "control": waiver.control,
        "devices": list(waiver.devices),
        "channels": list(waiver.channels),
        "reason": waiver.reason,
        "case": waiver.case,
        "author": waiver.author,
        "approved_by": waiver.approved_by,
        "from": waiver.starts,
        "until": waiver.until,
    }
    return {name: value for name, value in values.items() if value}


def add(path: Path, waiver: Waiver) -> None:
    """The waiver as the last one of the file. Raises EstateError, naming it, where it cannot be written there."""
    text, before = _read(path)
    lines = text.splitlines(keepends=True)
    items = _items(text)
    if items.value:
        at, dash = _last_line(items.value[-1]) + 1, lines[items.value[0].start_mark.line].index("-")
    else:
        at, dash = items.end_mark.line + 1, 2
        line = lines[at - 1]
        lines[at - 1] = line[: items.start_mark.column].rstrip() + line[items.end_mark.column :]
    if lines and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines[at:at] = _block(waiver, dash)
    _write(path, "".join(lines), (*before, waiver))


def remove(path: Path, waiver: Waiver) -> None:
    """The file without the waiver. Raises EstateError, naming it and the line, where it has to be done by hand."""
    text, before = _read(path)
    items, lines = _items(text), text.splitlines(keepends=True)
    place = before.index(waiver)
    first, last = items.value[place].start_mark.line, _last_line(items.value[place])
    del lines[first : last + 1]
    if len(before) == 1 and lines:
        above = items.start_mark.line if items.start_mark.line < first else first - 1
        lines[above] = lines[above].replace("waivers:", "waivers: []", 1)
    _write(path, "".join(lines), (*before[:place], *before[place + 1 :]), first + 1)


def _read(path: Path) -> tuple[str, tuple[Waiver, ...]]:
    problems = Problems(path.parent.parent)
    table = problems.read(path, WaiversTable)
    problems.raise_any()
    assert table is not None
    return read_text(path), build_waivers(table)


def _items(text: str) -> yaml.SequenceNode:
    found = child(yaml.compose(text, Loader), "waivers")
    assert found is not None
    assert isinstance(found[1], yaml.SequenceNode)
    return found[1]


def _last_line(node: yaml.Node) -> int:
    """Of its last value: a block's own end mark lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.line) - (1 if node.end_mark.column == 0 else 0)


def _block(waiver: Waiver, dash: int) -> list[str]:
    text = yaml.safe_dump([entry_of(waiver)], sort_keys=False, allow_unicode=True, width=10**6)
    return [" " * dash + line for line in text.splitlines(keepends=True)]


def _write(path: Path, text: str, wanted: tuple[Waiver, ...], line: int = 1) -> None:
    try:
        document = WaiversTable.model_validate(yaml.load(text, Loader))  # noqa: S506 - Loader is a safe loader
        whole = build_waivers(document) == wanted
    except (ValueError, yaml.YAMLError):
        whole = False
    if not whole:
        text = "the way that this file is written is not changed from here; edit it by hand. Nothing was written"
        raise EstateError(f"{clean(path)}:{line}: {text}")
    replace_file(path, text.encode())
