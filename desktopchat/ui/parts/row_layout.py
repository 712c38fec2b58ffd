"""Where the rows of a list stand, and how far it is scrolled, in pixels. No Tk here."""

from bisect import bisect_right
from collections.abc import Callable

from desktopchat.ui.parts.rowpaint import Row


class RowLayout:
    """height(row): of a row. room: pixels in sight. offset: pixels scrolled."""

    def __init__(self, height: Callable[[Row], int]) -> None:
        self._height = height
        self.rows: list[Row] = []
        self.room = 0
        self.offset = 0
        self._slack = 0  # pixels below the last row, so that rows stay where they are
        self._tops: list[int] = [0]  # the y of each row, and where the last one ends

    @property
    def total(self) -> int:
        """Pixels that all rows together need."""
        return self._tops[-1]

    @property
    def above(self) -> int:
        """How many rows are wholly above those in sight."""
        return max(0, bisect_right(self._tops, self.offset) - 1)

    def measure(self) -> None:
        """The rows are others, or have another height."""
        top, tops = 0, []
        for row in self.rows:
            tops.append(top)
            top += self._height(row)
        self._tops = [*tops, top]
        self.clamp()

    def clamp(self) -> None:
        """Scroll back from beyond the end."""
        self.offset = max(0, min(self.offset, self.total + self._slack - self.room))

    def top(self, index: int) -> int:
        """The upper edge of a row, from that of the list; of the one after the last its end."""
        return self._tops[index] - self.offset

    def index_of(self, key: str) -> int:
        """The row of this key; -1 for none."""
        if not key:
            return -1
        return next((i for i, row in enumerate(self.rows) if row.key == key), -1)

    def index_at(self, y: int) -> int:
        """The row at a place in sight; -1 for none."""
        place = y + self.offset
        return bisect_right(self._tops, place) - 1 if 0 <= place < self.total else -1

    def key_at(self, index: int) -> str:
        """The key of a row; "" for none."""
        return self.rows[index].key if 0 <= index < len(self.rows) else ""

    def seen(self) -> list[int]:
        """The rows in sight, whole or in part."""
        end = max(1, self.room)
        return [i for i in range(len(self.rows)) if self.top(i) < end and self.top(i + 1) > 0]

    def hold(self, index: int, top: int) -> None:
        """Scroll so that a row has its upper edge there, with room below the last row for that."""
        self.offset = max(0, self._tops[index] - top)
        self._slack = max(0, self.offset + self.room - self.total)

    def scroll(self, pixels: int) -> None:
        self._slack = 0
        self.offset += pixels
        self.clamp()

    def see(self, index: int) -> None:
        """Bring a row into sight."""
        if self.room <= 1:
            return
        top, bottom = self._tops[index], self._tops[index + 1]
        if top < self.offset:
            # A heading above the first row comes with it.
            self.offset = 0 if index == 1 and self.rows[0].heading else top
        elif bottom > self.offset + self.room:
            self.offset = bottom - self.room
        self.clamp()
