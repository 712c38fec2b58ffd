"""Pasting into fields of one line, as `clipboard` does it; what that takes is loaded at a paste."""

import tkinter as tk
from contextlib import suppress
from tkinter import ttk
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktopchat.ui.parts.clipboard import Clipboard, Found

_MOST = 2000  # characters that go into a field


class FieldPaste:
    """Pastes into every field of the window, also with the middle button. A Text that takes a
    paste binds it itself."""

    def __init__(self, root: tk.Misc) -> None:
        self._root = root
        self._clipboard: Clipboard | None = None
        if root.tk.call("tk", "windowingsystem") != "x11":
            return
        root.bind_class("TEntry", "<<Paste>>", self._paste)
        root.bind_class("TEntry", "<<PasteSelection>>", self._paste_selection)
        for sequence in ("<<Paste>>", "<<PasteSelection>>"):
            root.unbind_class("Text", sequence)  # no words: a kind of widget

    def _paste(self, event: "tk.Event[tk.Misc]") -> None:
        if isinstance(event.widget, ttk.Entry):
            self._ask(event.widget, "CLIPBOARD")

    def _paste_selection(self, event: "tk.Event[tk.Misc]") -> None:
        entry = event.widget
        if isinstance(entry, ttk.Entry):
            entry.focus_set()
            entry.selection_clear()
            entry.icursor(f"@{event.x}")
            self._ask(entry, "PRIMARY")

    def _ask(self, entry: ttk.Entry, selection: str) -> None:
        if self._clipboard is None:
            from desktopchat.ui.parts.clipboard import Clipboard

            self._clipboard = Clipboard(self._root)
        self._clipboard.ask(lambda found: _put(entry, found), selection=selection)


def _put(entry: ttk.Entry, found: "Found") -> None:
    from desktopchat.ui.parts.clipboard import PastedText

    with suppress(tk.TclError):  # it has gone meanwhile
        words = found.text.strip("\n").replace("\n", " ") if isinstance(found, PastedText) else ""
        if not words or len(words) > _MOST:
            entry.bell()
            return
        if entry.selection_present():
            entry.icursor("sel.first")
            entry.delete("sel.first", "sel.last")
        entry.insert("insert", words)
        entry.xview("insert")
