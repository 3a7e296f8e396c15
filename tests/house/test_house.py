"""How the code is kept: docstrings, sizes, errors, and nothing left lying about."""

import ast
import builtins
import inspect
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from sightline import errors
from sightline.settings import ALL
from tests.house.source import OURS, ROOT, Module, modules

HERE = ROOT / "tests" / "house" / "test_house.py"
#: The longest a file may be, and the longest a driver's may.
LINES, DRIVER_LINES = 300, 200
LEFT = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def public(module: Module) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """Classes and functions that others use: at the top of the module, and methods of public classes."""
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                methods = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
                yield from ((f"{node.name}.{one.name}", one) for one in methods if not one.name.startswith("_"))


def obvious(module: Module) -> bool:
    """A control's rule is its module's first line; the lab's are a device's words, `ok`, `not_supported`."""
    return module.name.startswith(("policies.controls.", "sightline.lab."))


def test_every_module_says_what_it_is() -> None:
    assert [module.shown for module in modules(*OURS, "tests") if not ast.get_docstring(module.tree)] == []


def test_every_public_class_and_function_says_what_it_does() -> None:
    silent = [
        f"{module.shown}:{node.lineno}: {name}"
        for module in modules(*OURS)
        for name, node in public(module)
        if not obvious(module) and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_file_is_too_long() -> None:
    long = [
        module.shown
        for module in modules(*OURS, "tests")
        if len(module.text.splitlines()) > (DRIVER_LINES if module.name.startswith("sightline.drivers") else LINES)
    ]
    assert long == []


def test_nothing_is_left_for_later() -> None:
    assert [one.shown for one in modules(*OURS, "tests") if LEFT.search(one.text) and one.path != HERE] == []


def test_whoever_catches_everything_says_why() -> None:
    """By a reason on the line; or what was caught goes on: raised again, or the program's end."""
    silent = []
    for module in modules(*OURS):
        lines = module.text.splitlines()
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler) and everything(node) and not goes_on(node):
                reason = re.search(r"# noqa: \S+ - \w+", lines[node.lineno - 1])
                silent += [] if reason else [f"{module.shown}:{node.lineno}"]
    assert silent == []


def everything(node: ast.ExceptHandler) -> bool:
    """True for `except:`, `except Exception` and `except BaseException`, alone or among others."""
    named = ast.unparse(node.type) if node.type else "Exception"
    return bool({"Exception", "BaseException"} & set(re.findall(r"\w+", named)))


def goes_on(node: ast.ExceptHandler) -> bool:
    """True where the last statement raises, or ends the program with an exit status."""
    return isinstance(node.body[-1], ast.Raise) or ast.unparse(node.body[-1]).startswith("_end(")


def kinds() -> list[type[errors.SightlineError]]:
    """Every error of ours, but for the root and the one that groups."""
    found = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.SightlineError)]
    return [one for one in found if one not in (errors.SightlineError, errors.DeviceError)]


def of_devices() -> list[type[errors.DeviceError]]:
    """Those that are about one device."""
    return [kind for kind in kinds() if issubclass(kind, errors.DeviceError)]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_each_error_is_also_the_fitting_builtin(kind: type[Exception]) -> None:
    own = {base for base in kind.__mro__ if getattr(builtins, base.__name__, None) is base}
    fitting = own - {Exception, BaseException, object}
    assert any(f"{kind.__name__} " in line and f"({base.__name__})" in line for line in tree() for base in fitting)


def tree() -> list[str]:
    """The tree at the top of the module."""
    return (errors.__doc__ or "").splitlines()


@pytest.mark.parametrize("kind", of_devices(), ids=lambda kind: kind.__name__)
def test_each_error_of_a_device_carries_its_status(kind: type[errors.DeviceError]) -> None:
    assert kind.status in get_args(errors.Status)
    assert str(kind("a device")) == "a device"


def test_every_status_has_its_error() -> None:
    assert {kind.status for kind in of_devices()} == set(get_args(errors.Status))


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_setting_is_one_frozen_class_in_a_file_of_its_name(name: str) -> None:
    assert ALL[name].__module__ == f"sightline.settings.{name}"
    assert vars(ALL[name])["__dataclass_params__"].frozen
