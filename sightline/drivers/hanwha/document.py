"""One reply, in JSON or in lines, as a table of dotted keys (reference, B: both forms must be read)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import plainjson, xml
from sightline.wire.http import Reply

#: Keys by which lines number what JSON keeps in lists, where a row begins with one: `Channel.0.Profile.1.Name`.
NUMBERED = ("Channel", "Profile", "Storage", "Index", "Result", "MaskIndex", "Version", "InterfaceName")
NAME = re.compile(r"[\w.-]{1,64}", re.ASCII)
DEEPEST = 8
CODE = re.compile(r"Error Code:\s*([0-9]{1,6})")
#: "Submenu Not Found", of a recorder's own reply. 602 and 607 (B) are complaints about a value.
NO_SUCH_MENU = "600"


@dataclass(frozen=True)
class Document:
    """`where` is for messages; `values` by dotted key, scalars and lists of scalars. `lines`: it did not come as JSON,
    so nothing says where its list ends."""

    where: str
    values: Mapping[str, Any]
    lines: bool = False
    _rows: dict[str, dict[str, "Document"]] = field(default_factory=dict, repr=False, compare=False)

    def rows(self, name: str) -> dict[str, "Document"]:
        """Everything below `name.<number>.`, by number, in the device's order."""
        if name not in self._rows:
            self._rows[name] = self._split(name)
        return self._rows[name]

    def _split(self, name: str) -> dict[str, "Document"]:
        found: dict[str, dict[str, Any]] = {}
        for key, value in self.values.items():
            head, _, rest = key.partition(".")
            number, _, below = rest.partition(".")
            if head == name and below:
                found.setdefault(number, {})[below] = value
        return {n: Document(f"{self.where}, {name} {n}", own, self.lines) for n, own in found.items()}

    def text(self, key: str) -> str | None:
        """Without outer white space; None where there is no such key."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise UnexpectedReply(f"{self.where}: {key} is no text")
        return value.strip()

    def need(self, key: str) -> str:
        """As `text`, and it must say something."""
        value = self.text(key)
        if not value:
            raise UnexpectedReply(f"{self.where}: no {key}")
        return value

    def flag(self, key: str) -> bool:
        """JSON's own true and false, or `True` and `False` in lines."""
        value = self.values.get(key)
        if isinstance(value, bool):
            return value
        if self.lines and isinstance(value, str) and value.strip() in ("True", "False"):
            return value.strip() == "True"
        raise UnexpectedReply(f"{self.where}: {key} is {str(value)[:40]!r}, neither True nor False")

    def number(self, key: str) -> int:
        """A whole number; some units write it as text in JSON too."""
        value = self.values.get(key)
        found = xml.number(value.strip()) if isinstance(value, str) else value
        if not isinstance(found, int) or isinstance(found, bool):
            raise UnexpectedReply(f"{self.where}: {key} is {str(value)[:40]!r}, no number")
        return found

    def parts(self, key: str) -> tuple[str, ...]:
        """A list of texts, which is one text with commas on recorders and in lines (B4)."""
        value = self.values.get(key)
        listed = value.split(",") if isinstance(value, str) else value
        if not isinstance(listed, tuple | list) or not all(isinstance(one, str) for one in listed):
            raise UnexpectedReply(f"{self.where}: {key} is no list")
        return tuple(one.strip() for one in listed if one.strip())


def read(where: str, reply: Reply) -> Document:
    """Raises Unsupported where the device has no such menu, UnexpectedReply for another refusal and for what is cut."""
    if reply.status == 404:
        raise Unsupported(f"{where}: the device has no such thing (HTTP 404)")
    if reply.status != 200:
        raise UnexpectedReply(f"{where}: refused (HTTP {reply.status})")
    try:
        text = reply.body.decode()
    except UnicodeDecodeError as problem:
        raise UnexpectedReply(f"{where}: the reply is no text") from problem
    if text.lstrip().startswith("{"):
        return Document(where, _json(where, text))
    refuse(where, text)
    return Document(where, _lines(where, text), lines=True)


def refuse(where: str, text: str) -> None:
    """HTTP 200 is not success: `NG`, and an error code (B). One that is cut proves no menu absent."""
    if text.split("\n", 1)[0].strip() != "NG":
        return
    code = CODE.search(text)
    words = " ".join(text.split())[:80]
    if code and code[1] == NO_SUCH_MENU and text.endswith("\n"):
        raise Unsupported(f"{where}: the device has no such menu ({words})")
    raise UnexpectedReply(f"{where}: refused ({words})")


def _json(where: str, text: str) -> dict[str, Any]:
    try:
        root = plainjson.parse(text.encode())
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"{where}: {problem}") from problem
    table: dict[str, Any] = {}
    _flatten(where, root, "", table, 0)
    if table.get("Response", "Success") != "Success":
        raise UnexpectedReply(f"{where}: refused ({' '.join(text.split())[:80]})")
    return table


def _flatten(where: str, value: Any, key: str, table: dict[str, Any], depth: int) -> None:
    if depth > DEEPEST:
        raise UnexpectedReply(f"{where}: nested too deep")
    if isinstance(value, dict):
        for name, below in value.items():
            _flatten(where, below, f"{key}.{name}" if key else name, table, depth + 1)
    elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        above = f"{key.rpartition('.')[0]}." if "." in key else ""
        name = _numbered(where, value)
        for place, row in enumerate(value):
            number = f"{above}{name}.{_number(where, row[name])}" if name else f"{key}.{place}"
            _flatten(where, {k: v for k, v in row.items() if k != name}, number, table, depth + 1)
    else:
        _put(where, key, tuple(value) if isinstance(value, list) else value, table)


def _numbered(where: str, rows: list[dict[str, Any]]) -> str | None:
    """The key that every row of a list begins with; None where none is numbered."""
    names = {next((one for one in list(row)[:1] if one in NUMBERED), None) for row in rows}
    if len(names) > 1:
        raise UnexpectedReply(f"{where}: some rows of a list have no number")
    return names.pop()


def _number(where: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str) or not NAME.fullmatch(str(value)):
        raise UnexpectedReply(f"{where}: {str(value)[:40]!r} numbers no row")
    return str(value)


def _put(where: str, key: str, value: Any, table: dict[str, Any]) -> None:
    if key in table:
        raise UnexpectedReply(f"{where}: {key[:60]} twice")
    table[key] = value


def _lines(where: str, text: str) -> dict[str, Any]:
    """A camera of one channel prints `Channel=0` first and then its keys without a number ([HM])."""
    if not text.endswith("\n"):
        raise UnexpectedReply(f"{where}: the last line does not end")
    table: dict[str, Any] = {}
    above = ""
    for line in filter(None, (one.strip() for one in text.splitlines())):
        key, equals, value = line.strip('"').partition("=")
        if not equals or not NAME.fullmatch(key):
            raise UnexpectedReply(f"{where}: {line[:40]!r} is no key and value")
        if key == "Channel":
            above = f"Channel.{_number(where, value.strip())}."
        else:
            _put(where, f"{above}{key}", value, table)
    return table
