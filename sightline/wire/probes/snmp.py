"""SNMP v1 and v2c (RFC 1157, RFC 3416): does the community `public` read."""

import secrets
from collections.abc import Iterator
from typing import Literal

from sightline.wire.clean import clean
from sightline.wire.probes.answer import SECONDS, Answer, Answered
from sightline.wire.probes.udp import ask

VERSIONS = {"v1": 0, "v2c": 1}
INTEGER, OCTETS, NULL, OID, SEQUENCE, GET, RESPONSE = 0x02, 0x04, 0x05, 0x06, 0x30, 0xA0, 0xA2
SYS_DESCR = bytes([0x2B, 6, 1, 2, 1, 1, 1, 0])


def snmp_public(host: str, port: int = 161, *, version: Literal["v1", "v2c"], seconds: float = SECONDS) -> Answer:
    """One GET of sysDescr. No account of the device is tried; another community is met with silence."""
    number = secrets.randbelow(2**23)

    def read(said: bytes) -> Answered | None:
        found = _value(said, VERSIONS[version], number)
        words = f"SNMP {version} answers to the community public"
        return None if found is None else Answered(f"{words}: {clean(found)}" if found else words)

    return ask(host, port, f"SNMP {version}", [_get(VERSIONS[version], number)], read, seconds)


def _get(version: int, number: int) -> bytes:
    bindings = _tlv(SEQUENCE, _tlv(SEQUENCE, _tlv(OID, SYS_DESCR) + _tlv(NULL, b"")))
    zero = _tlv(INTEGER, b"\0")
    request = _tlv(GET, _tlv(INTEGER, number.to_bytes(3, "big")) + zero + zero + bindings)
    return _tlv(SEQUENCE, _tlv(INTEGER, bytes([version])) + _tlv(OCTETS, b"public") + request)


def _tlv(tag: int, content: bytes) -> bytes:
    return bytes([tag, len(content)]) + content


def _value(said: bytes, version: int, number: int) -> bytes | None:
    """The value of a response to our request, b"" where it has none; None where it is no response to it."""
    try:
        sent, _community, (kind, pdu) = _members(_only(said, SEQUENCE))
        identity, _error, _index, bindings = _members(pdu)
        if kind != RESPONSE or sent != (INTEGER, bytes([version])) or int.from_bytes(identity[1], "big") != number:
            return None
        _name, (tag, value) = _members(_only(bindings[1], SEQUENCE))
    except (ValueError, IndexError):
        return None
    return value if tag == OCTETS else b""


def _only(data: bytes, tag: int) -> bytes:
    found = next(_parts(data), (0, b""))
    if found[0] != tag:
        raise ValueError("another element")
    return found[1]


def _members(data: bytes) -> list[tuple[int, bytes]]:
    return list(_parts(data))


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element; ValueError or IndexError where it is cut (BER, definite lengths)."""
    at = 0
    while at < len(data):
        tag, length, start = data[at], data[at + 1], at + 2
        if length > 0x80:
            start += length - 0x80
            length = int.from_bytes(data[at + 2 : start], "big")
        at = start + length
        if at > len(data):
            raise ValueError("cut")
        yield tag, data[start:at]
