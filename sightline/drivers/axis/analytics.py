"""What is worked out from the picture: the programs that are installed (reference, A11)."""

import re

from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import Absent, Analytics, Function, Maybe, Unread, known
from sightline.settings.analytics import Kind
from sightline.wire import xml
from sightline.wire.clean import clean

LIST, CONTROL = "/axis-cgi/applications/list.cgi", "/axis-cgi/applications/control.cgi"
#: By name or by the name that people see, the first that fits. "interface" has no face in it, and a template no plate.
KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("number-plate", re.compile(r"lpr|anpr|alpr|lpv|(?<!tem)plate")),
    ("face-detection", re.compile(r"(?<!inter)(?<!sur)face.*detect|detect.*(?<!inter)(?<!sur)face")),
    ("face-recognition", re.compile(r"(?<!inter)(?<!sur)face")),
    ("biometric", re.compile(r"biometr")),
    ("demographic", re.compile(r"demographic|age.?gender")),
)
#: A program that is idle runs, and waits for something to do.
STATES = {"running": True, "idle": True, "stopped": False}


def read(device: Session) -> Analytics:
    """Every program. One that is installed and stopped is off. A device without the list may run some all the same."""
    root = device.document(LIST, "reply")
    if root.get("result") != "ok":
        raise UnexpectedReply(f"applications/list.cgi: {clean(root.get('result', ''), 40)!r}")
    rows = tuple(_function(row) for row in xml.children(root, "application"))
    return Analytics(functions=rows or Absent("no program is installed"))


def _function(row: xml.Element) -> Function:
    name, seen = row.get("Name", "").strip(), row.get("NiceName", "")
    if not name:
        raise UnexpectedReply("applications/list.cgi: a program without a name")
    return Function(channel="", name=name, kind=_kind(f"{name} {seen}".lower()), enabled=_state(row.get("Status", "")))


def _kind(words: str) -> Kind:
    return next((kind for kind, pattern in KINDS if pattern.search(words)), "other")


def _state(said: str) -> Maybe[bool]:
    return STATES.get(said.strip().lower(), Unread(f"its status is {clean(said, 40)!r}"))


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Stops programs; removes none, starts none."""
    if not (isinstance(found.functions, tuple) and isinstance(wanted.functions, tuple)):
        return
    for old, new in zip(found.functions, wanted.functions, strict=True):
        if old == new or not known(new.enabled):
            continue
        if new.enabled:
            raise WriteRefused(f"{new.name} is not started from here")
        device.post(CONTROL, {"action": "stop", "package": new.name}, "OK")
