"""What is shipped: every control, fact and clause has its counterpart."""

import inspect
from importlib import import_module
from typing import get_args

import pytest
import yaml

from sightline.bridge.fact import SettingFact, SettingsFact
from sightline.drivers import names
from sightline.policy.finding import VERDICTS
from sightline.policy.judge import OF_STATE, ORDER
from sightline.policy.policy import Policy, Severity
from sightline.policy.register import Kind
from sightline.settings import ALL, READABLE
from tests.house.source import ROOT
from tests.policy.shipped import ATTESTED, CONTROLS, EVERY

CLAUSES = yaml.safe_load((ROOT / "policies" / "housing_cctv.yml").read_text())["clauses"]
REMEDIES = ("harden", "harden --accounts", "firmware", "secrets", "retire", "commission", "")


@pytest.mark.parametrize("slug", sorted(CONTROLS))
def test_a_control_is_whole(slug: str) -> None:
    control = CONTROLS[slug]
    assert control.slug == slug, "the file's name, with dashes"
    assert ALL[control.reads.__name__.lower()] is control.reads
    assert control.title[:1].isupper()
    assert not control.title.endswith(".")
    assert control.severity in get_args(Severity)
    assert control.remedy in REMEDIES
    own = set(inspect.signature(control.reads).parameters)
    assert {name.partition(".")[0] for name in control.looks_at} <= own
    assert {name.partition(".")[0] for name in control.shows} <= own | set(dir(control.reads))


@pytest.mark.parametrize("slug", sorted(ATTESTED))
def test_a_control_that_people_answer_is_whole(slug: str) -> None:
    control = ATTESTED[slug]
    assert control.slug == slug, "the file's name, with dashes"
    for sentence in (control.title, control.asks):
        assert sentence[:1].isupper()
        assert not sentence.endswith(".")
    assert control.severity in get_args(Severity)
    assert set(control.kinds) <= set(get_args(Kind))
    assert control.of_estate or "estate" not in control.kinds
    assert control.every in {"", *(name for name in Policy.__dataclass_fields__ if name.endswith("_months"))}
    assert control.every or control.rule, "it asks for an entry, or looks at the inventory"


@pytest.mark.parametrize("slug", sorted(EVERY))
def test_a_controls_first_line_names_clauses_that_ask_for_it(slug: str) -> None:
    said = (import_module(f"policies.controls.{slug.replace('-', '_')}").__doc__ or "").partition(":")[0]
    asking = {number for clause in CLAUSES if slug in clause.get("controls", []) for number in clause["numbers"]}
    assert set(said.split(", ")) <= asking


def test_the_policy_asks_for_what_is_shipped_and_nothing_else() -> None:
    assert {slug for clause in CLAUSES for slug in clause.get("controls", [])} == EVERY.keys()


@pytest.mark.parametrize("setting", sorted(READABLE))
def test_a_setting_has_its_fact(setting: str) -> None:
    module = import_module(f"facts.{setting}")
    [fact] = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
    assert issubclass(fact, SettingFact)
    assert (fact.__name__, fact.setting) == (READABLE[setting].__name__, READABLE[setting])
    assert fact().command() == f"read {setting}"
    assert f"facts.{setting}.{fact.__name__}" in (fact.__doc__ or "")


def test_there_is_no_fact_without_a_setting() -> None:
    assert {path.stem for path in (ROOT / "facts").glob("*.py")} - {"__init__", "device"} == READABLE.keys()


def test_the_fact_that_check_uses_reads_all() -> None:
    fact = import_module("facts.device").Device
    assert issubclass(fact, SettingsFact)
    assert fact().command() == f"read {' '.join(ALL)}"


@pytest.mark.parametrize("setting", sorted(ALL))
@pytest.mark.parametrize("driver", names())
def test_a_driver_reads_a_setting_or_says_why_not(driver: str, setting: str) -> None:
    reasons = import_module(f"sightline.drivers.{driver}").UNSUPPORTED
    there = (ROOT / "sightline" / "drivers" / driver / f"{setting}.py").exists()
    assert there != (setting in reasons)
    if there:
        module = import_module(f"sightline.drivers.{driver}.{setting}")
        assert list(inspect.signature(module.read).parameters) == ["device"]
        write = getattr(module, "write", None)
        assert write is None or list(inspect.signature(write).parameters) == ["device", "found", "wanted"]


def test_every_verdict_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == sorted(VERDICTS)
    assert {*OF_STATE.values(), "waived"} == set(VERDICTS)
