"""The right side: who is in the room, by role, with presence as a dot and a word."""

import tkinter as tk
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from tkinter import ttk
from typing import NamedTuple

from desktopchat.client.model import Member
from desktopchat.irc.names import display_name
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.jump import plain
from desktopchat.words import language, number, tr, tr_noop

# IRC's prefixes, highest first, as people read them (Modern IRC, "Channel Membership Prefixes").
ROLES = {
    "~": tr_noop("OWNERS"),
    "&": tr_noop("ADMINS"),
    "@": tr_noop("OPERATORS"),
    "%": tr_noop("HELPERS"),
    "+": tr_noop("VOICED"),
}
_NO_ROLE = tr_noop("PEOPLE")
TYPING = "•••"
"""The mark of who writes: short, so that it cuts no name."""
MANY = 12
"""People; where there are more, there is a field to find one."""


class _Shown(NamedTuple):
    """All that a person's row shows. like: whose name theirs looks like. online: whether I am, and
    so know who is here."""

    nick: str
    realname: str
    away: str
    status: str
    like: str
    face: str
    own: bool
    typing: bool
    online: bool


def presence_words(who: str, away: str | None, *, online: bool, typing: bool = False) -> str:
    """How somebody is there, in a sentence. away: why, "" while here, None for not connected;
    online: whether I am, and so know it."""
    if away is None:
        words = (
            tr("{name} is not here", name=who) if online else tr("{name} was not here", name=who)
        )
    elif away:
        words = (
            tr("{name} is away: {why}", name=who, why=away)
            if online
            else tr("{name} was away: {why}", name=who, why=away)
        )
    else:
        words = tr("{name} is here", name=who) if online else tr("{name} was here", name=who)
    return tr("{presence}, typing", presence=words) if typing else words


@lru_cache(maxsize=8192)
def _row(shown: _Shown, _language: str) -> tuple[bool, str, Row]:
    """A person's row, and before it what to sort by.

    Cached, for when one of a thousand comes or goes: working out the names of all takes longer
    than the rest together, and rows that are the same object are compared in no time.
    """
    nick, away, online = shown.nick, shown.away, shown.online
    name = display_name(nick, shown.realname)
    who = name if name == nick else f"{name} ({nick})"
    tip = presence_words(who, away, online=online, typing=shown.typing)
    if shown.status:
        tip += f"\n{shown.status}"
    if shown.like:
        tip += "\n" + tr("⚠ looks like {like}, and is somebody else", like=shown.like)
    row = Row(
        key=nick,
        text=tr("{name} (you)", name=name) if shown.own else name,
        avatar=(nick, name),
        face=shown.face,
        dot=("away" if away else "here") if online else "unknown",
        faint=bool(away),
        note="⚠" if shown.like else TYPING if shown.typing else tr("away") if away else "",
        tip=tip,
    )
    return bool(away), name.casefold(), row


def rows_of(
    members: Iterable[Member], own_nick: str, typing: Collection[str] = (), *, online: bool = True
) -> list[Row]:
    """Rows of a room's people: a heading a role, those who are away after the others.

    typing: the nicks of those who write there now. online: whether I am, and so know who is here.
    """
    roles: dict[str, list[tuple[bool, str, Row]]] = {}
    for member in members:
        person = member.person
        role = ROLES.get(member.prefixes[:1], _NO_ROLE)
        shown = _Shown(
            nick=person.nick,
            realname=person.realname,
            away=person.away,
            status=person.status,
            like=person.lookalike_of,
            face=person.face,
            own=person.nick == own_nick,
            typing=person.nick in typing,
            online=online,
        )
        roles.setdefault(role, []).append(_row(shown, language()))
    rows: list[Row] = []
    for role in (*ROLES.values(), _NO_ROLE):
        group = roles.get(role)
        if group:
            group.sort(key=lambda item: item[:2])
            rows.append(
                Row(f"heading:{role}", " — ".join((tr(role), number(len(group)))), heading=True)
            )
            rows.extend(row for _away, _name, row in group)
    return rows


def finds(member: Member, wanted: str) -> bool:
    """Whether a name or nick has these letters (`plain`) at the beginning of a word, or within."""
    person = member.person
    return wanted in plain(person.name) or wanted in plain(person.nick)


class People(ttk.Frame):
    """The list, and over a long one a field to find somebody. on_open and on_menu get a nick."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        on_open: Callable[[str], None],
        on_menu: Callable[[str, int, int], None],
        on_done: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(parent, style="Side.TFrame")
        self.columnconfigure(0, weight=1)
        self.rowconfigure(1, weight=1)
        self._members: list[Member] = []
        self._own_nick, self._typing, self._online = "", frozenset[str](), True
        self._on_done = on_done
        pad = theme.px(4)
        self.field = Field(
            self, theme, "", hint=tr("Find a person"), ground="Side", on_enter=self._entered
        )
        self.field.grid(row=0, column=0, sticky="ew", padx=2 * pad, pady=(2 * pad, 0))
        self.field.grid_remove()
        self.field.on_change = self._draw
        self.field.entry.bind("<Escape>", self._left)
        self.field.entry.bind("<Down>", lambda _event: self._to_list())
        self.list = RowList(self, theme, avatars, on_open=on_open, on_menu=on_menu)
        self.list.grid(row=1, column=0, sticky="nsew", padx=pad, pady=(pad, 0))

    def show(
        self,
        members: Iterable[Member],
        own_nick: str,
        typing: Collection[str] = (),
        *,
        online: bool = True,
    ) -> None:
        """Show who is in the room; typing: the nicks of those who write there. online: whether I
        am connected."""
        self._members = list(members)
        self._own_nick, self._typing, self._online = own_nick, frozenset(typing), online
        if len(self._members) > MANY or self.field.text:
            self.field.grid()
        else:
            self.field.grid_remove()
        self._draw()

    def begin(self) -> None:
        """Another room is open: everybody in it is shown."""
        self.field.text = ""

    def _draw(self) -> None:
        wanted = plain(self.field.text.strip().removeprefix("@"))
        found = [one for one in self._members if finds(one, wanted)] if wanted else self._members
        rows = rows_of(found, self._own_nick, self._typing, online=self._online)
        if wanted and not rows:
            rows = [Row("heading:nobody", tr("NOBODY HERE IS CALLED SO"), heading=True)]
        self.list.set_rows(rows)

    def _entered(self) -> None:
        """Enter opens the first one that was found."""
        if self.field.text.strip():
            self._to_list()
            self.list.open_current()

    def _to_list(self) -> str:
        self.list.canvas.focus_set()
        self.list.move(-len(self.list.rows))
        return "break"

    def _left(self, _event: "tk.Event[tk.Misc]") -> str:
        self.field.text = ""
        self._on_done()
        return "break"

    def restyle(self) -> None:
        self.list.restyle()
