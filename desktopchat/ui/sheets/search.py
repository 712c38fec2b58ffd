"""Ctrl+F: what was said, here or everywhere, while it is typed."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.client.model import search_terms
from desktopchat.client.model.search_terms import Wanted
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.ask_field import AskField
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop, trn

_HEIGHT, _LEAST = 380, 110  # pixels of the list at 100 %: wanted, and where there is little room
_HINT = tr_noop(
    "from:ada · on:yesterday · after:2026-11-01 · before:today\n"
    "has:link · has:file · has:picture · has:voice\n"
    "↑ ↓ choose · Enter goes there · Esc closes"
)


@dataclass(slots=True, frozen=True)
class Hit:
    """A message that was found. key: handed back. sender: nick and name."""

    key: str
    sender: tuple[str, str]
    where: str
    when: str
    text: str


class SearchSheet(Sheet):
    """on_look(wanted, everywhere) begins to look, and `show` brings what is found, once or more
    often; what is there already stays where it is. on_go gets the key of a hit. all_of: what
    "everywhere" is called, where that is less than all."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        here: str,
        everywhere: bool,
        all_of: str = "",
        on_look: Callable[[Wanted, bool], object],
        on_go: Callable[[str], object],
    ) -> None:
        super().__init__(root, theme, width=640)
        px = theme.px
        self._on_look, self._on_go = on_look, on_go
        self._asked: tuple[str, bool] = ("", everywhere)
        self.wanted = Wanted()
        self.body.columnconfigure(0, weight=1)
        self.entry = AskField(self.body, theme, self._look)
        self.entry.grid(row=0, column=0, sticky="ew")
        self._everywhere = tk.BooleanVar(self, everywhere)
        places = ttk.Frame(self.body, style="TFrame")
        places.grid(row=0, column=1, padx=(px(8), 0))
        self._places: dict[bool, ttk.Button] = {}
        for column, (value, words) in enumerate(
            ((False, here), (True, all_of or tr("Everywhere")))
        ):
            button = ttk.Button(places, text=words, command=lambda v=value: self.choose(v))  # type: ignore[misc]
            button.bind("<Return>", lambda _event, v=value: self.choose(v))  # type: ignore[misc]
            button.grid(row=0, column=column, padx=(px(4) if column else 0, 0))
            self._places[value] = button
        self.list = RowList(
            self.body,
            theme,
            avatars,
            ground="page",
            two_lines=True,
            leads=True,
            on_open=self._chosen,
            on_drawn=self._say_reach,
        )
        self.scrolled.give(self.list.canvas, px(_HEIGHT), px(_LEAST))
        self.list.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(px(8), 0))
        self._said = EmptyWords(self.body, theme, self.list)
        self._reach = ""
        self._foot = WrappedLabel(self.body, "\n", "Dim.TLabel")
        # It may take two lines where it is narrow; the list does not move for that.
        self.body.rowconfigure(2, minsize=self._foot.winfo_reqheight() + px(8))
        self._foot.configure(text="")
        hint = WrappedLabel(self.body, tr(_HINT), "Small.TLabel")
        for row, label in enumerate((self._foot, hint), 2):
            label.grid(row=row, column=0, columnspan=2, sticky="new", pady=(px(8), 0))
        self.entry.lead(self.list)
        self._mark()
        self._said.say(tr("Type what was said."))
        self.open(self.entry, top=True)

    @property
    def said(self) -> str:
        """What stands in place of hits, "" where there are any."""
        return self._said.words

    @property
    def reach(self) -> str:
        """How far was looked, in the line at the foot."""
        return str(self._foot.cget("text")).strip()

    def choose(self, everywhere: bool) -> None:
        """Look in the room alone, or everywhere."""
        self._everywhere.set(everywhere)
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
        self.list.set_rows(rows, still=True)
        if not self.list.current:
            self.list.move(1)
        self._reach = reach
        self._say_reach()
        self._said.say("" if rows else tr("Looking…") if looking else self._nothing)

    def _say_reach(self) -> None:
        above = trn("{n} newer above", "{n} newer above", self.list.above)
        parts = [above if self.list.above else "", self._reach]
        self._foot.configure(text=" · ".join(filter(None, parts)) or " ")

    @property
    def _nothing(self) -> str:
        if self._everywhere.get():
            return tr("Nothing was found. Fewer words find more.")
        wider = self._places[True].cget("text")
        return tr("Nothing was found here. Fewer words find more, or “{wider}”.", wider=wider)

    def _mark(self) -> None:
        for value, button in self._places.items():
            chosen = value == self._everywhere.get()
            button.configure(style="Accent.TButton" if chosen else "TButton")

    def _look(self) -> None:
        typed = self.entry.get().strip()
        if (typed, self._everywhere.get()) == self._asked:
            return
        self._asked = typed, self._everywhere.get()
        self.wanted = search_terms.read(typed)
        self.list.set_rows([])  # another question begins at the top
        self._reach = ""
        self._say_reach()
        if self.wanted.wrong or not self.wanted.any:
            self._said.say(self.wanted.wrong or tr("Type what was said."))
            return
        self._on_look(self.wanted, self._everywhere.get())

    def _chosen(self, key: str) -> None:
        self.close()
        self._on_go(key)
