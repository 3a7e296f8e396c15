"""What the device works out from its pictures (reference, B11; [HM] guide, 18.4 and 18.5)."""

from sightline.drivers.hanwha.channels import each, own, shown, switch
from sightline.drivers.hanwha.document import Document
from sightline.drivers.hanwha.session import Session
from sightline.drivers.parts import or_unread
from sightline.errors import UnexpectedReply
from sightline.settings import Absent, Analytics, Function, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.settings.analytics import Kind

#: What object detection may look for: a face is also guessed an age and a sex ([HM] guide, 18.11).
OBJECTS: dict[str, Kind] = {"Face": "demographic", "LicensePlate": "number-plate"}
APPS = ("opensdk", "apps")


def read(device: Session) -> Analytics:
    """Face detection and object detection by channel; apps of the Open Platform by name."""
    return Analytics(functions=(*_faces(device), *_objects(device), *_apps(device)))


def _faces(device: Session) -> list[Function]:
    listed = device.feature("eventsources", "facedetection")
    if not isinstance(listed, Document):
        return [Function(channel="", name="facedetection", kind="face-detection", enabled=listed)]
    return [
        Function(channel=shown(number), name="facedetection", kind="face-detection", enabled=switch(row, "Enable"))
        for number, row in each(device, listed).items()
    ]


def _objects(device: Session) -> list[Function]:
    """One function for each kind of object that we know the use of."""
    listed = device.feature("eventsources", "objectdetection")
    if not isinstance(listed, Document):
        return [Function(channel="", name=_object(name), kind=kind, enabled=listed) for name, kind in OBJECTS.items()]
    return [
        Function(channel=shown(number), name=_object(name), kind=kind, enabled=_looks_for(row, name))
        for number, row in each(device, listed).items()
        for name, kind in OBJECTS.items()
    ]


def _object(name: str) -> str:
    return f"objectdetection: {name}"


@or_unread
def _looks_for(row: Document | Unread, name: str) -> Maybe[bool]:
    return row if isinstance(row, Unread) else row.flag("Enable") and name in row.parts("ObjectTypes")


def _apps(device: Session) -> list[Function]:
    """An app that runs is not judged by its name: nobody says what it works out."""
    listed = device.feature(*APPS)
    if not isinstance(listed, Document):
        return [Function(channel="", name="apps", kind="face-recognition", enabled=listed)]
    try:
        names = [row.need("AppName") for row in _rows(listed)]
        if len(names) != listed.number("InstalledApps"):
            raise UnexpectedReply(f"{listed.where}: {len(names)} of {listed.number('InstalledApps')} apps are listed")
    except UnexpectedReply as problem:
        return [Function(channel="", name="apps", kind="face-recognition", enabled=Unread(str(problem)))]
    why = Unsupportable("an app of the Open Platform: the device does not say what it works out (B11)")
    none = Function(channel="", name="apps", kind="face-recognition", enabled=Absent("no app is installed"))
    return [Function(channel="", name=name, kind="face-recognition", enabled=why) for name in names] or [none]


def _rows(listed: Document) -> list[Document]:
    """JSON numbers them; lines begin with the app's own name."""
    rows = listed.rows("Apps").values()
    keys = [key for key in listed.values if key.endswith(".AppName") and not key.startswith("Apps.")]
    return [*rows, *(Document(listed.where, {"AppName": listed.values[key]}) for key in keys)]


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Off: face detection by its switch, an object by taking it from the list."""
    if not (isinstance(found.functions, tuple) and isinstance(wanted.functions, tuple)):
        return
    for old, new in zip(found.functions, wanted.functions, strict=True):
        if old.enabled == new.enabled or not known(new.enabled):
            continue
        if new.name == "facedetection":
            device.tell("eventsources", "facedetection", "set", {"Enable": new.enabled}, channel=own(new.channel))
        else:
            _forget(device, own(new.channel), new.name)


def _forget(device: Session, number: str, name: str) -> None:
    row = each(device, device.view("eventsources", "objectdetection"))[number]
    listed = () if isinstance(row, Unread) else row.parts("ObjectTypes")
    kept = [one for one in listed if _object(one) != name]
    values: dict[str, str | bool] = {"ObjectTypes": ",".join(kept)} if kept else {"Enable": False}
    device.tell("eventsources", "objectdetection", "set", values, channel=number)
