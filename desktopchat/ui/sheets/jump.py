"""Ctrl+K: type a few letters, press Enter, be there."""

import tkinter as tk
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tkinter import ttk

from desktopchat.ui import keys
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.counted import counted
from desktopchat.ui.parts.empty_words import EmptyWords
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.scrolled import WrappedLabel
from desktopchat.ui.parts.tip import Tip
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.words import tr

_SEEN, _SEEN_LEAST = 8, 3  # rows


@dataclass(frozen=True, slots=True)
class Goal:
    """Where one can jump. key: handed back; unread first when nothing is typed. alike: that name
    only looks like somebody else's. place: the title of another place that it is in, "" for this
    one."""

    key: str
    name: str
    nick: str = ""  # of a person, "" for a room
    unread: int = 0
    alike: bool = False
    place: str = ""


def plain(text: str) -> str:
    """Without case and accents, so that "lukasz" finds Łukasz and "mia" Mía."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("ø", "o"))
    return "".join(char for char in spread if not unicodedata.combining(char))


def fitting(goals: Iterable[Goal], typed: str) -> list[Goal]:
    """Those that fit: names that begin so, then words that begin so, then any that have it or are
    in a place of that name; of the same name, those of this place first."""
    wanted = plain(typed.strip().removeprefix("#").removeprefix("@"))
    found: list[tuple[int, int, list[tuple[int, str]], str, Goal]] = []
    for goal in goals:
        name = plain(goal.name)
        nick = plain(goal.nick)
        if name.startswith(wanted) or (nick and nick.startswith(wanted)):
            rank = 0
        elif any(word.startswith(wanted) for word in name.replace("-", " ").split()):
            rank = 1
        elif wanted in name or wanted in nick or wanted in plain(goal.place):
            rank = 2
        else:
            continue
        found.append((rank, -goal.unread, counted(name), goal.place, goal))
    return [goal for *_order, goal in sorted(found, key=lambda item: item[:4])]


class Jump(Sheet):
    """A field and the rooms and people that fit what is typed."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        goals: list[Goal],
        *,
        on_go: Callable[[Goal], object],
    ) -> None:
        super().__init__(root, theme, width=480)
        self._goals = {f"{goal.place}/{goal.key}": goal for goal in goals}
        self._on_go = on_go
        px = theme.px
        self.body.columnconfigure(0, weight=1)
        self._text = tk.StringVar(self)
        self.entry = ttk.Entry(self.body, textvariable=self._text, font=theme.font("body"))
        self.entry.grid(row=0, column=0, sticky="ew")
        Tip(self.entry, theme, tr("Go to a room or a person"))
        self.list = RowList(
            self.body, theme, avatars, ground="page", leads=True, on_open=self._chosen
        )
        self.scrolled.give(self.list.canvas, px(32) * _SEEN, px(32) * _SEEN_LEAST)
        self.list.grid(row=1, column=0, sticky="ew", pady=(px(8), 0))
        self._none = EmptyWords(self.body, theme, self.list)
        hint = tr("↑ ↓ choose · Enter goes there · Esc leaves")
        WrappedLabel(self.body, hint, "Small.TLabel").grid(
            row=2, column=0, sticky="ew", pady=(px(8), 0)
        )
        for key, step in (
            ("Up", -1),
            ("Down", 1),
            ("Prior", -_SEEN),
            ("Next", _SEEN),  # no words: a key
        ):  # no words: keys
            self.entry.bind(f"<{key}>", lambda _event, step=step: self._move(step))  # type: ignore[misc]
        for key in ("<Return>", "<KP_Enter>"):
            self.entry.bind(key, self._enter)
        self._text.trace_add("write", lambda *_: self._typed())
        self._was = ""
        self._fill("")
        self.open(self.entry, top=True)

    def _fill(self, typed: str) -> None:
        found = fitting(self._goals.values(), typed)
        rows = [
            Row(
                key=f"{goal.place}/{goal.key}",
                text=goal.name,
                sign="" if goal.nick else "#",
                avatar=(goal.nick, goal.name) if goal.nick else None,
                strong=bool(goal.unread),
                badge=str(goal.unread or ""),
                note=f"{'⚠ ' * goal.alike}{goal.place}".rstrip(),
            )
            for goal in found
        ]
        self.list.set_rows([])  # the first that fits is the one to go to
        self.list.set_rows(rows)
        self.list.move(1)
        more = tr(
            "No room of yours and nobody by that name. {key} lists all rooms.",
            key=keys.label("room"),
        )
        self._none.say("" if rows else more)

    def _typed(self) -> None:
        typed = self.entry.get()
        if typed != self._was:
            self._was = typed
            self._fill(typed)

    def _move(self, step: int) -> str:
        self.list.move(step)
        return "break"

    def _enter(self, _event: "tk.Event[tk.Misc]") -> str:
        self.list.open_current()
        return "break"

    def _chosen(self, key: str) -> None:
        self.close()
        self._on_go(self._goals[key])
