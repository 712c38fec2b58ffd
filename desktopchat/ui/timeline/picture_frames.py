"""How large the shared pictures of the timeline are, and those that are there to be shown.

A picture has its place in the row as soon as its size is known: from its link, or because it was
seen here before. So nothing moves when it comes.
"""

import tkinter as tk
from collections.abc import Callable

from desktopchat.client.files.pictures import Wanted
from desktopchat.client.model import Entry
from desktopchat.irc.filehost import size_in
from desktopchat.store.person.pictures import NO_PICTURE
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.markup import picture_links
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.ui.timeline.rows import SAID

BOX = (360, 240)
"""Pixels at 100 % that a picture takes at most."""
_IN_ONE_MESSAGE = 20
_TOLD_MOST = 5000  # sizes that are remembered; a row that is drawn again tells its own again

Size = tuple[int, int]


def fitted(size: Size, box: Size, scale: float) -> Size:
    """Pixels that a picture of `size` takes on the screen: even, so that it can be padded from its
    middle, and something to click on, however narrow it says that it is."""
    factor = min(scale, box[0] / size[0], box[1] / size[1])
    width, height = (max(8, round(one * factor / 2) * 2) for one in size)
    return min(width, box[0]), min(height, box[1])


class PictureFrames:
    """known: asks for the size of a whole picture that was seen before (`Pictures.size`); None
    while no pictures are shown."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.known: Callable[[str], Size | None] | None = None
        self.images: dict[str, tk.PhotoImage] = {}
        """By token. Tk shows no more what Python has let go."""
        self._told: dict[str, Size] = {}
        """What links say of pictures, by token."""
        self._room = BOX[0] * 16
        self._box = (0, 0)
        self.fit(self._room)

    def fit(self, room: int) -> bool:
        """Rows have so many pixels of width; whether that changes what pictures take."""
        self._room = room
        wide, high = map(self._theme.px, BOX)
        before, self._box = self._box, (max(16, min(wide, room) // 2 * 2), high // 2 * 2)
        if self._box != before:
            self.images.clear()
        return self._box != before

    def restyle(self) -> None:
        """The theme has other colours or sizes."""
        self.images.clear()
        self.fit(self._room)

    def links(self, entry: Entry, looked: bool) -> dict[str, str]:
        """The links of the pictures to show below an entry, by token."""
        if self.known is None or entry.redacted or entry.kind not in SAID:
            return {}
        return dict([*picture_links(entry.text, looked=looked).items()][:_IN_ONE_MESSAGE])

    def pieces(self, entry: Entry, looked: bool) -> list[Piece]:
        """Those whose size is known, each in a line of its own."""
        found: list[Piece] = []
        for token, link in self.links(entry, looked).items():
            told = size_in(link)
            if told is not None:
                self._told.pop(token, None)
                self._told[token] = told
                if len(self._told) > _TOLD_MOST:
                    del self._told[next(iter(self._told))]
            if self._whole(token) is not None:
                found += [Piece(token, ("picture", "link"), True), Piece("\n", ("picture",))]
        return found

    def size(self, token: str) -> Size:
        """Pixels that it takes on the screen; nothing where it is not shown."""
        whole = self._whole(token)
        return NO_PICTURE if whole is None else fitted(whole, self._box, self._theme.px(100) / 100)

    def wanted(self, token: str) -> Wanted:
        """What is asked for, to be shown now."""
        return Wanted(token, self._box, self._theme.px(100) / 100, self._theme.palette.page)

    def _whole(self, token: str) -> Size | None:
        found = self.known(token) if self.known is not None else None
        found = self._told.get(token) if found is None else found
        return None if found == NO_PICTURE else found
