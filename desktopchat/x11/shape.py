"""Windows that are no rectangles (X Nonrectangular Window Shape Extension, ShapeRectangles)."""

import struct
from collections.abc import Iterable

from desktopchat.x11.connection import Connection, display_name

Rectangle = tuple[int, int, int, int]

_RECTANGLES, _SET, _BOUNDING, _UNSORTED = 1, 0, 0, 0


def shape_window(window: int, rectangles: Iterable[Rectangle], seconds: float = 1.0) -> None:
    """Show of a window only these: (x, y, width, height), in pixels.

    Raises XError where the server does not do that.
    """
    with Connection(display_name(), seconds) as connection:
        parts = b"".join(struct.pack("<hhHH", *rectangle) for rectangle in rectangles)
        head = struct.pack("<BBBxIhh", _SET, _BOUNDING, _UNSORTED, window, 0, 0)
        connection.request(connection.extension("SHAPE"), _RECTANGLES, head + parts)


def rounded(width: int, height: int, radius: int) -> list[Rectangle]:
    """The rectangles of one with round corners."""
    parts = [(0, radius, width, height - 2 * radius)]
    for y in range(radius):
        down = radius - y - 0.5
        inset = radius - round((radius**2 - down**2) ** 0.5)
        parts += [(inset, at, width - 2 * inset, 1) for at in (y, height - 1 - y)]
    return parts
