"""Multicast DNS by unicast (RFC 6762, sections 5.5 and 6.7): does the device announce services."""

import secrets
import struct

from sightline.wire.clean import clean
from sightline.wire.probes.answer import SECONDS, Answer, Answered
from sightline.wire.probes.udp import ask

QUESTION = b"\x09_services\x07_dns-sd\x04_udp\x05local\0" + struct.pack(">HH", 12, 0x8001)
PTR, MOST_RECORDS, MOST_LABELS, MOST_JUMPS, SHOWN = 12, 64, 128, 16, 5


def mdns(host: str, port: int = 5353, *, seconds: float = SECONDS) -> Answer:
    """One question for the kinds of services. A responder may answer its own network alone."""
    number = secrets.token_bytes(2)

    def read(said: bytes) -> Answered | None:
        if len(said) < 12 or said[:2] not in (number, b"\0\0") or not said[2] & 0x80:
            return None
        names = ", ".join(_names(said)[:SHOWN])
        return Answered(f"mDNS announces {clean(names)}" if names else "mDNS answers")

    return ask(host, port, "mDNS", [number + struct.pack(">HHHHH", 0, 1, 0, 0, 0) + QUESTION], read, seconds)


def _names(packet: bytes) -> list[str]:
    """What its pointer records point to; the first ones, where it is cut or broken."""
    names: list[str] = []
    questions, answers = struct.unpack(">HH", packet[4:8])
    at = 12
    try:
        for _ in range(min(questions, MOST_RECORDS)):
            at = _name(packet, at)[1] + 4
        for _ in range(min(answers, MOST_RECORDS)):
            at = _name(packet, at)[1]
            kind, _, _, length = struct.unpack(">HHIH", packet[at : at + 10])
            if kind == PTR:
                names.append(_name(packet, at + 10)[0])
            at += 10 + length
    except (IndexError, ValueError, struct.error):
        return names
    return names


def _name(packet: bytes, at: int) -> tuple[str, int]:
    """A name and where it ends; pointers may not lead in circles."""
    labels: list[str] = []
    end, jumps = 0, 0
    while length := packet[at]:
        if length >= 0xC0:
            end, jumps = end or at + 2, jumps + 1
            at = (length & 0x3F) << 8 | packet[at + 1]
        else:
            labels.append(packet[at + 1 : at + 1 + length].decode("utf-8", "replace"))
            at += 1 + length
        if jumps > MOST_JUMPS or len(labels) > MOST_LABELS:
            raise ValueError("a name without end")
    return ".".join(labels), end or at + 1
