"""What pydantic found wrong, in a reader's words: what was expected, what stands there, and the way out."""

from collections.abc import Iterator
from typing import Any, ClassVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict
from pydantic_core import ErrorDetails

from sightline.estate.words import clean, listed, nearest, shown
from sightline.estate.yamlfile import Location

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list, as in [a, b]",
    "dict_type": "keys and values, as in {key: value}",
    "model_type": "keys and values, as in {key: value}",
}
READ_AS = {"bool": "true or false", "int": "a number", "float": "a number", "null": "nothing"}


class Table(BaseModel):
    """A mapping of a file: exactly the keys that the model has. `said` is what a message calls it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)
    said: ClassVar[str] = "this file"


def matter(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the lists that only seem too short: pydantic counts the items that are right."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(place[: len(error["loc"])] == error["loc"] and place != error["loc"] for place in places)
    ]


def explain(error: ErrorDetails, model: type[Table], node: yaml.Node | None) -> str:
    """One line for one error. `node` is what stands at the error's place, None where nothing does."""
    kind, location = error["type"], error["loc"]
    key = str(location[-1]) if location else ""
    owner = table_at(model, location[:-1])
    if kind == "extra_forbidden":
        return f"unknown key {shown(key)} in {owner.said}{nearest(key, keys(owner))}"
    if kind == "missing":
        return f"{owner.said} has no key {shown(key)}"
    if kind in EXPECTED:
        return f"{name(location)}expected {EXPECTED[kind]}; found {found(node, wants_text=kind == 'string_type')}"
    if kind == "invalid_key":
        return f"a key of {owner.said} is text; found {shown(key)}; put it in quotes"
    return f"{name(location)}{said(error, node)}"


def said(error: ErrorDetails, node: yaml.Node | None) -> str:
    """Our validators' own words, or pydantic's with what was found."""
    own = error.get("ctx", {}).get("error")
    if own is not None:
        return str(own)
    if error["type"] == "literal_error":
        known = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        if not isinstance(error["input"], str):
            return f"expected one of {listed(known)}; found {found(node, wants_text=True)}"
        return f"{shown(error['input'])} is not known here{nearest(str(error['input']), known)}"
    if error["type"] == "too_short":
        return "expected at least one; found none"
    words = error["msg"].removeprefix("Input ").removeprefix("String ")
    return f"it {clean(words)}; found {shown(error['input'])}"


def found(node: yaml.Node | None, *, wants_text: bool) -> str:
    """What stands there, and how YAML came to read it so."""
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if not isinstance(node, yaml.ScalarNode):
        return "nothing" if node is None else "keys and values"
    kind = node.tag.rpartition(":")[2]
    if kind == "null" and not node.value:
        return "nothing"
    if wants_text:
        return f"{clean(node.value)}, which YAML reads as {READ_AS.get(kind, kind)}; put it in quotes"
    return f"{shown(node.value)}, which is text" if kind == "str" else clean(node.value)


def name(location: Location) -> str:
    """`key: ` of the innermost key, so that a flow mapping of one line still says which value is meant."""
    named = [str(step) for step in location if isinstance(step, str) and step != "[key]"]
    return f"{clean(named[-1])}: " if named else ""


def keys(table: type[BaseModel]) -> list[str]:
    """The keys as a file writes them."""
    return [info.alias or field for field, info in table.model_fields.items()]


def table_at(model: type[Table], location: Location) -> type[Table]:
    """The model that the location leads to; the last one on the way where it leads to none."""
    for step in location:
        for field, info in model.model_fields.items():
            if (info.alias or field) == step:
                model = next(tables(info.annotation), model)
    return model


def tables(annotation: Any) -> Iterator[type[Table]]:
    """Every model inside an annotation such as `list[Device] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for inner in get_args(annotation):
        yield from tables(inner)
