"""How large the shared pictures of the timeline are, and those that are there to be shown.

A picture has its place in the row as soon as its size is known: from its link, or because it was
seen here before. So nothing moves when it comes. Several of one message are tiles of a grid, all
of its rows equally wide.
"""

import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from desktopchat.client.files.pictures import Wanted
from desktopchat.client.model import Entry
from desktopchat.irc.filehost import size_in
from desktopchat.store.person.pictures import NO_PICTURE
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.markup import album, picture_links
from desktopchat.ui.timeline.pieces import Piece, Shared
from desktopchat.ui.timeline.rows import SAID
from desktopchat.words import trn

BOX = (360, 240)
"""Pixels at 100 % that a picture takes at most."""
_IN_ONE_MESSAGE = 100
_GRID = 432  # pixels at 100 % that a row of tiles takes at most, with a gap behind each
_EVENLY = 12  # can be divided by two, three and four
_GAP = 4  # pixels at 100 % between tiles
_TILES = {
    2: (2,),
    3: (3,),
    4: (2, 2),
    5: (2, 3),
    6: (3, 3),
    7: (3, 4),
    8: (4, 4),
    9: (3, 3, 3),
    10: (3, 3, 4),
}
"""How many tiles the rows of so many pictures have; of more, the last one tells how many it is."""
_TOLD_MOST = 5000  # sizes that are remembered; a row that is drawn again tells its own again

Size = tuple[int, int]


class Frame(NamedTuple):
    """One picture's place in a row of the timeline: alone, or as one of some tiles side by side.
    more: as in `Wanted`."""

    token: str
    columns: int = 1
    more: int = 0

    @property
    def is_tile(self) -> bool:
        return self.columns > 1

    @property
    def name(self) -> str:
        """The frame in one word."""
        return f"{self.token}.{self.columns}.{self.more}" if self.is_tile else self.token

    @classmethod
    def named(cls, name: str) -> "Frame":
        token, *numbers = name.split(".")
        return cls(token, *map(int, numbers))


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
        self.images: dict[Frame, tk.PhotoImage] = {}
        """Tk shows no more what Python has let go."""
        self._plates: dict[Size, tk.PhotoImage] = {}
        """What stands where tiles of these sizes come."""
        self._told: dict[str, Size] = {}
        """What links say of pictures, by token."""
        self._moving: dict[str, None] = {}
        """The tokens of pictures that move."""
        self._room = BOX[0] * 16
        self._box, self._grid = (0, 0), 0
        self.fit(self._room)

    def fit(self, room: int) -> bool:
        """Rows have so many pixels of width; whether that changes what pictures take."""
        self._room = room
        wide, high = map(self._theme.px, BOX)
        before = self._box, self._grid
        self._box = max(16, min(wide, room) // 2 * 2), high // 2 * 2
        across = max(64, min(self._theme.px(_GRID), room))
        self._grid = across // _EVENLY * _EVENLY - self.gap
        changed = (self._box, self._grid) != before
        if changed:
            self._clear()
        return changed

    def restyle(self) -> None:
        """The theme has other colours or sizes."""
        self._clear()
        self.fit(self._room)

    def _clear(self) -> None:
        self.images.clear()
        self._plates.clear()

    @property
    def gap(self) -> int:
        """Pixels right of a tile, and below it."""
        return self._theme.px(_GAP)

    def links(self, entry: Entry, looked: bool) -> dict[str, str]:
        """The links of the pictures to show below an entry, by token."""
        if self.known is None or entry.redacted or entry.kind not in SAID:
            return {}
        return dict([*picture_links(entry.text, looked=looked).items()][:_IN_ONE_MESSAGE])

    def rows(self, entry: Entry, looked: bool) -> list[list[Frame]]:
        """The frames of the pictures below an entry whose size is known."""
        shown = []
        for token, link in self.links(entry, looked).items():
            self._tell(token, link)
            if self._whole(token) is not None:
                shown.append(token)
        return _rows(shown)

    def wants(self, entry: Entry, looked: bool) -> list[Frame]:
        """What is to be brought for an entry: its frames, and the pictures that have none yet."""
        frames = [frame for row in self.rows(entry, looked) for frame in row]
        unknown = [token for token in self.links(entry, looked) if not self._is_known(token)]
        return [*frames, *map(Frame, unknown)]

    def shared(self, entry: Entry, looked: bool) -> Shared:
        """What an entry says and shows. The links that a grid ends in need no words."""
        rows, (said, links) = self.rows(entry, looked), album(entry.text)
        shown = {frame.token for row in rows for frame in row}
        if len(links) > 1 and shown.issuperset([*links][: max(_TILES)]):
            return Shared(said, trn("{n} picture", "{n} pictures", len(links)), [*_pieces(rows)])
        return Shared(entry.text, "", [*_pieces(rows)])

    def size(self, frame: Frame) -> Size:
        """Pixels that it takes on the screen; nothing where it is not shown."""
        whole = self._whole(frame.token)
        if whole is None:
            return NO_PICTURE
        if frame.is_tile:
            return self._tile(frame.columns)
        return fitted(whole, self._box, self._theme.px(100) / 100)

    def wanted(self, frame: Frame) -> Wanted:
        """What is asked for, to be shown now."""
        box = self._tile(frame.columns) if frame.is_tile else self._box
        scale, ground = self._theme.px(100) / 100, self._theme.palette.page
        return Wanted(frame.token, box, scale, ground, frame.is_tile, frame.more)

    def image(self, wanted: Wanted, ppm: bytes) -> tk.PhotoImage:
        """A picture that came, as Tk shows it; a tile with the gap beside it."""
        image = tk.PhotoImage(master=self._theme.root)
        # Of what is put into an image Tk keeps no copy, as it does of what one is made from.
        image.tk.call(str(image), "put", ppm, "-format", "PPM")
        if wanted.fills:
            wide, high = wanted.box
            image.put(wanted.ground, to=(wide, 0, wide + self.gap, high))
        return image

    def tell_moves(self, token: str, *, moves: bool) -> None:
        """Whether a picture moves."""
        if moves and token not in self._moving:
            self._moving[token] = None
            if len(self._moving) > _TOLD_MOST:
                del self._moving[next(iter(self._moving))]

    def moves(self, frame: Frame) -> bool:
        """Whether a picture moves that is shown as it is."""
        moving = frame.token in self._moving and not frame.more
        return moving and not self._theme.movement.still

    def plate(self, frame: Frame) -> tk.PhotoImage:
        """What stands where a tile comes: one for all of a size."""
        wide, high = size = self.size(frame)
        if size not in self._plates:
            plate = tk.PhotoImage(master=self._theme.root, width=wide + self.gap, height=high)
            plate.put(self._theme.palette.page, to=(0, 0, wide + self.gap, high))
            plate.put(self._theme.palette.hover, to=(0, 0, wide, high))
            self._plates[size] = plate
        return self._plates[size]

    def _tile(self, columns: int) -> Size:
        """Squares, but for two in a row: those would be tall."""
        wide = (self._grid - self.gap * (columns - 1)) // columns
        return wide, wide * 3 // 4 if columns == 2 else wide

    def _tell(self, token: str, link: str) -> None:
        """Remember what a link says of its picture."""
        told = size_in(link)
        if told is not None:
            self._told.pop(token, None)
            self._told[token] = told
            if len(self._told) > _TOLD_MOST:
                del self._told[next(iter(self._told))]

    def _is_known(self, token: str) -> bool:
        return token in self._told or (self.known is not None and self.known(token) is not None)

    def _whole(self, token: str) -> Size | None:
        found = self.known(token) if self.known is not None else None
        found = self._told.get(token) if found is None else found
        return None if found == NO_PICTURE else found


def _pieces(rows: Sequence[Sequence[Frame]]) -> Iterator[Piece]:
    for row in rows:
        ground = ("picture", "tile") if row[0].is_tile else ("picture",)
        yield from (Piece(frame.name, (*ground, "link"), True) for frame in row)
        yield Piece("\n", ground)


def _rows(tokens: Sequence[str]) -> list[list[Frame]]:
    if len(tokens) < 2:
        return [[Frame(token)] for token in tokens]
    shown = min(len(tokens), max(_TILES))
    more = len(tokens) - shown
    rows, at = [], 0
    for columns in _TILES[shown]:
        rows.append([Frame(token, columns) for token in tokens[at : at + columns]])
        at += columns
    if more:
        rows[-1][-1] = rows[-1][-1]._replace(more=more + 1)
    return rows
