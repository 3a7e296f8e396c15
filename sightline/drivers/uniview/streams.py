"""Where each channel's main stream is asked for by RTSP.

A camera's by the recorded GetStreamUri (OET-213H-NB), a recorder's by the client that its footage is asked like.
"""

from sightline.drivers import StreamPath
from sightline.drivers.uniview.channels import ids
from sightline.drivers.uniview.session import Session


def paths(device: Session) -> tuple[StreamPath, ...]:
    """One for each channel: all its streams carry the same sound."""
    form = "/media/video1" if device.kind == "camera" else "/unicast/c{}/s0/live"
    return tuple(StreamPath(channel=one, stream=one, path=form.format(one)) for one in ids(device))
