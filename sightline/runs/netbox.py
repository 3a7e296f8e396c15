"""NetBox as a source of sites and devices: what it lists becomes lines of the inventory, or is named with the reason.

Shapes: NetBox's REST API, `dcim/sites` and `dcim/devices` (`role` since 4.0, `device_role` before).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import pynetbox
import requests
from requests.adapters import HTTPAdapter

from sightline.drivers import names
from sightline.errors import EstateError
from sightline.estate import sitefile
from sightline.estate.attest import changing
from sightline.estate.model import Estate
from sightline.estate.secrets import Store, TokenSecret
from sightline.estate.sitefile import NewDevice
from sightline.estate.words import clean, shown

#: Seconds to connect and to wait for a reply; the most devices that are taken.
TIMEOUT, MOST = (5, 30), 100_000
#: How many errors may stand in one another.
DEEPEST = 9
#: What makes a role's name one of ours; the first that is in it decides.
ROLES = {"recorder": ("nvr", "dvr", "recorder", "vms"), "camera": ("camera", "cctv", "ipc")}
STATES = ("active", "planned", "staged")


@dataclass(kw_only=True)
class Found:
    """New devices, and what is left out of it with the reason. `titles` are those of the sites."""

    devices: list[NewDevice] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


class _OneHost(HTTPAdapter):
    """Sends to one origin alone: the token follows no redirect and no link that a reply names (safety rule 6)."""

    def __init__(self, origin: tuple[str, str]) -> None:
        super().__init__()
        self._origin = origin

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        """As it is, with a time limit of ours."""
        parts = urlsplit(request.url or "")
        if (parts.scheme, parts.netloc) != self._origin:
            raise EstateError(f"{self._origin[1]} leads to {shown(parts.netloc)}, where the token does not go")
        reply = super().send(request, *args, **{**more, "timeout": TIMEOUT})
        if reply.is_redirect:
            reply.close()
            raise EstateError(
                f"{self._origin[1]} answers with a redirect, and the token follows none; give its own --url"
            )
        return reply


def look(estate: Estate, store: Store, url: str, secret: str) -> Found:
    """What NetBox lists, beside what the estate has. Nothing is written. Raises EstateError."""
    token = store.get(secret)
    if not isinstance(token, TokenSecret):
        raise EstateError(f"the secret {secret!r} is no token: store it as token:…")
    try:
        with _api(url, token.token) as api:
            sites = [dict(one) for one in api.dcim.sites.all()]
            devices = [dict(one) for one in api.dcim.devices.all()]
    except EstateError:
        raise
    except (pynetbox.RequestError, pynetbox.ContentError, requests.RequestException) as problem:
        raise EstateError(f"NetBox at {clean(url)}: {_said(problem)}; nothing was written") from None
    except Exception as problem:  # noqa: BLE001 - pynetbox trips over replies of another shape in many ways
        raise EstateError(f"NetBox at {clean(url)} answers in an unknown shape ({type(problem).__name__})") from None
    if not all(isinstance(one.get("id"), int) and "name" in one for one in (*sites, *devices)):
        raise EstateError(f"NetBox at {clean(url)} answers in an unknown shape (records without id and name)")
    if len(devices) > MOST:
        raise EstateError(f"NetBox at {clean(url)} lists more than {MOST} devices")
    return sort(estate, sites, devices)


def take(estate: Estate, found: Found) -> list[str]:
    """Writes the new devices into site files, and gives those files. The inventory is locked meanwhile."""
    with changing(estate.folder):
        changed = sitefile.texts(estate, found.titles, found.devices)
        sitefile.write(changed)
    return [str(path.relative_to(estate.folder)) for path in changed]


def sort(estate: Estate, sites: list[dict[str, Any]], devices: list[dict[str, Any]]) -> Found:
    """Which devices are new to the estate, and what of the others stands in the way."""
    found = Found(titles={_slug(_text(one, "slug")): _text(one, "name") for one in sites})
    hosts = {device.address.host for device in estate.devices}
    ids = {device.id for device in estate.devices}
    for one in devices:
        name = _text(one, "name") or f"id {one.get('id')}"
        device = _device(one)
        why = device if isinstance(device, str) else sitefile.objection(device)
        if isinstance(device, NewDevice) and not why:
            host = str(device.values["address"]).partition("://")[2]
            if host in hosts or device.id in ids:
                why = f"{device.id} or its address is in the inventory already"
            else:
                found.devices.append(device)
                hosts.add(host)
                ids.add(device.id)
        if why:
            found.left_out.append(f"{clean(name)}: {why}")
    return found


def _device(one: Mapping[str, Any]) -> NewDevice | str:
    """A line for it, or why there is none."""
    role, maker = _text(one, "role", "slug") or _text(one, "device_role", "slug"), _maker(one)
    kind = next((kind for kind, parts in ROLES.items() if any(part in role for part in parts)), "")
    if not kind:
        return f"its role {shown(role)} is neither a recorder's nor a camera's"
    if (state := _text(one, "status", "value")) not in STATES:
        return f"its status is {shown(state)}"
    driver = drivers_of().get(maker)
    if driver is None:
        return f"no driver is for the manufacturer {shown(maker)}: write its line by hand"
    host = _text(one, "primary_ip", "address").partition("/")[0]
    if not host:
        return "it has no primary address"
    site, name = _slug(_text(one, "site", "slug")), _slug(_text(one, "name"))
    if not site or not name:
        return "it has no name or no site that would be one here"
    address = f"https://[{host}]" if ":" in host else f"https://{host}"
    values = {"role": kind, "driver": driver, "address": address, "secret": f"{site}/{name}"}
    return NewDevice(site=site, name=name, values=values)


def _maker(one: Mapping[str, Any]) -> str:
    return _text(one, "device_type", "manufacturer", "slug")


def drivers_of() -> dict[str, str]:
    """Which driver is for a manufacturer, by the slug that NetBox has: each driver's own list."""
    modules = {name: import_module(f"sightline.drivers.{name}") for name in names()}
    return {maker: name for name, module in modules.items() for maker in getattr(module, "MANUFACTURERS", ())}


def _text(one: Any, *way: str) -> str:
    for step in way:
        one = one.get(step) if isinstance(one, Mapping) else None
    return one if isinstance(one, str) else ""


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63]


@contextmanager
def _api(url: str, token: str) -> Iterator[Any]:
    """Its connections are closed at the end."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise EstateError(f"--url: expected NetBox's address as https://netbox.example.org; found {shown(url)}")
    if parts.scheme == "http" and not _here(parts.hostname):
        raise EstateError("--url: over plain http the token could be read by others; give an https:// address")
    with requests.Session() as session:
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, _OneHost((parts.scheme, parts.netloc)))
        api = pynetbox.api(url, token=token)
        api.http_session = session
        yield api


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _said(problem: Exception) -> str:
    """The problem without what a reply may carry."""
    if isinstance(problem, pynetbox.RequestError):
        reply = problem.req
        return f"HTTP {reply.status_code} {clean(reply.reason)}" + (
            " (is the token right?)" if reply.status_code in (401, 403) else ""
        )
    if isinstance(problem, pynetbox.ContentError):
        return "its reply is not JSON"
    if isinstance(problem, requests.exceptions.SSLError):
        return "no connection: its certificate is not one that this machine trusts, or it speaks no TLS"
    if isinstance(problem, requests.Timeout):
        return f"no answer within {TIMEOUT[1]} seconds"
    if isinstance(problem, requests.ConnectionError):
        return f"no connection{_system_said(problem)}"
    return clean(problem)


def _system_said(problem: BaseException | None) -> str:
    """The system's own word, which lies below what its libraries say of one another."""
    for _ in range(DEEPEST):
        if problem is None:
            break
        if isinstance(problem, OSError) and problem.strerror:
            return f" ({problem.strerror})"
        inner = getattr(problem, "reason", None) or problem.__cause__ or problem.__context__
        problem = inner if isinstance(inner, BaseException) else None
    return ""
