"""Where the sides are: three columns, or the people under the rooms, or fewer."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.client.model import ConversationKind
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.people import People
from desktopchat.ui.chat.sidebar import Sidebar
from desktopchat.ui.timeline.timeline import Timeline

_SIDE = 220
_PEOPLE = 208
_NARROW = 860  # below, the people go under the rooms
_SLIM = 600  # below, the rooms are shown only when they are asked for


@dataclass(slots=True, frozen=True)
class Panes:
    """What a page has beside each other; the timeline and the composer are in the middle."""

    sidebar: Sidebar
    middle: ttk.Frame
    timeline: Timeline
    composer: Composer
    people: People


class Columns:
    """Places the page's sides, as people want them and as there is room."""

    def __init__(self, page: ttk.Frame, context: Context, panes: Panes) -> None:
        self._page, self._context, self._panes = page, context, panes
        self._people_wanted = True
        self._sidebar_wanted = True
        self._narrow = self._slim = False
        self._sidebar_asked = False  # while there is no room for it beside the words
        page.bind("<Configure>", self._resized)
        on_key = context.on_key
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
            narrow = event.width < self._context.theme.px(_NARROW)
            slim = event.width < self._context.theme.px(_SLIM)
            if (narrow, slim) != (self._narrow, self._slim):
                self._narrow, self._slim = narrow, slim
                self._sidebar_asked = False
                self.lay_out()

    def lay_out(self) -> None:
        """Place them for the conversation that is open."""
        page, panes, px = self._page, self._panes, self._context.theme.px
        active = self._context.active
        room = active is not None and active.kind is ConversationKind.ROOM
        panes.middle.grid(row=0, column=1, sticky="nsew")
        people = self._people_wanted and room
        page.columnconfigure(0, minsize=px(_SIDE) if self._sidebar_shown else 0)
        page.columnconfigure(2, minsize=0)
        if self._sidebar_shown:
            panes.sidebar.configure(width=px(_SIDE))
            panes.sidebar.grid(row=0, column=0, sticky="nsew")
            panes.sidebar.grid_propagate(False)
        else:
            panes.sidebar.grid_remove()
        panes.people.grid_forget()
        panes.people.grid_propagate(False)
        if people and not self._narrow:
            page.columnconfigure(2, minsize=px(_PEOPLE))
            panes.people.configure(width=px(_PEOPLE))
            panes.people.grid(row=0, column=2, sticky="nsew")
        elif people and self._sidebar_shown:
            panes.people.configure(height=px(_PEOPLE), width=px(_SIDE))
            panes.people.grid(in_=panes.sidebar, row=2, column=0, sticky="ew")
            panes.people.lift()

    def next_pane(self, step: int) -> None:
        """F6: the composer, the rooms, the people, the timeline, and round again; or back."""
        panes = self._panes
        order: list[tuple[tk.Misc, Callable[[], object]]] = [
            (panes.composer.focus_widget, panes.composer.focus_text)
        ]
        if panes.sidebar.winfo_ismapped():
            order.append((panes.sidebar.list.canvas, panes.sidebar.list.take_focus))
        if panes.people.winfo_ismapped():
            order.append((panes.people.list.canvas, panes.people.list.take_focus))
        order.append((panes.timeline.text, panes.timeline.text.focus_set))
        focus = str(self._page.tk.call("focus"))
        at = next((i for i, (widget, _go) in enumerate(order) if str(widget) == focus), None)
        order[0 if at is None else (at + step) % len(order)][1]()
