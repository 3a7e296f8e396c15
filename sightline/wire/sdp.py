"""What a session description (RFC 4566) says of sound."""

import re
from dataclasses import dataclass

from sightline.errors import UnexpectedReply
from sightline.wire.clean import clean

LINE = re.compile(r"[a-zA-Z]=.*")
MEDIA = re.compile(r"(\S+) [0-9]{1,5}(?:/[0-9]{1,5})? (\S+)((?: \S+)+)")
RTPMAP = re.compile(r"a=rtpmap:\s*([0-9]{1,3}) ([^/\s]+).*")
KINDS = {"audio", "video", "text", "application", "message", "image", "data", "control"}
#: MPEG streams that carry picture and sound in one: by the name in rtpmap, or by payload 33 (RFC 3551).
MIXED, MIXED_PAYLOAD = {"MP2T", "MP2P", "MP1S", "PS"}, "33"
MOST_MEDIA, SHOWN = 32, 40


@dataclass(frozen=True)
class Medium:
    """One `m=` line. `codecs` are the names of its rtpmap lines, or its payload numbers."""

    kind: str
    codecs: tuple[str, ...]
    mixed: bool

    def __str__(self) -> str:
        return clean(f"{self.kind} {'/'.join(self.codecs)}", SHOWN)


def parse(body: bytes) -> tuple[Medium, ...]:
    """The media of a whole description. One that is cut, or without `v=0` or any `m=` line, is `UnexpectedReply`."""
    text = body.decode("utf-8", "replace")
    if not text.endswith("\n"):
        raise UnexpectedReply("the session description is cut: its last line does not end")
    lines = [line for line in re.split(r"\r?\n", text) if line]
    if not lines or lines[0] != "v=0" or not all(LINE.fullmatch(line) for line in lines):
        raise UnexpectedReply(f"no session description: {clean(text, SHOWN)}")
    starts = [number for number, line in enumerate(lines) if line.lower().startswith("m=")]
    if not 0 < len(starts) <= MOST_MEDIA:
        raise UnexpectedReply(f"the session description lists {len(starts)} media")
    return tuple(_medium(lines[at:end]) for at, end in zip(starts, [*starts[1:], len(lines)], strict=True))


def sound(media: tuple[Medium, ...]) -> bool | None:
    """Whether sound is offered; None where it could be inside the picture's stream.

    The direction of a medium does not count: servers mark it from their own side or from the client's.
    """
    if any(medium.kind == "audio" for medium in media):
        return True
    return None if any(medium.mixed for medium in media) else False


def _medium(lines: list[str]) -> Medium:
    found = MEDIA.fullmatch(lines[0][2:].rstrip())
    if not found or found[1].lower() not in KINDS:
        raise UnexpectedReply(f"a media line that is none: {clean(lines[0], SHOWN)}")
    payloads = tuple(found[3].split())
    named = tuple(match[2].upper() for match in map(RTPMAP.fullmatch, lines) if match and match[1] in payloads)
    mixed = bool(MIXED & {*named, *found[2].upper().split("/")}) or MIXED_PAYLOAD in payloads
    return Medium(found[1].lower(), named or payloads, mixed)
