"""Marks a row for a moment, so that the eye finds what one has jumped to."""

from desktopchat.ui.timeline.text import RowText

FOR = 1600  # milliseconds


class Spotlight:
    def __init__(self, text: RowText) -> None:
        self._text = text
        self._timer: str | None = None

    def show(self, number: int) -> None:
        """Mark a live row, and none but this one."""
        self.stop()
        self._over()
        if self._text.holds(number):
            self._text.found = number
            self._text.tag_add("found", *self._text.range_of(number))
            self._timer = self._text.after(FOR, self._over)

    def _over(self) -> None:
        self._timer = self._text.found = None
        self._text.tag_remove("found", "1.0", "end")

    def stop(self) -> None:
        """The window goes: nothing may come later."""
        if self._timer is not None:
            self._text.after_cancel(self._timer)
            self._timer = None
