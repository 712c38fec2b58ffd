"""F1: the keys and the commands, on one sheet."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.client import slash
from desktopchat.ui import keys
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.scrolled import SideBySide, WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_WRITING = (
    (tr_noop("Send"), "Enter"),  # no words: a key
    (tr_noop("New line"), "Shift+Enter"),
    (tr_noop("Complete a name"), "Tab"),
    (tr_noop("An emoji by its name"), ":name"),
    (tr_noop("Edit my last message"), "Up"),
    (tr_noop("Older and newer messages"), "PgUp, PgDn"),  # no words: keys
    (tr_noop("Back to the newest message"), "Esc"),  # no words: a key
    (tr_noop("From message to message"), "Shift+F6, Up, Down"),  # no words: keys
    (tr_noop("There: reply, react, edit, delete"), "R, +, E, Del"),
)


class HelpSheet(Sheet):
    """Two columns: keys at the left, writing and commands at the right."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        on_doctor: Callable[[], object],
    ) -> None:
        super().__init__(root, theme, width=720)
        px = theme.px
        self.heading(tr("Help"))
        halves = SideBySide(self.body, least=px(560), gap=px(32))
        halves.pack(fill="x")
        pairs = [(tr(shortcut.what), keys.label(name)) for name, shortcut in keys.SHORTCUTS.items()]
        left = self._table(tr("Keys"), pairs, theme, halves)
        right = ttk.Frame(halves, style="TFrame")
        right.columnconfigure(0, weight=1)
        writing = self._table(
            tr("Writing"), [(tr(words), key) for words, key in _WRITING], theme, right
        )
        writing.grid(row=0, column=0, sticky="ew")
        listed = [(about.capitalize(), usage) for usage, about in slash.usages()]
        commands = self._table(tr("Commands"), listed, theme, right)
        commands.grid(row=1, column=0, sticky="ew", pady=(px(16), 0))
        halves.put(left, right)
        doctor = self.add_button(tr("What keeps us apart?"), on_doctor, "Link.TButton")
        doctor.grid(column=0, padx=0, sticky="w")
        self.open(self.add_button(tr("Close"), self.close))

    def _table(
        self,
        heading: str,
        pairs: list[tuple[str, str]],
        theme: Theme,
        parent: tk.Misc,
    ) -> ttk.Frame:
        px = theme.px
        table = ttk.Frame(parent, style="TFrame")
        table.columnconfigure(0, weight=1)
        ttk.Label(table, text=heading, style="Heading.TLabel").grid(
            row=0, column=0, sticky="w", pady=(0, px(8))
        )
        for row, (words, key) in enumerate(pairs, start=1):
            WrappedLabel(table, words).grid(row=row, column=0, sticky="new", pady=px(2))
            ttk.Label(table, text=key, style="Dim.TLabel").grid(
                row=row, column=1, sticky="ne", pady=px(2)
            )
        return table
