"""Web forms from devices that have no better word: hostile until parsed, then read by the names of their fields."""

from lxml import etree

from sightline.errors import UnexpectedReply

Element = etree._Element


def parse(body: bytes) -> Element:
    """The root of a page that closes itself. A parser of HTML mends what is cut: so its last word must be there."""
    if not body.rstrip().lower().endswith(b"</html>"):
        raise UnexpectedReply("not a whole page")
    try:
        root = etree.fromstring(body, etree.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnexpectedReply(f"no page of HTML: {problem}") from problem
    if root is None:
        raise UnexpectedReply("an empty page")
    return root


def form(page: Element, name: str) -> Element:
    """The one form of that id."""
    found = [one for one in page.iter("form") if one.get("id") == name]
    if len(found) != 1:
        raise UnexpectedReply(f"the page has {len(found)} forms {name}")
    return found[0]


def fields(of: Element) -> dict[str, str | None]:
    """What the form would send, by name: "" for a box that is not ticked, None for a list of which nothing is chosen.

    A name that stands twice, and a list with two choices, are `UnexpectedReply`.
    """
    found: dict[str, str | None] = {}
    for one in of.iter("input", "select", "textarea"):
        name = one.get("name")
        if not name:
            continue
        if name in found:
            raise UnexpectedReply(f"the form has {name[:60]!r} twice")
        found[name] = _chosen(one) if one.tag == "select" else _typed(one)
    return found


def choices(of: Element, name: str) -> dict[str, str]:
    """The texts of a list's choices by their values."""
    [*lists] = [one for one in of.iter("select") if one.get("name") == name]
    if len(lists) != 1:
        raise UnexpectedReply(f"the form has {len(lists)} lists {name}")
    return {one.get("value") or "": one.text or "" for one in lists[0].iter("option")}


def _typed(one: Element) -> str:
    if one.tag == "textarea":
        return one.text or ""
    ticked = one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None
    return (one.get("value") or "") if ticked else ""


def _chosen(one: Element) -> str | None:
    chosen = [option.get("value") or "" for option in one.iter("option") if option.get("selected") is not None]
    if len(chosen) > 1:
        raise UnexpectedReply(f"the list {(one.get('name') or '')[:60]!r} has {len(chosen)} choices")
    return chosen[0] if chosen else None
