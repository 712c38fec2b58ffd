"""The card of the first window that joins a chat: what is near, places joined before, a field."""

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import datetime
from tkinter import ttk
from typing import TYPE_CHECKING

from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.store.person.settings import Place
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.scrolled import Scrolled, WrappedLabel
from desktopchat.ui.start.card import StartCard
from desktopchat.ui.start.place_rows import HOST, PLACE, rows_of, same_place, spoken
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    from desktopchat.lan.found import FoundHost, FoundPerson

_LEAST, _HIGH = 52, 216  # pixels of the list at 100 %; the rest is a scroll away
_BARE = tr_noop("Chats found, or joined before, appear here.")
_LOOKING = tr_noop("Looking for chats on this network…")
_NOBODY = tr_noop("No chat was found on this network. Ask whoever hosts one for its code.")
_NOT_LOOKING = tr_noop("Ask whoever hosts the chat for its code or address.")


class JoinCard(StartCard):
    """One click joins what is listed; a code, link or address goes into the field."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        on_go: Callable[[], object],
        on_cancel: Callable[[], object],
        on_doctor: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent, theme, tr("Join a chat"), "", tr("Join"), on_go, on_cancel)
        px = theme.px
        self._theme = theme
        self._go = on_go
        self._places: Sequence[Place] = ()
        self._hosts: Sequence[FoundHost] = ()
        self._people: Sequence[FoundPerson] = ()
        self._chosen: tuple[str, Address] | None = None
        """What the field said when a host was chosen from the list, and the host."""
        self.list = RowList(
            self,
            theme,
            avatars,
            ground="card",
            two_lines=True,
            type_ahead=True,
            on_open=self._open,
        )
        # Both have their place from the start: nothing moves under the pointer as chats are found.
        self._words.configure(text="\n")
        self.rowconfigure(1, minsize=self._words.winfo_reqheight() + px(4 + 16))
        self._words.grid_configure(sticky="new")
        self.list.grid(row=3, sticky="ew", pady=(0, px(12)))
        self.list.canvas.configure(height=px(_HIGH))
        self._bare = WrappedLabel(self.list.canvas, tr(_BARE), "Card.Dim.TLabel")
        self._bare.configure(anchor="center", justify="center")
        self.address_field = Field(
            self,
            theme,
            tr("Code, link or address"),
            hint="babid-hajov-kohid-balaf",
            ground="Card",
            on_enter=on_go,
        )
        self.address_field.grid(row=4, sticky="ew")
        self.password_field = Field(
            self, theme, tr("Password"), secret=True, ground="Card", on_enter=on_go
        )
        self._rare = ttk.Frame(self, style="Card.Inner.TFrame")
        self._rare.grid(row=5, sticky="w", pady=(px(8), 0))
        self._ask = ttk.Button(
            self._rare,
            text=tr("It has a password"),
            style="Link.TButton",
            command=self.ask_password,
        )
        self._ask.grid(row=0, column=0)
        ttk.Button(
            self._rare, text=tr("What keeps us apart?"), style="Link.TButton", command=on_doctor
        ).grid(row=0, column=1)
        self._search = ""
        self.say_search("off")
        self._built()

    # what is listed

    def show_places(self, places: Sequence[Place], now: datetime) -> None:
        """List the places joined before, the latest first."""
        self._places = places
        self._list(now)

    def show_near(
        self, hosts: "Sequence[FoundHost]", people: "Sequence[FoundPerson]", now: datetime
    ) -> None:
        """List the hosts of this network and the people nearby."""
        before, self._hosts, self._people = self._hosts, hosts, people
        self._list(now, before)

    def _list(self, now: datetime, before: "Sequence[FoundHost]" = ()) -> None:
        """Show the rows, with the keyboard on the same place. before: the hosts listed so far."""
        rows, at = rows_of(self._hosts, self._people, self._places, now), self.list.current
        self.list.set_rows(rows)
        if at and not self.list.current:
            # A place joined before is a host of this network now, or no longer.
            self.list.go_to(same_place(at, rows, [*self._hosts, *before]))
        if rows:
            self._bare.place_forget()
        else:
            self._bare.place(relwidth=1, rely=0.5, anchor="w")

    def say_search(self, state: str) -> None:
        """How the search of the network goes: "off", "looking", "nobody", "found", or why it can't
        be made, in plain words."""
        if state == self._search:
            return
        self._search = state
        words = {
            "off": _NOT_LOOKING,
            "looking": _LOOKING,
            "nobody": _NOBODY,
            "found": tr_noop("One click joins."),
        }
        self._words.configure(text=tr(words.get(state, state)))

    def give_room(self, scrolled: Scrolled, *, below: bool) -> None:
        """Let the list be lower where `scrolled`, which it is in, has too little room. below: the
        cards are below each other: then all scrolls, and a lower list would be of no use."""
        high, least = self._theme.px(_HIGH), self._theme.px(_LEAST)
        scrolled.give(self.list.canvas, high, high if below else least)

    def _open(self, key: str) -> None:
        if key.startswith(PLACE):
            self.address_field.text = spoken(key.removeprefix(PLACE))
            self._go()
            return
        host = next((one for one in self._hosts if HOST + one.id == key), None)
        if host is None:
            return  # somebody nearby, or it went a moment ago
        self.choose(host.address)
        if host.password and not self.password_field.text:
            self.ask_password()
        else:
            self._go()

    def choose(self, address: Address) -> None:
        """Put an address into the field, short, while all of it is meant."""
        self.address_field.text = address.authority
        self._chosen = address.authority, address

    # what is typed

    def ask_password(self) -> None:
        """Show the field for the password and go there."""
        self._ask.grid_remove()
        self.password_field.grid(row=5, sticky="ew", pady=(self._theme.px(12), 0))
        self._rare.grid(row=6)
        self.password_field.focus_entry()

    def checked(self) -> Address | None:
        """The address that was typed or chosen, or None after saying what is wrong with it."""
        from desktopchat.lan.join_code import CodeError, parse_code

        text = self.address_field.text
        if self._chosen is not None and self._chosen[0] == text:
            return self._chosen[1]
        try:
            return parse_code(text) or parse_address(text)
        except (AddressError, CodeError) as error:
            words = str(error)
            if not text.strip():
                words = tr("Type the chat's code, such as babid-hajov-kohid-balaf, or its address.")
            self.address_field.say_wrong(words)
            return None

    def room_of(self, address: Address) -> str:
        """The room last used at a place that was joined before."""
        known = {place.address: place.room for place in self._places}
        return next((known[str(way)] for way in address.ways if str(way) in known), "")
