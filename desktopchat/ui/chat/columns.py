"""Where the sides are: three columns, or the people under the rooms, or fewer."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktopchat.client.model import ConversationKind
from desktopchat.ui.look.theme import Theme

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_SIDE = 220
_PEOPLE = 208
_NARROW = 860  # below, the people go under the rooms
_SLIM = 600  # below, the rooms are shown only when they are asked for


class Columns:
    """Places the page's sides, as people want them and as there is room."""

    def __init__(self, page: ChatPage, theme: Theme) -> None:
        self._page, self._theme = page, theme
        self._people_wanted = True
        self._sidebar_wanted = True
        self._narrow = self._slim = False
        self._sidebar_asked = False  # while there is no room for it beside the words
        page.bind("<Configure>", self._resized)
        on_key = page.context.on_key
        on_key("people", self.toggle_people)
        on_key("sidebar", self.toggle_sidebar)
        on_key("panes", lambda: self.next_pane(1))
        on_key("panes_back", lambda: self.next_pane(-1))

    def take_over(self, other: Columns) -> None:
        """Show the sides that another page showed."""
        self._people_wanted, self._sidebar_wanted = other._people_wanted, other._sidebar_wanted
        self.lay_out()

    def toggle_people(self) -> None:
        self._people_wanted = not self._people_wanted
        self.lay_out()

    def toggle_sidebar(self) -> None:
        if self._slim:
            self._sidebar_asked = not self._sidebar_asked
        else:
            self._sidebar_wanted = not self._sidebar_wanted
        self.lay_out()

    @property
    def _sidebar_shown(self) -> bool:
        return self._sidebar_asked if self._slim else self._sidebar_wanted

    def _resized(self, event: tk.Event[tk.Misc]) -> None:
        if event.widget is self._page:
            narrow = event.width < self._theme.px(_NARROW)
            slim = event.width < self._theme.px(_SLIM)
            if (narrow, slim) != (self._narrow, self._slim):
                self._narrow, self._slim = narrow, slim
                self._sidebar_asked = False
                self.lay_out()

    def lay_out(self) -> None:
        """Place them for the conversation that is open."""
        page, px = self._page, self._theme.px
        room = page.active is not None and page.active.kind is ConversationKind.ROOM
        page.middle.grid(row=0, column=1, sticky="nsew")
        people = self._people_wanted and room
        page.columnconfigure(0, minsize=px(_SIDE) if self._sidebar_shown else 0)
        page.columnconfigure(2, minsize=0)
        if self._sidebar_shown:
            page.sidebar.configure(width=px(_SIDE))
            page.sidebar.grid(row=0, column=0, sticky="nsew")
            page.sidebar.grid_propagate(False)
        else:
            page.sidebar.grid_remove()
        page.people.grid_forget()
        page.people.grid_propagate(False)
        if people and not self._narrow:
            page.columnconfigure(2, minsize=px(_PEOPLE))
            page.people.configure(width=px(_PEOPLE))
            page.people.grid(row=0, column=2, sticky="nsew")
        elif people and self._sidebar_shown:
            page.people.configure(height=px(_PEOPLE), width=px(_SIDE))
            page.people.grid(in_=page.sidebar, row=2, column=0, sticky="ew")
            page.people.lift()

    def next_pane(self, step: int) -> None:
        """F6: the composer, the rooms, the people, the timeline, and round again; or back."""
        page = self._page
        panes: list[tuple[tk.Misc, Callable[[], object]]] = [
            (page.composer.focus_widget, page.composer.focus_text)
        ]
        if page.sidebar.winfo_ismapped():
            panes.append((page.sidebar.list.canvas, page.sidebar.list.take_focus))
        if page.people.winfo_ismapped():
            panes.append((page.people.list.canvas, page.people.list.take_focus))
        panes.append((page.timeline.text, page.timeline.text.focus_set))
        focus = str(page.tk.call("focus"))
        at = next((i for i, (widget, _go) in enumerate(panes) if str(widget) == focus), None)
        panes[0 if at is None else (at + step) % len(panes)][1]()
