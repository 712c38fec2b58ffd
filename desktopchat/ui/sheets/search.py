"""Ctrl+F: what was said, here, in all of the place or in all places, while it is typed."""

import tkinter as tk
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from tkinter import ttk

from desktopchat.client.model import search_terms
from desktopchat.client.model.search_terms import Wanted
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.elided import elided
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.ask_field import AskField
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.findings import Findings
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_BUTTON_EDGES = 40  # pixels at 100 % of a button beside its words
_HINT = tr_noop(
    "from:ada · on:yesterday · after:2026-11-01 · before:today\n"
    "has:link · has:file · has:picture · has:voice\n"
    "↑ ↓ choose · Enter goes there · Esc closes"
)


class SearchIn(Enum):
    """Where to look."""

    HERE = auto()
    PLACE = auto()
    """In all conversations of one place."""
    ALL = auto()
    """In all places of the window."""


@dataclass(slots=True, frozen=True)
class Hit:
    """A message that was found. key: handed back. sender: nick and name."""

    key: str
    sender: tuple[str, str]
    where: str
    when: str
    text: str


class SearchSheet(Sheet):
    """on_look(wanted, where) begins to look, and `show` brings what is found, once or more often;
    what is there already stays where it is. on_go gets the key of a hit. choices: where one can
    look, from narrow to wide, and what that is called. chosen: where it is looked at first."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        choices: Mapping[SearchIn, str],
        chosen: SearchIn,
        on_look: Callable[[Wanted, SearchIn], object],
        on_go: Callable[[str], object],
    ) -> None:
        super().__init__(root, theme, width=640)
        px = theme.px
        self._on_look, self._on_go = on_look, on_go
        self._where, self._choices = chosen, choices
        self._asked = "", chosen
        self.wanted = Wanted()
        self.body.columnconfigure(0, weight=1)
        self.entry = AskField(self.body, theme, self._look)
        self.entry.grid(row=0, column=0, sticky="ew")
        asked_in = ttk.Frame(self.body, style="TFrame")
        if len(choices) > 2:  # asked_in the field they would leave it no room
            asked_in.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(px(8), 0))
            asked_in.bind("<Configure>", self._fit_choices)
        else:
            asked_in.grid(row=0, column=1, padx=(px(8), 0))
        self._buttons: dict[SearchIn, ttk.Button] = {}
        for column, (where, words) in enumerate(choices.items()):
            asked_in.columnconfigure(column, weight=1, uniform="choice")
            button = ttk.Button(asked_in, text=words, command=partial(self.choose, where))
            button.bind("<Return>", lambda _event, where=where: self.choose(where))  # type: ignore[misc]
            button.grid(row=0, column=column, padx=(px(4) if column else 0, 0), sticky="ew")
            self._buttons[where] = button
        self.found = Findings(
            self.scrolled, theme, avatars, self.entry, keys=tr(_HINT), on_open=self._chosen
        )
        self.found.grid(row=2, column=0, columnspan=2, sticky="ew", pady=(px(8), 0))
        self._mark()
        self.found.ask(tr("Type what was said."))
        self.open(self.entry, top=True)

    def choose(self, where: SearchIn) -> None:
        """Look there."""
        self._where = where
        self._mark()
        self.entry.focus_set()
        self.entry.look_now()

    def show(self, hits: Sequence[Hit], *, reach: str, looking: bool) -> None:
        """What was found. reach: how far was looked, in words. looking: more may be on its way."""
        rows = [
            Row(
                key=hit.key,
                text=hit.sender[1],
                avatar=hit.sender,
                note=f"{hit.where} · {hit.when}" if hit.where else hit.when,
                detail=search_terms.excerpt(hit.text, self.wanted.words),
            )
            for hit in hits
        ]
        nothing = tr("Looking…") if looking else self._nothing
        self.found.show(rows, reach=reach, nothing=nothing)

    def _fit_choices(self, event: "tk.Event[tk.Misc]") -> None:
        """Cut the names of rooms and places to the width that each button has."""
        px, measure = self._theme.px, self._theme.font("body").measure
        room = event.width // len(self._choices) - px(_BUTTON_EDGES)
        for where, button in self._buttons.items():
            button.configure(text=elided(self._choices[where], room, measure))

    @property
    def _nothing(self) -> str:
        wider = list(self._choices)[list(self._choices).index(self._where) + 1 :]
        if not wider:
            return tr("Nothing was found. Fewer words find more.")
        return tr(
            "Nothing was found here. Fewer words find more, or “{wider}”.",
            wider=self._choices[wider[-1]],
        )

    def _mark(self) -> None:
        for where, button in self._buttons.items():
            button.configure(style="Accent.TButton" if where is self._where else "TButton")

    def _look(self) -> None:
        typed = self.entry.get().strip()
        if (typed, self._where) == self._asked:
            return
        self._asked = typed, self._where
        self.wanted = search_terms.read(typed)
        why = self.wanted.wrong or ("" if self.wanted.any else tr("Type what was said."))
        self.found.ask(why)
        if not why:
            self._on_look(self.wanted, self._where)

    def _chosen(self, key: str) -> None:
        self.close()
        self._on_go(key)
