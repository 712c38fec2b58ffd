"""Files on their way, told of in the rows of their messages: how far each is, and what can be done.

Each row has a bar of its own, a widget embedded in the text. It is made when its row is first seen,
and changes in place: rows are drawn anew only when a transfer comes or goes.
"""

import time
import tkinter as tk
from collections.abc import Callable, Mapping, Sequence

from desktopchat.client.files.transfers import State, Transfer
from desktopchat.client.model import Entry
from desktopchat.irc.filehost import tokens_in
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.take_away import take_away
from desktopchat.ui.parts.transfer_bar import Acts, TransferBar
from desktopchat.ui.timeline.live import LiveRows
from desktopchat.ui.timeline.pieces import TRANSFER, Piece, Shared

EVERY = 0.25
"""Seconds after which it is told anew how far they are; of another state at once."""
_WIDE = 460  # pixels at 100 % of a bar
_BESIDE = 24  # pixels at 100 % that are left beside it in a narrow window


class RowTransfers:
    """on_made(widget): a bar, or a part of one, was made, over which the wheel is to scroll.
    on_done: the bar with the focus goes, which something else has to take. acts: what buttons do;
    None where no transfers are told of."""

    def __init__(self, live: LiveRows, theme: Theme) -> None:
        self._live, self._text, self._theme = live, live.text, theme
        self.acts: Acts | None = None
        self.on_made: Callable[[tk.Misc], object] = lambda _widget: None
        self.on_done: Callable[[], object] = lambda: None
        self._files: Mapping[str, Sequence[Transfer]] = {}
        """By key: those that are fetched by the token of their file, those that are sent by the
        label of the entry that stands for them."""
        self._bars: list[tuple[str, TransferBar]] = []
        """Those in the text, each with the key of what it tells of."""
        self._states: list[State] = []
        self._told = 0.0
        """When it was told last how far they are (time.monotonic)."""
        self._text.bar_command = self._text.register(self._make)

    def added(self, entry: Entry, shared: Shared) -> Shared:
        """What an entry says and shows, with the files of it that are on their way."""
        keys = self._keys(entry)
        if not keys:
            return shared
        pieces = [*shared.pieces]
        for key in keys:
            pieces += [Piece(key, (TRANSFER,), True), Piece("\n", (TRANSFER,))]
        return shared._replace(pieces=pieces)

    def show(self, files: Mapping[str, Sequence[Transfer]]) -> set[Transfer]:
        """These are on their way now, by the token of what is fetched and the label of the entry
        that stands for what is sent. Returns those that a row tells of. Called often."""
        if self.acts is None:
            return set()
        before, self._files = self._files, files
        changed = before.keys() ^ files.keys()
        if changed:
            rows = [one for one in self._live.shown if changed & _keys_of(one)]
            focus = str(self._text.tk.call("focus"))
            gone = self._forget_gone()
            gone += self._take_out({key for one in rows for key in _keys_of(one)})
            self._live.redraw([one.number for one in rows])
            if any(focus.startswith(f"{bar}.") for bar in gone):
                self.on_done()
        self._tell([one.state for many in files.values() for one in many])
        seen = {key for entry in self._live.shown for key in self._keys(entry)}
        return {one for key in seen for one in files[key]}

    def _keys(self, entry: Entry) -> list[str]:
        return sorted(self._files.keys() & _keys_of(entry)) if self._files else []

    def _tell(self, states: list[State]) -> None:
        """Say in each bar how far its files are, if something is new."""
        now = time.monotonic()
        if states == self._states and now - self._told < EVERY:
            return
        self._states, self._told = states, now
        self._forget_gone()
        for key, bar in self._bars:
            bar.show(self._files.get(key, ()))

    def _grown(self) -> None:
        """A bar takes more room than before: at the end of the conversation all of it is seen."""
        if self._live.stick:
            self._live.settle()

    def _forget_gone(self) -> list[TransferBar]:
        """Let go of the bars whose rows were taken out; gives them."""
        gone = [bar for _, bar in self._bars if not bar.winfo_exists()]
        self._bars = [(key, bar) for key, bar in self._bars if bar not in gone]
        for bar in gone:
            bar.destroy()  # for tkinter, which knows nothing of what the text has done
        return gone

    def _take_out(self, keys: set[str]) -> list[TransferBar]:
        """Take the bars of rows that are drawn anew out of the text, which would destroy them at
        once; gives them."""
        gone = [bar for key, bar in self._bars if key in keys]
        self._bars = [(key, bar) for key, bar in self._bars if bar not in gone]
        for bar in gone:
            self._text.window_configure(str(bar), window="", create="")
            take_away(bar)
        return gone

    def _make(self, key: str) -> str:
        """A bar for a row that is seen; gives its name in Tk."""
        assert self.acts is not None
        px = self._theme.px
        files = self._files.get(key, ())
        named = any(one.is_upload for one in files)  # else the message has its name
        bar = TransferBar(self._text, self._theme, self.acts, self.on_done, named=named)
        wide = min(px(_WIDE), self._text.winfo_width() - px(_BESIDE))
        bar.columnconfigure(0, minsize=wide)
        bar.bind("<Configure>", lambda _event: self._grown())
        bar.lower()  # what stands over the rows stays over it
        self._bars.append((key, bar))
        bar.show(files)
        for widget in _all(bar):
            self.on_made(widget)
        return str(bar)


def _keys_of(entry: Entry) -> set[str]:
    """What an entry may be named by here."""
    return tokens_in(entry.text) | {entry.label}


def _all(widget: tk.Misc) -> list[tk.Misc]:
    return [widget, *(each for child in widget.winfo_children() for each in _all(child))]
