"""The two import rules of the design, section 3. An import inside a function counts like any other."""

import subprocess
import sys

import pytest

from tests.house.source import ROOT, Module, modules

#: A part may import what stands in its own row and in the rows below it.
ROWS = (
    ("__main__", "pytest_plugin", "pytest_recorders"),
    ("cli",),
    ("runs",),
    ("reports", "bridge"),
    ("records", "estate"),
    ("policy",),
    ("drivers",),
    ("wire",),
    ("alone", "errors", "settings"),
)
ROW = {part: row for row, parts in enumerate(ROWS) for part in parts}


def part(name: str) -> str:
    """`sightline.cli.check` is of `cli`; the package itself, with its version, is ""."""
    return name.split(".")[1] if name.startswith("sightline.") else ""


def own(module: Module) -> list[tuple[str, int]]:
    """What it imports of sightline."""
    return [(name, line) for name, line in module.imports() if name.split(".")[0] == "sightline"]


def test_every_part_has_its_row() -> None:
    assert {part(module.name) for module in modules("sightline")} - {"", "lab"} <= ROW.keys()


def test_imports_go_one_way() -> None:
    wrong = {
        (module.name, name)
        for module in modules("sightline")
        for name, _ in own(module)
        if part(module.name) not in ("", "lab") and part(name) not in ("", "lab")
        if ROW[part(name)] < ROW[part(module.name)]
    }
    assert wrong == set()


def test_no_two_parts_import_each_other() -> None:
    edges = {
        (part(module.name), part(name))
        for module in modules("sightline")
        for name, _ in own(module)
        if part(name) and part(name) != part(module.name)
    }
    assert [edge for edge in edges if edge[::-1] in edges] == []


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("settings", {"settings"}),
        ("errors", set()),
        ("policy", {"settings", "policy"}),
        ("wire", {"wire", "errors"}),
        ("drivers", {"drivers", "wire", "settings", "errors"}),
        ("lab", {"lab"}),
    ],
)
def test_who_may_import_what(who: str, may: set[str]) -> None:
    wrong = [
        f"{module.shown}:{line} imports {name}"
        for module in modules("sightline")
        if part(module.name) == who
        for name, line in own(module)
        if part(name) not in may
    ]
    assert wrong == []


def test_only_verbs_start_the_lab() -> None:
    users = {part(module.name) for module in modules("sightline") for name, _ in own(module) if part(name) == "lab"}
    assert users <= {"lab", "runs", "cli"}


#: A standard and no maker's: devices of other makes speak it beside their own language.
STANDARD = ["onvif"]
MAKES = {path.parent.name for path in (ROOT / "sightline/drivers").glob("*/session.py")}


def test_one_make_knows_no_other() -> None:
    for module in modules("sightline/drivers"):
        make = module.name.split(".")[2:3]
        for name, line in own(module):
            other = name.split(".")[2:3] if part(name) == "drivers" else []
            assert not MAKES.intersection(other) or other in (make, STANDARD), f"{module.shown}:{line} imports {name}"


@pytest.mark.parametrize("content", ["facts", "deploys", "policies", "inventory"])
def test_sightline_names_no_content(content: str) -> None:
    wrong = [
        f"{module.shown}:{line} imports {name}"
        for module in modules("sightline")
        for name, line in module.imports()
        if name.split(".")[0] == content
    ]
    assert wrong == []


def test_content_imports_sightline_and_python_alone() -> None:
    for module in modules("facts", "deploys", "policies", "inventory"):
        allowed = {"sightline", *sys.stdlib_module_names, *(["pyinfra"] if module.name.startswith("deploys") else [])}
        for name, line in module.imports():
            assert name.split(".")[0] in allowed, f"{module.shown}:{line} imports {name}"


def test_controls_know_settings_and_the_policy_alone() -> None:
    for module in modules("policies/controls"):
        for name, line in own(module):
            assert part(name) in ("policy", "settings"), f"{module.shown}:{line} imports {name}"


HEAVY = ("pyinfra", "gevent", "lxml", "requests", "paramiko", "zeep", "sqlalchemy", "geventhttpclient")
EVERY_CONTROL = (
    "import pkgutil, importlib, policies.controls as c\n"
    "for m in pkgutil.iter_modules(c.__path__): importlib.import_module('policies.controls.' + m.name)"
)


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        (EVERY_CONTROL, HEAVY),
        ("import sightline.policy.judge, sightline.policy.loss, sightline.policy.writable", HEAVY),
        ("import sightline.settings, sightline.errors", (*HEAVY, "pydantic")),
        ("import sightline.bridge.link, sightline.bridge.codec", ("pyinfra",)),
        ("import sightline.cli.audit, sightline.records.audit.exported, sightline.reports.audit", HEAVY),
    ],
    ids=["controls", "judge", "settings", "link", "audit"],
)
def test_what_is_light_stays_light(code: str, absent: tuple[str, ...]) -> None:
    program = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60, cwd=ROOT
    )
    assert ended.stderr == ""
    assert set(absent) & set(ended.stdout.split()) == set()
