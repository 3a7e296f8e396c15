"""Documents of one channel: a camera's and a wired input's own, or those that a recorder passes on (section 0)."""

from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

NETWORK = "ContentMgmt/InputProxy/channels"
STATUS = f"{NETWORK}/status"
Answer = xml.Element | Absent | Unread | Unsupportable
#: The answers that are no document.
NOTHING = (Absent, Unread, Unsupportable)


def network(device: Session) -> dict[str, xml.Element]:
    """A recorder's network channels, each by its row of the list; none at a camera or a recorder of wired ones."""
    if device.kind == "camera":
        return {}
    try:
        rows = device.get(NETWORK, "InputProxyChannelList")
    except Unsupported:
        return {}
    return {xml.need_id(row): row for row in xml.children(rows, "InputProxyChannel")}


def online(device: Session) -> dict[str, bool]:
    """Whether a recorder has the picture of each of its network channels, as far as its list of states has them."""
    rows = list(xml.children(device.get(STATUS, "InputProxyChannelStatusList"), "InputProxyChannelStatus"))
    states = {xml.need(row, "id"): xml.need_boolean(row, "online") for row in rows}
    if len(states) < len(rows):
        raise UnexpectedReply(f"{STATUS} lists a channel twice")
    return states


def wired(channel: str, name: str) -> str:
    """Where the document of that name is for a channel of the device's own."""
    return f"System/Video/inputs/channels/{channel}/{name}"


def path(device: Session, channel: str, name: str) -> str:
    """Where the channel's document of that name is."""
    if channel in network(device):
        return f"{NETWORK}/{channel}/video/{name}"
    return wired(channel, name)


def document(device: Session, channel: str, name: str, root: str, flag: str) -> Answer:
    """The channel's document of that name, or why there is none."""
    return device.feature(path(device, channel, name), root, flag)
