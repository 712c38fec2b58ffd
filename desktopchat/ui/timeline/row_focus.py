"""Which row the pointer is on and which the keyboard: the gutter shows it, and the buttons of a row
stand there.
"""

from bisect import bisect_left
from collections.abc import Callable

from desktopchat.client.model import Entry
from desktopchat.ui.timeline.gutter import Gutter
from desktopchat.ui.timeline.row_bar import RowBar
from desktopchat.ui.timeline.text import RowText


class RowFocus:
    """is_folded(number): whether a row is hidden, so that the keyboard passes it."""

    def __init__(
        self,
        text: RowText,
        gutter: Gutter,
        bar: RowBar,
        entry_of: Callable[[int], Entry | None],
        is_folded: Callable[[int], bool],
    ) -> None:
        self._text, self._gutter, self._bar = text, gutter, bar
        self._entry_of, self._is_folded = entry_of, is_folded

    @property
    def entry(self) -> Entry | None:
        """The entry that the keyboard is on."""
        number = self._gutter.current
        return None if number is None else self._entry_of(number)

    @property
    def hovered(self) -> int | None:
        return self._gutter.hovered

    def forget(self) -> None:
        """Another conversation is shown."""
        self._gutter.hovered = self._gutter.current = None
        self._bar.show(None)

    def hover(self, number: int | None) -> None:
        """The pointer is on this row now."""
        if number != self._gutter.hovered:
            self._gutter.hovered = number
            self._show()

    def go(self, number: int | None) -> None:
        """The keyboard is on this row now."""
        if number != self._gutter.current:
            self._gutter.current = number
            self._show()

    def step(self, step: int) -> None:
        """Move the keyboard's row up (-1) or down (1), and the view with it."""
        self._gutter.hovered = None  # the keyboard leads, wherever the pointer lies
        number = self._beside(step)
        if number is not None:
            self._gutter.current = number
            begin, end = self._text.range_of(number)
            self._text.see(f"{end}-1c")
            self._text.see(begin)
        self._show()

    def _beside(self, step: int) -> int | None:
        numbers, current = self._text.numbers, self._gutter.current
        if not numbers:
            return None
        if current is None or not self._text.holds(current):
            return [*numbers[-1:], *self._text.visible()][-1]
        at = bisect_left(numbers, current) + step
        while 0 <= at < len(numbers) and self._is_folded(numbers[at]):
            at += step
        return numbers[at] if 0 <= at < len(numbers) else None

    def _show(self) -> None:
        """The buttons stand at the row under the pointer, else at the keyboard's."""
        self._gutter.draw()
        number = self._gutter.hovered
        number = self._gutter.current if number is None else number
        self._bar.show(None if number is None else self._entry_of(number))
