"""The field that one writes in: it grows from one line to eight, and says what it is for while it
is empty.
"""

import tkinter as tk
from collections.abc import Callable

from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme

_LINES = 8  # more than these scroll
_COUNTED = 4000  # characters from which lines are not counted: that would take long


class MessageField(tk.Text):
    """on_typed(): somebody changed the text. on_changed(): it is another one, or has another
    width. composing: an input method is at work (macOS tells), which takes the keys."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        on_typed: Callable[[], object],
        on_changed: Callable[[], object],
    ) -> None:
        px = theme.px
        super().__init__(
            parent,
            height=1,
            width=1,
            wrap="word",
            undo=True,
            maxundo=500,
            autoseparators=True,
            borderwidth=0,
            highlightthickness=0,
            font=theme.font("body"),
            padx=px(4),
            pady=px(5),
        )
        self._theme, self._on_typed, self._on_changed = theme, on_typed, on_changed
        self.composing = False
        self._hinted = ""  # what the hint says, whole
        self._hint = tk.Label(self, borderwidth=0, padx=0, pady=0, font=theme.font("body"))
        self._hint.bind("<Button-1>", lambda _event: self.focus_set())
        self.bind("<<Modified>>", self._modified)
        self.bind("<<Selection>>", self._selected)
        self.bind("<Configure>", self._resized)
        for name, on in (("Start", True), ("End", False), ("Clear", False)):  # no words: of events
            virtual = f"<<Tk{name}IMEMarkedText>>"
            self.bind(virtual, lambda _event, on=on: self._input_method(on))  # type: ignore[misc]

    @property
    def content(self) -> str:
        return self.get("1.0", "end-1c")

    @property
    def empty(self) -> bool:
        return bool(self.compare("end-1c", "==", "1.0"))

    def fill(self, words: str) -> None:
        """Have these words in it, as if nobody had typed; the cursor is behind them."""
        self.delete("1.0", "end")
        self.insert("1.0", words)
        self.mark_set("insert", "end-1c")
        self.see("insert")
        self.edit_reset()
        self.edit_modified(False)
        self.changed()

    def break_line(self) -> None:
        self.insert("insert", "\n")
        self.see("insert")

    def hint(self, words: str) -> None:
        """Say this while it is empty."""
        self._hinted = words
        self._fit_hint()

    def restyle(self) -> None:
        palette = self._theme.palette
        self.configure(
            background=palette.field,
            foreground=palette.text,
            insertbackground=palette.text,
            selectbackground=palette.selected,
            selectforeground=palette.text,
            insertwidth=self._theme.px(2),
            insertofftime=self._theme.movement.caret_off,
        )
        self._hint.configure(background=palette.field, foreground=palette.dim)
        self._grow()

    def changed(self) -> None:
        """Fit all that depends on the text."""
        if self.empty:
            self._hint.place(x=self._theme.px(2), y=0)
        else:
            self._hint.place_forget()
        self._on_changed()
        self._grow()

    def _modified(self, _event: "tk.Event[tk.Misc]") -> None:
        if self.edit_modified():
            self.edit_modified(False)
            self.changed()
            self._on_typed()

    def _selected(self, _event: "tk.Event[tk.Misc]") -> None:
        """Ctrl+A takes Tk's own line end too, which alone would be a bar beside the hint."""
        if self.empty:
            self.tag_remove("sel", "1.0", "end")

    def _resized(self, _event: "tk.Event[tk.Misc]") -> None:
        self._fit_hint()
        self._on_changed()
        self._grow()

    def _input_method(self, on: bool) -> None:
        self.composing = on

    def _fit_hint(self) -> None:
        room = self.winfo_width() - self._theme.px(8)
        words = self._hinted
        if room > 0:  # else it is not on the screen yet
            words = elided(words, room, self._theme.font("body").measure)
        self._hint.configure(text=bidi.visual(words, 0))

    def _grow(self) -> None:
        if self.compare("end-1c", ">", f"1.0+{_COUNTED}c"):
            lines = _LINES
        else:
            counted = self.count("1.0", "end", "displaylines")
            number = counted[0] if isinstance(counted, tuple) else counted
            lines = max(1, min(_LINES, number or 1))
        if int(self.cget("height")) != lines:
            self.configure(height=lines)
            self.see("insert")
