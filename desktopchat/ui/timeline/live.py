"""Which rows of a conversation are live in the timeline's text, and where the view is.

At most LIVE rows or so, however many entries there are. Rows are put in by CHUNK when the view
comes near the edge of what is live, and taken out at the far side, never where someone looks; what
is seen stays where it is. At the end the view sticks to the end.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from desktopchat.client.model import Entry
from desktopchat.ui.timeline.pieces import TimelineRow
from desktopchat.ui.timeline.row_source import RowSource
from desktopchat.ui.timeline.text import RowText

LIVE = 200  # rows in the Text
CHUNK = 50  # rows put in at a time
NEAR = 30  # rows from the edge of what is live at which more are put in
OPENED = 60  # rows put in when a room is opened


def number_of(entry: Entry) -> int:
    return entry.number


class LiveRows:
    """The rows in `text`: those of the entries from place `first` to place `end`.

    The entries may be further than what was told of them: several things that became of them are
    told one after the other. So no place is kept here, only the numbers of the rows.

    source: the entries, and the row for each. follow(): called when what is seen has changed.
    at_start(): called when someone looks near the first of all entries. stick: the view is at the
    end and stays there.
    """

    def __init__(
        self,
        text: RowText,
        source: RowSource,
        follow: Callable[[], object],
        at_start: Callable[[], object],
    ) -> None:
        self.text = text
        self.stick = True
        self._source, self._follow, self._at_start = source, follow, at_start
        self._settling: str | None = None  # the idle callback that brings the view to the end
        self._loading: str | None = None  # the idle callback that puts in more rows

    def stop(self) -> None:
        """The window goes: nothing may come later."""
        for waiting in (self._settling, self._loading):
            if waiting is not None:
                self.text.after_cancel(waiting)
        self._settling = self._loading = None

    @property
    def entries(self) -> list[Entry]:
        return self._source.entries

    @property
    def settling(self) -> bool:
        """Whether the view has still to be brought to the end."""
        return self._settling is not None

    @property
    def first(self) -> int:
        """The place in the entries of the first live row."""
        return self.place_of(self.text.numbers[0]) if self.text.numbers else 0

    @property
    def end(self) -> int:
        """The place in the entries after the last live row."""
        return self.place_of(self.text.numbers[-1] + 1) if self.text.numbers else 0

    @property
    def shown(self) -> Sequence[Entry]:
        """The entries whose rows are live."""
        return self.entries[self.first : self.end]

    def place_of(self, number: int) -> int:
        """The place in the entries of this number, or where it would stand."""
        return bisect_left(self.entries, number, key=number_of)

    def come(self, entry: Entry) -> None:
        """An entry has come; several may have come before the first of them is told."""
        count = len(self.entries)
        if not self.text.holds(entry.number):
            at, end = self.place_of(entry.number), self.end
            if at < end:  # among what is older
                self.show_again()
            elif at == end and self.stick and count - end > LIVE:
                self.open_end()
            elif at == end and (self.stick or end - self.first < LIVE + CHUNK):
                self.text.append(self._rows(end, min(count, end + CHUNK + LIVE)))
        if self.stick:
            if len(self.text.numbers) > LIVE + CHUNK:
                self._cut_first(len(self.text.numbers) - LIVE)
            self.settle()

    def inserted(self, entries: Sequence[Entry]) -> None:
        """Entries were put where they belong, wherever that is."""
        numbers = self.text.numbers
        if not numbers:
            self.open_end()
            return
        first, last = numbers[0], numbers[-1]
        if any(entry.number > first and (self.stick or entry.number < last) for entry in entries):
            self.show_again()
        else:
            self.redraw([first])  # it may need no head or day now
        self.load_soon()

    def gone(self, entry: Entry) -> None:
        """An entry is no more among the entries."""
        if not self.text.holds(entry.number):
            return
        with self.view_kept():
            at = bisect_left(self.text.numbers, entry.number)
            self.text.remove_row(entry.number)
            if at < len(self.text.numbers):
                self._draw_again(self.text.numbers[at])  # it may need the head or the day now
        if not self.text.numbers:
            self.open_end()

    def redraw(self, numbers: Iterable[int]) -> None:
        """Draw the rows of these numbers anew, where they are live; the view stays."""
        live = [number for number in numbers if self.text.holds(number)]
        if live:
            with self.view_kept():
                for number in live:
                    self._draw_again(number)

    def entry_of(self, number: int) -> Entry | None:
        """The entry of this number; None when there is none."""
        at = self.place_of(number)
        found = self.entries[at] if at < len(self.entries) else None
        return found if found is not None and found.number == number else None

    def _draw_again(self, number: int) -> None:
        at = self.place_of(number)
        if at < len(self.entries) and self.entries[at].number == number:
            self.text.replace_row(self._source.row_at(at))

    @property
    def view(self) -> tuple[float, float]:
        """Where what is seen begins and ends, as places in the entries, with the part of the row.

        Tk's own parts of a text are of no use for it: they are of heights, which Tk guesses of all
        rows that it has not looked at yet.
        """
        top = self._place_at("@0,0")
        if self.text.yview()[1] >= 1.0:
            return top, float(self.end)
        return top, max(top, self._place_at(f"@0,{self.text.winfo_height()}"))

    def _place_at(self, index: str) -> float:
        number = self.text.number_at(index)
        if number is None:
            return float(self.end)
        at = bisect_left(self.text.numbers, number)
        return self.first + at + self.text.part_above(number, index)

    def go_to(self, place: float) -> bool:
        """Have a place in the entries at the upper edge; False where its row is not live."""
        at = int(place)
        if not self.first <= at < self.end:
            return False
        self.text.go_to(self.text.numbers[at - self.first], place - at)
        return True

    def moved(self) -> None:
        """The view was moved by hand: find out whether it is at the end."""
        self.stick = self.end >= len(self.entries) and self.text.yview()[1] >= 1.0
        self.load_soon()

    def _rows(self, begin: int, end: int) -> list[TimelineRow]:
        return [self._source.row_at(at) for at in range(begin, end)]

    def open_end(self) -> None:
        count = len(self.entries)
        self.stick = True
        self.text.clear()
        self.text.append(self._rows(max(0, count - OPENED), count))
        self.settle()

    def to_end(self) -> None:
        """Go to the newest row, and stay with what comes."""
        self.stick = True
        if self.end < len(self.entries):
            self.open_end()
        else:
            self.settle()

    def open_at(self, at: int) -> None:
        """Make the rows around a place of the entries live, with that row at the top."""
        at = self._open_around(at)
        self.stick = False
        if self.entries:
            self.text.yview(self.text.range_of(self.entries[at].number)[0])
        self.moved()
        self._follow()

    def _open_around(self, at: int) -> int:
        """Make the rows there live; the place of one that there is."""
        count = len(self.entries)
        at = min(max(at, 0), max(0, count - 1))
        self.text.clear()
        self.text.append(self._rows(max(0, at - OPENED // 2), min(count, at + OPENED)))
        return at

    def show_again(self) -> None:
        """Draw everything live anew; what is seen stays where it is."""
        if self.stick or not self.text.numbers:
            self.open_end()
            return
        top = self.text.number_at("@0,0")
        with self.view_kept():
            self._open_around(self.place_of(self.text.numbers[0] if top is None else top))
        self.moved()

    def load_soon(self) -> None:
        if self._loading is None:
            self._loading = self.text.after_idle(self._load)

    def _load(self) -> None:
        """Put in more rows where the view is near the edge of what is live."""
        self._loading = None
        if not self.text.numbers:
            return
        top, bottom = self.view
        above, below = top - self.first, self.end - bottom
        if self.first == 0 and above < NEAR:
            self._at_start()
        if self.first > 0 and above < NEAR:
            begin = max(0, self.first - CHUNK)
            with self.view_kept():
                self.text.prepend(self._rows(begin, self.first))
                self._cut_last()
            self.load_soon()
        elif self.end < len(self.entries) and below < NEAR:
            begin = self.end
            with self.view_kept():
                self.text.append(self._rows(begin, min(len(self.entries), begin + CHUNK)))
                self._cut_first(len(self.text.numbers) - LIVE)
            self.load_soon()

    def _cut_first(self, count: int) -> None:
        """Take rows out above, but none that is seen and few of those near it."""
        if not self.stick:  # at the end the view is about to go where none of these are
            seen = next(iter(self.text.visible()), None)
            above = 0 if seen is None else bisect_left(self.text.numbers, seen)
            count = min(count, above - NEAR)
        if count > 0:
            self.text.cut_first(count)

    def _cut_last(self) -> None:
        numbers = self.text.numbers
        seen = list(self.text.visible())
        below = len(numbers) - bisect_left(numbers, seen[-1]) - 1 if seen else 0
        self.text.cut_last(min(len(numbers) - LIVE, below - NEAR))

    @contextmanager
    def view_kept(self) -> Iterator[None]:
        """What is seen stays where it is, whatever changes above or below it."""
        text = self.text
        if self.stick:
            yield
            self.settle()
            return
        number = text.number_at("@0,0")
        if number is None:
            yield
            return
        # By row and place in it, not by a mark: a row that is drawn anew would carry it off.
        line, column = map(int, text.index("@0,0").split("."))
        line -= int(text.range_of(number)[0].split(".")[0])
        top = text.top_of("@0,0") or 0
        yield
        if not text.holds(number):
            at = min(bisect_left(text.numbers, number), len(text.numbers) - 1)
            if at < 0:
                return
            number, line, column = text.numbers[at], 0, 0
        begin = int(text.range_of(number)[0].split(".")[0])
        place = f"{begin + line}.{column}"
        now = text.top_of(place)
        if now is None:
            text.yview(place)
            now = text.top_of(place) or 0
        if now != top:
            text.yview_scroll(now - top, "pixels")
        self._follow()

    def settle(self) -> None:
        """Bring the view to the end once all that comes in this turn of the loop is there."""
        if self._settling is None:
            self._settling = self.text.after_idle(self._settled)

    def _settled(self) -> None:
        self._settling = None
        if self.stick:
            self.text.yview_moveto(1.0)
        self._follow()
