"""One call: what is sent for it, and what its reply must be."""

from sightline.drivers.onvif.words import DEVICE, NOT_THERE, SHORT, not_supported
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import soap, xml
from sightline.wire.http import Reply

#: A service, its operation, and the operation's arguments as whole elements.
Call = tuple[str, str, str]
TIME: Call = (DEVICE, "GetSystemDateAndTime", "")
INFORMATION: Call = (DEVICE, "GetDeviceInformation", "")
SERVICES: Call = (DEVICE, "GetServices", f'<m:IncludeCapability xmlns:m="{DEVICE}">true</m:IncludeCapability>')
CAPABILITIES: Call = (DEVICE, "GetCapabilities", f'<m:Category xmlns:m="{DEVICE}">All</m:Category>')


def request(call: Call) -> str:
    """The element of the body."""
    service, operation, arguments = call
    return f'<m:{operation} xmlns:m="{service}">{arguments}</m:{operation}>'


def answer(call: Call, reply: Reply) -> xml.Element:
    """The answer to that call. Raises Unsupported where the device says that it has no such thing."""
    where = f"{SHORT[call[0]]} {call[1]}"
    try:
        said = soap.content(reply)
    except UnexpectedReply as problem:
        kind = Unsupported if reply.status in NOT_THERE else UnexpectedReply
        raise kind(f"{where}: {problem}") from problem
    if isinstance(said, soap.Fault):
        if not_supported(said):
            raise Unsupported(f"{where}: the device has no such call ({said.words})")
        raise UnexpectedReply(f"{where}: {said.words}")
    if xml.local(said) != f"{call[1]}Response":
        raise UnexpectedReply(f"{where}: answered with <{xml.local(said)[:40]}>")
    return said
