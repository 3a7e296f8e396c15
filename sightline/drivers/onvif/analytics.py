"""Faces, number plates and the like, as far as they are rules or modules of ONVIF (reference, D11)."""

import re

from sightline.drivers.onvif import rules
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.onvif.rules import Entry
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import ANALYTICS
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Analytics, Function, Maybe, known
from sightline.settings import Unsupported as Unsupportable
from sightline.settings.analytics import Kind

#: ONVIF's own rules that the policy may ask about: each is listed, on or off.
OWN: dict[str, Kind] = {"FaceRecognition": "face-recognition", "LicensePlateRecognition": "number-plate"}
#: ONVIF's own that tell nobody from another.
HARMLESS = {
    *("CellMotionEngine", "CellMotionDetector", "MotionRegionDetector", "DeclarativeMotionDetector"),
    *("LineDetector", "FieldDetector", "LoiteringDetector", "LineCounting", "Tampering"),
}
#: What a maker's own name gives away; the first that fits.
NAMES: tuple[tuple[str, Kind], ...] = (
    (r"plate|anpr|lpr", "number-plate"),
    (r"face.*(recog|compar|match|ident|lib)|(recog|compar|match|ident).*face", "face-recognition"),
    (r"face", "face-detection"),
    (r"gait|iris|biometr", "biometric"),
    (r"gender|emotion|ageestim", "demographic"),
)
BEYOND = Function(
    channel="",
    name="beyond ONVIF",
    kind="other",
    enabled=Unsupportable("a maker's own functions need not be rules or modules of ONVIF (onvif.md, D11)"),
)


def read(device: Session) -> Analytics:
    """A rule that is there works; one that is not there does not."""
    found: dict[tuple[str, str], Function] = {}
    for token, channel in rules.configurations(device).items():
        for function in _functions(device, token, channel):
            kept = found.setdefault((channel, function.name), function)
            if kept.enabled is False or function.enabled is True:
                found[channel, function.name] = function
    return Analytics(functions=(*found.values(), BEYOND))


def _functions(device: Session, token: str, channel: str) -> list[Function]:
    listed: list[Entry] = []
    try:
        listed = rules.rules(device, token)
        own: dict[str, Maybe[bool]] = {name: any(one.type == name for one in listed) for name in OWN}
    except (UnexpectedReply, Unsupported) as problem:
        own = dict.fromkeys(OWN, reason(problem))
    found = [Function(channel=channel, name=name, kind=kind, enabled=own[name]) for name, kind in OWN.items()]
    try:
        listed = listed + rules.modules(device, token)
    except (UnexpectedReply, Unsupported) as problem:
        found.append(Function(channel=channel, name="modules", kind="other", enabled=reason(problem)))
    return found + [_function(channel, one) for one in listed if one.type not in OWN]


def _function(channel: str, entry: Entry) -> Function:
    if entry.standard and entry.type in HARMLESS:
        return Function(channel=channel, name=entry.type, kind="other", enabled=True)
    for pattern, kind in NAMES:
        if re.search(pattern, f"{entry.type} {entry.name}", re.IGNORECASE):
            return Function(channel=channel, name=entry.type, kind=kind, enabled=True)
    unknown = Unsupportable(f"the device runs {entry.type[:40]}, and what that does is not known")
    return Function(channel=channel, name=entry.type, kind="other", enabled=unknown)


def write(device: Session, found: Analytics, wanted: Analytics) -> None:
    """Takes ONVIF's own rules out. A maker's module may be fixed, and what it is part of is not known."""
    if not (known(found.functions) and known(wanted.functions)):
        return
    for old, new in zip(found.functions, wanted.functions, strict=True):
        if old.enabled == new.enabled:
            continue
        if new.enabled is not False or new.name not in OWN:
            raise WriteRefused(f"{new.name}: only rules of ONVIF's own are taken out, and none is put in")
        _take_out(device, new)


def _take_out(device: Session, function: Function) -> None:
    for token, channel in rules.configurations(device).items():
        names = [one.name for one in rules.rules(device, token) if one.type == function.name]
        if channel == function.channel and names:
            device.tell(ANALYTICS, "DeleteRules", ConfigurationToken=token, RuleName=names)
