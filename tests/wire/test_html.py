"""Web forms: read by the fields' names, and only where the page is whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import UnexpectedReply
from sightline.wire import html

PAGE = b"""<!DOCTYPE html>
<html><body>
<form id="other"><select name="Id"><option value="">none</option><option value="1">1 One*</option></select></form>
<form id="one"><p><input type=hidden name="word" value='a&amp;b'><textarea name="text">two
lines</textarea>
<input type="checkbox" name="on" value="1" checked="checked"/><input type="checkbox" name="off" value="1"/>
<select name="chosen"><option value="a">A</option><option value="&lt;" selected="selected">B</option></select>
<select name="nothing"><option value="0">A</option></select><input type="submit"></form>
</body></html>
"""
FIELDS = {"word": "a&b", "text": "two\nlines", "on": "1", "off": "", "chosen": "<", "nothing": None}


def test_a_form_says_what_it_would_send() -> None:
    page = html.parse(PAGE)
    assert html.fields(html.form(page, "one")) == FIELDS
    assert html.choices(html.form(page, "other"), "Id") == {"": "none", "1": "1 One*"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</html>", b""),
        (b"</body></html>\n", b"</bo"),
        (b'<form id="one">', b'<form id="two">'),
        (b'<form id="other">', b'<form id="one">'),
        (b'name="off"', b'name="on"'),
        (b'<option value="a">', b'<option value="a" selected>'),
    ],
)
def test_half_a_page_and_what_stands_there_twice_are_no_answer(old: bytes, new: bytes) -> None:
    assert old in PAGE
    with pytest.raises(UnexpectedReply):
        html.fields(html.form(html.parse(PAGE.replace(old, new)), "one"))


def test_a_list_that_is_not_there_has_no_choices() -> None:
    with pytest.raises(UnexpectedReply):
        html.choices(html.form(html.parse(PAGE), "one"), "Id")


@given(st.binary(max_size=300), st.integers(0, len(PAGE)), st.integers(0, 40))
def test_any_bytes_are_a_form_or_an_unexpected_reply(junk: bytes, start: int, length: int) -> None:
    for body in (junk, junk + b"</html>", PAGE[:start] + junk + PAGE[start + length :]):
        try:
            html.fields(html.form(html.parse(body), "one"))
        except UnexpectedReply:
            continue
