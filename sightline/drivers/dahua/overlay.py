"""Name and time in the picture (reference, section 10)."""

from sightline.drivers.dahua.channels import named
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import at, need_boolean, put, rows, text
from sightline.errors import UnexpectedReply, WriteRefused
from sightline.settings import ChannelOverlay, Maybe, Overlay, Unread, known

NAMES, WIDGETS = "ChannelTitle", "VideoWidget"
#: The time title is date and time.
SHOWN = {"name_shown": "ChannelTitle", "time_shown": "TimeTitle"}


def read(device: Session) -> Overlay:
    """Blended into the encoded picture; a preview of it is nothing that is kept. No row of a channel is Unread."""
    names, widgets = device.table(NAMES), device.table(WIDGETS)
    found = []
    listed = {str(index + 1) for index, _ in rows(widgets, WIDGETS)}
    for index in sorted(int(channel) - 1 for channel in listed | named(device)):
        title = at(names, index)
        said: Maybe[str] = Unread(f"{NAMES} has no row {index}") if title is None else text(title, "Name")
        shown = {field: _blended(at(widgets, index, kind), kind) for field, kind in SHOWN.items()}
        found.append(ChannelOverlay(channel=str(index + 1), text=said, **shown))
    return Overlay(channels=tuple(found) or Unread(f"{WIDGETS} is empty"))


def _blended(widget: object, kind: str) -> Maybe[bool]:
    try:
        return need_boolean(widget, "EncodeBlend")
    except UnexpectedReply as problem:
        return Unread(f"{kind}: {problem}")


def write(device: Session, found: Overlay, wanted: Overlay) -> None:
    """Names by their table, what is shown by the other; each only where something differs."""
    if not (known(found.channels) and known(wanted.channels)):
        raise WriteRefused("the overlays were not read")
    names, widgets = device.edit(NAMES), device.edit(WIDGETS)
    for old, new in zip(found.channels, wanted.channels, strict=True):
        index = int(new.channel) - 1
        if new.text != old.text and known(new.text):
            put(names, new.text, index, "Name")
        for field, kind in SHOWN.items():
            value = getattr(new, field)
            if value != getattr(old, field) and known(value):
                put(widgets, value, index, kind, "EncodeBlend")
    for name, after in ((NAMES, names), (WIDGETS, widgets)):
        if after != device.table(name):
            device.put(name, after)
