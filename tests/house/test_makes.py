"""Makes keep to their own folders, and to short functions."""

import ast
import re

from tests.house.source import modules

VENDORS = re.compile(
    r"hikvision|isapi|dahua|\baxis\b|hanwha|uniview|amcrest|lorex|ezviz|vapix|sunapi|zoneminder|frigate|milestone",
    re.IGNORECASE,
)
HOMES = ("sightline.drivers.", "sightline.lab.")
FUNCTION_LINES = 35


def test_a_make_is_named_in_its_driver_and_its_lab_alone() -> None:
    named = {
        f"{module.shown}:{number}": module.name.startswith(HOMES)
        for module in modules("sightline")
        for number, line in enumerate(module.text.splitlines(), 1)
        if VENDORS.search(line)
    }
    assert [line for line, at_home in named.items() if not at_home] == []
    assert named, "the pattern finds them at home"


def test_no_function_of_a_make_is_long() -> None:
    long = [
        f"{module.shown}: {node.name}"
        for module in modules("sightline")
        if module.name.startswith(HOMES)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "__init__"
        if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []
