"""Who keeps a copy of the own chat, who could be asked for one, and how it stands."""

import tkinter as tk
from collections.abc import Callable, Collection, Sequence

from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr
from desktopchat.words.lists import listed


class CopiesSheet(Sheet):
    """on_ask, on_take_back: get the key of the row that was picked. A copy is taken back when that
    was pressed twice."""

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
        self._can: tuple[Collection[str], Collection[str]] = ((), ())
        self._keeping: Collection[str] = ()
        self._sure = ""  # whose copy is taken back when that is pressed once more
        self._on_take_back = on_take_back
        self.people = PickList(
            self.body,
            theme,
            avatars,
            acts=[
                (tr("Ask"), "Accent.TButton", on_ask),
                (tr("Take back"), "TButton", self._take_back),
            ],
            seen=3,
            can=lambda number, key: key in self._can[number],
            acts_in=self.foot,
        )
        self.people.buttons[1].bind("<FocusOut>", lambda _event: self._make_sure(""))
        self.people.grid(row=1, sticky="nsew")
        self.people.give_room(self.scrolled)
        self._hint = WrappedLabel(self.body, "", "Dim.TLabel")
        self._said = self.foot_words()
        self._said.grid(row=0, columnspan=2)
        self.done = self.add_button(tr("Done"), self.close)
        # One row: on the left what is done with who was picked, on the right the way out.
        self.people.acts.grid(row=1, sticky="w", pady=(theme.px(16), 0))
        self.show([])
        self.open(self.done)

    def show(
        self,
        rows: Sequence[Row],
        *,
        askable: Collection[str] = (),
        asked: Collection[str] = (),
        keeping: Collection[str] = (),
        cut_off: Sequence[str] = (),
        stuck: Sequence[str] = (),
    ) -> None:
        """Those who keep a copy, and those who could. askable, asked, keeping: the keys of those
        who can be asked, have yet to answer, keep one. cut_off, stuck: the names of those who can't
        be reached, and whose disk takes nothing more."""
        self._can, self._keeping = (askable, {*asked, *keeping}), keeping
        if self._sure not in keeping:
            self._make_sure("")
        hints = []
        if stuck:
            hints.append(
                tr(
                    "What is new here can’t be copied to {names}. It goes on by itself once there"
                    " is room on the disk there.",
                    names=listed(stuck),
                )
            )
        if cut_off:
            hints.append(
                tr(
                    "Nobody could come to {names} if this computer went. Most often a firewall"
                    " keeps them out: over their chat, “What keeps us apart?” says what to do.",
                    names=listed(cut_off),
                )
            )
        self._hint.configure(text="\n\n".join(hints))
        if hints:
            self._hint.grid(row=2, sticky="ew", pady=(self._theme.px(8), 0))
        else:
            self._hint.grid_remove()
        nobody = tr(
            "Nobody can be asked yet. It takes somebody who is in this chat with DesktopChat on a"
            " computer of their own."
        )
        self.people.show(rows, nobody)

    def _take_back(self, key: str) -> None:
        """At once where it is a question, else when it was pressed again."""
        if key in self._keeping and key != self._sure:
            self._make_sure(key)
        else:
            self._make_sure("")
            self._on_take_back(key)

    def _make_sure(self, key: str) -> None:
        if key == self._sure:
            return
        self._sure, button = key, self.people.buttons[1]
        button.configure(
            text=tr("Delete their copy") if key else tr("Take back"),
            style="Danger.TButton" if key else "TButton",
        )
        if key:
            button.focus_set()
            self.say(tr("Press once more, and their computer deletes its copy."))
        else:
            self.say("")

    @property
    def hint(self) -> str:
        """What makes a copy whole, or lets people come to its computer; "" for nothing."""
        return str(self._hint.cget("text"))

    def say(self, words: str) -> None:
        """Tell what happened, at the foot."""
        self._said.configure(text=words)
