"""What stands where one writes while the chat wants a password: a field for it, and *Join*."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.words import tr


class PasswordBar(ttk.Frame):
    """on_password: goes on with what was typed, which is kept nowhere else."""

    def __init__(self, parent: tk.Misc, theme: Theme, on_password: Callable[[str], object]) -> None:
        px = theme.px
        super().__init__(parent, style="Card.TFrame", padding=(px(12), px(8), px(12), px(12)))
        self._on_password = on_password
        self._tried = False  # whether what was typed is not the password, if it is asked for again
        self.columnconfigure(0, weight=1)
        self.field = Field(self, theme, "", secret=True, ground="Card", on_enter=self._submit)
        self.field.label.grid(row=0, columnspan=2, sticky="ew", pady=(0, px(4)))
        self.field.grid(row=0, column=0, sticky="ew")
        self.button = ttk.Button(
            self.field, text=tr("Join"), style="Accent.TButton", command=self._submit
        )
        self.button.grid(row=1, column=1, padx=(px(8), 0))
        self.button.bind("<Return>", lambda _event: self.button.invoke())

    @property
    def words(self) -> str:
        """What it asks, and what is wrong."""
        return " ".join(filter(None, (str(self.field.label.cget("text")), self.field.wrong)))

    def begin(self, *, had_one: bool) -> None:
        """Ask for it. had_one: the one that the chat had does not do any more."""
        words = (
            tr("This chat has another password now. Ask the person who hosts it.")
            if had_one
            else tr("This chat has a password. Ask the person who hosts it.")
        )
        self.field.label.configure(text=bidi.visual(words, 0))

    def end(self) -> None:
        """It is not asked for any more."""
        self._tried, self.field.text = False, ""

    def wait(self, waits: bool) -> None:
        """Whether it is looked whether the password is the right one."""
        self.button.configure(text=tr("Joining…") if waits else tr("Join"))
        self.button.state(["disabled" if waits else "!disabled"])
        if not waits and self._tried:
            self.end()
            self._say_wrong(tr("This is not the password."))

    def take_over(self, other: "PasswordBar") -> None:
        """Go on where another one was, which goes."""
        self.field.label.configure(text=other.field.label.cget("text"))
        self.field.text, self._tried = other.field.text, other._tried
        if other.field.wrong:
            self._say_wrong(other.field.wrong)

    def _say_wrong(self, words: str) -> None:
        """The keyboard stays where it is: it may be asked out of sight."""
        here = str(self.tk.call("focus"))
        self.field.say_wrong(bidi.visual(words, 0))
        if here:
            self.tk.call("focus", here)

    def _submit(self) -> None:
        if self.button.instate(["disabled"]):
            return
        if not self.field.text:
            self.field.focus_entry()
            return
        self._tried = True
        self._on_password(self.field.text)
