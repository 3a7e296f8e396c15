"""One value set in a YAML text by changing its own lines alone: comments, order and layout of the rest stay.

A round trip through a YAML library keeps comments too, and re-lays what it was not asked to (aligned values, folded
text, the indentation of lists). Here the text is cut at the places that the parser tells, and what came out is read
again: it must be what was there with the one value set, or nothing is changed.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

import yaml

from sightline.estate.yamlfile import Broken, Loader, Location, child, parse

COMMENT = re.compile(r"#[^\r\n]*")
Value = Mapping[str, Any]


class NoPlace(Exception):
    """The text cannot be changed in place; it has to be written by hand."""


def set_in(text: str, location: Location, values: Mapping[str, Value]) -> str:
    """The text with each key of `values` set in the mapping at `location`, which is made where only it is missing."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    before = text[len(bom) :]
    after, was = before, parse(before)
    try:
        for key, value in values.items():
            after = _set(after, location, key, value)
        _proven(was, after, [((*location, key), value) for key, value in values.items()])
    except (Broken, yaml.YAMLError):  # an anchor or an alias: the cut was not where its value stands
        raise NoPlace from None
    return bom + after


def append_to(text: str, key: str, items: list[Value]) -> str:
    """The text with items added to the list under a key of its top; the list is made where it is missing."""
    root = _compose(text)
    nl, block = _newline(text), "".join(f"{{}}- {flow(item)}{_newline(text)}" for item in items)
    found = child(root, key)
    if found is None:
        return _line_end(text, nl) + f"{key}:{nl}" + block.replace("{}", "  ")
    node = found[1]
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        start, end = _key(root, key).end_mark.index, _end(node)
        return text[: start + 1] + nl + block.replace("{}", "  ").rstrip("\r\n") + text[end:]
    if node.flow_style:
        end = _end(node.value[-1])
        return text[:end] + "".join(f", {flow(item)}" for item in items) + text[end:]
    at, column = _after_line(text, _end(node.value[-1])), node.start_mark.column
    return _line_end(text[:at], nl) + block.replace("{}", " " * column) + text[at:]


def flow(value: Value) -> str:
    """A mapping on one line, as our own reader reads it back: dates are written bare."""
    shown = yaml.safe_dump(dict(value), default_flow_style=True, width=10**9, allow_unicode=True, sort_keys=False)
    return shown.strip()


def _set(text: str, location: Location, key: str, value: Value) -> str:
    root = _compose(text)
    parent, rest = _deepest(root, location)
    if not isinstance(parent, yaml.MappingNode) or len(rest) > 1:
        raise NoPlace
    if rest:  # the mapping itself is missing: it is made with its first value
        name = str(rest[0])
        if parent.flow_style:
            return _into_flow(text, parent, f"{name}: {{{key}: {flow(value)}}}")
        return _into_block(text, parent, [f"{name}:", f"  {key}: {flow(value)}"])
    if child(parent, key) is not None:
        return _replaced(text, parent, key, value)
    if parent.flow_style:
        return _into_flow(text, parent, f"{key}: {flow(value)}")
    return _into_block(text, parent, [f"{key}: {flow(value)}"])


def _compose(text: str) -> yaml.Node:
    root = yaml.compose(text, Loader)
    if root is None:
        raise NoPlace
    return root


def _deepest(node: yaml.Node, location: Location) -> tuple[yaml.Node, Location]:
    """The last node on the way that is there, and the steps that are missing."""
    for i, step in enumerate(location):
        found = child(node, step)
        if found is None:
            return node, location[i:]
        node = found[1]
    return node, ()


def _into_flow(text: str, parent: yaml.MappingNode, item: str) -> str:
    if not parent.value:
        at = parent.start_mark.index + 1
        return text[:at] + item + text[at:]
    at = _end(parent.value[-1][1])
    return f"{text[:at]}, {item}{text[at:]}"


def _into_block(text: str, parent: yaml.MappingNode, lines: list[str]) -> str:
    """After the last line of the mapping, in its column."""
    nl, column = _newline(text), parent.start_mark.column
    key, value = parent.value[-1]
    at = _after_line(text, max(_end(value), key.end_mark.index))
    return _line_end(text[:at], nl) + "".join(f"{' ' * column}{line}{nl}" for line in lines) + text[at:]


def _replaced(text: str, parent: yaml.MappingNode, key: str, value: Value) -> str:
    """Another value for a key; comments inside the old one go above it."""
    own, old = _key(parent, key), cast(tuple[int, yaml.Node], child(parent, key))[1]
    start, end = own.end_mark.index, _end(old)
    after = f"{text[:start]}: {flow(value)}{text[end:]}"
    comments = _comments(text[start:end])
    if not comments:
        return after
    line = text.rfind("\n", 0, own.start_mark.index) + 1
    if text[line : own.start_mark.index].strip():
        raise NoPlace  # a comment has no place among values of one line
    column = " " * own.start_mark.column
    return after[:line] + "".join(f"{column}{one}{_newline(text)}" for one in comments) + after[line:]


def _comments(text: str) -> list[str]:
    """What stands between the tokens."""
    marks = [(token.start_mark.index, token.end_mark.index) for token in yaml.scan("a" + text, Loader)]
    ends = [0, *(end for _, end in marks)]
    starts = [*(start for start, _ in marks), len(text) + 1]
    gaps = [("a" + text)[end:start] for end, start in zip(ends, starts, strict=True)]
    return [found for gap in gaps for found in COMMENT.findall(gap)]


def _key(parent: yaml.Node, key: str) -> yaml.Node:
    return cast(yaml.Node, next(own for own, _ in parent.value if own.value == key))


def _end(node: yaml.Node) -> int:
    """Where the node's own text ends: a block's mark lies behind the comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return node.end_mark.index
    last: Any = node.value[-1]
    return max(_end(last[1]), last[0].end_mark.index) if isinstance(last, tuple) else _end(last)


def _after_line(text: str, index: int) -> int:
    """The start of the next line. A folded text's mark is there already."""
    if index and text[index - 1] == "\n":
        return index
    end = text.find("\n", index)
    return len(text) if end < 0 else end + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_end(text: str, nl: str) -> str:
    """The text, with its last line ended."""
    return text if not text or text.endswith("\n") else text + nl


def _unshared(value: Any) -> Any:
    """A copy in which an alias stands for itself."""
    if isinstance(value, dict):
        return {key: _unshared(one) for key, one in value.items()}
    return [_unshared(one) for one in value] if isinstance(value, list) else value


def _proven(was: Any, after: str, values: list[tuple[Location, Value]]) -> None:
    """Raises NoPlace unless `after` says what `was` said, with these values set: an alias would change others."""
    wanted = _unshared(was)
    for location, value in values:
        at = wanted
        for step in location[:-1]:
            at = at[step] if step in at or isinstance(step, int) else at.setdefault(step, {})
        at[location[-1]] = parse(flow(value))
    if parse(after) != wanted:
        raise NoPlace
