"""Reading and writing the device's XML by local name: one device mixes several namespaces (reference, section 0)."""

from collections.abc import Iterator

from lxml import etree

Element = etree._Element
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class NotXml(ValueError):
    """What was sent is not well-formed, or carries a document type."""


def parse(text: bytes) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotXml(str(error)) from error
    if b"<!DOCTYPE" in text:
        raise NotXml("a document type")
    return root


def dump(root: Element) -> bytes:
    return DECLARATION + etree.tostring(root, with_tail=False)


def local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)


def child(element: Element, name: str) -> Element | None:
    return next(children(element, name), None)


def first(element: Element, name: str) -> Element | None:
    """The first of that name at any depth."""
    return next((found for found in element.iter() if local(found) == name), None)


def text(element: Element | None, name: str) -> str:
    """The text of the first of that name at any depth; empty where there is none."""
    found = first(element, name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def texts(element: Element, name: str) -> list[str]:
    return [(found.text or "").strip() for found in element.iter() if local(found) == name]


def put(element: Element, name: str, value: str) -> None:
    """Sets the text of the first of that name, if there is one."""
    found = first(element, name)
    if found is not None:
        found.text = value


def add(parent: Element, name: str, value: str | None = None) -> Element:
    """A new last child in the parent's namespace."""
    made = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name))
    made.text = value
    made.tail = "\n"
    return made


def paths(root: Element) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Each element with its local names from the root down; repeated ones share a path."""
    pending: list[tuple[tuple[str, ...], Element]] = [((local(root),), root)]
    while pending:
        path, element = pending.pop()
        yield path, element
        pending.extend(((*path, local(below)), below) for below in element if isinstance(below.tag, str))
