"""Whether a camera still shows what it showed when it was commissioned. Pure: two views in, a judgement out.

A view is what is kept of a picture: how strong edges are in each cell of a coarse grid, and three numbers. It holds no
brightness and no colour, and a cell is a sixty-fourth of the picture's width: where a wall, a door or a kerb runs can
be seen in it, who stood there cannot.

Edges stay where they are by day and by night, in colour and under infrared, in sun and in rain; brightness does not.
So only the places of edges are compared, each picture's strongest taken for 1.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageChops, ImageFilter, ImageStat

#: Cells of a view.
ACROSS, DOWN = 64, 36
#: Pixels from black to white by which the strongest edges must differ, and all pixels on average, or it shows nothing.
FLAT_EDGE, FLAT_SPREAD = 12, 3.0
#: From this likeness on nobody looks further; below it the view is searched for elsewhere, where it must fit better by
#: the gain.
ALIKE, LEAST_GAIN = 0.9, 0.12
#: Below this, and found nowhere else, it is another view.
LOST = 0.2
#: How far it is searched for, in cells and in degrees. A camera may swing in the wind, by less than MOVED_PERCENT.
REACH_X, REACH_Y, STEP, MOVED_PERCENT = 28, 16, 4, 6
TURNS = (-12, -8, -4, 4, 8, 12)
NEAR = (-1, 0, 1)
#: How much of its sharpness a picture may lose.
SOFT_PERCENT = 60
#: A cell of the commissioned view has an edge from this value on (of 255); it is lost below a third of it.
EDGE, LOST_SHARE_PERCENT = 90, 33
#: The view is looked at in parts of so many cells. One is other than it was below this likeness, where it had edges.
PART_ACROSS, PART_DOWN, PART_SPREAD, OTHER, OTHER_SHARE_PERCENT = 16, 12, 20.0, 0.2, 40


@dataclass(frozen=True)
class View:
    """`edges` has one byte for each cell, row by row. `strength` is that of the strongest edges (0 to 510), `spread`
    the deviation of all pixels, `sharpness` how much of the strongest edges' height is climbed in one pixel."""

    edges: bytes
    strength: int
    spread: float
    sharpness: float

    def __post_init__(self) -> None:
        if len(self.edges) != ACROSS * DOWN:
            raise ValueError(f"a view has {ACROSS * DOWN} cells")

    @property
    def text(self) -> str:
        """The cells as base64."""
        return b64encode(self.edges).decode()


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """`alike_percent` and `sharp_percent` compare with the commissioned view; they are None where the picture shows
    nothing. `covered`: no edge is left of a third of them, or two fifths of the view are other than they were.
    `out_of_focus` is None where it is another view: nobody knows how sharp that one was."""

    blank: bool
    covered: bool | None = None
    moved: bool | None = None
    out_of_focus: bool | None = None
    alike_percent: int | None = None
    sharp_percent: int | None = None


def view_of(grey: Image.Image) -> View:
    """What is kept of a grey picture."""
    fine = _slopes(grey)
    smooth = grey.filter(ImageFilter.GaussianBlur(2))
    coarse = _slopes(smooth.resize((grey.width // 4, grey.height // 4), Image.Resampling.BOX))
    strength, height = _top(fine), _top(coarse)
    cells = _slopes(smooth).filter(ImageFilter.BoxBlur(1)).resize((ACROSS, DOWN), Image.Resampling.BOX)
    return View(
        edges=_levelled(cells).tobytes(),
        strength=strength,
        spread=ImageStat.Stat(grey).stddev[0],
        sharpness=strength / height if height else 0.0,
    )


def parsed(text: str, strength: int, spread: float, sharpness: float) -> View:
    """A view that was kept. Raises ValueError where it is none."""
    try:
        return View(b64decode(text, validate=True), strength, spread, sharpness)
    except ValueError as problem:
        raise ValueError(f"the cells of a view cannot be read: {problem}") from problem


def is_blank(now: View) -> bool:
    """One colour all over: no signal, no light, or something right before the lens."""
    return now.strength < FLAT_EDGE or now.spread < FLAT_SPREAD


def compare(before: View, now: View) -> Likeness:
    """How `now` stands to the commissioned view."""
    if is_blank(now):
        return Likeness(blank=True)
    old, new = _image(before), _image(now)
    here = _near(old, new)
    moved = here < ALIKE and _elsewhere(old, new) >= max(LOST, here + LEAST_GAIN)
    covered = not moved and (_lost_percent(before, now) >= LOST_SHARE_PERCENT or (here < ALIKE and _other(old, new)))
    moved = moved or here < LOST
    sharp = min(999, round(100 * now.sharpness / before.sharpness)) if before.sharpness else 100
    return Likeness(
        blank=False,
        covered=covered,
        moved=moved,
        out_of_focus=None if moved else sharp < SOFT_PERCENT,
        alike_percent=round(100 * max(0.0, here)),
        sharp_percent=sharp,
    )


def _slopes(grey: Image.Image) -> Image.Image:
    """How steep each pixel is, up to 255: its difference from the right and the lower one."""
    box = (0, 0, grey.width - 1, grey.height - 1)
    sides = (ImageChops.offset(grey, -1, 0), ImageChops.offset(grey, 0, -1))
    across, down = (ImageChops.difference(grey, side).crop(box) for side in sides)
    return ImageChops.add(across, down)


def _top(slopes: Image.Image) -> int:
    """The steepness that one pixel in a hundred has."""
    rest = slopes.width * slopes.height // 100
    for level, count in reversed([*enumerate(slopes.histogram())]):
        rest -= count
        if rest < 0:
            return level
    return 0


def _levelled(cells: Image.Image) -> Image.Image:
    """The strongest edges of this picture as 255, weak ones lifted: infrared light falls off towards the sides."""
    top = max(1, _top(cells))
    return cells.point([min(255, round(255 * sqrt(level / top))) for level in range(256)])


def _image(view: View) -> Image.Image:
    return Image.frombytes("L", (ACROSS, DOWN), view.edges)


def _match(old: Image.Image, new: Image.Image, x: int, y: int) -> float:
    """How `new`, moved by so many cells, correlates with `old` where both have cells: -1 to 1."""
    a = old.crop((max(0, x), max(0, y), old.width + min(0, x), old.height + min(0, y)))
    b = new.crop((max(0, -x), max(0, -y), new.width + min(0, -x), new.height + min(0, -y)))
    one, two, both = ImageStat.Stat(a), ImageStat.Stat(b), ImageStat.Stat(ImageChops.multiply(a, b))
    scale = one.stddev[0] * two.stddev[0]
    return (255 * both.mean[0] - one.mean[0] * two.mean[0]) / scale if scale else 0.0


def _near(old: Image.Image, new: Image.Image, x: int = 0, y: int = 0, around: tuple[int, ...] = NEAR) -> float:
    """The best likeness at a shift and around it."""
    return max(_match(old, new, x + right, y + below) for right in around for below in around)


def _elsewhere(old: Image.Image, new: Image.Image) -> float:
    """The best likeness at another place: shifted, or turned."""
    across, down = range(-REACH_X, REACH_X + 1, STEP), range(-REACH_Y, REACH_Y + 1, STEP)
    moves = [(x, y) for x in across for y in down if max(100 * abs(x) / ACROSS, 100 * abs(y) / DOWN) >= MOVED_PERCENT]
    best = sorted(moves, key=lambda move: _match(old, new, *move))[-3:]
    turned = (old.rotate(turn, Image.Resampling.BILINEAR) for turn in TURNS)
    return max(*(_near(old, new, x, y, (-2, -1, 0, 1, 2)) for x, y in best), *(_near(one, new) for one in turned))


def _lost_percent(before: View, now: View) -> int:
    """How much of what had an edge has none any more."""
    had = [(old, new) for old, new in zip(before.edges, now.edges, strict=True) if old >= EDGE]
    return round(100 * sum(new < old / 3 for old, new in had) / len(had)) if had else 0


def _other(old: Image.Image, new: Image.Image) -> bool:
    """Whether too many parts of the view are other than they were."""
    corners = [(x, y) for x in range(0, ACROSS, PART_ACROSS) for y in range(0, DOWN, PART_DOWN)]
    parts = [(old.crop(box), new.crop(box)) for box in ((x, y, x + PART_ACROSS, y + PART_DOWN) for x, y in corners)]
    had = [(one, two) for one, two in parts if ImageStat.Stat(one).stddev[0] >= PART_SPREAD]
    other = sum(_near(one, two) < OTHER for one, two in had)
    return bool(had) and 100 * other >= OTHER_SHARE_PERCENT * len(had)
