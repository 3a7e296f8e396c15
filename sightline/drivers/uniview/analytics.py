"""Faces (reference, C11). A camera's plate reading has a path and no confirmed fields."""

from collections.abc import Iterator

from sightline.drivers.onvif.profiles import reason
from sightline.drivers.uniview.channels import ids
from sightline.drivers.uniview.fields import number, rows, switch
from sightline.drivers.uniview.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Analytics, Function, Maybe, known
from sightline.settings import Unsupported as Unsupportable

FACES, LIBRARIES = "FaceDetection", "PeopleLibraries"
RULE, BASIC = "Channels/{}/Smart/FaceDetection/Rule", "PeopleLibraries/BasicInfo"
PLATES = Unsupportable("Intelligent/PlateIdentify has no confirmed fields (reference, C11)")


def read(device: Session) -> Analytics:
    """A library with anybody in it is face recognition, whatever else is switched on or off."""
    return Analytics(functions=tuple(_functions(device)))


def _functions(device: Session) -> Iterator[Function]:
    for channel in ids(device):
        enabled = _detects(device, channel)
        yield Function(channel=channel, name=FACES, kind="face-detection", enabled=enabled)
    yield Function(channel="", name=LIBRARIES, kind="face-recognition", enabled=_recognises(device))
    yield Function(channel="", name="PlateIdentify", kind="number-plate", enabled=PLATES)


def _detects(device: Session, channel: str) -> Maybe[bool]:
    try:
        return switch(device.get(RULE.format(channel)), "Enabled")
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _recognises(device: Session) -> Maybe[bool]:
    try:
        return any(_holds_faces(one) for one in rows(device.get(BASIC), "LibList", "Num"))
    except (UnexpectedReply, Unsupported) as problem:
        return reason(problem)


def _holds_faces(library: dict[str, object]) -> bool:
    return max(number(library, name) for name in ("PersonNum", "FaceNum")) > 0


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Switches the finding of faces off. Libraries are never emptied here."""
    if not (known(found.functions) and known(wanted.functions)):
        return
    for old, new in zip(found.functions, wanted.functions, strict=True):
        if old == new or not known(new.enabled):
            continue
        if new.enabled or new.name != FACES:
            raise WriteRefused(f"{new.name}: only the finding of faces is switched, and only off")
        path = RULE.format(new.channel)
        device.put(path, {**device.edit(path), "Enabled": 0})
