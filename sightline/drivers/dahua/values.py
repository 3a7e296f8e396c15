"""A table of the device as a tree of dicts and lists, whichever way it came; what CGI sends is text all through."""

from datetime import datetime
from typing import Any

from sightline.errors import UnexpectedReply, WriteRefused
from sightline.wire.clean import clean

Tree = Any
WORDS = {"true": True, "false": False}
#: A number has no more digits than this: longer ones are no sizes and cost time to read.
DIGITS = 20
#: From a clock that has forgotten everything, to one that is set by nonsense.
YEARS = range(1970, 2200)


def at(node: Tree, *path: str | int) -> Tree:
    """What stands at the path; None where nothing does."""
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
            node = node[step]
        else:
            return None
    return node


def rows(node: Tree, what: str) -> list[tuple[int, Tree]]:
    """The rows of a list by their index; those that are null, of an unbound channel, are left out."""
    if isinstance(node, list):
        return [(index, row) for index, row in enumerate(node) if row is not None]
    if isinstance(node, dict) and all(isinstance(key, int) for key in node):
        return sorted(node.items())
    raise UnexpectedReply(f"{what} is no list")


def each(node: Tree) -> list[Tree]:
    """`X` and `X[0]` are the same (reference, 0.1: T2UServer): the rows of a list, or the one that is none."""
    if isinstance(node, list) or (isinstance(node, dict) and node and all(isinstance(key, int) for key in node)):
        return [row for _, row in rows(node, "it")]
    return [] if node is None else [node]


def boolean(node: Tree, *path: str | int) -> bool | None:
    """None where it is not there; UnexpectedReply where it is something else."""
    found = at(node, *path)
    if found is None or isinstance(found, bool):
        return found
    if isinstance(found, str) and found.lower() in WORDS:
        return WORDS[found.lower()]
    raise UnexpectedReply(f"{_name(path)} is {_shown(found)}, neither true nor false")


def need_boolean(node: Tree, *path: str | int) -> bool:
    """As `boolean`, and it must be there."""
    found = boolean(node, *path)
    if found is None:
        raise UnexpectedReply(f"there is no {_name(path)}")
    return found


def text(node: Tree, *path: str | int) -> str:
    """ "" where it is not there."""
    found = at(node, *path)
    if found is None or isinstance(found, str):
        return (found or "").strip()
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    raise UnexpectedReply(f"{_name(path)} is {_shown(found)}, no text")


def need_text(node: Tree, *path: str | int) -> str:
    """As `text`, and it must say something."""
    found = text(node, *path)
    if not found:
        raise UnexpectedReply(f"there is no {_name(path)}")
    return found


def need_number(node: Tree, *path: str | int) -> int:
    """A whole number of at least 0. Sizes come as `2495680086016.000000` too (recorded: NVR608H)."""
    found = at(node, *path)
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, str):
        whole, _, part = found.partition(".")
        if whole.isascii() and whole.isdigit() and len(whole) <= DIGITS and not part.strip("0"):
            found = int(whole)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**DIGITS:
        return found
    raise UnexpectedReply(f"{_name(path)} is {_shown(found)}, no number" if found is not None else _missing(path))


def need_moment(node: Tree, *path: str | int) -> datetime:
    """A wall clock's time, `2026-09-09 06:24:26`, without a zone."""
    said = need_text(node, *path)
    try:
        found = datetime.strptime(said, "%Y-%m-%d %H:%M:%S")
    except ValueError as problem:
        raise UnexpectedReply(f"{_name(path)} is {_shown(said)}, no time") from problem
    if found.year not in YEARS:
        raise UnexpectedReply(f"{_name(path)} is {_shown(said)}, a year of no device")
    return found


def put(node: Tree, value: object, *path: str | int) -> None:
    """Changes a value that is there; nothing is added to a device's table."""
    above = at(node, *path[:-1])
    if at(node, *path) is None:
        raise WriteRefused(f"the device has no {_name(path)}")
    above[path[-1]] = value


def _name(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path)


def _missing(path: tuple[str | int, ...]) -> str:
    return f"there is no {_name(path)}"


def _shown(found: object) -> str:
    return repr(clean(str(found)[:400], 40))
