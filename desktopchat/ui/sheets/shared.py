"""What was shared in a conversation: its files, pictures and links, the newest first."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from tkinter import ttk

from desktopchat.client.model import search_terms
from desktopchat.client.model.search_terms import Wanted
from desktopchat.ui import keys
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts import menu
from desktopchat.ui.parts.ask_field import AskField
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import SideBySide
from desktopchat.ui.sheets.findings import Findings
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr, tr_noop

_TWO = 520  # pixels at 100 % that the field and the buttons need beside each other
_HINT = tr_noop(
    "from:ada · on:yesterday · after:2026-11-01 · before:today\n"
    "↑ ↓ choose · Enter opens · Shift+Enter shows it in the conversation · Esc closes"
)


class SharedKind(Enum):
    """Which of it is looked at; the value is that of `search_terms`, as in `has:picture`."""

    ALL = "link"  # the link of a shared file is one, too
    PICTURES = "picture"
    FILES = "document"
    LINKS = "page"


_WORDS = {
    SharedKind.ALL: tr_noop("All"),
    SharedKind.PICTURES: tr_noop("Pictures"),
    SharedKind.FILES: tr_noop("Files"),
    SharedKind.LINKS: tr_noop("Links"),
}


@dataclass(slots=True, frozen=True)
class SharedItem:
    """Something that was shared. key: handed back. about: who shared it, and with which words.
    day: of a heading above it. image: the name of Tk's picture that stands before it, "" for
    none."""

    key: str
    name: str
    about: str
    day: str
    when: str
    image: str


class SharedSheet(Sheet):
    """on_look(wanted, kind) begins to look, and `show` brings what is found, once or more often.
    on_open and on_go get the key of an item: to look at it, and to show it in the conversation."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        where: str,
        on_look: Callable[[Wanted, SharedKind], object],
        on_open: Callable[[str], object],
        on_go: Callable[[str], object],
    ) -> None:
        super().__init__(root, theme, width=640)
        px = theme.px
        self._on_look, self._on_open, self._on_go = on_look, on_open, on_go
        self._asked: tuple[str, SharedKind] | None = None
        self.kind = SharedKind.ALL
        self.heading(tr("Shared in {room}", room=where))
        self.body.columnconfigure(0, weight=1)
        top = SideBySide(self.body, least=px(_TWO), gap=px(8), weights=(1, 0))
        top.grid(row=0, column=0, sticky="ew")
        self.entry = AskField(top, theme, self._look)
        kinds = ttk.Frame(top, style="TFrame")
        self.kinds: dict[SharedKind, ttk.Button] = {}
        for column, (kind, words) in enumerate(_WORDS.items()):
            kinds.columnconfigure(column, weight=1)
            button = ttk.Button(kinds, text=tr(words), command=lambda kind=kind: self.choose(kind))  # type: ignore[misc]
            button.bind("<Return>", lambda _event, kind=kind: self.choose(kind))  # type: ignore[misc]
            button.grid(row=0, column=column, sticky="ew", padx=(px(4) if column else 0, 0))
            self.kinds[kind] = button
        top.put(self.entry, kinds)
        self.found = Findings(
            self.scrolled,
            theme,
            avatars,
            self.entry,
            keys=tr(_HINT),
            on_open=self._chosen,
            on_menu=self._menu,
        )
        self.found.grid(row=1, column=0, sticky="ew", pady=(px(8), 0))
        for key in ("Return", "KP_Enter"):
            self.entry.bind(f"<Shift-{key}>", self._enter_conversation)
        for sequence in keys.menu_sequences(self.tk.call("tk", "windowingsystem")):
            if "Button" not in sequence:  # no words: an event of Tk
                self.entry.bind(sequence, self._menu_of_current)

    def start(self) -> None:
        """Open it, and look."""
        self._mark()
        self.open(self.entry, top=True)
        self._look()

    def choose(self, kind: SharedKind) -> None:
        """Look at these alone."""
        self.kind = kind
        self._mark()
        self.entry.focus_set()
        self.entry.look_now()

    def show(self, items: Sequence[SharedItem], *, reach: str, looking: bool) -> None:
        """What was found. reach: how far was looked, in words. looking: more may be on its way."""
        rows: list[Row] = []
        day = ""
        for item in items:
            if item.day != day:
                day = item.day
                rows.append(Row(f"day {day}", day, heading=True))
            rows.append(
                Row(item.key, item.name, image=item.image, note=item.when, detail=item.about)
            )
        nothing = tr("Looking…") if looking else self._nothing
        self.found.show(rows, reach=reach, nothing=nothing)

    @property
    def _nothing(self) -> str:
        if self.entry.get().strip() or self.kind is not SharedKind.ALL:
            return tr("Nothing was shared here that fits. Type less of it, or look at all.")
        return tr("Nothing was shared here yet. {key} shares files.", key=keys.label("attach"))

    def _mark(self) -> None:
        for kind, button in self.kinds.items():
            button.configure(style="Accent.TButton" if kind is self.kind else "TButton")

    def _look(self) -> None:
        typed = self.entry.get().strip()
        if (typed, self.kind) == self._asked:
            return
        self._asked = typed, self.kind
        wanted = search_terms.read(typed)
        self.found.ask(wanted.wrong)
        if not wanted.wrong:
            self._on_look(wanted, self.kind)

    def _enter_conversation(self, _event: "tk.Event[tk.Misc]") -> str:
        self.entry.look_now()
        if current := self.found.list.current:
            self._go(current)
        return "break"

    def _chosen(self, key: str) -> None:
        self.close()
        self._on_open(key)

    def _go(self, key: str) -> None:
        self.close()
        self._on_go(key)

    def _menu_of_current(self, _event: "tk.Event[tk.Misc]") -> str:
        if current := self.found.list.current:
            left, _right, top = self.found.list.whereabouts
            self._menu(current, left + self._theme.px(40), top + self._theme.px(48))
        return "break"

    def _menu(self, key: str, x: int, y: int) -> None:
        items: list[menu.Item] = [
            (tr("Open"), lambda: self._chosen(key)),
            (tr("Show in the conversation"), lambda: self._go(key)),
        ]
        menu.post(self, self._theme, items, x, y)
