"""F1: the keys and the commands, on one sheet."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui import keys
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.sheet import Sheet

_WRITING = (
    ("Send", "Enter"),
    ("New line", "Shift+Enter"),
    ("Complete a name", "Tab"),
    ("An emoji by its name", ":name"),
    ("Edit my last message", "Up"),
    ("Back to the newest message", "Esc"),
    ("From message to message", "F6, Up, Down"),
    ("There: reply, react, edit, delete", "R, +, E, Del"),
)

_COMMANDS = (
    ("/join room", "Join a room, or make it"),
    ("/part", "Leave this room"),
    ("/msg name words", "Direct message"),
    ("/me does something", "Say what you do"),
    ("/nick name", "Change your name"),
    ("/topic words", "What the room is about"),
    ("/away words", "Away; alone: back again"),
    ("/quit", "Leave the chat"),
)


class HelpSheet(Sheet):
    """Two columns: keys at the left, writing and commands at the right."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        *,
        on_doctor: Callable[[], object],
        on_closed: Callable[[], object],
    ) -> None:
        super().__init__(root, theme, width=720, on_closed=on_closed)
        px = theme.px
        self.body.columnconfigure((0, 1), weight=1, uniform="halves")
        pairs = [(shortcut.what, keys.label(name)) for name, shortcut in keys.SHORTCUTS.items()]
        left = self._table("Keys", pairs, theme)
        left.grid(row=0, column=0, sticky="new", padx=(0, px(16)))
        right = ttk.Frame(self.body, style="TFrame")
        right.grid(row=0, column=1, sticky="new", padx=(px(16), 0))
        right.columnconfigure(0, weight=1)
        writing = self._table("Writing", list(_WRITING), theme, right)
        writing.grid(row=0, column=0, sticky="ew")
        commands = self._table("Commands", [(b, a) for a, b in _COMMANDS], theme, right)
        commands.grid(row=1, column=0, sticky="ew", pady=(px(16), 0))
        doctor = ttk.Button(
            self.body, text="What keeps us apart?", style="Link.TButton", command=on_doctor
        )
        doctor.grid(row=1, column=0, sticky="w", pady=(px(16), 0))
        doctor.bind("<Return>", lambda _event: on_doctor())
        close = ttk.Button(self.body, text="Close", command=self.close)
        close.grid(row=1, column=1, sticky="e", pady=(px(16), 0))
        close.bind("<Return>", lambda _event: self.close())
        self.open(close)

    def _table(
        self,
        heading: str,
        pairs: list[tuple[str, str]],
        theme: Theme,
        parent: tk.Misc | None = None,
    ) -> ttk.Frame:
        px = theme.px
        table = ttk.Frame(parent or self.body, style="TFrame")
        table.columnconfigure(0, weight=1)
        ttk.Label(table, text=heading, style="Heading.TLabel").grid(
            row=0, column=0, sticky="w", pady=(0, px(8))
        )
        for row, (words, key) in enumerate(pairs, start=1):
            ttk.Label(table, text=words, style="TLabel").grid(row=row, column=0, sticky="w")
            ttk.Label(table, text=key, style="Dim.TLabel").grid(
                row=row, column=1, sticky="e", pady=px(2)
            )
        return table
