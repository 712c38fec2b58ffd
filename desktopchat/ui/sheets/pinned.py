"""What is pinned in a room: who said it, when, and how it begins."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_HEIGHT, _LEAST = 300, 110  # pixels of the list at 100 %: wanted, and where there is little room
_PINS = tr_noop("The menu of a message pins it: right click, or the Menu key.")
_GOES = tr_noop("Enter or a click goes there.")
_UNPINS = tr_noop("Enter or a click goes there, Delete unpins, and so does a right click.")


@dataclass(slots=True, frozen=True)
class PinnedMessage:
    """key: handed back. sender: nick and name, ("", "") while the message is not known. pinned: who
    did that and when, in words."""

    key: str
    sender: tuple[str, str]
    when: str
    text: str
    pinned: str


class PinnedSheet(Sheet):
    """on_go gets the key of a message. on_unpin: too; None where one may not."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        room: str,
        on_go: Callable[[str], object],
        on_unpin: Callable[[str], object] | None,
    ) -> None:
        super().__init__(root, theme, width=560)
        self._on_go, self._on_unpin = on_go, on_unpin
        self.heading(tr("Pinned in {room}", room=room))
        self.body.columnconfigure(0, weight=1)
        self.list = RowList(
            self.body,
            theme,
            avatars,
            ground="page",
            two_lines=True,
            on_open=self._chosen,
            on_menu=self._menu,
        )
        self.scrolled.give(self.list.canvas, theme.px(_HEIGHT), theme.px(_LEAST))
        self.list.grid(row=0, column=0, sticky="ew")
        self._nothing = EmptyWords(self.body, theme, self.list)
        self._hint = WrappedLabel(self.body, "", "Small.TLabel")
        self._hint.grid(row=1, column=0, sticky="ew", pady=(theme.px(8), 0))
        self.list.canvas.bind("<Delete>", lambda _event: self._unpin(self.list.current))
        self._close = self.add_button(tr("Close"), self.close)

    @property
    def hint(self) -> str:
        """What one can do, in the line below the list."""
        return str(self._hint.cget("text"))

    def start(self, pinned: Sequence[PinnedMessage]) -> None:
        """Open it with these."""
        self.show(pinned)
        self.open(self.list.canvas if pinned else self._close)
        if pinned:
            self.list.take_focus()

    def show(self, pinned: Sequence[PinnedMessage]) -> None:
        """What is pinned now."""
        self.list.set_rows(
            [
                Row(
                    key=one.key,
                    text=one.sender[1] or tr("An earlier message"),
                    avatar=one.sender if one.sender[0] else None,
                    note=one.when,
                    detail=one.text,
                    tip=one.pinned,
                )
                for one in pinned
            ],
            still=True,
        )
        goes = _GOES if self._on_unpin is None else _UNPINS
        pins = "" if self._on_unpin is None else _PINS
        self._hint.configure(text=tr(goes if pinned else pins))
        self._nothing.say("" if pinned else tr("Nothing is pinned here."))

    def _chosen(self, key: str) -> None:
        self.close()
        self._on_go(key)

    def _unpin(self, key: str) -> None:
        if key and self._on_unpin is not None:
            self._on_unpin(key)

    def _menu(self, key: str, x: int, y: int) -> None:
        items: list[menu.Item] = [(tr("Show in the conversation"), lambda: self._chosen(key))]
        if self._on_unpin is not None:
            items.append((tr("Unpin"), lambda: self._unpin(key)))
        menu.post(self, self._theme, items, x, y)
