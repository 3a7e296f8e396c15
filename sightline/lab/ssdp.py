"""The device's side of SSDP (UPnP Device Architecture 1.1, section 1.3)."""

import uuid

from sightline.lab.spec import DeviceSpec

TARGETS = (b"ssdp:all", b"upnp:rootdevice")


def reply(spec: DeviceSpec, datagram: bytes, server: str) -> bytes | None:
    """To a search for root devices; nothing to anything else."""
    first, *lines = datagram.split(b"\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    if first != b"M-SEARCH * HTTP/1.1" or headers.get(b"st") not in TARGETS:
        return None
    who = uuid.uuid5(uuid.NAMESPACE_DNS, spec.name)
    return (
        "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nST: upnp:rootdevice\r\n"
        f"USN: uuid:{who}::upnp:rootdevice\r\nLOCATION: http://{spec.host}:49152/rootDesc.xml\r\n"
        f"SERVER: {server}\r\n\r\n"
    ).encode()
