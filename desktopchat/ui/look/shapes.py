"""Rounded rectangles and small signs as opaque nine-patch images, smooth at every scale.

Drawn here from the exact distance to the edge instead of by Pillow: a whole theme takes a third of
the time that importing Pillow alone takes, and the first window needs no picture but these.
Opaque, because Tk draws an image with transparency by reading the screen back.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from desktopchat.ui.look.palette import rgb

Point = tuple[float, float]


class Layer(NamedTuple):
    """A rounded rectangle: so many pixels inside the image's edge, with corners of this radius."""

    colour: str
    inset: float
    radius: float


class NinePatch(NamedTuple):
    """A picture whose middle may be stretched or repeated."""

    ppm: bytes  # binary PPM ("P6"), which Tk reads without help
    border: int  # pixels at each edge that must stay as they are
    width: int
    height: int


def rounded(ground: str, layers: Sequence[Layer], middle: tuple[int, int] = (16, 16)) -> NinePatch:
    """Layers painted one over the other on `ground`.

    `middle` is the size in pixels of the part between the corners. Tk repeats it to fill a larger
    widget, one call a repeat, so a large widget wants a large middle. A middle below nothing takes
    its pixels from the corners.
    """
    return _rounded(ground, tuple(layers), middle)


@lru_cache(maxsize=256)  # about what a theme has: many styles and buttons want the same ones
def _rounded(ground: str, layers: tuple[Layer, ...], middle: tuple[int, int]) -> NinePatch:
    border = max((math.ceil(layer.inset + layer.radius) for layer in layers), default=0) + 1
    quarter = _quarter(ground, layers, border)
    wide, high = middle
    across, down = border + min(0, wide) // 2, border + min(0, high) // 2
    rows = [
        b"".join(row[:across]) + row[-1] * max(0, wide) + b"".join(reversed(row[:across]))
        for row in quarter
    ]
    width, height = 2 * across + max(0, wide), 2 * down + max(0, high)
    body = b"".join(rows[:down]) + rows[-1] * max(0, high) + b"".join(reversed(rows[:down]))
    return NinePatch(b"P6 %d %d 255\n" % (width, height) + body, border, width, height)


def square(ground: str, layers: Sequence[Layer], size: int) -> NinePatch:
    """Layers painted on a picture of exactly `size` pixels each way, never stretched."""
    quarter = _quarter(ground, tuple(layers), (size + 1) // 2)
    half = [b"".join(row) + b"".join(reversed(row[: size // 2])) for row in quarter]
    body = b"".join(half) + b"".join(reversed(half[: size // 2]))
    return NinePatch(b"P6 %d %d 255\n" % (size, size) + body, 0, size, size)


def strokes(
    under: NinePatch, colour: str, lines: tuple[tuple[Point, ...], ...], thickness: float
) -> NinePatch:
    """`under` with lines of round ends drawn over it; points and thickness in pixels."""
    head = under.ppm.index(b"\n") + 1
    pixels = bytearray(under.ppm[head:])
    ink = bytes(rgb(colour))
    for place, cover in _stroke_covers(lines, thickness, under.width, under.height):
        at = place * 3
        pixels[at : at + 3] = _mix(bytes(pixels[at : at + 3]), ink, cover)
    return under._replace(ppm=under.ppm[:head] + bytes(pixels))


@lru_cache(maxsize=32)
def _stroke_covers(
    lines: tuple[tuple[Point, ...], ...], thickness: float, width: int, height: int
) -> list[tuple[int, int]]:
    """(place of the pixel in the picture, how much of it is covered, 1 to 255)."""
    reach = thickness / 2 + 0.5
    covers: dict[int, int] = {}
    for line in lines:
        for begin, end in pairwise(line):
            left, right = sorted((begin[0], end[0]))
            top, bottom = sorted((begin[1], end[1]))
            for y in range(max(0, int(top - reach)), min(height, math.ceil(bottom + reach))):
                for x in range(max(0, int(left - reach)), min(width, math.ceil(right + reach))):
                    distance = _to_segment(x + 0.5, y + 0.5, begin, end)
                    cover = round(_clamp(reach - distance) * 255)
                    if cover:
                        place = y * width + x
                        covers[place] = max(cover, covers.get(place, 0))
    return list(covers.items())


def disc(ground: str, colour: str, size: int) -> bytes:
    """A disc that fills a square of `size` pixels, as PPM."""
    return square(ground, [Layer(colour, 0, size / 2)], size).ppm


@lru_cache(maxsize=512)
def _quarter(ground: str, layers: tuple[Layer, ...], border: int) -> list[list[bytes]]:
    """The upper left corner, `border` by `border` pixels. It is the same mirrored on its diagonal,
    so half of it is computed."""
    base = bytes(rgb(ground))
    corner = [[base] * border for _ in range(border)]
    for layer in layers:
        ink = bytes(rgb(layer.colour))
        covers = _covers(layer.inset, layer.radius, border)
        for y in range(border):
            row, cover_row = corner[y], covers[y]
            for x in range(y, border):
                cover = cover_row[x]
                if cover == 255:
                    row[x] = ink
                elif cover:
                    row[x] = _mix(row[x], ink, cover)
    for y in range(border):
        for x in range(y):
            corner[y][x] = corner[x][y]
    return corner


@lru_cache(maxsize=128)
def _covers(inset: float, radius: float, border: int) -> list[list[int]]:
    """How much of each pixel of the corner lies inside, 0 to 255, for x >= y."""
    centre = inset + radius
    rows = []
    for y in range(border):
        row = [0] * border
        for x in range(y, border):
            if x + 0.5 >= centre or y + 0.5 >= centre:
                inside = min(x, y) + 1 - inset
            else:
                inside = radius + 0.5 - math.hypot(centre - x - 0.5, centre - y - 0.5)
            row[x] = round(_clamp(inside) * 255)
        rows.append(row)
    return rows


@lru_cache(maxsize=8192)
def _mix(under: bytes, over: bytes, cover: int) -> bytes:
    return bytes(
        (low * (255 - cover) + high * cover + 127) // 255
        for low, high in zip(under, over, strict=True)
    )


def _to_segment(x: float, y: float, begin: Point, end: Point) -> float:
    dx, dy = end[0] - begin[0], end[1] - begin[1]
    length = dx * dx + dy * dy
    along = _clamp(((x - begin[0]) * dx + (y - begin[1]) * dy) / length) if length else 0.0
    return math.hypot(x - begin[0] - along * dx, y - begin[1] - along * dy)


def _clamp(number: float) -> float:
    return 0.0 if number < 0 else 1.0 if number > 1 else number
