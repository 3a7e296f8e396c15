"""Where the picture is asked for by RTSP."""

from sightline.drivers import StreamPath
from sightline.drivers.axis.session import Session

PATH = "/axis-media/media.amp"


def paths(device: Session) -> tuple[StreamPath, ...]:
    """Without arguments it gives what the first stream configuration is set to."""
    first = next((name for _, name, _ in device.params.numbered("Audio.A#.Enabled")), "Audio.A0.Enabled")
    return (StreamPath(channel="1", stream=first.removesuffix(".Enabled"), path=PATH),)
