"""Media profiles: each is one way in which pictures and sound leave the device (reference, D2).

Media and media2 list the same profiles in two forms, and one may list a profile that the other does not.
"""

from dataclasses import dataclass

from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA, MEDIA2, SHORT
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

ALL_TYPES = f'<m:Type xmlns:m="{MEDIA2}">All</m:Type>'
#: In media each configuration hangs below the profile, in media2 below <Configurations> without the ending.
BELOW = {MEDIA: ("", "Configuration"), MEDIA2: ("Configurations/", "")}
PICTURE = ("VideoSource", "VideoEncoder")
ANALYTICS = {MEDIA: "VideoAnalyticsConfiguration", MEDIA2: "Configurations/Analytics"}
SOUND = ("AudioSource", "AudioEncoder")
SENDS = ("VideoEncoder", "AudioEncoder", "Metadata")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A profile as one service lists it. `channel` is its video source, "" where it has none.

    `sound` is live only with both a source and an encoder; `multicast` None where nothing in it could be sent so.
    `view` and `analytics` are the tokens of its configurations of the picture and of analytics, "" where it has none.
    `missing` says why a whole list was not read.
    """

    service: str
    token: str
    channel: str
    sound: Maybe[bool]
    multicast: Maybe[bool | None]
    view: str = ""
    analytics: str = ""
    missing: Unread | Unsupportable | None = None


def profiles(device: Session) -> list[Profile]:
    """Every profile of every service that lists some, media's first. A list that could not be read is one that is
    Unread (or Unsupported), under the service's name: what it would have listed is not known to be silent."""
    return device.once(_profiles)


def _profiles(device: Session) -> list[Profile]:
    services = [service for service in BELOW if device.lists(service)]
    if not services:
        raise Unsupported("the device lists no media service")
    found = []
    for service in services:
        try:
            found += _listed(device, service)
        except (UnexpectedReply, Unsupported) as problem:
            why = reason(problem)
            name = f"all of {SHORT[service]}"
            found.append(Profile(service=service, token=name, channel="", sound=why, multicast=why, missing=why))
    return found


def together(found: list[Profile]) -> dict[str, list[Profile]]:
    """What the services say of each profile, by its token."""
    tokens: dict[str, list[Profile]] = {}
    for profile in found:
        tokens.setdefault(profile.token, []).append(profile)
    return tokens


def views(device: Session) -> tuple[dict[str, str], list[Profile]]:
    """The channel of each configuration of a picture by its token, and the lists that were not read."""
    found = profiles(device)
    if nameless := next((one for one in found if one.channel and not one.view), None):
        raise UnexpectedReply(f"profile {nameless.token}: the configuration of its picture has no token")
    return {one.view: one.channel for one in found if one.view and one.channel}, [one for one in found if one.missing]


def any_of(values: list[Maybe[bool]]) -> Maybe[bool]:
    """On where one says so; off only where each says so."""
    return True if True in values else next((value for value in values if value is not False), False)


def _listed(device: Session, service: str) -> list[Profile]:
    answer = device.ask(service, "GetProfiles", ALL_TYPES if service == MEDIA2 else "")
    rows = list(xml.children(answer, "Profiles"))
    tokens = [row.get("token") or "" for row in rows]
    if not rows or "" in tokens or len(set(tokens)) < len(tokens):
        raise UnexpectedReply("GetProfiles lists no profiles, or some without a token of their own")
    return [_profile(service, row) for row in rows]


def _profile(service: str, row: xml.Element) -> Profile:
    token, channel = row.get("token") or "", xml.text(row, _path(service, "VideoSource") + "/SourceToken") or ""
    try:
        multicast: Maybe[bool | None] = _multicast(service, row)
    except UnexpectedReply as problem:
        multicast = Unread(f"profile {token}: {problem}")
    return Profile(
        service=service,
        token=token,
        channel=channel,
        sound=_sound(service, row),
        multicast=multicast,
        view=_token(row, _path(service, "VideoSource")),
        analytics=_token(row, ANALYTICS[service]),
    )


def _token(row: xml.Element, path: str) -> str:
    found = xml.child(row, path)
    return "" if found is None else found.get("token") or ""


def _sound(service: str, row: xml.Element) -> Maybe[bool]:
    """A profile that lists no picture either was not given whole (recorded: media2 without a type gives names only)."""
    there = {kind: xml.child(row, _path(service, kind)) is not None for kind in (*PICTURE, *SOUND)}
    if all(there[kind] for kind in SOUND):
        return True
    if not any(there[kind] for kind in PICTURE):
        return Unread("the profile lists no configuration of a picture, so its silence on sound says nothing")
    return False


def _multicast(service: str, row: xml.Element) -> bool | None:
    """AutoStart says that a stream is sent to whoever listens, until StopMulticastStreaming (reference, D6)."""
    found = [xml.child(row, f"{_path(service, kind)}/Multicast") for kind in SENDS]
    switches = [xml.need_boolean(one, "AutoStart") for one in found if one is not None]
    return any(switches) if switches else None


def _path(service: str, kind: str) -> str:
    above, ending = BELOW[service]
    return f"{above}{kind}{ending}"


def reason(problem: UnexpectedReply | Unsupported) -> Unread | Unsupportable:
    """An error of a part as that part's value."""
    return Unsupportable(str(problem)) if isinstance(problem, Unsupported) else Unread(str(problem))
