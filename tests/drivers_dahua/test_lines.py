"""CGI's lines as a tree and back, and the values in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.drivers.dahua import lines, values
from sightline.errors import UnexpectedReply, WriteRefused

TREES = st.recursive(
    st.text(st.characters(codec="ascii", exclude_characters="\r\n", categories=("L", "N", "P", "S")), max_size=8),
    lambda below: st.one_of(
        st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9_&:]{0,6}", fullmatch=True), below, min_size=1, max_size=3),
        st.dictionaries(st.integers(0, 9), below, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


def flat(name: str, node: Any) -> list[str]:
    if not isinstance(node, dict):
        return [f"{name}={node}"]
    names = {step: f"{name}[{step}]" if isinstance(step, int) else f"{name}.{step}" for step in node}
    return [line for step, below in node.items() for line in flat(names[step], below)]


@given(tree=TREES, end=st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_in_lines_is_read_back(tree: Any, end: str) -> None:
    said = "".join(line + end for line in flat("table.X", tree)).encode()
    assert lines.parse(said) == {"table": {"X": tree}}


@given(tree=TREES, cut=st.integers(1, 400))
def test_lines_that_do_not_end_are_no_answer(tree: Any, cut: int) -> None:
    said = "".join(f"{line}\n" for line in flat("table.X", tree)).encode()
    part = said[: max(1, len(said) - cut)]
    if part.endswith(b"\n"):
        return
    with pytest.raises(UnexpectedReply, match="does not end"):
        lines.parse(part)


@given(st.binary(max_size=60))
def test_any_bytes_are_lines_or_no_answer(said: bytes) -> None:
    try:
        assert isinstance(lines.parse(said + b"\n"), dict)
    except UnexpectedReply:
        return


@pytest.mark.parametrize(
    "said", ["a=1\na=2\n", "a=1\na.b=2\n", "a.b=1\na=2\n", "a\n", "=1\n", "a[x]=1\n", "[0]=1\n", "a..b=1\n"]
)
def test_lines_that_contradict_themselves_are_no_answer(said: str) -> None:
    with pytest.raises(UnexpectedReply):
        lines.parse(f"{said}\n".encode())


def test_a_write_by_cgi_names_the_leaves_that_differ() -> None:
    before = lines.parse(b"ARP&Ping.SettingIP=true\nN[0].Name=a b\nN[0].Enable=true\nN[1].Enable=true\n")
    after = {"ARP&Ping": {"SettingIP": False}, "N": {0: {"Name": "c=d&e", "Enable": True}, 1: {"Enable": True}}}
    assert lines.differences("N", before["N"], after["N"]) == ["N[0].Name=c%3Dd%26e"]
    assert lines.differences("ARP&Ping", before["ARP&Ping"], after["ARP&Ping"]) == ["ARP%26Ping.SettingIP=false"]


@pytest.mark.parametrize("said", ["1", 1, 1.0, "1.000000"])
def test_numbers_come_in_many_forms(said: object) -> None:
    assert values.need_number({"x": said}, "x") == 1


@pytest.mark.parametrize(
    "said", ["", "²", "1.5", 1.5, -1, "-1", True, None, [], "9" * 5000, float("nan"), float("inf"), 10**400]
)
def test_what_is_no_number_is_none(said: object) -> None:
    with pytest.raises(UnexpectedReply):
        values.need_number({"x": said}, "x")


@pytest.mark.parametrize("said", ["yes", 1, 0, "", [], {}])
def test_what_is_no_switch_is_none(said: object) -> None:
    with pytest.raises(UnexpectedReply):
        values.boolean({"x": said}, "x")


def test_nothing_is_added_to_a_table() -> None:
    with pytest.raises(WriteRefused, match=r"the device has no a\.c"):
        values.put({"a": {"b": 1}}, 2, "a", "c")


@pytest.mark.parametrize("said", ["", "12:00", "2026-13-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"])
def test_what_is_no_time_is_none(said: str) -> None:
    with pytest.raises(UnexpectedReply):
        values.need_moment({"x": said}, "x")
