"""A field whose words are looked for while they are typed, over the list of what is found."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.rowlist import RowList

_PAUSE = 150  # milliseconds without a key before it is looked for


class AskField(ttk.Entry):
    """look: looks for what stands here; called a moment after the last key, and at Enter."""

    def __init__(self, parent: tk.Misc, theme: Theme, look: Callable[[], object]) -> None:
        self._words = tk.StringVar(parent)
        super().__init__(parent, textvariable=self._words, font=theme.font("body"))
        self._look = look
        self._timer = ""
        self._words.trace_add("write", lambda *_: self._typed())

    @property
    def waits(self) -> bool:
        """Whether something was typed that is not looked for yet."""
        return bool(self._timer)

    def lead(self, found: RowList) -> None:
        """Move in a list by the arrows, and open by Enter what is chosen in it."""
        for key, step in (("Up", -1), ("Down", 1), ("Prior", -7), ("Next", 7)):  # no words: keys
            self.bind(f"<{key}>", lambda _event, step=step: self._move(found, step))  # type: ignore[misc]
        for key in ("<Return>", "<KP_Enter>"):
            self.bind(key, lambda _event: self._open(found))

    def look_now(self) -> None:
        """Look without waiting for more to be typed."""
        self._wait_no_more()
        self._look()

    def _typed(self) -> None:
        self._wait_no_more()
        self._timer = self.after(_PAUSE, self.look_now)

    def _wait_no_more(self) -> None:
        if self._timer:
            self.after_cancel(self._timer)
            self._timer = ""

    def destroy(self) -> None:
        self._wait_no_more()
        super().destroy()

    def _move(self, found: RowList, step: int) -> str:
        found.move(step)
        return "break"

    def _open(self, found: RowList) -> str:
        self.look_now()
        found.open_current()
        return "break"
