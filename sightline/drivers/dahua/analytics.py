"""What the device works out from its pictures (reference, section 11)."""

from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, need_boolean, need_text, put, rows, text
from sightline.drivers.parts import or_unread
from sightline.errors import Unsupported, WriteRefused
from sightline.settings import Analytics, Function, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.settings.analytics import Kind

RULES, MOTION = "VideoAnalyseRule", "SmartMotionDetect"
#: Parts of a rule's type or class, in this order: what is before is the graver.
KINDS: tuple[tuple[str, Kind], ...] = (
    ("FaceRecognition", "face-recognition"),
    ("FaceCompare", "face-recognition"),
    ("TargetRecognition", "face-recognition"),
    ("FaceAnalysis", "demographic"),
    ("FaceAttribute", "demographic"),
    ("HumanTrait", "demographic"),
    ("Portrait", "face-detection"),
    ("FaceBody", "face-detection"),
    ("Face", "face-detection"),
    ("Traffic", "number-plate"),
    ("Vehicle", "number-plate"),
    ("Gate", "number-plate"),
)
#: Tables whose keys are not confirmed: that a device lists one says that it can, not that it does.
NOT_CONFIRMED: dict[str, Kind] = {
    "FaceRecognitionAlarm": "face-recognition",
    "FaceRecognitionEventHandler": "face-recognition",
    "TrafficSnapshot": "number-plate",
    "TrafficSnapshotNew": "number-plate",
    "TrafficGlobal": "number-plate",
}


def read(device: Session) -> Analytics:
    """The rules of each channel, and tables of which only the name is known. Smart motion identifies nobody."""
    found = [
        Function(channel=channel, name=name, kind=_kind(rule), enabled=_enabled(rule))
        for channel, name, _, rule in _rules(device)
    ]
    try:
        for index, row in rows(device.table(MOTION), MOTION):
            found.append(Function(channel=str(index + 1), name=MOTION, kind="other", enabled=_enabled(row)))
    except Unsupported:
        pass
    return Analytics(functions=(*found, *_unconfirmed(device)))


def _rules(device: Session) -> list[tuple[str, str, tuple[int, int], Tree]]:
    """Channel, name, place in the table, and the rule: names are the type, and a number where a type is there twice."""
    found, seen = [], dict[tuple[str, str], int]()
    for index, row in rows(device.table(RULES), RULES):
        for number, rule in rows(row, RULES):
            channel, kind = str(index + 1), need_text(rule, "Type")
            seen[channel, kind] = seen.get((channel, kind), 0) + 1
            name = kind if seen[channel, kind] == 1 else f"{kind} {seen[channel, kind]}"
            found.append((channel, name, (index, number), rule))
    return found


def _kind(rule: Tree) -> Kind:
    said = f"{text(rule, 'Type')} {text(rule, 'Class')}"
    return next((kind for part, kind in KINDS if part in said), "other")


@or_unread
def _enabled(row: Tree) -> Maybe[bool]:
    return need_boolean(row, "Enable")


def _unconfirmed(device: Session) -> list[Function]:
    found = []
    for name, kind in NOT_CONFIRMED.items():
        listed = device.lists(name)
        why: Maybe[bool] = Unsupportable(f"the keys of {name} are not confirmed (dahua.md, 11)")
        if listed is None:
            why = Unread(f"the device gives no list of its tables: {name} may be one of them")
        if listed is not False:
            found.append(Function(channel="", name=name, kind=kind, enabled=why))
    return found


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Rules alone. Some firmware takes a write in one direction only (reference, 0.4): the reading back tells."""
    if not (known(found.functions) and known(wanted.functions)):
        raise WriteRefused("the rules were not read")
    before = {(one.channel, one.name): one.enabled for one in found.functions}
    changed = {
        (one.channel, one.name): one.enabled
        for one in wanted.functions
        if known(one.enabled) and one.enabled != before.get((one.channel, one.name))
    }
    table, places = device.edit(RULES), {(channel, name): place for channel, name, place, _ in _rules(device)}
    for key, enabled in changed.items():
        if key not in places:
            raise WriteRefused(f"{key[1]} is not switched from here")
        put(table, enabled, *places[key], "Enable")
    if changed:
        device.put(RULES, table)
