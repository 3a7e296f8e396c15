"""Time and NTP (reference, A4): by ntp.cgi, or by parameters on firmware without it."""

from dataclasses import dataclass

from sightline.drivers.axis import answers, walltime
from sightline.drivers.axis.discovery import has_json
from sightline.drivers.axis.params import boolean
from sightline.drivers.axis.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Clock

NTP, METHOD = "/axis-cgi/ntp.cgi", "getNTPInfo"
#: A server that is none.
EMPTY = ("", "0.0.0.0")  # noqa: S104 - an empty slot, not a bind


@dataclass(frozen=True)
class Client:
    """The NTP client. `room` is the number of servers that it takes."""

    enabled: bool
    servers: tuple[str, ...]
    source: str
    room: int
    by_json: bool


def read(device: Session) -> Clock:
    """The servers in force: those that DHCP names where the device takes them from it."""
    client = _client(device)
    shown = walltime.shown(device)
    return Clock(
        source=client.source,
        servers=client.servers,
        offset_seconds=walltime.ahead(device).total_seconds(),
        time_zone=shown.zone or _zone(device),
    )


def _client(device: Session) -> Client:
    if has_json(device):
        try:
            return _by_json(answers.member(device.ask(NTP, METHOD), "client", dict))
        except Unsupported:
            pass
    return _by_params(device)


def _by_json(client: dict[str, object]) -> Client:
    """With NTS the key servers are the ones that are asked."""
    enabled = answers.member(client, "enabled", bool)
    static = answers.member(client, "serversSource", str).lower() == "static"
    secure = client.get("NTSEnabled") is True
    names = answers.texts(
        client, "staticNTSKEServers" if secure else "staticServers" if static else "advertisedServers"
    )
    room = answers.member(client, "maxSupportedStaticServers", int) if "maxSupportedStaticServers" in client else 1
    return Client(enabled, _real(names), "ntp" if enabled else "manual", room, by_json=True)


def _by_params(device: Session) -> Client:
    """A static server is in force only without DHCP; what DHCP gave stands in VolatileServer."""
    source = device.need("Time.SyncSource")
    by_dhcp = boolean(device.need("Time.ObtainFromDHCP"))
    if by_dhcp is None:
        raise UnexpectedReply("Time.ObtainFromDHCP is neither on nor off")
    name = f"Time.NTP.{'VolatileServer' if by_dhcp else 'Server'}"
    servers = device.params.get(name)
    if servers is None:
        raise UnexpectedReply(f"param.cgi lists no {name}")
    enabled = source.upper() == "NTP"
    return Client(enabled, _real(tuple(servers.split())), "ntp" if enabled else source.lower(), 1, by_json=False)


def _real(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in EMPTY)


def _zone(device: Session) -> str:
    """[A0.2] A British zone with summer time switched off occurs: the clock is an hour wrong from March on."""
    zone = device.params.get("Time.POSIXTimeZone") or ""
    off = device.params.get("Time.DST.Enabled")
    return f"{zone}, summer time off" if off is not None and boolean(off) is False else zone


def write(device: Session, found: Clock, wanted: Clock) -> None:
    """Servers and source in one request; servers become static, and are never taken from DHCP again."""
    if (wanted.servers, wanted.source) == (found.servers, found.source):
        return
    client = _client(device)
    if wanted.source != "ntp" or not 0 < len(wanted.servers) <= client.room:
        raise WriteRefused(f"the device takes 1 to {client.room} NTP servers, not {len(wanted.servers)}")
    if client.by_json:
        device.tell(NTP, "setNTPClientConfiguration", _configuration(device, wanted))
    else:
        device.update({"Time.SyncSource": "NTP", "Time.ObtainFromDHCP": False, "Time.NTP.Server": wanted.servers[0]})


def _configuration(device: Session, wanted: Clock) -> dict[str, object]:
    """The keys that change; NTS is switched off where it would ask other servers."""
    client = answers.member(device.ask(NTP, METHOD), "client", dict)
    secure = {"NTSEnabled": False} if client.get("NTSEnabled") is True else {}
    return {"enabled": True, "serversSource": "static", "staticServers": list(wanted.servers), **secure}
