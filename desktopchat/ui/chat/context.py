"""What the window lends a page, and the page its features."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, ConversationKind, Entry, Phase, Rank
from desktopchat.client.session import Session
from desktopchat.hosting.chosen import Keeper
from desktopchat.hosting.doors import CLOSED, Doors
from desktopchat.lan.found import Invitation
from desktopchat.store.person.settings import Settings
from desktopchat.ui.chat.choices import RoomChoices
from desktopchat.ui.chat.listeners import Listeners, when_gone
from desktopchat.ui.copy_keeper import CopyKeeper
from desktopchat.ui.keys import SHORTCUTS
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.nearby import Nearby
from desktopchat.ui.notices.notice import Notice
from desktopchat.ui.parts.menu import Item
from desktopchat.ui.sheets.jump import Goal
from desktopchat.ui.sheets.question import QuestionSheet
from desktopchat.ui.sheets.sheets import Sheets


def _nothing(*_anything: object) -> None:
    pass


class PageSettings(Protocol):
    """What a page reads of the window's settings (`store.person.settings.Settings`), as they are at
    that moment; it changes none of them."""

    @property
    def by_talk(self) -> bool: ...
    @property
    def tell_typing(self) -> bool: ...
    @property
    def tell_seen(self) -> bool: ...
    @property
    def pictures(self) -> bool: ...
    @property
    def recent_emoji(self) -> Sequence[str]: ...
    @property
    def skin_tone(self) -> int: ...


class Hosted(Protocol):
    """What the window hosts, as far as its page for browsers and copies of it go."""

    @property
    def copies(self) -> Sequence[Keeper]: ...
    def is_at(self, fingerprint: str) -> bool: ...
    def choose(self, key: str, name: str) -> None: ...
    def dismiss(self, key: str) -> None: ...
    def switch_door(self, on: bool, tls: bool) -> None: ...


@dataclass(slots=True, kw_only=True, frozen=True)
class WindowVerbs:
    """What a page asks of its window."""

    settings: Callable[[], object] = _nothing
    place_menu: Callable[[int, int], object] = _nothing  # near a place of the screen
    open_link: Callable[[str], object] = _nothing
    host_again: Callable[[], object] = _nothing
    call: Callable[[Invitation], object] = _nothing  # goes where somebody nearby calls
    emoji_used: Callable[[str], object] = _nothing
    tone_chosen: Callable[[int], object] = _nothing  # of skin, in emoji
    notify: Callable[[Notice], object] = _nothing  # tells of new messages
    read: Callable[[str], object] = _nothing  # there are none any more, by a notice's key
    come_up: Callable[[], object] = _nothing  # to the front of the screen
    elsewhere: Callable[[], dict[Goal, Callable[[], object]]] = dict
    """Where one can go in the window's other places, and what goes there."""
    new_elsewhere: Callable[[bool], bool] = lambda _mentions: False
    """Goes to what is new in another place, or names me there; whether there is any."""
    search_elsewhere: Callable[[], Sequence[SearchedPlace]] = tuple
    """The window's other places, to be searched too."""
    asleep: Callable[[], str] = str
    """What the own host is called, where it was open once and does not run now; else ""."""
    this_place: Callable[[], str] = str
    """What the place is called, where the window has several; "" where it is the only one."""
    news: Callable[[], object] = _nothing  # wakes the window; from any thread
    hosted: Callable[[], Hosted | None] = lambda: None
    """What runs the host of this place, where that is the own one."""
    doctor: Callable[[int], object] = _nothing  # what keeps others from a port of this computer
    keeper: CopyKeeper | None = None
    """Keeps a copy of it here, where it is another's; None where that can't be."""
    name: Callable[[str], object] | None = None  # goes by another name, wherever it is remembered


@dataclass(slots=True, frozen=True)
class SearchedPlace:
    """Where it is looked for what was said. title: of the place, "" where there is only one.
    go(conversation's name, entry): shows a message of it."""

    title: str
    context: Context
    go: Callable[[str, Entry], object]


@dataclass(slots=True, kw_only=True)
class Context:
    """One page of one place. Features get this, and the few others that they work with; the page
    itself stays out of their hands.

    active: the conversation that is open. code, link: what others join by, where this window hosts.
    doors: where browsers do, and why they can't. unhosted: whether nobody hosts the place, as far
    as is known, and this window can.
    marked: parts to be drawn anew. drawings: how each part is.
    """

    client: Client
    theme: Theme
    avatars: Avatars
    sheets: Sheets
    window: WindowVerbs = field(default_factory=WindowVerbs)
    nearby: Nearby = field(default_factory=Nearby.nobody)
    choices: RoomChoices = field(default_factory=RoomChoices.none)
    settings: PageSettings = field(default_factory=Settings)

    active: Conversation | None = None
    focused: bool = True
    code: str = ""
    link: str = ""
    doors: Doors = CLOSED
    unhosted: bool = False
    marked: set[str] = field(default_factory=set)
    drawings: dict[str, list[Callable[[], object]]] = field(default_factory=dict)
    listeners: Listeners = field(default_factory=Listeners)
    keys: dict[str, Callable[[], object]] = field(default_factory=dict)
    """What shortcuts do here, by their names in `keys.SHORTCUTS`."""
    _sheet_keys: set[str] = field(default_factory=set)
    _room_items: list[Callable[[Conversation], Sequence[Item]]] = field(default_factory=list)
    _followers: dict[str, list[Callable[[], object]]] = field(default_factory=dict)

    # The page's, which sets them:
    open: Callable[[Conversation], object] = _nothing
    listed: Callable[[], list[Conversation]] = list
    """The conversations, in the order of the left side."""
    say: Callable[[str], object] = _nothing
    """Says something in the status line."""
    warn: Callable[[str], object] = _nothing
    """Says above the composer what is wrong."""
    unsay: Callable[[str], object] = _nothing
    """Takes back a notice, which is true no longer."""
    insert: Callable[[str], object] = _nothing
    """Puts words into the composer."""
    keep: Callable[[str], object] = _nothing
    """Keeps words there that were written elsewhere and not sent."""
    focus: Callable[[], object] = _nothing
    """Puts the focus into the composer."""

    @property
    def session(self) -> Session:
        return self.client.session

    @property
    def share_words(self) -> str:
        """The shortest that others can type to come here."""
        return self.code or self.client.address.authority

    @property
    def online(self) -> bool:
        return self.client.phase is Phase.ONLINE

    def on_draw(
        self, part: str, act: Callable[[], object], *, during: tk.Misc | None = None
    ) -> None:
        """Say how a part is drawn when it is marked. during: until this widget is destroyed."""
        acts = self.drawings.setdefault(part, [])
        acts.append(act)
        if during is not None:
            when_gone(during, lambda: acts.remove(act))

    def mark(self, *parts: str) -> None:
        """Have parts drawn anew, once, at the page's next drawing."""
        self.marked.update(parts)

    def draw(self) -> None:
        """Draw the parts that are marked, in the order in which they were told of."""
        marked, self.marked = self.marked, set()
        for part in [part for part in self.drawings if part in marked]:
            for act in tuple(self.drawings[part]):
                act()

    def on_setting(self, name: str, follow: Callable[[], object]) -> None:
        """Have something done whenever a setting was changed."""
        assert hasattr(self.settings, name)
        self._followers.setdefault(name, []).append(follow)

    def setting_changed(self, name: str) -> None:
        """Do what follows from a setting here, if anything."""
        for follow in self._followers.get(name, ()):
            follow()

    def on_key(self, name: str, act: Callable[[], object]) -> None:
        """Have a shortcut (of `keys.SHORTCUTS`) do something, but nothing beneath a sheet."""
        assert name in SHORTCUTS
        self.keys[name] = act

    def on_sheet_key(self, name: str, show: Callable[[], object]) -> None:
        """Have a shortcut open a sheet, in place of the one that may be there."""
        self.on_key(name, show)
        self._sheet_keys.add(name)

    def press(self, name: str) -> None:
        """Do what a shortcut does here, if anything."""
        if name in self.keys and (self.sheets.current is None or name in self._sheet_keys):
            self.keys[name]()

    def on_room_menu(self, offer: Callable[[Conversation], Sequence[Item]]) -> None:
        """Offer items in the menu of conversations, above those for leaving."""
        self._room_items.append(offer)

    def room_items(self, conversation: Conversation) -> list[Item]:
        """What features offer in the menu of a conversation, in the order in which they said so."""
        return [item for offer in self._room_items for item in offer(conversation)]

    def name_of(self, nick: str) -> str:
        """The name to show for a nick, also of people who have left meanwhile."""
        return self.session.model.name_of(nick)

    def like_of(self, nick: str) -> str:
        """The name that one looks like, "" for nobody's; also of people who have left."""
        like = self.session.model.names.like(nick)
        return self.name_of(like) if like else ""

    def rank(self, conversation: Conversation | None) -> Rank:
        """What I may do in a room; who runs the host may do what its owner may."""
        if conversation is None or conversation.kind is not ConversationKind.ROOM:
            return Rank.NONE
        if not conversation.joined:
            return Rank.NONE
        if self.session.admin.runs_host:
            return Rank.OWNER
        return self.session.rooms.rank(conversation)

    def mention(self, nick: str) -> None:
        """Name somebody in what is written."""
        self.insert(f"@{nick} ")

    def ask(self, heading: str, words: str, button: str, act: Callable[[], object]) -> None:
        """Ask before something that can't be taken back."""
        answers = [(button, "Danger.TButton", act)]
        self.sheets.open(
            lambda: QuestionSheet(
                self.sheets.root, self.theme, heading=heading, words=words, answers=answers
            )
        )
