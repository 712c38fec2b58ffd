"""A window that shows what lies below it, dimmed, with the shadow of what lies above.

X has no window that lets another shine through. So the windows below are kept off the screen as
well (Composite), where they are whole although something covers them; the server puts them and a
veil together (RENDER) into the background of the covering window, and says when to do it again
(DAMAGE). No picture leaves the server.
"""

import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass

from desktopchat.x11.connection import Connection, XError, display_name
from desktopchat.x11.shape import Rectangle, rounded

_CHANGE_ATTRIBUTES, _GET_ATTRIBUTES, _QUERY_TREE = 2, 3, 15
_CREATE_PIXMAP, _FREE_PIXMAP, _CLEAR = 53, 54, 61
_BACKGROUND, _EVENT_MASK, _SUBSTRUCTURE = 1, 0x800, 0x80000  # attributes of a window
_QUERY_VERSION = 0  # of every extension
_REDIRECT, _AUTOMATIC = 1, 0  # Composite
_FORMATS, _PICTURE, _CLIP, _FREE_PICTURE, _COMPOSITE, _FILL = 1, 4, 6, 7, 8, 26  # RENDER
_PUT, _OVER, _SUBWINDOW_MODE, _INFERIORS = 1, 3, 1 << 8, 1
_CREATE_DAMAGE, _SUBTRACT, _ONCE = 1, 3, 3  # DAMAGE
_STEPS = 12  # of the shadow


@dataclass(slots=True, frozen=True)
class Veil:
    """How dark it becomes: `dim` everywhere and `shadow` more at the edges of a rectangle with
    round corners, both of 0 to 1. spread: pixels until the shadow ends."""

    size: tuple[int, int]
    above: Rectangle
    radius: int
    spread: int
    dim: float
    shadow: float


class Scrim(Connection):
    """Over windows of one parent, as long as it is not closed. Raises XError where the server can't
    do that; one that is far away is not asked, as every step would be felt."""

    def __init__(self, window: int, seconds: float = 1.0) -> None:
        if not display_name().startswith((":", "unix:")):
            raise XError("the display is not on this computer")
        super().__init__(display_name(), seconds)
        try:
            self._seconds, self._window, self._last = seconds, window, self._base
            self._composite, self._render, self._damage = (
                self._begin(*extension)
                for extension in (("Composite", 0, 4), ("RENDER", 0, 11), ("DAMAGE", 1, 1))
            )
            self._format, self._depth, self._alpha = self._formats()
            self._watch_siblings()
            self._below: dict[int, tuple[int, int]] = {}  # window: picture, damage
            self._places: dict[int, Rectangle] = {}
            self._veil = self._pixmap = self._picture = 0
            self._size = (0, 0)
        except BaseException:
            self.close()
            raise

    def cover(self, windows: Mapping[int, Rectangle], veil: Veil) -> None:
        """Show these windows, the lowest first, through a veil. Their places are counted from where
        the scrim begins."""
        self.deadline = time.monotonic() + self._seconds
        self._below = {window: self._below.get(window) or self._keep(window) for window in windows}
        self._places = dict(windows)
        for number in (self._picture, self._veil):
            if number:
                self._ask(_FREE_PICTURE, struct.pack("<I", number))
        if self._pixmap:
            self._request(_FREE_PIXMAP, 0, struct.pack("<I", self._pixmap))
        self._size = veil.size
        self._veil, pixmap = self._new_picture(8, self._alpha)
        self._request(_FREE_PIXMAP, 0, struct.pack("<I", pixmap))  # its picture keeps it
        self._picture, self._pixmap = self._new_picture(self._depth, self._format)
        self._fill(_PUT, veil.dim, [(0, 0, *veil.size)])
        x, y, width, height = veil.above
        self._leave_out(veil)
        step = 1 - (1 - veil.shadow) ** (1 / _STEPS)
        for at in range(_STEPS):
            out = round(veil.spread * (at / _STEPS) ** 1.5)
            parts = rounded(width + 2 * out, height + 2 * out, veil.radius + out)
            down = y - out + veil.spread // 4  # light comes from above
            self._fill(_OVER, step, [(x - out + a, down + b, c, d) for a, b, c, d in parts])
        self.draw()
        self.selection_owner(self.atoms("PRIMARY")[0])  # answered once all that is done

    def draw(self) -> None:
        """What lies below has changed (`wait_for_change`)."""
        self.deadline = time.monotonic() + self._seconds
        for window, (picture, damage) in self._below.items():
            self._request(self._damage, _SUBTRACT, struct.pack("<III", damage, 0, 0))
            self._put(_PUT, picture, self._places[window])
        self._put(_OVER, self._veil, (0, 0, *self._size))
        background = struct.pack("<III", self._window, _BACKGROUND, self._pixmap)
        self._request(_CHANGE_ATTRIBUTES, 0, background)
        self._request(_CLEAR, 0, struct.pack("<IhhHH", self._window, 0, 0, 0, 0))

    def fileno(self) -> int:
        """It can be read when `wait_for_change` has something to take."""
        return self._socket.fileno()

    def wait_for_change(self) -> None:
        """Return once windows below were drawn to (told once until `draw`), came or went; the last
        is the time for `cover`. What happened while `cover` ran may be left out."""
        self.deadline = time.monotonic() + self._seconds
        self._events.clear()
        self.event()

    # inside

    def _begin(self, name: str, major: int, minor: int) -> int:
        code = self.extension(name)
        self._request(code, _QUERY_VERSION, struct.pack("<II", major, minor))
        self._reply()
        return code

    def _formats(self) -> tuple[int, int, int]:
        """The format of the window's pixels, its depth, and the format of a veil's."""
        self._request(_GET_ATTRIBUTES, 0, struct.pack("<I", self._window))
        visual = struct.unpack_from("<I", self._reply(), 8)[0]
        self._request(self._render, _FORMATS, b"")
        reply = self._reply()
        formats, screens = struct.unpack_from("<II", reply, 8)
        depths, alpha, at = {}, 0, 32
        for _ in range(formats):
            number, kind, depth, red, clear = struct.unpack_from("<IBB4xH10xH", reply, at)
            depths[number] = depth
            if (kind, depth, red, clear) == (1, 8, 0, 0xFF):
                alpha = number
            at += 28
        for _ in range(screens):
            count = struct.unpack_from("<I", reply, at)[0]
            at += 8
            for _ in range(count):
                visuals = struct.unpack_from("<xxH", reply, at)[0]
                at += 8
                for _ in range(visuals):
                    found, number = struct.unpack_from("<II", reply, at)
                    if found == visual and alpha:
                        return number, depths[number], alpha
                    at += 8
        raise XError("the server can't mix the colours of this window")

    def _watch_siblings(self) -> None:
        self._request(_QUERY_TREE, 0, struct.pack("<I", self._window))
        parent = struct.unpack_from("<I", self._reply(), 12)[0]
        asked = struct.pack("<III", parent, _EVENT_MASK, _SUBSTRUCTURE)
        self._request(_CHANGE_ATTRIBUTES, 0, asked)

    def _keep(self, window: int) -> tuple[int, int]:
        """Have the server keep a window whole, and tell when it changes."""
        redirect = struct.pack("<IBxxx", window, _AUTOMATIC)
        self._request(self._composite, _REDIRECT, redirect)
        picture, damage = self._new(), self._new()
        self._ask(
            _PICTURE,
            struct.pack("<IIIII", picture, window, self._format, _SUBWINDOW_MODE, _INFERIORS),
        )
        asked = struct.pack("<IIBxxx", damage, window, _ONCE)
        self._request(self._damage, _CREATE_DAMAGE, asked)
        return picture, damage

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _new_picture(self, depth: int, kind: int) -> tuple[int, int]:
        picture, pixmap = self._new(), self._new()
        size = struct.pack("<IIHH", pixmap, self._window, *self._size)
        self._request(_CREATE_PIXMAP, depth, size)
        self._ask(_PICTURE, struct.pack("<IIII", picture, pixmap, kind, 0))
        return picture, pixmap

    def _fill(self, how: int, dark: float, rectangles: list[Rectangle]) -> None:
        colour = struct.pack("<HHHH", 0, 0, 0, round(dark * 0xFFFF))
        parts = b"".join(struct.pack("<hhHH", *rectangle) for rectangle in rectangles)
        self._ask(_FILL, struct.pack("<BxxxI", how, self._veil) + colour + parts)

    def _leave_out(self, veil: Veil) -> None:
        """Don't draw what will be covered: most of a shadow."""
        wide, high = veil.size
        left, top = (start + veil.radius for start in veil.above[:2])
        width, height = (side - 2 * veil.radius for side in veil.above[2:])
        around = [
            (0, 0, wide, max(0, top)),
            (0, top, max(0, left), height),
            (left + width, top, max(0, wide - left - width), height),
            (0, top + height, wide, max(0, high - top - height)),
        ]
        parts = b"".join(struct.pack("<hhHH", *rectangle) for rectangle in around)
        self._ask(_CLIP, struct.pack("<Ihh", self._veil, 0, 0) + parts)

    def _put(self, how: int, source: int, place: Rectangle) -> None:
        places = struct.pack("<hhhhhhHH", 0, 0, 0, 0, *place)
        self._ask(_COMPOSITE, struct.pack("<BxxxIII", how, source, 0, self._picture) + places)

    def _ask(self, request: int, body: bytes) -> None:
        self._request(self._render, request, body)
