"""A picture from a device is a hostile input: whole JPEG and PNG files of a usual size, and nothing else."""

import struct
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from sightline.errors import UnexpectedReply
from sightline.lab import Switches
from sightline.lab.hikvision.devices import GATE
from sightline.lab.scene import still
from sightline.wire.http import Reply
from sightline.wire.picture import HEIGHT, WIDTH, decoded, picture


def file(kind: str, size: tuple[int, int] = (640, 360)) -> bytes:
    made = BytesIO()
    Image.effect_noise(size, 40).save(made, kind)
    return made.getvalue()


FILES = {kind: file(kind) for kind in ("JPEG", "PNG")}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("behind", [b"", b"\0" * 16])
def test_a_whole_file_becomes_a_small_grey_one(kind: str, behind: bytes) -> None:
    found = decoded(FILES[kind] + behind)
    assert (found.grey.size, found.grey.mode) == ((WIDTH, HEIGHT), "L")
    assert found.sha256 == sha256(FILES[kind] + behind).hexdigest()


@settings(deadline=None, derandomize=True)
@given(st.sampled_from([*FILES]), st.data())
def test_cut_anywhere_it_is_unread(kind: str, data: st.DataObject) -> None:
    whole = FILES[kind]
    with pytest.raises(UnexpectedReply):
        decoded(whole[: data.draw(st.integers(0, len(whole) - 13 if kind == "PNG" else len(whole) - 2))])


@settings(deadline=None, derandomize=True)
@given(st.sampled_from([*FILES]), st.data())
def test_damaged_anywhere_nothing_but_the_one_error_comes_out(kind: str, data: st.DataObject) -> None:
    whole = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(UnexpectedReply):
        assert decoded(bytes(whole)).grey.size == (WIDTH, HEIGHT)


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused(body: bytes) -> None:
    with pytest.raises(UnexpectedReply):
        decoded(body)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP"])
def test_other_formats_are_refused(kind: str) -> None:
    with pytest.raises(UnexpectedReply, match="no JPEG or PNG"):
        decoded(file(kind))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    """A PNG of 30,000 x 30,000 pixels in a few bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header) - 4) + header + struct.pack(">I", zlib.crc32(header))
    with pytest.raises(UnexpectedReply, match=r"larger than any camera|damaged \(DecompressionBomb"):
        decoded(FILES["PNG"][:8] + chunk + FILES["PNG"][-12:])


def test_a_tiny_one_says_so() -> None:
    with pytest.raises(UnexpectedReply, match="100 x 100 pixels is too small"):
        decoded(file("PNG", (100, 100)))


def test_another_status_is_no_picture() -> None:
    said = Reply(
        status=403,
        body=FILES["JPEG"],
        content_type="image/jpeg",
        challenges=(),
        at=datetime.now(UTC),
        round_trip_seconds=0.0,
    )
    with pytest.raises(UnexpectedReply, match="HTTP 403"):
        picture(said)


def test_the_lab_shows_such_pictures() -> None:
    assert decoded(still(GATE, "1", Switches())).grey.size == (WIDTH, HEIGHT)
