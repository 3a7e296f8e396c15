"""How a reply is written: JSON where it was asked for, else lines; and what is no document."""

import json
from collections.abc import Iterator
from typing import Any

from sightline.lab.http import Response

PAGE = b"<!DOCTYPE html>\n<html><head><title>WebViewer</title></head><body></body></html>\n"
JSON, LINES = "application/json", "text/plain"
#: What rows are numbered by in lines.
NUMBERED = ("Channel", "Profile", "Storage", "Index", "Result", "MaskIndex", "Version", "InterfaceName")
#: Menus of which only the form in lines is known.
ALWAYS_LINES = ("image.multilineosd",)
WORDS = {600: "Submenu Not Found", 602: "Invalid Parameter(s)", 604: "Invalid Input Value(s)", 607: "Not Supported"}


def document(menu: str, value: dict[str, Any], *, as_json: bool) -> Response:
    if as_json and menu not in ALWAYS_LINES:
        return Response(200, json.dumps(value).encode() + b"\n", JSON)
    lines = _users(value["Users"]) if menu == "security.users" else _lines("", value)
    return Response(200, "".join(f"{line}\n" for line in lines).encode(), LINES)


def ok(*, as_json: bool) -> Response:
    return Response(200, b'{"Response": "Success"}\n', JSON) if as_json else Response(200, b"OK\n", LINES)


def no(code: int) -> Response:
    return Response(200, f"NG\nError Code: {code}\nError Details:\n{WORDS[code]}\n".encode(), LINES)


def page(status: int) -> Response:
    return Response(status, PAGE, "text/html")


def _lines(above: str, value: dict[str, Any]) -> Iterator[str]:
    for key, below in value.items():
        if isinstance(below, list) and below and isinstance(below[0], dict):
            for place, row in enumerate(below):
                name = next((one for one in list(row)[:1] if one in NUMBERED), None)
                head = f"{above}{name}.{row[name]}." if name else f"{above}{key.removesuffix('s')}.{place + 1}."
                yield from _lines(head, {k: v for k, v in row.items() if k != name})
        elif isinstance(below, dict):
            yield from _lines(f"{above}{key}.", below)
        else:
            yield f"{above}{key}={_text(below)}"


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _users(rows: list[dict[str, Any]]) -> Iterator[str]:
    names = [name for name in rows[0] if name != "Index"]
    yield f'"Users.Index={"/".join(names)}"'
    for row in rows:
        yield f"Users.{row['Index']}={'/'.join(_text(row[name]) for name in names)}"
