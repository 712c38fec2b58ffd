"""The card of the first window that joins a chat: places joined before, or an address."""

import tkinter as tk
from collections.abc import Callable, Sequence
from datetime import datetime
from tkinter import ttk

from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.store.settings import Place
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.start.card import StartCard

_SEEN = 3  # places that fit the card; the others are a scroll away


def how_long_ago(then: datetime, now: datetime) -> str:
    """When a place was last used, in a word or two. Both times are aware."""
    days = (now.astimezone().date() - then.astimezone().date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    local = then.astimezone()
    return f"{local.day} {local:%B %Y}"


class JoinCard(StartCard):
    """Recent places (one click joins), an address, and a password when the chat has one."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        on_go: Callable[[], object],
        on_cancel: Callable[[], object],
    ) -> None:
        super().__init__(
            parent,
            theme,
            "Join a chat",
            "Ask whoever hosts it for the address.",
            "Join",
            on_go,
            on_cancel,
        )
        px = theme.px
        self._theme = theme
        self._go = on_go
        self._places: dict[str, Place] = {}
        self.recent = RowList(
            self,
            theme,
            avatars,
            ground="card",
            two_lines=True,
            type_ahead=True,
            on_open=self._join_place,
        )
        self.address_field = Field(
            self,
            theme,
            "Address",
            hint="192.168.1.20 or lab-pc",
            ground="Card",
            on_enter=on_go,
        )
        self.address_field.grid(row=3, sticky="ew")
        self.password_field = Field(
            self, theme, "Password", secret=True, ground="Card", on_enter=on_go
        )
        self._ask = ttk.Button(
            self, text="It has a password", style="Link.TButton", command=self.ask_password
        )
        self._ask.grid(row=4, sticky="w", pady=(px(8), 0))

    def show_places(self, places: Sequence[Place], now: datetime) -> None:
        """List the places joined before, the latest first."""
        self._places = {place.address: place for place in places}
        rows = [
            Row(
                key=place.address,
                text=place.title or place.address,
                detail=f"{_spoken(place.address)} · {_when(place.last_used, now)}",
                avatar=(place.title or place.address, place.title or place.address),
            )
            for place in places
        ]
        self.recent.set_rows(rows)
        if rows:
            height = self._theme.px(48) * min(_SEEN, len(rows))
            self.recent.canvas.configure(height=height)
            self.recent.grid(row=2, sticky="ew", pady=(0, self._theme.px(12)))
            self._words.configure(text="Been there before? One click joins again.")

    def ask_password(self) -> None:
        """Show the field for the password and go there."""
        self._ask.grid_remove()
        self.password_field.grid(row=5, sticky="ew", pady=(self._theme.px(12), 0))
        self.password_field.focus_entry()

    def checked(self) -> Address | None:
        """The address that was typed, or None after saying what is wrong with it."""
        try:
            return parse_address(self.address_field.text)
        except AddressError as error:
            words = str(error)
            if not self.address_field.text.strip():
                words = "Type the address, such as 192.168.1.20 — whoever hosts sees it."
            self.address_field.say_wrong(words)
            return None

    def room_of(self, address: Address) -> str:
        """The room last used at a place that was joined before."""
        places = (self._places.get(str(way)) for way in address.ways)
        return next((place.room for place in places if place is not None), "")

    def _join_place(self, key: str) -> None:
        self.address_field.text = _spoken(key)
        self._go()


def _spoken(address: str) -> str:
    """An address as people say it: lab-pc, or with a port of its own lab-pc:6668."""
    try:
        return parse_address(address).spoken
    except AddressError:
        return address


def _when(last_used: str, now: datetime) -> str:
    try:
        return how_long_ago(datetime.fromisoformat(last_used), now)
    except ValueError:
        return ""
