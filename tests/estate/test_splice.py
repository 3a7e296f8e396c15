"""A value is set in a YAML file by changing its own lines alone, whatever the file's layout."""

import difflib
import io
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sightline.estate.splice import NoPlace, append_to, flow, set_in
from sightline.estate.yamlfile import Location, parse

PLACE: Location = ("systems", 0, "register")
ENTRY = {"by": "A. Manager", "when": "2026-11-25", "evidence": "signs.pdf"}
REGISTERS = {
    "none": [],
    "block": ["register:", "  overt: {by: B, when: 2026-01-01} # kept", "", "  # of the signs", "  dpia:", "    by: C"],
    "block with it": [
        "register:",
        "  signage: {by: Old, when: 2026-01-01} # old",
        "  overt: {by: B, when: 2026-01-01}",
    ],
    "long with it": [
        "register:",
        "  signage:",
        "    by: Old # who",
        "    # why",
        "    when: 2026-01-01",
        "  overt: {by: B}",
    ],
    "flow": ["register: {overt: {by: B, when: 2026-01-01}} # in one line"],
    "flow with it": ["register: {signage: {by: Old}, overt: {by: B}}"],
    "flow of lines": ["register: {", "  overt: {by: B}, # one", "  dpia: {by: C} # two", "  }"],
    "empty": ["register: {} # nobody yet"],
}


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """A site file in one of many layouts; every comment in it has a number of its own."""
    dash = draw(st.sampled_from(["- ", "  - ", "-   ", "    - "]))
    pad = " " * len(dash)
    own = ["name: main", f"kind:{' ' * draw(st.integers(1, 6))}site", "purpose: >-", "  Deter in", "  shared areas"]
    own += draw(
        st.sampled_from([["accounts:", "- {name: a, role: viewer}"], ["roles: {manager: M,", "   dpo: D}"], []])
    )
    at = draw(st.integers(0, 1))
    registered = REGISTERS[draw(st.sampled_from(sorted(REGISTERS)))]
    own = [*own, *registered] if at else [own[0], *registered, *own[1:]]
    lines = ["# the site", "site: court", "", "systems: # all", dash + own[0]]
    lines += [pad + line if line else "" for line in own[1:]]
    lines += draw(st.sampled_from([[], [pad + "# last of the system"], ["", "# before the devices", ""]]))
    lines += draw(
        st.sampled_from([[], ["devices: [{name: a, x: 'é漢😀'}]  # é"], [f"{dash}{{name: yard, kind: vehicle}}"]])
    )
    nl = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + nl.join(lines) + draw(st.sampled_from(["", nl]))


def order(value: Any) -> Any:
    """Keys in their order, with their values."""
    if isinstance(value, dict):
        return [(key, order(one)) for key, one in value.items() if key != "signage"]
    return [order(one) for one in value] if isinstance(value, list) else value


def seen(text: str) -> Any:
    """The same by a reader that others wrote."""
    return order(YAML().load(text.removeprefix("\ufeff")))


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_nothing_but_the_entrys_own_lines_changes(text: str) -> None:
    after = set_in(text, PLACE, {"signage": ENTRY})
    wanted = parse(text)
    wanted["systems"][0].setdefault("register", {})["signage"] = ENTRY
    assert parse(after) == wanted
    changed = [line for line in difflib.ndiff(text.splitlines(), after.splitlines()) if line[:1] in "+-"]
    gone = [line for line in changed if line.startswith("- ")]
    allowed = re.compile(r"- \s*(signage:.*|by: Old.*|# why|when: 2026-01-01|register: \{.*|dpia: \{by: C\}.*)")
    assert [line for line in gone if not allowed.fullmatch(line)] == []
    assert sum("signage: {by: A. Manager" in line for line in changed) == 1
    assert sorted(re.findall("#.*", text)) == sorted(re.findall("#.*", after)), "comments stay"
    before_keys, after_keys = seen(text), seen(after)
    if "register" in text:
        assert before_keys == after_keys
    assert after.count("\r\n") == after.count("\n") or "\r" not in after
    assert set_in(after, PLACE, {"signage": ENTRY}) == after, "twice is once"


@settings(max_examples=60, deadline=None)
@given(layouts(), st.dictionaries(st.sampled_from(["signage", "purpose", "overt"]), st.just(ENTRY), min_size=1))
def test_several_at_once_are_the_same_as_one_after_the_other(text: str, values: dict[str, dict[str, str]]) -> None:
    one_by_one = text
    for key, value in values.items():
        one_by_one = set_in(one_by_one, PLACE, {key: value})
    assert set_in(text, PLACE, values) == one_by_one


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["by", "note", "reference"]),
        TEXT | st.sampled_from(["no", "12:30:00", "~", "1e3", "a: b #", "]"]),
    )
)
def test_any_text_comes_back_as_it_was(value: dict[str, str]) -> None:
    after = set_in("systems:\n- name: main\n", PLACE, {"signage": value})
    assert parse(after)["systems"][0]["register"]["signage"] == value


@pytest.mark.parametrize(
    "text",
    [
        "a: &x {overt: {by: B}}\nsystems:\n- name: main\n  register: *x\n",
        "systems:\n- name: main\n  register:\n    overt: &x {by: B}\n    signage: *x\n",
        "systems: [{name: main, register: [1]}]\n",
        "systems:\n- main\n",
        "",
        "systems: []\n",
        "systems: [{name: main, register: {signage: {by: Old # why\n}}}]\n",
    ],
    ids=["alias", "an alias for the entry", "a list", "no mapping", "empty", "no system", "a comment within one line"],
)
def test_what_cannot_be_changed_in_place_is_refused(text: str) -> None:
    with pytest.raises(NoPlace):
        set_in(text, PLACE, {"signage": ENTRY})


@pytest.mark.parametrize(
    "text",
    [
        "site: a\n",
        "site: a",
        "devices:\n",
        "devices: [] # none yet\nsite: a\n",
        "devices: [{name: b}]\n",
        "devices:\n- name: b\n  x: 1 # c\n\n# end\nsite: a\n",
        "site: a\ndevices:\n    - {name: b}",
    ],
)
def test_items_are_added_at_the_end_of_a_list(text: str) -> None:
    after = append_to(text, "devices", [{"name": "c"}, {"name": "d"}])
    wanted = parse(text)
    wanted["devices"] = [*(wanted.get("devices") or []), {"name": "c"}, {"name": "d"}]
    assert parse(after) == wanted
    assert re.findall("#.*", after) == re.findall("#.*", text)


def test_a_mapping_is_one_line() -> None:
    shown = io.StringIO(flow({"by": "A" * 500, "when": "x"}))
    assert len(shown.readlines()) == 1
