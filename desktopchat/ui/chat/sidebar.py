"""The left side: the place, its rooms, direct messages, and oneself at the foot."""

import tkinter as tk
from collections.abc import Callable, Iterable, Sequence
from tkinter import ttk

from desktopchat.client.model import Conversation, ConversationKind, Person
from desktopchat.ui import keys
from desktopchat.ui.chat.choices import RoomChoices
from desktopchat.ui.chat.people import TYPING, presence_words
from desktopchat.ui.look import bidi
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.icons import Icons
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.rowlist import RowList
from desktopchat.ui.parts.rowpaint import Row
from desktopchat.ui.parts.tip import Tip
from desktopchat.words import tr, trn

_FAVOURITES = "heading:favourites"
_ROOMS = "heading:rooms"
_DIRECT = "heading:direct"
_SHOWN_AT_MOST = 99  # unread


def _count(number: int) -> str:
    return f"{_SHOWN_AT_MOST}+" if number > _SHOWN_AT_MOST else str(number or "")


def rows_of(
    conversations: Iterable[Conversation],
    people: dict[str, Person],
    active: Conversation | None,
    like_of: Callable[[str], str] = lambda _nick: "",
    choices: RoomChoices | None = None,
    typing: Callable[[Conversation], Sequence[str]] = lambda _conversation: (),
    *,
    online: bool = True,
) -> list[Row]:
    """The rows to show, of conversations in order. `people`: those who are online, by folded nick.

    like_of(nick): whose name theirs looks like, "" for nobody's. typing(conversation): who writes
    there now. online: whether I am, and so know who is here.
    """
    choices = choices or RoomChoices.none()
    favourites: list[Row] = []
    rooms: list[Row] = []
    direct: list[Row] = []
    for conversation in conversations:
        favourite, muted = choices.favourite(conversation), choices.muted(conversation)
        unread = conversation.unread if conversation is not active else 0
        mentions = conversation.mentions if conversation is not active else 0
        news = trn("{n} new", "{n} new", conversation.unread) if unread else ""
        words = ", ".join(filter(None, (news, tr("muted") if muted else "")))
        if conversation.kind is ConversationKind.ROOM:
            (favourites if favourite else rooms).append(
                Row(
                    key=conversation.key,
                    text=conversation.title,
                    sign="#",
                    strong=bool(mentions if muted else unread),
                    faint=muted or not conversation.joined,
                    badge=_count(mentions if muted else mentions or unread),
                    alert=bool(mentions),
                    note=tr("muted") if muted and not mentions else "",
                    tip=words or ("" if conversation.joined else tr("You are not in this room")),
                )
            )
        elif conversation.kind is ConversationKind.DIRECT:
            unread = 0 if muted else unread
            person = people.get(conversation.key)
            presence = "away" if person is None or person.away else "here"
            presence = presence if online else "unknown"
            writes = bool(typing(conversation)) and not muted and not unread
            away = person.away if person is not None else None
            tip = presence_words(conversation.title, away, online=online, typing=writes)
            like = like_of(conversation.name)
            if like:
                tip += "\n" + tr("⚠ looks like {like}, and is somebody else", like=like)
            (favourites if favourite else direct).append(
                Row(
                    key=conversation.key,
                    text=conversation.title,
                    avatar=(conversation.name, conversation.title),
                    face=person.face if person is not None else "",
                    dot=presence,
                    strong=bool(unread),
                    faint=person is None and not unread,
                    badge=_count(unread),
                    alert=bool(unread),
                    note="⚠" if like else TYPING if writes else tr("muted") if muted else "",
                    tip=tip,
                )
            )
    heading = Row(
        _ROOMS,
        tr("ROOMS"),
        heading=True,
        action="+",
        action_tip=tr("New room, or join one ({key})", key=keys.label("room")),
    )
    rows = [Row(_FAVOURITES, tr("FAVOURITES"), heading=True), *favourites] if favourites else []
    rows += [heading, *rooms]
    if direct:
        rows += [Row(_DIRECT, tr("DIRECT MESSAGES"), heading=True), *direct]
    return rows


class Sidebar(ttk.Frame):
    """Which conversation to read. Callbacks get a conversation's key. on_let_go: neither the
    pointer nor the keyboard is on the list any more."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        *,
        on_open: Callable[[str], None],
        on_menu: Callable[[str, int, int], None],
        on_new_room: Callable[[], object],
        on_settings: Callable[[], object],
        on_place_menu: Callable[[int, int], object],
        on_me: Callable[[tuple[int, int]], object] = lambda _at: None,
        on_let_go: Callable[[], object] = lambda: None,
    ) -> None:
        px = theme.px
        super().__init__(parent, style="Side.TFrame")
        self._theme, self._avatars = theme, avatars
        self.columnconfigure(0, weight=1)
        self.rowconfigure(1, weight=1)
        self._icons = Icons(theme)
        head = ttk.Frame(self, style="Side.TFrame", padding=(px(16), px(8), px(8), 0))
        head.grid(row=0, column=0, sticky="ew")
        head.columnconfigure(1, weight=1)
        self._lock = ttk.Label(head, style="Side.TLabel")
        self._lock_name = ""
        self._lock_tip = Tip(self._lock, theme, "")
        self._place = ttk.Label(head, style="Side.Heading.TLabel", width=1)
        self._place.grid(row=0, column=1, sticky="ew")
        self._more = ttk.Button(head, name="place_menu", style="Side.Tool.TButton")
        self._more.configure(command=lambda: on_place_menu(*self._below(self._more)))
        self._more.grid(row=0, column=2)
        Tip(self._more, theme, tr("This chat: its address, leaving it"))
        self.list = RowList(
            self,
            theme,
            avatars,
            on_open=on_open,
            on_menu=on_menu,
            on_action=lambda _key: on_new_room(),
            on_let_go=on_let_go,
        )
        self.list.grid(row=1, column=0, sticky="nsew", padx=px(4))
        # Row 2 is for the people, where the window is too narrow for a side of their own.
        me = ttk.Frame(self, style="Side.TFrame", padding=(px(16), px(8), px(8), px(8)))
        me.grid(row=3, column=0, sticky="ew")
        me.columnconfigure(1, weight=1)
        self._picture = ttk.Label(me, style="Side.TLabel")
        self._picture.grid(row=0, column=0, rowspan=2, padx=(0, px(10)))
        self._own_name = ttk.Label(me, style="Side.TLabel", width=1)
        self._own_name.grid(row=0, column=1, sticky="ew")
        self._presence = ttk.Label(me, style="Side.Small.TLabel", width=1)
        self._presence.grid(row=1, column=1, sticky="ew")
        self._gear = ttk.Button(me, style="Side.Tool.TButton", command=on_settings)
        self._gear.grid(row=0, column=2, rowspan=2)
        Tip(self._gear, theme, tr("Settings ({key})", key=keys.label("settings")))
        for widget in (me, self._picture, self._own_name, self._presence):
            widget.configure(cursor="hand2")
            widget.bind("<Button-1>", lambda _event: on_me((me.winfo_rootx(), me.winfo_rooty())))
        Tip(self._picture, theme, tr("Your name, your status, here or away"))
        self._shown_me = ("", "", "", "")
        self.restyle()

    def show_place(self, title: str) -> None:
        shown = bidi.visual(title)
        if self._place.cget("text") != shown:
            self._place.configure(text=shown)

    def show_lock(self, name: str, words: str) -> None:
        """Whether others can read along: the sign "lock" or "unlocked" ("" for none), and why."""
        self._lock_tip.say(words)
        if name != self._lock_name:
            self._lock_name = name
            if name:
                self._lock.configure(image=self._icons.image(name))
                self._lock.grid(row=0, column=0, padx=(0, self._theme.px(6)))
            else:
                self._lock.grid_remove()

    @property
    def lock(self) -> str:
        return self._lock_name

    def show_me(self, nick: str, name: str, presence: str) -> None:
        """Show oneself. presence: one word or two."""
        face = self._avatars.face_of(nick)
        if (nick, name, presence, face) != self._shown_me:
            self._shown_me = (nick, name, presence, face)
            self._own_name.configure(text=bidi.visual(name))
            self._presence.configure(text=bidi.visual(presence))
            image = self._avatars.image(nick, name, self._theme.px(32), "side")
            self._picture.configure(image=image)

    @staticmethod
    def _below(widget: tk.Misc) -> tuple[int, int]:
        return widget.winfo_rootx(), widget.winfo_rooty() + widget.winfo_height()

    def restyle(self) -> None:
        self._more.configure(image=self._icons.image("more"))
        if self._lock_name:
            self._lock.configure(image=self._icons.image(self._lock_name))
        self._gear.configure(image=self._icons.image("settings"))
        nick, name, presence, _ = self._shown_me
        self._shown_me = ("", "", "", "")
        if nick:
            self.show_me(nick, name, presence)
        self.list.restyle()
