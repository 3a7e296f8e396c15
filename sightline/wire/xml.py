"""XML from devices: hostile until parsed, then read by local name, since one device mixes namespaces."""

import re
from collections.abc import Iterator

from lxml import etree

from sightline.errors import UnexpectedReply

Element = etree._Element
#: As `int` takes other digits, and refuses thousands of them with an exception of its own.
DIGITS = re.compile(r"[0-9]{1,18}")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=False)


def parse(body: bytes) -> Element:
    """The root of a whole document. Entities, doctypes and anything cut short raise `UnexpectedReply`."""
    try:
        root = etree.fromstring(body, PARSER)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnexpectedReply(f"not a whole XML document: {problem}") from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnexpectedReply("an XML document with a doctype, which no device needs")
    return root


def serialise(root: Element) -> bytes:
    """The document as bytes, with everything that was in it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def local(element: Element) -> str:
    """The element's name without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, path: str) -> Iterator[Element]:
    """Every element at `a/b/c` below, by local names."""
    head, _, rest = path.partition("/")
    for one in element.iterchildren(f"{{*}}{head}"):
        if rest:
            yield from children(one, rest)
        else:
            yield one


def child(element: Element, path: str) -> Element | None:
    """The first element at `a/b/c`, or None."""
    return next(children(element, path), None)


def anywhere(element: Element, name: str) -> Element | None:
    """The first element of that local name at any depth."""
    return next(element.iter(f"{{*}}{name}"), None)


def text(element: Element, path: str) -> str | None:
    """The text at `a/b/c` without outer white space; None where there is no such element."""
    found = child(element, path)
    return None if found is None else (found.text or "").strip()


def need(element: Element, path: str) -> str:
    """The text at `a/b/c`; `UnexpectedReply` where the element is missing or empty."""
    value = text(element, path)
    if not value:
        raise UnexpectedReply(f"<{local(element)}> has no <{path}>")
    return value


def boolean(element: Element, path: str) -> bool | None:
    """True or false at `a/b/c`; None where there is no such element; anything else is `UnexpectedReply`."""
    value = text(element, path)
    if value is None:
        return None
    if value.lower() not in ("true", "false"):
        raise UnexpectedReply(f"<{path}> is {value[:40]!r}, neither true nor false")
    return value.lower() == "true"


def need_boolean(element: Element, path: str) -> bool:
    """As `boolean`, and the element must be there."""
    value = boolean(element, path)
    if value is None:
        raise UnexpectedReply(f"<{local(element)}> has no <{path}>")
    return value


def number(text: str) -> int | None:
    """A whole number that is written in plain digits; None for any other text."""
    return int(text) if DIGITS.fullmatch(text) else None


def need_number(element: Element, path: str) -> int:
    """The whole number at `a/b/c`; `UnexpectedReply` where there is none."""
    value = need(element, path)
    found = number(value)
    if found is None:
        raise UnexpectedReply(f"<{path}> is {value[:40]!r}, no number")
    return found


def need_id(element: Element) -> str:
    """The `id` of a row, as the device writes it: digits only, since it becomes a part of a path."""
    need_number(element, "id")
    return need(element, "id")


def put_text(element: Element, path: str, value: str) -> None:
    """Changes the text at `a/b/c`. Never adds an element that the device did not return."""
    found = child(element, path)
    if found is None:
        raise UnexpectedReply(f"<{local(element)}> has no <{path}> to write")
    found.text = value
