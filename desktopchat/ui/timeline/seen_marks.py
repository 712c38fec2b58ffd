"""Who has read how far: small pictures at the right end of the last message that each has read.

They lie over the text, where its lines leave room, so that nothing moves because somebody reads.
"""

import tkinter as tk
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from desktopchat.client.model import ON_ITS_WAY, Delivery, Entry
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.rows import SAID, clock
from desktopchat.ui.timeline.text import RowText
from desktopchat.words import tr
from desktopchat.words.lists import comma_listed

_SIZE, _GAP, _INSET = 15, 2, 4  # pixels at 100 %
_MOST = 5  # pictures at a message
_LOOK_BACK = 200  # entries: so many others may stand below the last message that was read


class Reader(NamedTuple):
    """Somebody who has read what was said until a moment. at: when they did, where it is known."""

    nick: str
    until: datetime
    at: datetime | None = None


def last_read(entries: Sequence[Entry], reader: Reader) -> Entry | None:
    """The last message that they have read; None where that is their own, which says it itself, or
    where it is not here."""
    at = bisect_right(entries, reader.until, key=lambda entry: entry.time)
    for entry in reversed(entries[max(0, at - _LOOK_BACK) : at]):
        here = entry.delivery not in ON_ITS_WAY and entry.delivery is not Delivery.FAILED
        if entry.kind in SAID and here:
            return None if entry.sender.casefold() == reader.nick.casefold() else entry
    return None


def seen_by(readers: Sequence[Reader], name_of: Callable[[str], str]) -> str:
    """ "Seen by Ada, Bo, 12:04", or with a time for each where they differ."""
    times = {clock(one.at) if one.at else "" for one in readers}
    if len(times) == 1:
        words = [*(name_of(one.nick) for one in readers), *filter(None, times)]
    else:
        words = [
            f"{name_of(one.nick)} {clock(one.at) if one.at else ''}".rstrip() for one in readers
        ]
    return tr("Seen by {names}", names=comma_listed(words))


class _Mark(tk.Canvas):
    """The pictures at one message."""

    def __init__(self, parent: tk.Misc, theme: Theme, name_of: Callable[[str], str]) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=False)
        self.readers: Sequence[Reader] = ()
        self.drawn: tuple[object, ...] = ()
        self.images: list[tk.PhotoImage] = []
        self.wide = self.high = self.top = 0
        Tip(self, theme, lambda _x, _y: seen_by(self.readers, name_of))


class SeenMarks:
    """readers(): who has read how far in the conversation shown, without me. alone(): whether there
    is only one other, so that a word says it. on_made(widget): called for each that lies over the
    text."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        text: RowText,
        live: LiveRows,
        name_of: Callable[[str], str],
    ) -> None:
        self.readers: Callable[[], Sequence[Reader]] = tuple
        self.alone: Callable[[], bool] = bool
        self.on_made: Callable[[tk.Misc], object] = lambda _widget: None
        self._parent, self._theme, self._avatars = parent, theme, avatars
        self._text, self._live, self._name_of = text, live, name_of
        self._marks: dict[int, _Mark] = {}  # by row
        self._free: list[_Mark] = []

    @property
    def shown(self) -> dict[int, str]:
        """What is told of each row that has such pictures in sight."""
        return {
            number: seen_by(mark.readers, self._name_of) for number, mark in self._marks.items()
        }

    def words_of(self, number: int) -> str:
        """What is told of a row, also where there is no room to show it; "" for nothing."""
        readers = self._rows().get(number)
        return seen_by(readers, self._name_of) if readers else ""

    @property
    def marks(self) -> list[tk.Canvas]:
        """What lies over the text, from above."""
        return list(self._marks.values())

    def width_at(self, y: int) -> int:
        """Pixels that pictures take at the right edge, at a height of the text."""
        found = (mark for mark in self._marks.values() if mark.top <= y < mark.top + mark.high)
        return max((mark.wide for mark in found), default=0)

    def draw(self) -> None:
        """Draw anew for what the text shows now."""
        rows = self._rows()
        marks = {}
        for number in self._text.visible() if rows else ():
            if number in rows and self._put(number, rows[number]):
                marks[number] = self._marks.pop(number)
        for mark in self._marks.values():
            mark.place_forget()
            self._free.append(mark)
        self._marks = marks

    def _rows(self) -> dict[int, list[Reader]]:
        """Who has read up to which row, the last to do so first."""
        rows: dict[int, list[Reader]] = {}
        for reader in self.readers():
            entry = last_read(self._live.entries, reader)
            if entry is not None:
                rows.setdefault(entry.number, []).append(reader)
        return rows

    def _put(self, number: int, readers: list[Reader]) -> bool:
        """Show them at a row; False where its last line is not seen, or leaves no room."""
        text, px = self._text, self._theme.px
        last = f"{text.range_of(number)[1]}-1c"
        info = text.dlineinfo(last)
        if info is None:
            return False
        left, top, wide, high, _base = info
        room = text.winfo_width() - px(_INSET) - (left + wide + px(_GAP))
        mark = self._marks.get(number) or (self._free.pop() if self._free else self._make())
        self._marks[number] = mark
        mark.readers = readers
        ground = self._theme.palette.code if "block" in text.tag_names(last) else ""
        if not self._draw(mark, room, ground or self._theme.palette.page):
            return False
        mark.top = top + (high - mark.high) // 2
        # "outside": Tk takes the padding of a text for a border, which things stand within.
        mark.place(in_=text, relx=1.0, x=-px(_INSET), y=mark.top, anchor="ne", bordermode="outside")
        tk.Misc.lift(mark)
        return True

    def _make(self) -> _Mark:
        mark = _Mark(self._parent, self._theme, self._name_of)
        self.on_made(mark)
        return mark

    def _draw(self, mark: _Mark, room: int, ground: str) -> bool:
        """As much of it as there is room for, in pixels; whether that is anything."""
        theme, font = self._theme, self._theme.font("small")
        nicks = [reader.nick for reader in mark.readers]
        fits = self._fitting(len(nicks), room)
        if fits is None:
            return False
        many, words = fits
        size, step = theme.px(_SIZE), theme.px(_SIZE + _GAP)
        mark.images = [
            self._avatars.image(nick, self._name_of(nick), size, ground) for nick in nicks[:many]
        ]
        state = (words, ground, theme.palette.dim, size, *map(str, mark.images))
        if state != mark.drawn:
            mark.drawn = state
            mark.wide = many * step + font.measure(words)
            mark.high = max(size, font.metrics("linespace") if words else 0)
            mark.configure(width=mark.wide, height=mark.high, background=ground)
            mark.delete("all")
            middle = mark.high // 2
            for at, image in enumerate(mark.images):
                mark.create_image(at * step, middle, image=image, anchor="w")
            mark.create_text(
                many * step, middle, text=words, font=font, fill=theme.palette.dim, anchor="w"
            )
        return True

    def _fitting(self, people: int, room: int) -> tuple[int, str] | None:
        """How many pictures, and the words behind them; None where there is no room."""
        measure, step = self._theme.font("small").measure, self._theme.px(_SIZE + _GAP)
        if self.alone():
            seen = tr("Seen")
            return (0, seen) if measure(seen) <= room else None
        for many in range(min(people, _MOST), 0, -1):
            words = f"+{people - many}" if people > many else ""
            if many * step + measure(words) <= room:
                return many, words
        return None
