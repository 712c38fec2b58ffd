"""The files on their way: how far each is, and what can be done with it."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import NamedTuple

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.ui.look import bidi
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.parts.transfer_words import foremost, state_words, summary
from desktopchat.words import tr

_SHOWN = 3  # lines; where there are more files, the first one says how all of them stand
_MOVES = (State.GOING, State.LOST, State.WAITING)

Act = Callable[[Sequence[Transfer]], object]


class Acts(NamedTuple):
    """What the buttons do with transfers."""

    pause: Act
    again: Act
    close: Act
    show: Act


class _Line(ttk.Frame):
    """One file, or all of them."""

    def __init__(self, parent: tk.Misc, theme: Theme, *, named: bool) -> None:
        super().__init__(parent, style="TFrame")
        self._theme = theme
        self._on: dict[ttk.Button, Callable[[], object]] = {}
        px = theme.px
        self.columnconfigure(1, weight=1)
        self._name = ttk.Label(self, style="TLabel", anchor="w")
        if named:
            self._name.grid(row=0, column=0, sticky="w", padx=(0, px(8)))
        self._words = ttk.Label(self, style="Small.TLabel", anchor="w", width=1)
        self._words.grid(row=0, column=1, sticky="ew", padx=(0, px(8)))
        self._act, self._close = self._button(2), self._button(3)
        self._trough = tk.Frame(self, height=px(3))
        self._trough.grid(row=1, column=0, columnspan=4, sticky="ew", pady=(0, px(4)))
        self._progress = tk.Frame(self._trough)

    def _button(self, column: int) -> ttk.Button:
        def press() -> None:
            self._on[button]()

        button = ttk.Button(self, style="Link.TButton", command=press)
        button.grid(row=0, column=column)
        return button

    def tell(self, name: str, words: str, *, failed: bool = False) -> None:
        room = self._words.winfo_width()
        if room > 1:  # it is known
            words = elided(words, room, self._theme.font("small").measure)
        name, words = bidi.visual(name), bidi.visual(words, 0)
        if str(self._name.cget("text")) != name:
            self._name.configure(text=name)
        if str(self._words.cget("text")) != words:
            self._words.configure(text=words, style="Error.TLabel" if failed else "Small.TLabel")

    def tell_part(self, part: float | None) -> None:
        """Which part is there; None where it does not move."""
        palette = self._theme.palette
        self._trough.configure(background=palette.page if part is None else palette.line)
        self._progress.configure(background=palette.accent)
        if part is None:
            self._progress.place_forget()
        else:
            self._progress.place(x=0, y=0, relheight=1.0, relwidth=min(part, 1.0))

    def offer(
        self, act: tuple[str, Callable[[], object]] | None, close: tuple[str, Callable[[], object]]
    ) -> None:
        """The words of the buttons, and what they do; None for none."""
        for button, offered in ((self._act, act), (self._close, close)):
            if offered is None:
                button.grid_remove()
                continue
            words, self._on[button] = offered
            if str(button.cget("text")) != words:
                button.configure(text=words)
            button.grid()


class TransferBar(ttk.Frame):
    """on_done: the line with the focus goes, which something else has to take. named: each line
    begins with the name of its file."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        acts: Acts,
        on_done: Callable[[], object],
        *,
        named: bool = True,
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._named = named
        self._theme, self._acts, self._on_done = theme, acts, on_done
        self.columnconfigure(0, weight=1)
        self._lines: dict[Transfer | None, _Line] = {}
        """By the file, None for all of them: the buttons of one never become those of another
        while somebody is about to press them."""

    def show(self, transfers: Sequence[Transfer]) -> None:
        """Tell how these stand."""
        many = len(transfers) > _SHOWN
        shown: list[Transfer | None] = [*foremost(transfers, _SHOWN - many)]
        if many:
            shown.insert(0, None)
        for gone in self._lines.keys() - set(shown):
            self._take_out(self._lines.pop(gone))
        new = [one for one in shown if one not in self._lines]
        self._lines |= {one: _Line(self, self._theme, named=self._named) for one in new}
        for row, one in enumerate(shown):
            line = self._lines[one]
            line.grid(row=row, column=0, sticky="ew", pady=(0, self._theme.px(2)))
            if new:
                line.lift()  # Tab goes through them in the order of their stacking
            if one is None:
                self._sum_up(line, list(transfers))
            else:
                self._fill(line, one)

    def _take_out(self, line: _Line) -> None:
        if str(self.tk.call("focus")).startswith(f"{line}."):
            self._on_done()
        take_away(line)

    def _sum_up(self, line: _Line, transfers: list[Transfer]) -> None:
        count, words, part = summary(transfers)
        moving = [one for one in transfers if one.state in _MOVES]
        line.tell(count, words)
        line.tell_part(part)
        if moving:
            act = (tr("Pause all"), lambda: self._acts.pause(transfers))
        else:
            act = (tr("Go on"), lambda: self._acts.again(transfers))
        line.offer(act, (tr("Cancel all"), lambda: self._acts.close(transfers)))

    def _fill(self, line: _Line, one: Transfer) -> None:
        state, acts = one.state, self._acts
        name = one.name if len(one.name) <= 40 else f"{one.name[:24]}…{one.name[-14:]}"
        line.tell(name, state_words(one), failed=state is State.FAILED)
        moves = state in (State.GOING, State.LOST) or (state is State.PAUSED and one.there > 0)
        line.tell_part((one.there / one.size if one.size else 0.0) if moves else None)
        act: tuple[str, Callable[[], object]] | None = None
        if state in _MOVES:
            act = (tr("Pause"), lambda: acts.pause([one]))
        elif state is State.PAUSED:
            act = (tr("Go on"), lambda: acts.again([one]))
        elif state is State.FAILED:
            act = (tr("Try again"), lambda: acts.again([one]))
        elif not one.is_upload:
            act = (tr("Show in folder"), lambda: acts.show([one]))
        over = state is State.FAILED or (state is State.DONE and not one.is_upload)
        line.offer(act, (tr("Close") if over else tr("Cancel"), lambda: acts.close([one])))
