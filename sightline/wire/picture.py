"""A still picture from a device: a hostile input that becomes a small grey one, and nothing else."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image

from sightline.errors import UnexpectedReply
from sightline.wire.http import Reply

#: What every picture is brought to before it is looked at, in pixels.
WIDTH, HEIGHT = 320, 180
LEAST_WIDTH, LEAST_HEIGHT, MOST_PIXELS = 160, 90, 40_000_000
#: How a whole file begins and ends; cameras put some bytes of their own behind the end.
WHOLE = {"JPEG": (b"\xff\xd8\xff", b"\xff\xd9"), "PNG": (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")}
TAIL_BYTES = 64


@dataclass(frozen=True)
class Picture:
    """`grey` has WIDTH x HEIGHT pixels; `sha256` is of the file as it came."""

    grey: Image.Image
    sha256: str


def picture(reply: Reply) -> Picture:
    """The picture in a reply. Raises UnexpectedReply for any other status, and for what `decoded` refuses."""
    if reply.status != 200:
        raise UnexpectedReply(f"instead of a picture came HTTP {reply.status}")
    return decoded(reply.body)


def decoded(file: bytes) -> Picture:
    """JPEG or PNG. Raises UnexpectedReply where it is neither, cut, damaged, tiny, or too large to be unpacked."""
    kind = next((name for name, (start, _) in WHOLE.items() if file.startswith(start)), None)
    if kind is None:
        raise UnexpectedReply("what came is no JPEG or PNG")
    if WHOLE[kind][1] not in file[-TAIL_BYTES:]:
        raise UnexpectedReply(f"the {kind} is cut: it has no end")
    try:
        return Picture(_grey(file, kind), sha256(file).hexdigest())
    except UnexpectedReply:
        raise
    except Exception as problem:
        raise UnexpectedReply(f"the {kind} is damaged ({type(problem).__name__})") from problem


def _grey(file: bytes, kind: str) -> Image.Image:
    with Image.open(BytesIO(file), formats=(kind,)) as opened:
        width, height = opened.size
        if width < LEAST_WIDTH or height < LEAST_HEIGHT:
            raise UnexpectedReply(f"a picture of {width} x {height} pixels is too small to be compared")
        if width * height > MOST_PIXELS:
            raise UnexpectedReply(f"a picture of {width} x {height} pixels is larger than any camera's")
        opened.draft("L", (WIDTH, HEIGHT))  # a JPEG is unpacked at a fraction of its size
        return opened.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX)
