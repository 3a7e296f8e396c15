"""Which channels are live (reference, section 16)."""

from sightline.drivers.hikvision.channels import ANALOGUE, has_analogue
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, ChannelHealth, Health
from sightline.wire import xml

NETWORK = "ContentMgmt/InputProxy/channels/status"


def read(device: Session) -> Health:
    """A recorder's word on its channels; a camera says nothing of its own picture."""
    if device.kind == "camera":
        return Health(channels=Absent("a camera lists no channels of others"))
    live = [*_network(device), *_analogue(device)]
    if not live:
        raise UnexpectedReply("the recorder says nothing of any channel")
    return Health(channels=tuple(live))


def _network(device: Session) -> list[ChannelHealth]:
    try:
        rows = device.get(NETWORK, "InputProxyChannelStatusList")
    except Unsupported:
        return []
    return [
        ChannelHealth(channel=xml.need(row, "id"), live=xml.need_boolean(row, "online"))
        for row in xml.children(rows, "InputProxyChannelStatus")
    ]


def _analogue(device: Session) -> list[ChannelHealth]:
    """[F] `resDesc` is NO VIDEO where no camera is plugged in."""
    if not has_analogue(device):
        return []
    try:
        rows = device.get(ANALOGUE, "VideoInputChannelList")
    except Unsupported:
        return []
    return [
        ChannelHealth(channel=xml.need(row, "id"), live=(xml.text(row, "resDesc") or "").upper() != "NO VIDEO")
        for row in xml.children(rows, "VideoInputChannel")
    ]
