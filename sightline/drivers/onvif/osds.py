"""Texts in the picture, as media2 or media lists them (reference, D10).

By hand, both: zeep would leave out what its documents of 2014 do not know.
"""

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA, MEDIA2, SCHEMA
from sightline.drivers.onvif.write import element
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import xml

PLAIN, BOTH, PARTS = "Plain", "DateAndTime", frozenset(("Date", "Time"))
KINDS = (PLAIN, BOTH, *PARTS)
#: Written out, so that no reader takes the month for the day.
DATES, TIMES = ("yyyy-MM-dd", "dd/MM/yyyy"), ("HH:mm:ss",)
OWN_PLACE = "Custom"


@dataclass(frozen=True, kw_only=True)
class Text:
    """`view` is the configuration of the picture that it stands in; `kind` one of KINDS; `text` of a plain one."""

    view: str
    kind: str
    text: str
    place: str
    document: xml.Element


def texts(device: Session) -> tuple[str, list[Text]]:
    """The service that lists them, and each text. Pictures and a maker's own kinds are left out."""
    service = _service(device)
    rows = list(xml.children(device.ask(service, "GetOSDs"), "OSDs"))
    tokens = [row.get("token") or "" for row in rows]
    if "" in tokens or len(set(tokens)) < len(tokens):
        raise UnexpectedReply("GetOSDs lists texts without a token of their own")
    return service, [_text(row) for row in rows if xml.need(row, "Type") == "Text"]


def _service(device: Session) -> str:
    """Media2, unless it says itself that it has no such call."""
    if not device.lists(MEDIA2) or (device.denies(MEDIA2, "OSD") and device.lists(MEDIA)):
        return MEDIA
    try:
        device.ask(MEDIA2, "GetOSDs")
    except Unsupported:
        if not device.lists(MEDIA):
            raise
        return MEDIA
    return MEDIA2


def _text(row: xml.Element) -> Text:
    kind = xml.need(row, "TextString/Type")
    if kind not in KINDS:
        raise UnexpectedReply(f"a text of the kind {kind[:40]!r}")
    return Text(
        view=xml.need(row, "VideoSourceConfigurationToken"),
        kind=kind,
        text=(xml.text(row, "TextString/PlainText") or "") if kind == PLAIN else "",
        place=xml.text(row, "Position/Type") or "",
        document=row,
    )


def rename(device: Session, service: str, old: Text, text: str) -> None:
    """The same document with another text."""
    document = deepcopy(old.document)
    document.tag, document.tail = f"{{{service}}}OSD", None
    xml.put_text(document, "TextString/PlainText", text)
    device.tell_by_hand(service, "SetOSD", etree.tostring(document, encoding="unicode"))


def add(device: Session, service: str, view: str, kind: str, taken: set[str], text: str = "") -> str:
    """One more text, of what the device's own options offer for this picture; its place is given back."""
    asked = element(service, "ConfigurationToken", view)
    options = xml.child(device.ask(service, "GetOSDOptions", asked), "OSDOptions")
    if options is None or kind not in _all(options, "TextOption/Type"):
        raise WriteRefused(f"the device offers no text of the kind {kind} in picture {view}")
    free = [place for place in _all(options, "PositionOption") if place not in {*taken, OWN_PLACE}]
    if not free:
        raise WriteRefused(f"picture {view} has no place left for a text")
    inner = element(SCHEMA, "Type", kind)
    if kind == BOTH:
        inner += element(SCHEMA, "DateFormat", _offered(options, "DateFormat", DATES))
        inner += element(SCHEMA, "TimeFormat", _offered(options, "TimeFormat", TIMES))
    else:
        inner += element(SCHEMA, "PlainText", text)
    parts = element(SCHEMA, "VideoSourceConfigurationToken", view) + element(SCHEMA, "Type", "Text")
    parts += element(SCHEMA, "Position", element(SCHEMA, "Type", free[0]), raw=True)
    parts += element(SCHEMA, "TextString", inner, raw=True)
    device.tell_by_hand(service, "CreateOSD", f'<w:OSD xmlns:w="{service}" token="">{parts}</w:OSD>')
    return free[0]


def _all(options: xml.Element, path: str) -> list[str]:
    return [(one.text or "").strip() for one in xml.children(options, path)]


def _offered(options: xml.Element, name: str, liked: tuple[str, ...]) -> str:
    found = _all(options, f"TextOption/{name}")
    if not found:
        raise WriteRefused(f"the device offers no {name}")
    return next((one for one in liked if one in found), found[0])
