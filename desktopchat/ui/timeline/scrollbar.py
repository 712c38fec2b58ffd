"""The timeline's scroll bar, which is about all entries while only some rows are in the text."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.live import LiveRows

_STEP = 60  # pixels at 100 % for a click on an arrow


class EntriesScrollbar(ttk.Scrollbar):
    """scroll(pixels) and scroll_pages(pages) move the view; moved(): it was moved here."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        live: LiveRows,
        scroll: Callable[[int], object],
        scroll_pages: Callable[[float], object],
        moved: Callable[[], object],
    ) -> None:
        super().__init__(parent, orient="vertical", command=self.dragged, takefocus=False)
        self._theme, self._live = theme, live
        self._scroll, self._scroll_pages, self._moved = scroll, scroll_pages, moved
        self._jumping: str | None = None  # the idle callback that goes where the thumb is
        self._target = 0  # that place in entries

    def stop(self) -> None:
        """The window goes: nothing may come later."""
        if self._jumping is not None:
            self.after_cancel(self._jumping)
            self._jumping = None

    def follow(self) -> None:
        """Show which part of the conversation is seen."""
        self.set(*self.seen())

    def seen(self) -> tuple[float, float]:
        """Where the view begins and ends in the whole conversation, from 0 to 1."""
        count = len(self._live.entries)
        if not count or not self._live.text.numbers:
            return 0, 1
        top, bottom = self._live.view
        return top / count, bottom / count

    def dragged(self, kind: str, amount: str, unit: str = "") -> None:
        """What Tk tells of the thumb ("moveto", part) and the arrows ("scroll", steps, unit)."""
        if kind == "scroll":
            if unit.startswith("page"):
                self._scroll_pages(int(amount))
            else:
                self._scroll(int(amount) * self._theme.px(_STEP))
            return
        count = len(self._live.entries)
        target = min(max(0.0, float(amount)) * count, max(0, count - 1))
        if self._live.go_to(target):
            self._moved()
            return
        # Opened when the loop is idle: while the thumb is dragged only the last place counts.
        self._target = int(target)
        if self._jumping is None:
            self._jumping = self.after_idle(self._jump)

    def _jump(self) -> None:
        self._jumping = None
        self._live.open_at(self._target)
