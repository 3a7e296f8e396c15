"""What the cameras of the lab show: a yard that is drawn, another one for each name, with noise as a sensor has it."""

import random
from functools import cache
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sightline.lab.device import Switches
from sightline.lab.spec import DeviceSpec

SIZE = (640, 360)
#: How far `moved` turns a camera, in pixels: a fifth of the picture.
TURNED = 128
JPEG = "image/jpeg"


def still(spec: DeviceSpec, channel: str, switches: Switches) -> bytes:
    """A JPEG of now, as the switches `blank`, `covered`, `moved` and `blurred` have it. A camera has one view."""
    name = spec.name if spec.kind == "camera" else f"{spec.name} {channel}"
    if switches.blank:
        shown = Image.new("L", SIZE, 12)
    elif switches.covered:
        shown = _noisy(Image.new("L", SIZE, 24), 3)
    else:
        left = TURNED if switches.moved else 0
        seen = _yard(name).crop((left, 0, left + SIZE[0], SIZE[1]))
        shown = _noisy(seen.filter(ImageFilter.GaussianBlur(6)) if switches.blurred else seen, 6)
    file = BytesIO()
    shown.save(file, "JPEG", quality=80)
    return file.getvalue()


@cache
def _yard(name: str) -> Image.Image:
    """A wall with windows and doors, a path with kerbs, some cars and bins; wider than what is seen at once."""
    chance, width = random.Random(name), SIZE[0] + TURNED
    yard = Image.new("L", (width, SIZE[1]), 150)
    draw = ImageDraw.Draw(yard)
    ground, slope, at = chance.randrange(170, 270), chance.randrange(-40, 40), 10
    draw.polygon([(0, ground), (width, ground + slope), (width, SIZE[1]), (0, SIZE[1])], fill=105)
    while at < width:
        wide, high = chance.randrange(24, 70), chance.randrange(30, 75)
        top, kind = chance.randrange(10, ground - 60), chance.random()
        draw.rectangle((at, top, at + wide, top + high), fill=chance.randrange(30, 90), outline=220)
        if kind < 0.4:
            draw.rectangle((at + 8, ground - 65, at + wide, ground), fill=chance.randrange(60, 200), outline=30)
        at += wide + chance.randrange(10, 50)
    for _ in range(9):
        x, y = chance.randrange(width), chance.randrange(ground, 330)
        draw.rectangle((x, y, x + chance.randrange(30, 110), y + 30), fill=chance.randrange(20, 240), outline=0)
    draw.line((0, 300, width, chance.randrange(245, 350)), fill=210, width=4)
    return yard


def _noisy(shown: Image.Image, strength: int) -> Image.Image:
    return ImageChops.add(shown, Image.effect_noise(shown.size, strength), 1, -128)
