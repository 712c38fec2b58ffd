"""Ctrl+N: the rooms of the host to join, or a title for a new one."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from desktopchat.client.model import ListedRoom
from desktopchat.irc.names import channel_from_title
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.counted import counted
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.jump import plain
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, trn

_SEEN, _SEEN_LEAST = 6, 2  # rows


class RoomDialog(Sheet):
    """Type a title: rooms that fit are listed; Enter joins, or makes the room anew.

    on_join gets a channel's name and a password ("" for none).
    """

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        on_join: Callable[[str, str], object],
    ) -> None:
        super().__init__(root, theme, width=480)
        self._on_join = on_join
        self._rooms: Sequence[ListedRoom] | None = None
        px = theme.px
        self.body.columnconfigure(0, weight=1)
        self.heading(tr("Rooms"))
        self.field = Field(
            self.body, theme, "", hint=tr("A room’s title, such as Lab 3"), on_enter=self._enter
        )
        self.field.grid(row=1, column=0, columnspan=2, sticky="ew")
        self.list = RowList(
            self.body,
            theme,
            avatars,
            ground="page",
            two_lines=True,
            type_ahead=True,
            on_open=self._chosen,
        )
        self.scrolled.give(self.list.canvas, px(48) * _SEEN, px(48) * _SEEN_LEAST)
        self.list.grid(row=2, column=0, columnspan=2, sticky="ew", pady=px(12))
        self._empty = EmptyWords(self.body, theme, self.list)
        self._empty.say(tr("Looking for rooms…"))
        self.password = Field(
            self.body,
            theme,
            "",
            hint=tr("Password, if it has one"),
            secret=True,
            on_enter=self._enter,
        )
        self.password.grid(row=3, column=0, sticky="ew", padx=(0, px(8)))
        self.button = ttk.Button(
            self.body, text=tr("Create room"), style="Accent.TButton", command=self._enter
        )
        self.button.grid(row=3, column=1, sticky="e")
        self.field.on_change = self._fill
        self.field.entry.bind("<Down>", lambda _event: self.list.take_focus())
        self.open(self.field.entry, top=True)
        self._fill()

    def show(self, rooms: Sequence[ListedRoom]) -> None:
        """Show the rooms that the host listed."""
        self._rooms = list(rooms)
        self._fill()

    def ask_password(self, name: str, why: str) -> None:
        """A room that was tried wants another password than it got."""
        self.field.text = name.removeprefix("#")
        self._fill()
        self.password.say_wrong(why)

    def _fill(self) -> None:
        rooms = self._rooms or ()
        wanted = plain(self.field.text.strip().removeprefix("#"))
        rows = [
            Row(
                key=room.name,
                text=room.name.removeprefix("#"),
                sign="#",
                note=trn("{n} person", "{n} people", room.people),
                detail=room.topic or tr("No topic"),
            )
            for room in sorted(rooms, key=lambda room: (-room.people, counted(room.name)))
            if wanted in plain(room.name) or wanted.replace(" ", "-") in plain(room.name)
        ]
        self.list.set_rows(rows)
        name = channel_from_title(self.field.text)
        known = any(plain(room.name) == plain(name) for room in rooms)
        self.button.configure(text=tr("Join room") if known else tr("Create room"))
        self.button.state(["!disabled" if name else "disabled"])
        if rows:
            words = ""
        elif self._rooms is None:
            words = tr("Looking for rooms…")
        elif name:
            words = tr(
                "No such room yet. Enter creates “{room}”.",
                room=name.removeprefix("#"),
            )
        else:
            words = tr("There is no room yet. Type a title above to create the first.")
        self._empty.say(words)

    def _enter(self) -> None:
        name = channel_from_title(self.field.text)
        if not name:
            self.field.say_wrong(tr("Give the room a title, such as Lab 3."))
            return
        self._go(name)

    def _chosen(self, key: str) -> None:
        self._go(key)

    def _go(self, name: str) -> None:
        password = self.password.text
        self.close()
        self._on_join(name, password)
