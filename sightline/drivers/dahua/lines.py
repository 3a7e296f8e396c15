"""CGI's text, `table.General.MachineName=Gate`, as a tree and back (reference, 0.1)."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from sightline.drivers.dahua.values import Tree, at
from sightline.errors import UnexpectedReply

STEP = re.compile(r"([^.\[\]=]+)|\[([0-9]{1,4})\]")
KEY = re.compile(r"[^.\[\]=]+(?:\[[0-9]{1,4}\]|\.[^.\[\]=]+)*")
MOST_STEPS = 16


def parse(body: bytes) -> Tree:
    """Indices are numbers: they may have gaps. A text whose last line does not end was cut (design, 5, rule 7)."""
    said = body.decode("utf-8", "replace").replace("\r\n", "\n")
    if not said.endswith("\n"):
        raise UnexpectedReply("the last line does not end")
    tree: dict[str | int, Tree] = {}
    for line in said.splitlines():
        key, equals, value = line.partition("=")
        if not line.strip():
            continue
        if not equals or not KEY.fullmatch(key.strip()):
            raise UnexpectedReply(f"a line without a key: {line[:40]!r}")
        _place(tree, _steps(key.strip()), value)
    return tree


def _steps(key: str) -> list[str | int]:
    found: list[str | int] = [name or int(index) for name, index in STEP.findall(key)]
    if len(found) > MOST_STEPS:
        raise UnexpectedReply(f"a key of {len(found)} steps")
    return found


def _place(tree: Tree, steps: list[str | int], value: str) -> None:
    node = tree
    for step in steps[:-1]:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            raise UnexpectedReply(f"{steps[0]}: {step} is a value and a branch")
    if steps[-1] in node:
        raise UnexpectedReply(f"{steps[0]}: {steps[-1]} is said twice")
    node[steps[-1]] = value


def differences(name: str, before: Tree, after: Tree) -> list[str]:
    """`Encode[0].MainFormat[0].AudioEnable=false` for each leaf that is not what it was, ready for a query."""
    return [f"{quote(key, safe='[].:')}={quote(value)}" for key, value in _changed(name, before, after)]


def query(name: str, value: Tree) -> Iterator[str]:
    """A method's parameter: `condition.Types[0]=dav` for `condition={"Types": ["dav"]}`."""
    if isinstance(value, dict | list):
        for step, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from query(_joined(name, step), below)
    else:
        yield f"{name}={quote(_text(value), safe='*')}"


def _changed(name: str, before: Tree, after: Tree) -> Iterator[tuple[str, str]]:
    if isinstance(after, dict):
        for step, value in after.items():
            yield from _changed(_joined(name, step), at(before, step), value)
    elif _text(before) != _text(after):
        yield name, _text(after)


def _joined(name: str, step: str | int) -> str:
    return f"{name}[{step}]" if isinstance(step, int) else f"{name}.{step}"


def _text(value: Tree) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
