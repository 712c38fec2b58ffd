"""Fits to the width what is not wrapped: quotes, lines of code, words from right to left, rules."""

import tkinter as tk
from collections.abc import Callable

from desktopchat.client.model import Entry
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.picture_frames import PictureFrames
from desktopchat.ui.timeline.tags import BLOCK_EDGE

FITTED_AFTER = 150  # ms without a change of width until rows are fitted to it


class Fitting:
    """follow(): called when other words may be in sight. frames: of the pictures in the rows.
    is_cut(entry): whether its row has lines that are cut to the width."""

    def __init__(
        self,
        live: LiveRows,
        theme: Theme,
        frames: PictureFrames,
        follow: Callable[[], object],
        is_cut: Callable[[Entry], bool],
    ) -> None:
        self._frames, self._is_cut = frames, is_cut
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
            cut = {entry.number for entry in self._live.shown if self._is_cut(entry)}
            self._live.redraw(sorted(cut.union(self._text.turned)))


def excerpt_width(text: tk.Text, theme: Theme) -> int:
    """How many narrow letters of code fit into a line."""
    return max(
        20, (text.winfo_width() - theme.px(2 * BLOCK_EDGE)) // theme.font("mono").measure("n")
    )


def quote_width(text: tk.Text, theme: Theme) -> int:
    """How many narrow characters fit into a quote."""
    narrow = theme.font("small").measure("n")
    return max(30, (text.winfo_width() - theme.px(32)) // narrow)
