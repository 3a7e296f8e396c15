"""Where a stream is asked for by RTSP, by the device's own word (Media, GetStreamUri)."""

from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from sightline.drivers import StreamPath
from sightline.drivers.onvif.places import PATH
from sightline.drivers.onvif.profiles import profiles, together
from sightline.drivers.onvif.session import Session
from sightline.drivers.onvif.words import MEDIA, MEDIA2, SCHEMA
from sightline.errors import UnexpectedReply
from sightline.wire import xml

SETUP = (
    f'<m:StreamSetup xmlns:m="{MEDIA}" xmlns:s="{SCHEMA}"><s:Stream>RTP-Unicast</s:Stream>'
    "<s:Transport><s:Protocol>RTSP</s:Protocol></s:Transport></m:StreamSetup>"
)
BEFORE = {MEDIA: SETUP, MEDIA2: f'<m:Protocol xmlns:m="{MEDIA2}">RTSP</m:Protocol>'}
ADDRESS = {MEDIA: "MediaUri/Uri", MEDIA2: "Uri"}


def paths(device: Session) -> tuple[StreamPath, ...]:
    """The first profile's: each further one costs a request. The host in it is the device's idea: not used."""
    token, own = next(iter(together(profiles(device)).items()))
    service = own[0].service
    profile = f'<m:ProfileToken xmlns:m="{service}">{escape(token)}</m:ProfileToken>'
    answer = device.ask(service, "GetStreamUri", BEFORE[service] + profile)
    return (_stream(own[0].channel, token, xml.need(answer, ADDRESS[service])),)


def _stream(channel: str, token: str, address: str) -> StreamPath:
    """An address that is none is not shown: some devices write a login into it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as problem:
        raise UnexpectedReply("GetStreamUri gives no address") from problem
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme != "rtsp" or not PATH.fullmatch(path):
        raise UnexpectedReply("GetStreamUri gives no address of RTSP")
    return StreamPath(channel=channel, stream=token, path=path, port=port)
