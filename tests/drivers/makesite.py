"""What a driver is told of a device of the lab, and a session of it, whatever the make."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sightline import drivers
from sightline.drivers.pictures import Wish
from sightline.errors import DeviceError
from sightline.lab import mixed
from sightline.wire.http import Endpoint, Limits
from sightline.wire.tls import seen_fingerprint
from tests.labsite import LabSite

S = TypeVar("S", bound=drivers.Session)
#: Of every lab device of the mixed site, by its name.
PASSWORDS = {spec.name: spec.passwords["admin"] for spec in mixed()}


def target(address: str, password: str, user: str = "admin") -> drivers.Target:
    """What a driver is told of a device at an address; a certificate is pinned as it stands."""
    at = urlsplit(address)
    host, port = at.hostname or "", at.port or 80
    found = drivers.Target(
        endpoint=Endpoint(scheme=at.scheme, host=host, port=port),
        user=user,
        password=password,
        timezone=ZoneInfo("Europe/London"),
        limits=Limits(connect_seconds=1, read_seconds=2, total_seconds=3),
        views=Wish(all_channels=True, way_out="look at it"),
    )
    if at.scheme != "https":
        return found
    return replace(found, endpoint=replace(found.endpoint, pin=seen_fingerprint(host, port, timeout_seconds=5)))


def told(site: LabSite, name: str, user: str = "admin", password: str = "") -> drivers.Target:
    """The same of a running device of the lab; by our own password where none is given."""
    return target(site.lab.address(name), password or site.device(name).spec.passwords[user], user)


def session(
    kind: Callable[[drivers.Target], S], site: LabSite, name: str, user: str = "admin", password: str = ""
) -> closing[S]:
    """A session with a running device of the lab, nothing sent yet."""
    return closing(kind(told(site, name, user, password)))


def ended(make: str, of: drivers.Session, settings: Iterable[str]) -> set[str]:
    """How reading each setting ended: "ok", or the name of its error."""
    return {_ended(make, of, setting) for setting in settings}


def _ended(make: str, of: drivers.Session, setting: str) -> str:
    try:
        drivers.read(make, of, setting)
    except DeviceError as problem:
        return type(problem).__name__
    return "ok"
