"""SNTP (RFC 4330): the clock of a device that serves time itself, against ours."""

import secrets
import struct
import time

from sightline.wire.probes.answer import SECONDS, Answered, Offset, Shut, Silent
from sightline.wire.probes.udp import ask

CLIENT, SERVER, UNSET = 0x23, 4, 3
#: Seconds from 1900 to 1970.
EPOCH = 2_208_988_800


def sntp_offset(host: str, port: int = 123, *, seconds: float = SECONDS) -> Offset | Silent | Shut:
    """One question. What says that its own clock is not set, or speaks no NTP, is no witness."""
    nonce = secrets.token_bytes(8)
    started, ticks = time.time(), time.monotonic()

    def read(said: bytes) -> Offset | Silent | None:
        round_trip = time.monotonic() - ticks
        if len(said) < 48 or said[0] & 7 != SERVER or said[24:32] != nonce:
            return None
        received, sent = struct.unpack(">QQ", said[32:48])
        if said[0] >> 6 == UNSET or not 1 <= said[1] <= 15 or not (received and sent):
            return Silent("it serves time and says that its own clock is not set")
        offset = (_apart(received, started) + _apart(sent, started + round_trip)) / 2
        return Offset(offset_seconds=offset, round_trip_seconds=round_trip)

    found: Offset | Answered | Silent | Shut = ask(
        host, port, "NTP", [bytes([CLIENT]) + bytes(39) + nonce], read, seconds
    )
    return Silent(found.detail) if isinstance(found, Answered) else found


def _apart(theirs: int, ours: float) -> float:
    """Seconds from ours to theirs, by the nearest of NTP's eras of 136 years."""
    apart = theirs - int((ours + EPOCH) * 2**32)
    return ((apart + 2**63) % 2**64 - 2**63) / 2**32
