"""Where each stream is asked for by RTSP: channels from 1, `subtype` 0 for the main stream (reference, 0.1)."""

from sightline.drivers import StreamPath
from sightline.drivers.dahua.channels import encoders
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import need_number
from sightline.errors import UnexpectedReply, Unsupported


def paths(device: Session) -> tuple[StreamPath, ...]:
    """The main stream as it is seen live, and each further one."""
    port, found = _port(device), []
    for one in encoders(device):
        form, number = one.path[1:] or ("", 0)
        if form == "ExtraFormat" or (form == "MainFormat" and number == 0):
            subtype = 0 if form == "MainFormat" else int(number) + 1
            path = f"/cam/realmonitor?channel={one.channel}&subtype={subtype}"
            found.append(StreamPath(channel=one.channel, stream=one.stream, path=path, port=port))
    return tuple(found)


def _port(device: Session) -> int | None:
    try:
        return need_number(device.table("RTSP"), "Port")
    except (UnexpectedReply, Unsupported):
        return None
