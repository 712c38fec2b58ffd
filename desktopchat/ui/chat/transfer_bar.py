"""The files on their way, over the composer: how far each is, and what can be done with it."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.ui.look import bidi
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.sizes import size_words

_SHOWN = 4  # lines; the rest is counted


def state_words(transfer: Transfer) -> str:
    """How it stands, in a few words."""
    size = size_words(transfer.size) if transfer.size else ""
    match transfer.state:
        case State.WAITING:
            return "waits for the others"
        case State.LOST:
            return "the host is not reached; it goes on by itself"
        case State.DONE:
            return "waits for the others" if transfer.is_upload else f"saved, {size}"
        case State.FAILED:
            return transfer.why or "stopped"
    if not transfer.size:
        return "begins…"
    words = f"{size_words(transfer.there)} of {size}"
    speed = transfer.speed
    if speed:
        words += f" · {size_words(speed)}/s"
        left = (transfer.size - transfer.there) / speed
        words += f" · {left:.0f} s left" if left < 90 else f" · {left / 60:.0f} min left"
    return words


class _Line(ttk.Frame):
    """One file."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        super().__init__(parent, style="TFrame")
        px = theme.px
        self.columnconfigure(1, weight=1)
        self.name = ttk.Label(self, style="TLabel", anchor="w")
        self.name.grid(row=0, column=0, sticky="w")
        self.words = ttk.Label(self, style="Small.TLabel", anchor="w", width=1)
        self.words.grid(row=0, column=1, sticky="ew", padx=px(8))
        self.act = ttk.Button(self, style="Link.TButton")
        self.close = ttk.Button(self, style="Link.TButton")
        self.close.grid(row=0, column=3)
        self.trough = tk.Frame(self, height=px(3))
        self.trough.grid(row=1, column=0, columnspan=4, sticky="ew", pady=(0, px(4)))
        self.progress = tk.Frame(self.trough)


class TransferBar(ttk.Frame):
    """on_again, on_close, on_open get a Transfer."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        *,
        on_again: Callable[[Transfer], object],
        on_close: Callable[[Transfer], object],
        on_open: Callable[[Transfer], object],
    ) -> None:
        px = theme.px
        super().__init__(parent, style="TFrame", padding=(px(18), px(4), px(16), px(4)))
        self._theme = theme
        self._on_again, self._on_close, self._on_open = on_again, on_close, on_open
        self.columnconfigure(0, weight=1)
        self._lines: list[_Line] = []
        self._more = ttk.Label(self, style="Small.TLabel")
        self.said: list[str] = []
        """What the lines say."""

    def show(self, transfers: Sequence[Transfer]) -> None:
        """The newest are shown; none takes no room."""
        shown = transfers[-_SHOWN:]
        while len(self._lines) < len(shown):
            self._lines.append(_Line(self, self._theme))
        for number, line in enumerate(self._lines):
            if number < len(shown):
                self._fill(line, shown[number])
                line.grid(row=number, column=0, sticky="ew", pady=(0, self._theme.px(2)))
            else:
                line.grid_remove()
        left = len(transfers) - len(shown)
        if left:
            self._more.configure(text=f"and {left} more")
            self._more.grid(row=_SHOWN, column=0, sticky="w")
        else:
            self._more.grid_remove()
        self.said = [f"{one.name}: {state_words(one)}" for one in transfers]
        if transfers:
            self.grid()
        else:
            self.grid_remove()

    def _fill(self, line: _Line, one: Transfer) -> None:
        name = one.name if len(one.name) <= 40 else f"{one.name[:24]}…{one.name[-14:]}"
        name, words = bidi.visual(name), bidi.visual(state_words(one), 0)
        if str(line.name.cget("text")) != name:
            line.name.configure(text=name)
        if str(line.words.cget("text")) != words:
            failed = one.state is State.FAILED
            line.words.configure(text=words, style="Error.TLabel" if failed else "Small.TLabel")
        if one.state in (State.GOING, State.LOST):
            part = one.there / one.size if one.size else 0.0
            line.trough.configure(background=self._theme.palette.line)
            line.progress.configure(background=self._theme.palette.accent)
            line.progress.place(x=0, y=0, relheight=1.0, relwidth=min(part, 1.0))
            line.trough.grid()
        else:
            line.trough.grid_remove()
        if one.state is State.FAILED:
            line.act.configure(text="Try again", command=lambda: self._on_again(one))
            line.act.grid(row=0, column=2)
        elif one.state is State.DONE and not one.is_upload:
            line.act.configure(text="Show", command=lambda: self._on_open(one))
            line.act.grid(row=0, column=2)
        else:
            line.act.grid_remove()
        over = one.state in (State.DONE, State.FAILED)
        line.close.configure(
            text="Close" if over else "Cancel", command=lambda: self._on_close(one)
        )
