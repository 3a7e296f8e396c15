"""XML from devices: hostile until parsed."""

from contextlib import suppress
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.errors import UnexpectedReply
from sightline.wire import xml

WHOLE = b'<?xml version="1.0" encoding="UTF-8"?><a xmlns="urn:one"><b x="1">t</b><c/></a>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "a billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a>&l11;</a>'.encode(),
    "a quadratic blow-up": b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 50_000 + b'">]><a>' + b"&x;" * 10_000 + b"</a>",
    "a local file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "a remote file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><a>&x;</a>',
    "an entity for false": b'<!DOCTYPE a [<!ENTITY x "false">]><a><enabled>&x;</enabled></a>',
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><a/>',
    "an external doctype": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "a doctype of nothing": b"<!DOCTYPE a><a/>",
    "a doctype in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode(
        "utf-16"
    ),
    "an entity nobody declared": b"<a>&nbsp;</a>",
    "a page of HTML": b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><h2>x</h2></body></html>",
    "a sloppy page": b"<html><body><br><p>x</body></html>",
    "nothing": b"",
    "white space": b" \r\n\t ",
    "a declaration alone": b'<?xml version="1.0"?>',
    "two roots": b"<a/><b/>",
    "words behind the root": b"<a/>more",
    "a wrong end": b"<a><b></a></b>",
    "a null": b"<a>\0</a>",
    "no such encoding": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "bytes that are no UTF-8": b'<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe</a>',
    "JSON": b'{"a": 1}',
    "a prefix nobody declared": b"<x:a></x:a>",
    "deep beyond measure": b"<a>" * 100_000 + b"</a>" * 100_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_or_half_is_no_document(what: str) -> None:
    started = thread_time()
    with pytest.raises(UnexpectedReply):
        xml.parse(HOSTILE[what])
    assert thread_time() - started < 2


@pytest.mark.parametrize("cut", range(len(WHOLE)))
def test_a_document_that_is_cut_is_none(cut: int) -> None:
    with pytest.raises(UnexpectedReply):
        xml.parse(WHOLE[:cut])


@given(st.binary(max_size=200))
def test_bytes_never_raise_anything_else(body: bytes) -> None:
    with suppress(UnexpectedReply):
        xml.parse(b"<a>" + body + b"</a>")


def test_the_word_doctype_in_a_text_is_no_doctype() -> None:
    assert xml.text(xml.parse(b"<a><b><![CDATA[<!DOCTYPE x>]]></b></a>"), "b") == "<!DOCTYPE x>"


MIXED = xml.parse(
    b'<a xmlns="http://www.hikvision.com/ver20/XMLSchema"><one xmlns="http://www.isapi.org/ver20/XMLSchema">'
    b'<enabled>true</enabled></one><p:two xmlns:p="urn:p"><p:enabled> FALSE\n</p:enabled></p:two>'
    b'<three xmlns=""><enabled/></three><!-- <enabled>true</enabled> --><?enabled true?>'
    b"<four><enabled>yes</enabled><n> 17 </n><n>18</n></four></a>"
)


def test_namespaces_are_mixed_and_do_not_matter() -> None:
    assert xml.boolean(MIXED, "one/enabled") is True
    assert xml.boolean(MIXED, "two/enabled") is False
    assert xml.need(MIXED, "one/enabled") == "true"
    assert [xml.local(one) for one in MIXED] == ["one", "two", "three", "", "", "four"]
    assert [one.text for one in xml.children(MIXED, "four/n")] == [" 17 ", "18"]
    found = xml.anywhere(MIXED, "n")
    assert found is not None
    assert found.text == " 17 "
    assert xml.anywhere(MIXED, "m") is None


def test_what_is_not_there_and_what_is_empty_are_two_things() -> None:
    assert xml.boolean(MIXED, "five/enabled") is None
    assert xml.text(MIXED, "three/enabled") == ""
    assert xml.text(MIXED, "three/disabled") is None


@pytest.mark.parametrize("path", ["three/enabled", "four/enabled"])
def test_neither_true_nor_false_is_no_answer(path: str) -> None:
    with pytest.raises(UnexpectedReply, match="neither true nor false"):
        xml.boolean(MIXED, path)


@pytest.mark.parametrize("path", ["three/enabled", "five/enabled"])
def test_what_is_needed_is_there_and_not_empty(path: str) -> None:
    with pytest.raises(UnexpectedReply):
        xml.need(MIXED, path)
    with pytest.raises(UnexpectedReply):
        xml.need_boolean(MIXED, path)


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "٣", "0x1", "1 2", "1_000", "9" * 19, "9" * 5000, "true"])
def test_only_plain_digits_are_a_number(text: str) -> None:
    assert xml.number(text) is None
    document = xml.parse(f"<a><n>{text}</n><row><id>{text}</id></row></a>".encode())
    with pytest.raises(UnexpectedReply):
        xml.need_number(document, "n")
    row = xml.child(document, "row")
    assert row is not None
    with pytest.raises(UnexpectedReply):
        xml.need_id(row)


def test_a_number_and_an_id_are_read() -> None:
    assert xml.need_number(MIXED, "four/n") == 17
    assert xml.need_id(xml.parse(b"<row><id> 0101 </id></row>")) == "0101", "as the device writes it"


def test_a_write_keeps_everything_else_and_adds_nothing() -> None:
    document = xml.parse(WHOLE)
    xml.put_text(document, "b", "new")
    assert b'<b x="1">new</b><c/>' in xml.serialise(document)
    with pytest.raises(UnexpectedReply):
        xml.put_text(document, "d", "new")


def test_what_is_written_is_escaped() -> None:
    document = xml.parse(WHOLE)
    xml.put_text(document, "b", "</b><evil/>")
    assert b"<evil/>" not in xml.serialise(document)
