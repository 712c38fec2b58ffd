"""Fits to the width what Tk does not wrap: quotes, words from right to left, hairlines."""

import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.picture_frames import PictureFrames

FITTED_AFTER = 150  # ms without a change of width until rows are fitted to it


class Fitting:
    """follow(): called when other words may be in sight. frames: of the pictures in the rows."""

    def __init__(
        self,
        live: LiveRows,
        theme: Theme,
        frames: PictureFrames,
        follow: Callable[[], object],
    ) -> None:
        self._frames = frames
        self._live, self._text, self._theme, self._follow = live, live.text, theme, follow
        self._timer: str | None = None
        self._fitted = 0  # the width that rows were fitted to
        self._text.bind("<Configure>", self._resized, add=True)

    def stop(self) -> None:
        """The window goes: nothing may come later."""
        if self._timer is not None:
            self._text.after_cancel(self._timer)
            self._timer = None

    def _resized(self, _event: "tk.Event[tk.Misc]") -> None:
        self._text.fit_rules()
        self.stop()
        self._timer = self._text.after(FITTED_AFTER, self._fit)
        self._live.load_soon()  # a higher view may need more rows than there are
        if self._live.stick:
            self._live.settle()
        else:
            self._follow()

    def _fit(self) -> None:
        """The width stays as it is for now."""
        self._timer = None
        before, self._fitted = self._fitted, self._text.winfo_width()
        if self._frames.fit(self._text.room_for_pictures):
            self._live.show_again()
        elif before != self._fitted:
            answering = {entry.number for entry in self._live.shown if entry.reply_to}
            self._live.redraw(sorted(answering.union(self._text.turned)))


def quote_width(text: tk.Text, theme: Theme) -> int:
    """How many narrow characters fit into a quote."""
    narrow = theme.font("small").measure("n")
    return max(30, (text.winfo_width() - theme.px(32)) // narrow)
