"""A round picture of each person: the initials of the name on a colour that stays theirs."""

import threading
import tkinter as tk
import unicodedata
import zlib
from collections import OrderedDict

from desktopchat.ui.look import glyphs
from desktopchat.ui.look.shapes import disc
from desktopchat.ui.look.theme import Theme

_LOAD_AFTER = 100  # ms from the first picture to loading what draws letters: first the page
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
    """Which of `count` colours a nick has: the same in every run and on every computer."""
    return zlib.crc32(nick.casefold().encode("utf-8", "surrogatepass")) % count


class Avatars:
    """Pictures for one window, each drawn once and kept while it is in use.

    `image` returns at once with the plain disc; where Pillow is not loaded yet (its import would
    hold up the first window) the letters follow when another thread has loaded it.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._images: OrderedDict[tuple[str, str, int, str], tk.PhotoImage] = OrderedDict()
        self._waiting: list[tuple[str, str, int, str]] = []
        self._timer: str | None = None
        theme.root.bind("<Destroy>", self._gone, add=True)

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
        key = (initials(name or nick), colour, size, under)
        image = self._images.get(key)
        if image is not None:
            self._images.move_to_end(key)
            return image
        image = tk.PhotoImage(master=self._theme.root, data=disc(under, colour, size), format="PPM")
        self._images[key] = image
        while len(self._images) > KEPT:
            self._images.popitem(last=False)
        if glyphs.ready():
            self._letter(key)
        else:
            self._waiting.append(key)
            if self._timer is None:
                self._timer = self._theme.root.after(_LOAD_AFTER, self._load)
        return image

    def _load(self) -> None:
        loader = threading.Thread(
            target=glyphs.load, args=(self._theme.fonts.sans,), name="letters", daemon=True
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
            self._letter(key)

    def _letter(self, key: tuple[str, str, int, str]) -> None:
        letters, colour, size, under = key
        if key in self._images:
            data = glyphs.lettered(
                letters, size, colour, under, self._theme.palette.on_disc, self._theme.fonts.sans
            )
            if data is not None:
                self._images[key].configure(data=data, format="PPM")

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._theme.root and self._timer is not None:
            self._theme.root.after_cancel(self._timer)
            self._timer = None
