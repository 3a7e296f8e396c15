"""Where each stream of a camera is asked for by RTSP."""

from sightline.drivers import StreamPath
from sightline.drivers.hanwha.audio import PROFILES
from sightline.drivers.hanwha.channels import shown, sources
from sightline.drivers.hanwha.session import Session


def paths(device: Session) -> tuple[StreamPath, ...]:
    """`/profile<n>/media.smp`, as clients of cameras with one lens ask; other forms are not confirmed."""
    numbers = list(sources(device))
    if device.kind == "recorder" or len(numbers) != 1:
        return ()
    channel = shown(numbers[0])
    row = device.view(*PROFILES).rows("Channel").get(numbers[0])
    return tuple(
        StreamPath(channel=channel, stream=f"{channel}/{name}", path=f"/profile{name}/media.smp")
        for name in (row.rows("Profile") if row else ())
        if name.isdigit()
    )
