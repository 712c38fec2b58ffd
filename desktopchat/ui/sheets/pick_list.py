"""A list to pick one of, and buttons for what can be done with it: bans, people, who waits."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import Scrolled

Act = tuple[str, str, Callable[[str], object]]  # what its button says, its style, what it does

_SEEN_LEAST = 3  # rows


class PickList(ttk.Frame):
    """Rows of which one is picked, and buttons for what can be done with it.

    A button's function gets the picked row's key. Delete presses the last button, and Enter or
    a click picks. `nothing` is said while there are no rows. can: whether a button, by its number,
    does anything with a row. acts_in: where the buttons are, if not below the list.
    """

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        acts: Sequence[Act],
        seen: int,
        can: Callable[[int, str], bool] = lambda _number, _key: True,
        acts_in: tk.Misc | None = None,
    ) -> None:
        super().__init__(parent, style="TFrame")
        px = theme.px
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self.list = RowList(
            self, theme, avatars, ground="page", two_lines=True, on_open=self._picked
        )
        self._row, self._seen = px(48), seen
        self.list.canvas.configure(height=self._row * seen)
        self.list.grid(row=0, column=0, sticky="nsew")
        self._empty = EmptyWords(self, theme, self.list)
        self.picked = ""
        self._can = can
        self.acts = row = ttk.Frame(acts_in or self, style="TFrame")
        row.grid(row=1 if acts_in is None else 0, column=0, sticky="e", pady=(px(8), 0))
        self.buttons: list[ttk.Button] = []
        for column, (words, style, act) in enumerate(acts):
            button = ttk.Button(row, text=words, style=style)
            button.configure(command=lambda act=act: self._do(act))  # type: ignore[misc]
            button.bind("<Return>", lambda _event, button=button: button.invoke())  # type: ignore[misc]
            button.grid(row=0, column=column, padx=(px(8) if column else 0, 0))
            self.buttons.append(button)
        self.list.canvas.bind("<Delete>", lambda _event: self._deleted(), add=True)
        self._enable()

    def give_room(self, scrolled: Scrolled) -> None:
        """Let the list be lower where `scrolled`, which it is in, has too little room."""
        scrolled.give(self.list.canvas, self._row * self._seen, self._row * _SEEN_LEAST)

    def show(self, rows: Sequence[Row], nothing: str) -> None:
        """Show these; who was picked stays it while they are there."""
        self.list.set_rows(rows)
        if self.picked and all(row.key != self.picked for row in rows):
            self.picked = ""
            self.list.select("")
        self._empty.say("" if rows else nothing)
        self._enable()

    def pick(self, key: str) -> None:
        self._picked(key)

    def _picked(self, key: str) -> None:
        self.picked = key
        self.list.select(key)
        self._enable()

    def _enable(self) -> None:
        for number, button in enumerate(self.buttons):
            can = bool(self.picked) and self._can(number, self.picked)
            button.state(["!disabled" if can else "disabled"])
        focus = self.focus_get()
        if any(one is focus and one.instate(["disabled"]) for one in self.buttons):
            self._go_on()

    def _go_on(self) -> None:
        """The button that has the keyboard can do nothing any more: give it to what can."""
        if self.list.rows:
            self.list.take_focus()
        elif (after := self.buttons[-1].tk_focusNext()) is not None:
            after.focus_set()

    def _deleted(self) -> None:
        if self.list.current and self.buttons:
            self._picked(self.list.current)
            self.buttons[-1].invoke()

    def _do(self, act: Callable[[str], object]) -> None:
        if self.picked:
            act(self.picked)
