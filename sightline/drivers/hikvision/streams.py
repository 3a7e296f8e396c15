"""Where each stream is asked for by RTSP (reference, section 6)."""

from sightline.drivers import StreamPath
from sightline.drivers.hikvision.channels import streams
from sightline.drivers.hikvision.session import Session


def paths(device: Session) -> tuple[StreamPath, ...]:
    """By its id, on a camera and on a recorder alike."""
    return tuple(
        StreamPath(channel=one.channel, stream=one.stream, path=f"/Streaming/Channels/{one.stream}")
        for one in streams(device)
    )
