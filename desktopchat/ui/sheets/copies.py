"""Who keeps a copy of the own chat, who could be asked for one, and how it stands."""

import tkinter as tk
from collections.abc import Callable, Sequence

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr
from desktopchat.words.lists import listed


class CopiesSheet(Sheet):
    """on_ask, on_take_back: get the key of the row that was picked."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        on_ask: Callable[[str], object],
        on_take_back: Callable[[str], object],
    ) -> None:
        super().__init__(root, theme, width=520)
        self.body.columnconfigure(0, weight=1)
        self.heading(tr("Keep this chat on another computer, too"))
        WrappedLabel(
            self.body,
            tr(
                "If your computer goes, theirs carries the chat on, and people hardly notice. It"
                " keeps a copy of everything said here, direct messages too: ask somebody whom you"
                " would trust with that."
            ),
            "Dim.TLabel",
        ).grid(row=0, sticky="ew", pady=(0, theme.px(12)))
        self.people = PickList(
            self.body,
            theme,
            avatars,
            acts=[
                (tr("Ask"), "Accent.TButton", on_ask),
                (tr("Take back"), "TButton", on_take_back),
            ],
            seen=3,
        )
        self.people.grid(row=1, sticky="nsew")
        self.people.give_room(self.scrolled)
        self._cut_off = WrappedLabel(self.body, "", "Dim.TLabel")
        self._said = self.foot_words()
        self.done = self.add_button(tr("Done"), self.close)
        self.show([])
        self.open(self.done)

    def show(self, rows: Sequence[Row], cut_off: Sequence[str] = ()) -> None:
        """Those who keep a copy, and those who could. cut_off: the names of those who can't be
        reached."""
        if cut_off:
            words = tr(
                "Nobody could come to {names} if this computer went. Most often a firewall keeps"
                " them out: over their chat, “What keeps us apart?” says what to do.",
                names=listed(cut_off),
            )
            self._cut_off.configure(text=words)
            self._cut_off.grid(row=2, sticky="ew", pady=(self._theme.px(8), 0))
        else:
            self._cut_off.grid_remove()
        nobody = tr("Nobody else is here, encrypted and with DesktopChat.")
        self.people.show(rows, nobody)

    @property
    def hint(self) -> str:
        """What it says of those who can't be reached, "" for nothing."""
        return str(self._cut_off.cget("text")) if self._cut_off.winfo_manager() else ""

    def say(self, words: str) -> None:
        """Tell what happened, at the foot."""
        self._said.configure(text=words)
