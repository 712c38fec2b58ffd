"""How much is kept on this computer, where, and how to clear it: in the sheet of settings."""

import threading
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tkinter import ttk

from desktopchat.client.files.sizes import size_words
from desktopchat.store.person.storage import KeptPart
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.background import Background
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.words import tr, tr_noop, trn
from desktopchat.words.reasons import reason

SEARCH_TEXT = tr_noop(
    "disk space cache size clear delete folder pictures conversations history logs"
)


class StorageRows(ttk.Frame):
    """A row for each part: its name and size, what it is for, and its buttons. It counts when it
    is first seen. on_folder: opens a folder, and gives what went wrong, or ""."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        parts: Sequence[KeptPart],
        *,
        on_folder: Callable[[Path], str],
    ) -> None:
        super().__init__(parent, style="TFrame")
        self.rows = [_StorageRow(self, theme, part, on_folder) for part in parts]
        for row in self.rows:
            row.pack(fill="x", pady=(0, theme.px(14)))
        self._counted = False
        self.bind("<Map>", self._count)

    def _count(self, _event: "tk.Event[tk.Misc]") -> None:
        if not self._counted:
            self._counted = True
            for row in self.rows:
                row.count()


class _StorageRow(ttk.Frame):
    def __init__(
        self, parent: tk.Misc, theme: Theme, part: KeptPart, on_folder: Callable[[Path], str]
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._part, self._on_folder = part, on_folder
        px = theme.px
        self.columnconfigure(0, weight=1)
        head = ttk.Frame(self, style="TFrame")
        head.grid(row=0, column=0, sticky="ew")
        ttk.Label(head, text=part.title).pack(side="left")
        self.counted = ttk.Label(head, text="…", style="Dim.TLabel")
        self.counted.pack(side="left", padx=(px(8), 0))
        self.words = WrappedLabel(self, part.why, "Small.TLabel")
        self.words.grid(row=1, column=0, sticky="ew")
        self._buttons = buttons = ttk.Frame(self, style="TFrame")
        buttons.grid(row=2, column=0, sticky="w", pady=(px(4), 0))
        self.opens = self._button(buttons, tr("Open folder"), self._open)
        self.opens.pack(side="left")
        self.clears = self._button(buttons, tr("Clear"), self._clear)
        if part.clear is not None:
            self.clears.pack(side="left", padx=(px(8), 0))
            self.clears.bind("<FocusOut>", lambda _event: self._ask(False))
        self._asks = False

    def _button(self, parent: tk.Misc, words: str, command: Callable[[], object]) -> ttk.Button:
        button = ttk.Button(parent, text=words, command=command)
        button.bind("<Return>", lambda _event: button.invoke())
        return button

    def count(self) -> None:
        """Say how much it is, as soon as that is known."""
        part = self._part

        def work(tell: Callable[[int], object], stop: threading.Event) -> None:
            tell(part.size(stop))

        Background(self, work, self._show)

    def _show(self, size: int) -> None:
        self.counted.configure(text=size_words(size) if size else tr("nothing"))
        (self._buttons.grid if self._part.folder.is_dir() else self._buttons.grid_remove)()
        self.clears.state(["!disabled" if size else "disabled"])

    def _open(self) -> None:
        if wrong := self._on_folder(self._part.folder):
            self.words.configure(text=wrong)

    def _clear(self) -> None:
        """At once where nothing is lost by it, else when it was pressed again."""
        if self._part.loss and not self._asks:
            self._ask(True)
            return
        self._ask(False)
        self.clears.state(["disabled"])
        self._part.let_go()

        def work(tell: Callable[[str], object], _stop: threading.Event) -> None:
            assert self._part.clear is not None
            try:
                stay = self._part.clear()
            except OSError as error:
                tell(tr("It could not all be cleared: {why}.", why=reason(error)))
                return
            tell(
                trn("Cleared, but for {n} in use now.", "Cleared, but for {n} in use now.", stay)
                if stay
                else tr("Cleared.")
            )

        Background(self, work, partial(self._say), self.count)

    def _say(self, words: str) -> None:
        self.words.configure(text=words)

    def _ask(self, asks: bool) -> None:
        if asks == self._asks:
            return
        self._asks = asks
        self.words.configure(
            text=self._part.loss if asks else self._part.why,
            style="Error.TLabel" if asks else "Small.TLabel",
        )
        self.clears.configure(
            text=tr("Clear for good") if asks else tr("Clear"),
            style="Danger.TButton" if asks else "TButton",
        )
        if asks:
            self.clears.focus_set()
