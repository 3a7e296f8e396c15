"""Which interfaces a device has beside param.cgi (reference, A0)."""

from collections.abc import Iterable

from sightline.drivers.axis import answers
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.clean import clean

APIS, METHOD = "/axis-cgi/apidiscovery.cgi", "getApiList"
REST = "/config/discover"
#: JSON CGIs came with 6.50 to 9.x (A0): a firmware before that has none.
FIRST_JSON = 6


def has_json(device: Session) -> bool:
    """By its properties, or its firmware: a device that has JSON CGIs may still lack the one that is asked for."""
    return device.params.get("Properties.ApiDiscovery.ApiDiscovery") == "yes" or major(device) >= FIRST_JSON


def major(device: Session) -> int:
    """The first number of the firmware: 5 of 5.51.7."""
    version = device.need("Properties.Firmware.Version")
    found = xml.number(version.partition(".")[0])
    if found is None:
        raise UnexpectedReply(f"Properties.Firmware.Version is {clean(version, 40)!r}")
    return found


def without(device: Session, name: str, apis: Iterable[str]) -> Absent | Unread | Unsupportable:
    """What it means that a parameter is not listed of which newer firmware has an interface of its own instead."""
    lack = device.lack(name)
    wanted = set(apis)
    if not wanted or not isinstance(lack, Absent) or not has_json(device):
        return lack
    try:
        known = {*listed(device), *rest(device)}
    except (UnexpectedReply, Unsupported) as problem:
        return Unread(f"{lack.reason}, and its interfaces could not be listed: {problem}")
    newer = sorted(known & wanted)
    if newer:
        return Unsupportable(
            f"{lack.reason}, but the interface {newer[0]}, whose answer is not confirmed (reference A6, E)"
        )
    return lack


def rest(device: Session) -> dict[str, str]:
    """The REST interfaces by name, each at the path that the device gives; the last version of each."""
    try:
        found = answers.parsed(REST, answers.body(REST, device.reply(REST)))
    except Unsupported:
        return {}
    paths: dict[str, str] = {}
    for name, versions in answers.member(found, "apis", dict).items():
        for version in versions.values() if isinstance(versions, dict) else ():
            if isinstance(version, dict) and isinstance(version.get("rest_api"), str):
                paths[name] = version["rest_api"]
    return paths


def listed(device: Session) -> set[str]:
    """The JSON interfaces by name; none where the device has no such list."""
    try:
        rows = answers.member(device.ask(APIS, METHOD), "apiList", list)
    except Unsupported:
        return set()
    return {str(row.get("id")) for row in rows if isinstance(row, dict)}
