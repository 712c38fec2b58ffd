"""A round picture of each person: their own, else the initials of the name on a colour that stays
theirs."""

import threading
import tkinter as tk
import unicodedata
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from desktopchat.irc.names import nick_from_name
from desktopchat.ui.look import glyphs
from desktopchat.ui.look.gone import when_gone
from desktopchat.ui.look.shapes import disc
from desktopchat.ui.look.theme import Theme

_LOAD_AFTER = 100  # ms from the first picture to loading what draws letters: first the page
_AGAIN = (2_000, 10_000, 60_000)  # ms from a look for fonts in vain to the next one
_LOOK = 20  # ms between looks whether that is loaded
KEPT = 2048  # pictures; who shows one for long keeps it too, as Tk's images want it


def initials(name: str) -> str:
    """One or two letters for a name: "Ada Lovelace" AL, "ada" A, "王伟" 王, "🦊 Fox" F.

    Names without a letter or digit give their first character that can be seen, or "?".
    """
    words = [
        "".join(char for char in word if unicodedata.category(char)[0] in "LN")
        for word in name.replace("_", " ").replace("-", " ").split()
    ]
    words = [word for word in words if word]
    if not words:
        seen = (char for char in name if unicodedata.category(char)[0] in "PS" and char.isascii())
        return next(seen, "?")
    first = words[0][0].upper()[:1]
    if len(words) == 1 or _wide(first) or _wide(words[-1][0]):
        return first
    return first + words[-1][0].upper()[:1]


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def place(nick: str, count: int) -> int:
    """Which of `count` colours a nick has: the same in every run and on every computer, and for the
    name that it was made of."""
    nick = nick_from_name(nick) or nick
    return zlib.crc32(nick.casefold().encode("utf-8", "surrogatepass")) % count


class _Drawn(NamedTuple):
    """What one picture shows. under: the colour that it lies on. face: the token of their own."""

    letters: str
    colour: str
    size: int
    under: str
    face: str


class Face(NamedTuple):
    """A picture of somebody's own as it is wanted, `size` pixels across."""

    token: str
    size: int
    under: str


class Avatars:
    """Pictures of the people of one place, each drawn once and kept while it is in use.

    `image` returns at once with the plain disc; where Pillow is not loaded yet (its import would
    hold up the first window) the letters follow when another thread has loaded it. face_of tells
    the token of somebody's own picture, "" for none; it comes by `bring` and takes the place of
    the letters.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.face_of: Callable[[str], str] = lambda _nick: ""
        self._images: OrderedDict[_Drawn, tk.PhotoImage] = OrderedDict()
        self._waiting: list[_Drawn] = []
        self._faceless: dict[_Drawn, None] = {}
        """Those whose own picture is not here."""
        self._timer: str | None = None
        self._pauses = list(_AGAIN)
        """Before the tries that are left to find fonts for those that wait."""
        when_gone(theme.root, self._gone)

    def color(self, nick: str) -> str:
        """The colour of a person's name, readable on page and side."""
        hues = self._theme.palette.hues
        return hues[place(nick, len(hues))]

    def image(self, nick: str, name: str, size: int, ground: str = "page") -> tk.PhotoImage:
        """The picture in `size` pixels of the screen.

        `ground` is a field of Palette ("page", "side", "hover", "selected"…) or "#rrggbb": what
        the picture lies on, for its edge.
        """
        palette = self._theme.palette
        under = ground if ground.startswith("#") else getattr(palette, ground, palette.page)
        colour = palette.discs[place(nick, len(palette.discs))]
        key = _Drawn(initials(name or nick), colour, size, under, self.face_of(nick))
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
            return image
        image = tk.PhotoImage(master=self._theme.root, data=disc(under, colour, size), format="PPM")
        self._images[key] = image
        if key.face:
            self._faceless[key] = None
        while len(self._images) > KEPT:
            self._faceless.pop(self._images.popitem(last=False)[0], None)
        if glyphs.ready() and glyphs.can_draw(key.letters, self._theme.fonts.sans):
            self._letter(key)
        else:
            self._waiting.append(key)
            if self._timer is None:
                self._timer = self._theme.root.after(_LOAD_AFTER, self._load)
        return image

    @property
    def faces_wanted(self) -> Iterator[Face]:
        """Those that are not here, the last asked for first."""
        return (Face(one.face, one.size, one.under) for one in reversed(self._faceless))

    def bring(self, face: Face, ppm: bytes) -> None:
        """A picture is here, as it was wanted; b"" for one that can't be shown."""
        for key in [key for key in self._faceless if Face(key.face, key.size, key.under) == face]:
            del self._faceless[key]
            if ppm:
                self._images[key].configure(data=ppm, format="PPM")

    def _load(self) -> None:
        names = [key.letters for key in self._waiting]
        loader = threading.Thread(
            target=glyphs.load, args=(self._theme.fonts.sans, names), name="letters", daemon=True
        )
        loader.start()
        self._letter_waiting(loader)

    def _letter_waiting(self, loader: threading.Thread) -> None:
        if loader.is_alive():
            self._timer = self._theme.root.after(_LOOK, self._letter_waiting, loader)
            return
        self._timer = None
        waiting, self._waiting = self._waiting, []
        for key in waiting:
            if glyphs.can_draw(key.letters, self._theme.fonts.sans):
                self._letter(key)
            elif key in self._images:
                self._waiting.append(key)
        if not self._waiting:
            self._pauses = list(_AGAIN)
        elif self._pauses:
            self._timer = self._theme.root.after(self._pauses.pop(0), self._load)

    def _letter(self, key: _Drawn) -> None:
        letters, colour, size, under, face = key
        if key in self._images and (not face or key in self._faceless):
            data = glyphs.lettered(
                letters, size, colour, under, self._theme.palette.on_disc, self._theme.fonts.sans
            )
            if data is not None:
                self._images[key].configure(data=data, format="PPM")

    def _gone(self) -> None:
        if self._timer is not None:
            self._theme.root.after_cancel(self._timer)
            self._timer = None
