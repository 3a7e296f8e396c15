"""YAML as the estate's files use it: no duplicate keys, dates stay text, and a line for everything that is wrong."""

import re
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.constructor import ConstructorError

from sightline.estate.words import clean, shown

LARGEST_BYTES = 16 * 1024 * 1024
INTEGER, DECIMAL = "tag:yaml.org,2002:int", re.compile(r"[-+]?(0|[1-9][0-9]*)")
MERGE = "tag:yaml.org,2002:merge"
TIMESTAMP = "tag:yaml.org,2002:timestamp"
Location = tuple[int | str, ...]


class Broken(Exception):
    """The file cannot be read as YAML at all; `line` is 0 where no line is to blame."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


class Loader(yaml.CSafeLoader):
    """The safe loader with 2026-10-01 left as text and a repeated key refused."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own shape
        first: [(tag, pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Gives a line to what PyYAML's constructors raise as they come: `!!bool x` is a KeyError there.

        A number that is not written as people count is refused: by YAML 1.1 031 is 25, and 1:30 is 90.
        """
        if node.tag == INTEGER and isinstance(node.value, str) and not DECIMAL.fullmatch(node.value):
            text = f"{shown(node.value)} is another number to YAML: write it plainly, as 31, and text in quotes"
            raise ConstructorError(None, None, text, node.start_mark)
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
            raise ConstructorError(None, None, "this value cannot be read", node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuses a key that stands twice: YAML would silently take the last one."""
        seen: dict[str, int] = {}
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode) and key.tag != MERGE:
                if key.value in seen:
                    text = f"the key {shown(key.value)} stands at line {seen[key.value]} already"
                    raise ConstructorError(None, None, text, key.start_mark)
                seen[key.value] = key.start_mark.line + 1
        return cast(dict[Any, Any], super().construct_mapping(node, deep))


def read_text(path: Path) -> str:
    """The file's text. Raises Broken where it is missing, unreadable, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise Broken(0, "this file does not exist") from None
    except OSError as error:
        raise Broken(0, f"this file cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_BYTES:
        raise Broken(0, f"this file is larger than {LARGEST_BYTES} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Broken(data.count(b"\n", 0, error.start) + 1, "this line is not UTF-8 text") from None


def parse(text: str) -> Any:
    """The document as plain Python values. Raises Broken with the line."""
    try:
        return yaml.load(text, Loader)  # noqa: S506 - Loader is a safe loader
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise broken(text, error) from None


def broken(text: str, error: Exception) -> Broken:
    """What PyYAML says, as one line of ours."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        said = error.problem or error.context or "this is not YAML"
        return Broken(mark.line + 1 if mark else 0, clean(said if "already" in said else f"not YAML: {said}"))
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode().count(b"\n", 0, int(error.position)) + 1
        return Broken(line, f"not YAML: {clean(error.reason)}")
    if isinstance(error, RecursionError):
        return Broken(0, "not YAML that we read: it is nested too deeply")
    return Broken(0, f"a value cannot be read: {clean(error)}")


class Marks:
    """Where things stand in a file. Made only once something is wrong: composing again costs as much as reading."""

    def __init__(self, text: str) -> None:
        self.root: yaml.Node | None = yaml.compose(text, Loader)

    def find(self, location: Location) -> tuple[int, yaml.Node | None]:
        """The line of the deepest part of `location` that is there, and its node (None where a step is missing)."""
        node, line = self.root, 1
        for step in location:
            found = child(node, step)
            if found is None:
                return line, None
            line, node = found
        return line, node


def child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    """The line and the node one step below: a mapping's value under its key, or a list's item."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = cast(yaml.Node, node.value[step])
        return item.start_mark.line + 1, item
    return None
