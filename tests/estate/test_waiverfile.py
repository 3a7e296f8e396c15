"""A waiver goes into the file and out of it again, and no other line changes."""

import difflib
import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.errors import EstateError
from sightline.estate import waiverfile
from sightline.estate.load import load_estate
from sightline.policy.waiver import Waiver

FIRST = """\
# kept
waivers:
  # about the first
  - control: no-audio # said beside it
    devices: [court/nvr-1]
    reason: "quoted: as it is"
    case: C-1
    approved_by: DPO
    from: 2026-11-01
    until: 2026-11-30

  # about the second
  - {control: retention, devices: [court/*], reason: r, case: C-2, approved_by: DPO,
     from: 2026-11-01, until: 2026-11-30}
# at the end
"""
STYLES = {
    "empty": "# none yet\nwaivers: [] # not one\n# at the end\n",
    "bare": "waivers: []",
    "two": FIRST,
    "flush": FIRST.replace("\n  ", "\n").replace("\n   ", "\n  "),
}
words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
waivers = st.builds(
    Waiver,
    control=st.just("no-audio"),
    devices=st.lists(st.sampled_from(["court/nvr-1", "court/*", "*/x"]), min_size=1, max_size=3).map(tuple),
    channels=st.lists(st.sampled_from(["1", "2", "no", "0x1"]), max_size=3).map(tuple),
    reason=words,
    case=words,
    author=words,
    approved_by=words,
    starts=st.dates(),
    until=st.dates(),
)


def a_waiver(case: str = "C-9") -> Waiver:
    return Waiver(
        control="no-audio",
        devices=("court/nvr-1",),
        channels=("1",),
        reason="Threats: at the door",
        case=case,
        author="Ann",
        approved_by="DPO",
        starts=date(2026, 11, 1),
        until=date(2026, 11, 30),
    )


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(waiver=waivers)
def test_only_its_own_lines_come_and_go(style: str, waiver: Waiver, tmp_path: Path) -> None:
    path = tmp_path / "policies" / "waivers.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(STYLES[style])
    waiverfile.add(path, waiver)
    before, after = STYLES[style].splitlines(), path.read_text().splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] == "-"]
    assert changed in ([], ["- waivers: [] # not one"], ["- waivers: []"])
    waiverfile.remove(path, waiver)
    assert path.read_text().splitlines() == [*STYLES[style].splitlines()]


def test_what_is_written_loads(folder: Path) -> None:
    path = folder / "policies" / "waivers.yml"
    path.chmod(0o640)
    waiverfile.add(path, a_waiver())
    waiverfile.add(path, a_waiver("C-10"))
    assert load_estate(folder).waivers == (a_waiver(), a_waiver("C-10"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    waiverfile.remove(path, a_waiver())
    assert load_estate(folder).waivers == (a_waiver("C-10"),)


def test_a_list_on_one_line_is_left_to_a_person(folder: Path) -> None:
    path = folder / "policies" / "waivers.yml"
    text = (
        "waivers: [{control: no-audio, devices: [b/c], reason: r, case: c, approved_by: d, "
        "from: 2026-11-01, until: 2026-11-02}]\n"
    )
    path.write_text(text)
    [own] = load_estate(folder).waivers
    for change, waiver in ((waiverfile.add, a_waiver()), (waiverfile.remove, own)):
        with pytest.raises(EstateError, match=r"waivers.yml:1: .* by hand"):
            change(path, waiver)
    assert path.read_text() == text


def test_a_broken_file_is_named_with_its_line(folder: Path) -> None:
    path = folder / "policies" / "waivers.yml"
    path.write_text("waivers:\n  - {control: no-audio}\n")
    with pytest.raises(EstateError, match=r"policies/waivers.yml:2: "):
        waiverfile.add(path, a_waiver())
