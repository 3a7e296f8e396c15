"""What an action does to a menu's document. A parameter that is not listed is 602, a value beyond its type 604."""

from typing import Any

from lxml import etree

from sightline.lab.hanwha.recording import Attributes, Menus

#: Parameters that say which row is meant.
ROWS = ("Channel", "Profile", "Index", "UserGroupID")


class Refused(Exception):
    """Carries the error code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def apply(menus: Menus, attributes: Attributes, menu: str, action: str, asked: dict[str, str]) -> None:
    """Changes the document, or raises."""
    listed = attributes.parameters(menu, action)
    if listed is None or menu not in menus:
        raise Refused(600)
    if not asked or not asked.keys() <= listed.keys():
        raise Refused(602)
    values = {name: _value(listed[name], text) for name, text in asked.items()}
    if action == "remove":
        _remove(menus[menu], values)
        return
    target = _target(menus[menu], values)
    for name, value in values.items():
        if name not in ROWS:
            if name not in target:
                raise Refused(602)
            target[name] = value


def _value(kind: etree._Element, text: str) -> Any:
    entries = [one.get("value") for one in kind.iterfind("entry")]
    match kind.tag:
        case "bool" if text in ("True", "False"):
            return text == "True"
        case "int" if text.isdigit() and int(kind.get("min", "0")) <= int(text) <= int(kind.get("max", "0")):
            return int(text)
        case "enum" if text in entries:
            return text
        case "csv" if not entries or set(text.split(",")) <= set(entries):
            return text.split(",")
        case "string":
            return text
    raise Refused(604)


def _target(document: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Down the lists, by each number that is given; a list without numbers has one row."""
    target = document
    for name in ROWS:
        if name in values:
            rows = [row for row in _rows(target) if row.get(name) == values[name]]
            if len(rows) != 1:
                raise Refused(604)
            target = rows[0]
    if target is document and len(_rows(document)) == 1 and not any(name in document for name in values):
        target = _rows(document)[0]
    return target


def _rows(target: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for value in target.values() if isinstance(value, list) for row in value if isinstance(row, dict)]


def _remove(document: dict[str, Any], values: dict[str, Any]) -> None:
    """Users alone; the first administrator stays."""
    rows = document["Users"]
    gone = [row for row in rows if values.items() <= row.items()]
    if len(gone) != 1 or gone[0]["Index"] == 0:
        raise Refused(604)
    rows.remove(gone[0])
