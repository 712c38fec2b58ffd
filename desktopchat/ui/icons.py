"""The few signs on buttons, drawn by Pillow: fonts of the systems disagree about such glyphs."""

import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageTk

from desktopchat.ui.theme import Theme

_GRID = 16  # each sign is drawn on a grid of 16 by 16
_FINER = 8


class _Pen:
    """Draws in units of the grid."""

    def __init__(self, size: int, color: str) -> None:
        self.image = Image.new("RGBA", (size * _FINER, size * _FINER))
        self._draw = ImageDraw.Draw(self.image)
        self._unit = size * _FINER / _GRID
        self._color = color

    def line(self, *points: float, width: float = 1.5) -> None:
        pixels = [point * self._unit for point in points]
        self._draw.line(pixels, fill=self._color, width=round(width * self._unit), joint="curve")
        radius = width * self._unit / 2
        for x, y in (pixels[:2], pixels[-2:]):  # round ends
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=self._color)

    def disc(self, x: float, y: float, radius: float) -> None:
        box = [(x - radius), (y - radius), (x + radius), (y + radius)]
        self._draw.ellipse([edge * self._unit for edge in box], fill=self._color)

    def ring(self, x: float, y: float, radius: float, width: float = 1.5) -> None:
        box = [(x - radius), (y - radius), (x + radius), (y + radius)]
        pixels = [edge * self._unit for edge in box]
        self._draw.ellipse(pixels, outline=self._color, width=round(width * self._unit))

    def arc(self, x: float, y: float, radius: float, begin: float, end: float) -> None:
        box = [(x - radius), (y - radius), (x + radius), (y + radius)]
        pixels = [edge * self._unit for edge in box]
        self._draw.arc(pixels, begin, end, fill=self._color, width=round(1.5 * self._unit))


def _rooms(pen: _Pen) -> None:
    for y in (4, 8, 12):
        pen.line(2.5, y, 13.5, y)


def _more(pen: _Pen) -> None:
    for x in (3, 8, 13):
        pen.disc(x, 8, 1.3)


def _settings(pen: _Pen) -> None:
    pen.ring(8, 8, 2.4)
    pen.ring(8, 8, 5.2, 1.6)
    for step in range(8):
        angle = step * math.pi / 4
        x, y = math.cos(angle), math.sin(angle)
        pen.line(8 + 5 * x, 8 + 5 * y, 8 + 6.6 * x, 8 + 6.6 * y, width=2)


def _people(pen: _Pen) -> None:
    pen.ring(6, 5.5, 2.5)
    pen.arc(6, 14, 4.8, 190, 350)
    pen.arc(10.6, 5.5, 2.5, 270, 90)
    pen.arc(10.6, 14, 4.6, 290, 350)


_SIGNS: dict[str, Callable[[_Pen], None]] = {
    "rooms": _rooms,
    "more": _more,
    "settings": _settings,
    "people": _people,
}


class Icons:
    """Signs in the theme's colours, each drawn once."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._images: dict[tuple[str, int, str], ImageTk.PhotoImage] = {}

    def image(self, name: str) -> ImageTk.PhotoImage:
        """"rooms", "more", "settings" or "people", in the colour of dim text."""
        size, color = self._theme.px(_GRID), self._theme.palette.dim
        key = (name, size, color)
        if key not in self._images:
            pen = _Pen(size, color)
            _SIGNS[name](pen)
            small = pen.image.resize((size, size), Image.Resampling.LANCZOS)
            self._images[key] = ImageTk.PhotoImage(small)
        return self._images[key]
