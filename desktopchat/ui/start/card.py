"""What both choices of the first window have in common: a card with fields and one button."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look.theme import Theme
from desktopchat.words import tr


class StartCard(ttk.Frame):
    """A card whose last rows are what went wrong, and the button or the progress."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        heading: str,
        words: str,
        button: str,
        on_go: Callable[[], object],
        on_cancel: Callable[[], object],
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Card.TFrame", padding=px(20))
        self._theme = theme
        self.columnconfigure(0, weight=1)
        self.rowconfigure(8, weight=1)
        self._heading = ttk.Label(self, text=heading, style="Card.Heading.TLabel")
        self._heading.grid(row=0, sticky="w")
        self._words = ttk.Label(self, text=words, style="Card.Dim.TLabel", justify="left")
        self._words.grid(row=1, sticky="ew", pady=(px(4), px(16)))
        # Rows 2 to 7 are the subclass's.
        self._wrong = ttk.Label(self, style="Card.Error.TLabel", justify="left")
        self._remedy = ttk.Button(self)
        self.button = ttk.Button(self, text=button, style="Accent.TButton", command=on_go)
        self.button.grid(row=11, sticky="ew", pady=(px(20), 0))
        self._progress = ttk.Frame(self, style="Card.Inner.TFrame")
        self._progress.columnconfigure(0, weight=1)
        self._doing = ttk.Label(self._progress, style="Card.TLabel")
        self._doing.grid(row=0, column=0, sticky="w")
        self.cancel = ttk.Button(self._progress, text=tr("Cancel"), command=on_cancel)
        self.cancel.grid(row=0, column=1, padx=(px(8), 0))
        for widget in (self.button, self._remedy, self.cancel):
            widget.bind("<Return>", self._pressed)
            widget.bind("<KP_Enter>", self._pressed)
        self.bind("<Configure>", self._resized)

    def _built(self) -> None:
        """Called when the subclass has added its fields: makes the buttons last, so that Tab comes
        to them after the fields."""
        for widget in (self._remedy, self.button, self._progress):
            widget.lift()

    def say(self, heading: str, words: str, button: str) -> None:
        """Say what the card is for."""
        self._heading.configure(text=heading)
        self._words.configure(text=words)
        self.button.configure(text=button)

    @property
    def wrong(self) -> str:
        """What the card says went wrong, "" for nothing."""
        return str(self._wrong.cget("text"))

    @property
    def progress(self) -> str:
        """What the card says is going on, "" for nothing."""
        return str(self._doing.cget("text"))

    @property
    def remedy(self) -> str:
        """What the button that mends it says, "" while there is none."""
        return str(self._remedy.cget("text")) if self._remedy.winfo_manager() else ""

    def say_wrong(
        self, words: str, remedy: str = "", on_remedy: Callable[[], object] | None = None
    ) -> None:
        """Say above the button what went wrong; `remedy` is a button that mends it."""
        px = self._theme.px
        self._wrong.configure(text=words)
        self._wrong.grid_remove()
        self._remedy.grid_remove()
        if words:
            self._wrong.grid(row=9, sticky="ew", pady=(px(12), 0))
        if remedy and on_remedy is not None:
            self._remedy.configure(text=remedy, command=on_remedy)
            self._remedy.grid(row=10, sticky="ew", pady=(px(8), 0))
            self._remedy.focus_set()

    def say_progress(self, words: str) -> None:
        """Put what is going on, with Cancel, in the button's place; "" puts it back."""
        self._doing.configure(text=words)
        if words:
            self.say_wrong("")
            self.button.grid_remove()
            self._progress.grid(row=11, sticky="ew", pady=(self._theme.px(20), 0))
            self.cancel.focus_set()
        else:
            self._progress.grid_remove()
            self.button.grid()

    def enable(self, on: bool) -> None:
        self.button.state(["!disabled" if on else "disabled"])

    def _pressed(self, event: "tk.Event[tk.Misc]") -> str:
        if isinstance(event.widget, ttk.Button):
            event.widget.invoke()
        return "break"

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        width = max(1, event.width - self._theme.px(42))
        self._words.configure(wraplength=width)
        self._wrong.configure(wraplength=width)
        self._doing.configure(wraplength=max(1, width - self._theme.px(96)))
