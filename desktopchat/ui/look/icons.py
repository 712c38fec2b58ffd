"""The few signs on buttons, drawn by Pillow: fonts of the systems disagree about such glyphs."""

import math
import tkinter as tk
from functools import lru_cache
from typing import TYPE_CHECKING

from desktopchat.ui.look.theme import Theme

if TYPE_CHECKING:
    from PIL import ImageDraw

_GRID = 16  # each sign is drawn on a grid of 16 by 16
_FINER = 8

# Strokes as points; a circle as its middle and radius with the angles of an arc, in degrees.
_Stroke = tuple[tuple[float, float], ...]
_Arc = tuple[float, float, float, float, float]

# The body of a lock, and its keyhole.
_BODY: tuple[_Stroke, ...] = (
    ((3.5, 7.2), (12.5, 7.2), (12.5, 13.5), (3.5, 13.5), (3.5, 7.2)),
    ((8, 9.7), (8, 11)),
)
_STROKES: dict[str, tuple[_Stroke, ...]] = {
    "rooms": tuple(((2.5, y), (13.5, y)) for y in (4.0, 8.0, 12.0)),
    "more": tuple(((x, 8.0), (x + 0.01, 8.0)) for x in (3.0, 8.0, 13.0)),
    "settings": tuple(
        (
            (8 + 5.2 * math.cos(turn * math.pi / 4), 8 + 5.2 * math.sin(turn * math.pi / 4)),
            (8 + 6.6 * math.cos(turn * math.pi / 4), 8 + 6.6 * math.sin(turn * math.pi / 4)),
        )
        for turn in range(8)
    ),
    "people": (),
    "room": (
        ((2.5, 5), (7.8, 5)),
        ((12.2, 5), (13.5, 5)),
        ((2.5, 11), (3.8, 11)),
        ((8.2, 11), (13.5, 11)),
    ),
    "search": (((10.4, 10.4), (13.6, 13.6)),),
    "smile": (((5.9, 6.4), (5.9, 6.5)), ((10.1, 6.4), (10.1, 6.5))),
    "reply": (((6.4, 3.2), (2.6, 7), (6.4, 10.8)), ((2.6, 7), (9.4, 7)), ((13.4, 11), (13.4, 13))),
    "edit": (((2.8, 13.2), (3.6, 9.8), (10.6, 2.8), (13.2, 5.4), (6.2, 12.4), (2.8, 13.2)),),
    "attach": (
        ((12.6, 7.4), (7.6, 12.4)),
        ((3.4, 8.2), (8.9, 2.7)),
        ((11.7, 5.5), (6.4, 10.8)),
        ((4.8, 9.4), (9.2, 5)),
    ),
    "microphone": (
        ((8, 11.8), (8, 14)),
        ((5.6, 14), (10.4, 14)),
        ((5.8, 4.2), (5.8, 7.2)),
        ((10.2, 4.2), (10.2, 7.2)),
    ),
    "file": (
        ((4, 2.2), (9.5, 2.2), (12.4, 5.1), (12.4, 13.8), (4, 13.8), (4, 2.2)),
        ((9.5, 2.2), (9.5, 5.1), (12.4, 5.1)),
    ),
    "folder": (
        ((2.2, 12.8), (2.2, 3.6), (6.2, 3.6), (7.6, 5.2), (13.8, 5.2), (13.8, 12.8), (2.2, 12.8)),
    ),
    "picture": (
        ((2.2, 3), (13.8, 3), (13.8, 13), (2.2, 13), (2.2, 3)),
        ((2.2, 11), (5.8, 7.6), (8.6, 10.2), (10.4, 8.6), (13.8, 11.6)),
    ),
    "left": (((10, 3), (5, 8), (10, 13)),),
    "right": (((6, 3), (11, 8), (6, 13)),),
    "plus": (((8, 3), (8, 13)), ((3, 8), (13, 8))),
    "minus": (((3, 8), (13, 8)),),
    "pin": (
        ((5.4, 2.4), (10.6, 2.4)),
        ((6.4, 2.4), (6.4, 6.6), (4, 9.4), (12, 9.4), (9.6, 6.6), (9.6, 2.4)),
        ((8, 9.4), (8, 13.8)),
    ),
    "link": (
        ((7, 4.4), (8.6, 2.8)),
        ((11.6, 9), (13.2, 7.4)),
        ((2.8, 8.6), (4.4, 7)),
        ((7.4, 13.2), (9, 11.6)),
        ((6, 10), (10, 6)),
    ),
    "close": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "lock": _BODY,
    "unlocked": _BODY,
}
_ARCS: dict[str, tuple[_Arc, ...]] = {
    "settings": ((8, 8, 2.2, 0, 360), (8, 8, 5.4, 0, 360)),
    "room": ((10, 5, 2.2, 0, 360), (6, 11, 2.2, 0, 360)),
    "people": (
        (6, 5.3, 2.6, 0, 360),
        (6, 14.2, 5, 190, 350),
        (11, 5.3, 2.6, -100, 100),
        (11, 14.2, 5, 290, 350),
    ),
    "search": ((7, 7, 4.4, 0, 360),),
    "smile": ((8, 8, 6.2, 0, 360), (8, 8.2, 3.2, 20, 160)),
    "reply": ((9.4, 11, 4.7, 270, 360),),
    "attach": (
        (5.5, 10.3, 2.97, 45, 225),
        (10.3, 4.1, 1.98, 225, 405),
        (5.6, 10.1, 1.13, 40, 220),
    ),
    "microphone": (
        (8, 4.2, 2.95, 180, 360),
        (8, 7.2, 2.95, 0, 180),
        (8, 7.2, 5.35, 0, 180),
    ),
    "link": ((10.9, 5.1, 3.25, 225, 405), (5.1, 10.9, 3.25, 45, 225)),
    "picture": ((10.4, 5.7, 0.9, 0, 360),),
    "lock": ((8, 6.2, 3, 180, 360),),
    "unlocked": ((8, 4.6, 3, 180, 330),),
}
_THICK = {"more": 2.4}


class Icons:
    """Signs in the theme's colours. Each is drawn once, however many hold such signs."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._images: dict[tuple[str, int, str], tk.PhotoImage] = {}

    def image(self, name: str) -> tk.PhotoImage:
        """A sign by its name in `_STROKES`, as dim as text."""
        size, color = self._theme.px(_GRID), self._theme.palette.dim
        key = (name, size, color)
        if key not in self._images:
            self._images[key] = tk.PhotoImage(
                master=self._theme.root, data=_png(name, size, color), format="png"
            )
        return self._images[key]


@lru_cache(maxsize=256)  # all signs in some sizes and colours, a few hundred bytes each
def _png(name: str, size: int, color: str) -> bytes:
    """A sign as a PNG of `size` pixels with transparency."""
    # Imported late: the first page needs no sign, and Pillow takes its time to load.
    import io

    from PIL import Image, ImageDraw

    unit = size * _FINER / _GRID
    picture = Image.new("RGBA", (size * _FINER, size * _FINER))
    draw = ImageDraw.Draw(picture)
    thick = _THICK.get(name, 1.5) * unit
    for stroke in _STROKES[name]:
        _line(draw, [(x * unit, y * unit) for x, y in stroke], thick, color)
    for x, y, radius, begin, end in _ARCS.get(name, ()):
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.arc([edge * unit for edge in box], begin, end, fill=color, width=round(thick))
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "png")
    return out.getvalue()


def _line(
    draw: "ImageDraw.ImageDraw", points: list[tuple[float, float]], thick: float, color: str
) -> None:
    draw.line(points, fill=color, width=round(thick))
    for x, y in (points[0], points[-1]):  # round ends
        half = thick / 2
        draw.ellipse((x - half, y - half, x + half, y + half), fill=color)
