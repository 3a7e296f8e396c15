"""What a device accepts in a PUT: the elements it has itself, with values that it allows (reference, section 0)."""

import re
from dataclasses import dataclass

from sightline.lab.hikvision import xml

Path = tuple[str, ...]
SECRETS = {"password", "loginPassword"}
BOOLEANS = {"true", "false"}
DURATION = re.compile(r"P(\d+)DT(\d+)H")


@dataclass(frozen=True)
class Shape:
    """What one document may hold: each path, and which texts and limits the device gave for it."""

    booleans: frozenset[Path]
    limits: dict[Path, dict[str, str]]
    paths: frozenset[Path]


def shape(document: bytes, capabilities: bytes | None) -> Shape:
    """`capabilities` is the same tree with `opt`, `min` and `max`, where the device has one; it may list more
    elements."""
    found = list(xml.paths(xml.parse(document)))
    more = list(xml.paths(xml.parse(capabilities))) if capabilities else []
    texts: dict[Path, set[str]] = {}
    for path, element in found:
        texts.setdefault(path, set()).add((element.text or "").strip())
    return Shape(
        booleans=frozenset(path for path, values in texts.items() if values <= BOOLEANS),
        limits={path: {str(k): str(v) for k, v in element.attrib.items()} for path, element in [*found, *more]},
        paths=frozenset(path for path, _ in [*found, *more]),
    )


def fits(sent: xml.Element, wanted: Shape) -> bool:
    """Is each element known, and each value allowed?"""
    return all(_is_allowed(path, element, wanted) for path, element in xml.paths(sent))


def _is_allowed(path: Path, element: xml.Element, wanted: Shape) -> bool:
    if path[-1] in SECRETS:
        return True
    if path not in wanted.paths:
        return False
    value = (element.text or "").strip()
    if path in wanted.booleans and value not in BOOLEANS:
        return False
    if path[-1] == "Duration" and not DURATION.fullmatch(value):
        return False
    limits = wanted.limits[path]
    if "opt" in limits and value not in limits["opt"].split(","):
        return False
    return _within(value, limits)


def _within(value: str, limits: dict[str, str]) -> bool:
    """`min` and `max` are days of a duration, the number itself, or the length of a text."""
    if "min" not in limits or "max" not in limits:
        return True
    duration = DURATION.fullmatch(value)
    number = re.fullmatch(r"-?\d+", value)
    size = int(duration[1]) if duration else int(value) if number else len(value)
    return int(limits["min"]) <= size <= int(limits["max"])
