"""Whoever runs the host: who is connected, bans, words to all, what was done.

While it is open it asks the host every two seconds; nothing of it runs once it is closed.
"""

import tkinter as tk
from collections.abc import Sequence
from functools import partial
from tkinter import ttk

from desktopchat.client.model.administration import AuditRow, HostBan, HostPerson
from desktopchat.client.model.mode_words import mode_words
from desktopchat.client.session import Session
from desktopchat.irc.modes import parse_modes
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.fields import Field
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.sheets.deeds import deed_rows
from desktopchat.ui.sheets.pick_list import PickList
from desktopchat.ui.sheets.sheet import Sheet
from desktopchat.ui.sheets.tabs import Tabs
from desktopchat.words import tr, trn

_JUST = 5  # seconds
EVERY = 2000  # milliseconds between two questions


def span(seconds: int) -> str:
    """How long: "40 s", "12 min", "3 h 5 min", "2 days"."""
    if seconds < 60:
        return tr("{n} s", n=seconds)
    minutes, hours = seconds // 60 % 60, seconds // 3600
    if hours < 1:
        return tr("{n} min", n=minutes)
    if hours < 48:
        return tr("{h} h {n} min", h=hours, n=minutes) if minutes else tr("{n} h", n=hours)
    return trn("{n} day", "{n} days", hours // 24)


def size(count: int) -> str:
    """So many bytes as people read them: "512 B", "12 KB", "3.4 MB"."""
    if count < 1024:
        return f"{count} B"
    value = float(count)
    for unit in ("KB", "MB", "GB"):
        value /= 1024
        if value < 1024 or unit == "GB":
            return f"{value:.1f} {unit}" if value < 10 and unit != "KB" else f"{value:.0f} {unit}"
    return ""


def detail(row: HostPerson) -> str:
    """ "10.0.0.7 · here for 12 min · sent 3 KB, got 40 KB"."""
    where = row.address or tr("unknown address")
    since = (
        tr("here for {span}", span=span(row.seconds))
        if row.seconds >= _JUST
        else tr("came just now")
    )
    traffic = tr("sent {sent}, got {got}", sent=size(row.received), got=size(row.sent))
    return f"{where} · {since} · {traffic}"


class HostPanel(Sheet):
    """Pages: people, bans, words to all, what was done. A ban or a disconnection asks once, in
    place."""

    def __init__(
        self,
        root: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        session: Session,
        *,
        title: str,
    ) -> None:
        super().__init__(root, theme, width=640)
        self._session, self._avatars = session, avatars
        self._timer: str | None = None
        self._sure = ""  # what the next press of the same button really does
        self.body.columnconfigure(0, weight=1)
        self.heading(title)
        self.tabs = Tabs(self.body, theme, self._shown)
        self.tabs.grid(row=1, sticky="nsew")
        self._build_people(self.tabs.add("people", tr("Connected")))
        self._build_bans(self.tabs.add("bans", tr("Bans")))
        self._build_words(self.tabs.add("words", tr("Announce")))
        self.log: PickList | None = None
        if session.model.on_desktopchat:  # others keep no such log, or show it to nobody
            self.log = self._build_log(self.tabs.add("log", tr("What was done")))
        self._said = self.foot_words()
        self.done = self.add_button(tr("Done"), self.close, "Accent.TButton")
        self.bind("<Destroy>", self._gone, add=True)
        self.people.show([], tr("Asking the host…"))
        self.bans.show([], tr("Asking the host…"))
        self.open(self.tabs.buttons["people"])
        session.admin.ask_bans()
        self._ask()

    @property
    def said(self) -> str:
        return str(self._said.cget("text"))

    # what the host answers

    def show_people(self, rows: Sequence[HostPerson]) -> None:
        """Who is connected, from where, since when, and how much went to and fro."""
        shown = []
        for row in sorted(rows, key=lambda row: self._session.model.name_of(row.nick).casefold()):
            name = self._session.model.name_of(row.nick)
            own = self._session.model.is_me(row.nick)
            shown.append(
                Row(
                    key=row.nick,
                    text=tr("{name} (you)", name=name) if own else name,
                    avatar=(row.nick, name),
                    note=tr("encrypted") if row.secure else "",
                    detail=detail(row),
                    tip=f"{name} ({row.nick})\n{detail(row)}",
                )
            )
        self.people.show(shown, tr("Nobody is connected."))
        self.tabs.name("people", tr("Connected ({n})", n=len(shown)))

    def show_bans(self, bans: Sequence[HostBan]) -> None:
        self.bans.show(
            [Row(ban.mask, ban.mask, detail=ban.reason or tr("No reason given")) for ban in bans],
            tr("Nobody is kept off this host."),
        )
        self.tabs.name("bans", tr("Bans ({n})", n=len(bans)) if bans else tr("Bans"))

    def show_log(self, rows: tuple[AuditRow, ...]) -> None:
        """What those who run things did of late."""
        if self.log is not None:
            self.log.show(
                deed_rows(rows, self._session.model.name_of, self._mode_words),
                tr("Nothing was done yet that is written down."),
            )

    def _mode_words(self, words: Sequence[str]) -> str:
        types = self._session.model.isupport.mode_types
        return mode_words(parse_modes(words, types), self._session.moderation.masks)

    # pages

    def _build_people(self, page: ttk.Frame) -> None:
        page.rowconfigure(0, weight=1)
        self.people = PickList(
            page,
            self._theme,
            self._avatars,
            acts=[
                (tr("Disconnect"), "TButton", partial(self._ask_once, "disconnect")),
                (tr("Ban"), "Danger.TButton", partial(self._ask_once, "ban")),
            ],
            seen=6,
        )
        self.people.grid(row=0, sticky="nsew")
        self.people.give_room(self.scrolled)

    def _build_bans(self, page: ttk.Frame) -> None:
        px = self._theme.px
        page.rowconfigure(0, weight=1)
        self.bans = PickList(
            page, self._theme, self._avatars, acts=[(tr("Take off"), "TButton", self._lift)], seen=5
        )
        self.bans.grid(row=0, sticky="nsew")
        self.bans.give_room(self.scrolled)
        row = ttk.Frame(page, style="TFrame")
        row.grid(row=1, sticky="ew", pady=(px(12), 0))
        row.columnconfigure(0, weight=1)
        self.who = Field(
            row,
            self._theme,
            "",
            hint=tr("A name, or an address such as 10.0.0.7"),
            on_enter=self._add,
        )
        self.who.grid(row=0, column=0, sticky="ew", padx=(0, px(8)))
        self.add_ban = ttk.Button(row, text=tr("Ban"), command=self._add)
        self.add_ban.grid(row=0, column=1, sticky="n")

    def _build_words(self, page: ttk.Frame) -> None:
        px = self._theme.px
        self.words = Field(
            page,
            self._theme,
            tr("Everybody on this host reads it, in whichever room they are"),
            hint=tr("The host goes down at six for an update"),
            on_enter=self._announce,
        )
        self.words.grid(row=0, sticky="ew")
        self.announce = ttk.Button(page, text=tr("Tell everybody"), command=self._announce)
        self.announce.grid(row=1, sticky="e", pady=(px(8), 0))

    def _build_log(self, page: ttk.Frame) -> PickList:
        page.rowconfigure(0, weight=1)
        log = PickList(page, self._theme, self._avatars, acts=[], seen=6)
        log.grid(row=0, sticky="nsew")
        log.give_room(self.scrolled)
        log.show([], tr("Asking the host…"))
        return log

    # what is done

    def _ask_once(self, act: str, nick: str) -> None:
        """The first press asks, the second does it."""
        name = self._session.model.name_of(nick)
        if self._session.model.is_me(nick):
            self.say(tr("That is you."))
            return
        if self._sure != f"{act} {nick}":
            self._sure = f"{act} {nick}"
            self.say(
                tr("Ban {name}? Press “Ban” again to do it.", name=name)
                if act == "ban"
                else tr("Disconnect {name}? Press “Disconnect” again to do it.", name=name)
            )
            return
        if act == "ban":
            self._session.admin.ban(nick)
            self._session.admin.ask_bans()
            self.say(tr("{name} is banned.", name=name))
        else:
            self._session.admin.disconnect(nick)
            self.say(tr("{name} was disconnected.", name=name))
        self._sure = ""
        self._session.admin.ask_people()

    def _lift(self, mask: str) -> None:
        self._session.admin.unban(mask)
        self._session.admin.ask_bans()
        self.say(tr("{mask} may come in again.", mask=mask))

    def _add(self) -> None:
        who = self.who.text.strip()
        if not who or " " in who:
            self.who.say_wrong(tr("Write a name, or an address such as 10.0.0.7."))
            return
        self._session.admin.ban(who)
        self._session.admin.ask_bans()
        self.who.text = ""

    def _announce(self) -> None:
        text = self.words.text.strip()
        if not text:
            self.words.say_wrong(tr("Write what everybody is to read."))
            return
        self._session.admin.announce(text)
        self.words.text = ""
        self.say(tr("Everybody was told."))

    def say(self, words: str) -> None:
        """Tell what happened, at the foot."""
        self._said.configure(text=words)

    # the timer

    def _shown(self, key: str) -> None:
        self._sure = ""
        if key == "log":
            self._session.admin.ask_audit()
        if self._timer is not None:  # not while the sheet is being made
            self.say("")

    def _ask(self) -> None:
        self._timer = self.after(EVERY, self._ask)
        if self._session.wire.online:
            self._session.admin.ask_people()
            if self.tabs.shown == "bans":
                self._session.admin.ask_bans()

    def _gone(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self and self._timer is not None:
            self.after_cancel(self._timer)
            self._timer = None
