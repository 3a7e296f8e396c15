"""Values as the device's own definitions spell them (reference, A0.1: five spellings of on and off)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sightline.drivers.axis.params import boolean
from sightline.errors import WriteRefused
from sightline.wire import xml

if TYPE_CHECKING:
    from sightline.drivers.axis.session import Session

Value = bool | int | str


def spelt(device: "Session", wanted: Mapping[str, Value]) -> dict[str, str]:
    """Raises WriteRefused for a parameter that the device does not define, or a value that it does not take."""
    groups = tuple(dict.fromkeys(name.rpartition(".")[0] for name in wanted))
    tree = device.definitions(groups)
    return {name: _spelt(name, _type(tree, name), value) for name, value in wanted.items()}


def _type(tree: xml.Element, name: str) -> xml.Element:
    """What the device says of one parameter: `<type><bool true="On" false="Off"/></type>`."""
    at = tree
    *groups, last = ["root", *name.split(".")]
    for kind, wanted in [*(("group", one) for one in groups), ("parameter", last)]:
        found = next((one for one in xml.children(at, kind) if one.get("name") == wanted), None)
        if found is None:
            raise WriteRefused(f"the device defines no parameter {name}")
        at = found
    kinds = list(xml.children(at, "type"))
    forms = [one for one in kinds[0] if xml.local(one)] if len(kinds) == 1 else []
    if len(forms) != 1 or kinds[0].get("readonly") == "true":
        raise WriteRefused(f"{name} cannot be written on this device")
    return forms[0]


def _spelt(name: str, kind: xml.Element, value: Value) -> str:
    if isinstance(value, bool):
        words = _words(kind)
        return next((word for word in words if boolean(word) is value), "") or _no(name, value)
    if xml.local(kind) == "int":
        least, most = (xml.number(kind.get(end, "")) for end in ("min", "max"))
        fits = isinstance(value, int) and (least or 0) <= value and (most is None or value <= most)
        return str(value) if fits else _no(name, value)
    if xml.local(kind) in ("enum", "bool"):
        return str(value) if value in _words(kind) else _no(name, value)
    longest = xml.number(kind.get("maxlen", ""))
    return str(value) if longest is None or len(str(value)) <= longest else _no(name, value)


def _words(kind: xml.Element) -> list[str]:
    """The texts that it may be."""
    if xml.local(kind) == "bool":
        return [kind.get("true", ""), kind.get("false", "")]
    return [entry.get("value", "") for entry in xml.children(kind, "entry")]


def _no(name: str, value: Value) -> str:
    raise WriteRefused(f"{name} takes no {value!r} on this device")
