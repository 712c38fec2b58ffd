"""The conversation: rooms at the left, words in the middle, people at the right.

The page places the panels and tells them what changed. A tick's events are handed to `handle`;
what they touch is only marked there and drawn once, by `draw`.
"""

import tkinter as tk
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from tkinter import ttk

from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, ConversationKind, Event, Phase
from desktopchat.client.model.administration import RunsHostChanged
from desktopchat.lan.found import Invitation
from desktopchat.ui.chat import events as chat_events
from desktopchat.ui.chat.actions import ChatActions
from desktopchat.ui.chat.choices import Choices
from desktopchat.ui.chat.columns import Columns
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.doors import Doors
from desktopchat.ui.chat.drafts import Drafts
from desktopchat.ui.chat.drawing import draw_header, draw_me, draw_people, draw_welcome
from desktopchat.ui.chat.emoji_choice import EmojiChoice
from desktopchat.ui.chat.header import Header
from desktopchat.ui.chat.hosting_bar import HostingBar
from desktopchat.ui.chat.listeners import Listeners
from desktopchat.ui.chat.menus import Menus
from desktopchat.ui.chat.message_acts import MessageActs
from desktopchat.ui.chat.new_line import NewLine
from desktopchat.ui.chat.ordering import Order
from desktopchat.ui.chat.people import People
from desktopchat.ui.chat.profiles import Profiles
from desktopchat.ui.chat.searching import Searching
from desktopchat.ui.chat.sharing import Sharing
from desktopchat.ui.chat.sidebar import Sidebar
from desktopchat.ui.chat.sidebar import rows_of as sidebar_rows
from desktopchat.ui.chat.statusline import StatusLine, connection_words, waiting_in, waits_long
from desktopchat.ui.chat.typing_line import TypingLine, Typists
from desktopchat.ui.chat.welcome import Welcome
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.nearby import Nearby
from desktopchat.ui.parts.knock_bar import KnockBar
from desktopchat.ui.sheets.sheets import Sheets
from desktopchat.ui.timeline.timeline import Timeline


class ChatPage(ttk.Frame):
    """Draws a client's session and hands it what people do."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        avatars: Avatars,
        sheets: Sheets,
        client: Client,
        *,
        on_settings: Callable[[], object],
        on_place_menu: Callable[[int, int], object],
        on_link: Callable[[str], object],
        on_host_again: Callable[[], object] = lambda: None,
        on_call: Callable[[Invitation], object] = lambda _invitation: None,
        nearby: Nearby | None = None,
        choices: Choices | None = None,
        order: Order | None = None,
        recent_emoji: Sequence[str] = (),
        on_emoji: Callable[[str], object] = lambda _sign: None,
        on_news: Callable[[], object] = lambda: None,
        on_name: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(parent, style="TFrame")
        self._theme, self._avatars, self._sheets = theme, avatars, sheets
        self.client = client
        self.session = client.session
        self.active: Conversation | None = None
        self.code = self.link = ""
        """What others join by, where this window hosts."""
        self._focused = True
        self.marked: set[str] = set()  # who looks like somebody else, by folded nick, as drawn
        self._dirty: set[str] = set()
        self.people_drawn = 0.0  # when, by time.monotonic
        self.notice = ""
        self.nearby = nearby or Nearby.nobody()
        self.choices = choices or Choices.none()
        self._order = order or Order()
        self.on_name = on_name or client.session.me.change_nick
        """Goes by another name, here and wherever it is remembered."""
        self.on_call = on_call
        """Goes where somebody nearby calls."""
        self.listeners = Listeners()
        self._parts = chat_events.Parts(self)
        self.actions = ChatActions(self, theme, avatars, sheets)
        self.doors = Doors(self, theme, sheets)
        self.menus = Menus(self, theme)
        self.profiles = Profiles(self, theme, avatars, sheets)
        self.searching = Searching(self, theme, avatars, sheets)
        self.acts = MessageActs(self)
        self.typists = Typists(self)
        self.emoji = EmojiChoice(self, theme, recent_emoji, on_emoji)
        self.sharing = Sharing(self, theme, sheets, on_news)
        self._build(on_settings, on_place_menu, on_link, on_host_again)
        self.mark("side", "people", "header", "welcome", "status")
        self.columns.lay_out()
        first = self.listed()
        if first:
            self.open(first[0])
        self.draw()

    def _build(
        self,
        on_settings: Callable[[], object],
        on_place_menu: Callable[[int, int], object],
        on_link: Callable[[str], object],
        on_host_again: Callable[[], object],
    ) -> None:
        theme, avatars, px = self._theme, self._avatars, self._theme.px
        actions = self.actions
        self.columns = Columns(self, theme)
        self.columnconfigure(1, weight=1)
        self.rowconfigure(0, weight=1)
        self.sidebar = Sidebar(
            self,
            theme,
            avatars,
            on_open=actions.open_key,
            on_menu=self.menus.conversation_menu,
            on_new_room=actions.ask_room,
            on_settings=on_settings,
            on_place_menu=on_place_menu,
            on_me=self.profiles.open_own,
            on_let_go=lambda: self.mark("side"),
        )
        self.middle = ttk.Frame(self, style="TFrame")
        self.middle.columnconfigure(0, weight=1)
        self.middle.rowconfigure(5, weight=1)
        self.header = Header(
            self.middle,
            theme,
            on_topic=self.session.rooms.set_topic,
            on_search=self.searching.open,
            on_settings=actions.show_room_settings,
            on_people=self.columns.toggle_people,
            on_sidebar=self.columns.toggle_sidebar,
            on_done=self.focus_composer,
        )
        self.header.grid(row=0, sticky="ew")
        ttk.Separator(self.middle).grid(row=1, sticky="ew")
        self.hosting = HostingBar(
            self.middle,
            theme,
            on_manage=actions.show_host_panel,
            on_share=actions.show_share,
            on_again=on_host_again,
        )
        self.hosting.grid(row=2, sticky="ew")
        self.hosting.grid_remove()
        self.hosting.allow(self.session.admin.runs_host)
        self.listeners.listen(RunsHostChanged, lambda event: self.hosting.allow(event.on))
        self.knocks = KnockBar(
            self.middle,
            theme,
            on_admit=self.doors.admit,
            on_refuse=self.doors.refuse,
            on_changed=actions.knocks_changed,
        )
        self.knocks.grid(row=4, sticky="ew")
        self.knocks.grid_remove()
        self.status = StatusLine(self.middle, theme, on_retry=self.client.retry_now)
        self.status.grid(row=3, sticky="ew")
        self.status.grid_remove()
        self.timeline = Timeline(self.middle, theme, avatars)
        self.timeline.on_retry = actions.retry
        self.timeline.on_older = self._load_older
        self.timeline.on_discard = actions.discard
        self.timeline.on_link = lambda url: self.sharing.open(url) or on_link(url)
        self.timeline.on_type = self._typed_above
        self.timeline.acts = self.acts
        self.timeline.naming.find_name = self.name_of
        self.timeline.naming.find_like = self.like_of
        self.timeline.grid(row=5, sticky="nsew")
        self.new_line = NewLine(self)
        self.welcome = Welcome(self.timeline, theme, self.focus_composer)
        self.typing_line = TypingLine(self.middle, theme)
        self.composer = Composer(
            self.middle,
            theme,
            Drafts(self.session),
            on_send=actions.send,
            on_attach=self.sharing.choose,
            on_media=self.sharing.ask,
            on_file=self.sharing.send_text,
            on_escape=self.timeline.scroll_to_end,
            find_own=self.acts.neighbour,
            on_emoji=lambda x, y: self.emoji.choose(x, y, self.composer.insert),
            on_emoji_used=self.emoji.used,
            rooms=self._named_rooms,
            on_typed=self.session.typing.writes,
            on_join=self._join_again,
        )
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            self.composer.text.bind(key, partial(self._paged, pages))
        self.typing_line.grid(row=6, sticky="ew", padx=px(28))
        self.sharing.build(self.middle).grid(row=7, sticky="ew")
        self.composer.grid(row=8, sticky="ew", padx=px(16), pady=(0, px(16)))
        self.people = People(
            self,
            theme,
            avatars,
            on_open=self.profiles.open_listed,
            on_menu=self.menus.person_menu,
            on_done=self.focus_composer,
        )

    # what the window calls

    def handle(self, events: Iterable[Event]) -> None:
        """Take in what changed; `draw` shows it."""
        chat_events.handle(self, events)

    def draw(self) -> None:
        """Draw once what the last events touched."""
        dirty, self._dirty = self._dirty, set()
        if "side" in dirty:
            self.sidebar.list.set_rows(
                sidebar_rows(
                    self.listed(),
                    self.session.model.people,
                    self.active,
                    self.like_of,
                    self.choices,
                    self.typists.of,
                    online=self.client.phase is Phase.ONLINE,
                )
            )
            draw_me(self)
        if "header" in dirty:
            draw_header(self)
            self.composer.close(
                self.active is not None and self.session.rooms.is_outside(self.active)
            )
        if "people" in dirty:
            draw_people(self)
        if "typing" in dirty:
            self.typing_line.show([self.name_of(nick) for nick in self.typists.of(self.active)])
        if "welcome" in dirty:
            draw_welcome(self)
        if "status" in dirty:
            self.draw_status()
        if "older" in dirty:
            self.searching.arrived()
        self.new_line.draw()
        self.sharing.draw()

    def _named_rooms(self) -> list[tuple[str, str]]:
        """Rooms with what they are about: those that are open, and those that the host lists."""
        rooms = {one.name: one.topic for one in self.session.rooms.listed}
        for one in self.conversations():
            if one.kind is ConversationKind.ROOM:
                rooms[one.name] = one.topic
        return list(rooms.items())

    @property
    def reading(self) -> Conversation | None:
        """The conversation whose newest message is being looked at; None for none."""
        return self.active if self._focused and self.timeline.at_end else None

    def px(self, size: float) -> int:
        """Pixels on this screen of what is `size` pixels at 100 %."""
        return self._theme.px(size)

    @property
    def drawing(self) -> bool:
        """Whether something is marked that `draw` has still to show."""
        return bool(self._dirty)

    def draw_status(self) -> None:
        """Say how the connection is; the window calls it some times a second too."""
        self.typists.look()
        client = self.client
        waiting = 0 if client.phase is Phase.ONLINE else waiting_in(self.conversations())
        words = connection_words(
            client.phase, client.retry_in, waiting, client.problem, self.session.model.book.trouble
        )
        can_retry = client.phase is Phase.ENDED or (
            client.phase is Phase.WAITING and waits_long(client.retry_in)
        )
        self.status.say(words or self.notice, can_retry=can_retry and bool(words))

    @property
    def unkept(self) -> int:
        """What closing would lose: messages that are not sent yet, and drafts, where they can't
        be kept."""
        if not self.session.model.book.trouble:
            return 0
        self.composer.keep_draft()
        drafts = sum(bool(one.draft.strip()) for one in self.conversations())
        return waiting_in(self.conversations()) + drafts

    @property
    def share_words(self) -> str:
        """The shortest that others can type to come here."""
        return self.code or self.client.address.authority

    def show_hosting(self, title: str, code: str, link: str) -> None:
        """Say what this window hosts, and how others come in."""
        if (code, link) != (self.code, self.link):
            self.code, self.link = code, link
            self.mark("welcome")
        self.hosting.show(title, len(self.session.model.people), code, link)

    def say(self, words: str) -> None:
        """Say something in the status line, until something else is to be said there."""
        self.notice = words
        self.draw_status()

    def focused(self, on: bool) -> None:
        """The window got or lost the focus: what is read counts only while it has it."""
        if on != self._focused:
            self.new_line.looked_away(away=not on)
        self._focused = on
        self.session.model.active = self.active if on else None
        if on and self.active is not None:
            self.session.messages.mark_read(self.active)
            self.mark("side")

    @property
    def unread(self) -> int:
        """Messages to read: all of direct messages, and mentions or new words in rooms."""
        return sum(c.unread for c in self.conversations())

    def open(self, conversation: Conversation) -> None:
        """Show a conversation, with the cursor in its draft."""
        if conversation is not self.active:
            self.active = conversation
            self.timeline.show(conversation)
            self.new_line.opened(conversation)
            self.people.begin()
        if self._focused:
            self.session.model.active = conversation
        self.session.messages.mark_read(conversation)
        self.composer.show(conversation)
        self.sidebar.list.select(conversation.key)
        self.people_drawn = 0.0
        self.mark("side", "people", "header", "welcome", "typing")
        self.columns.lay_out()
        self.focus_composer()

    def take_over(self, old: "ChatPage") -> None:
        """Go on where another page of the same chat was, which goes."""
        if old.active is not None:
            self.open(old.active)
        self.notice = old.notice
        self.timeline.take_over(old.timeline)
        self.new_line.take_over(old.new_line)
        self.composer.take_over(old.composer)
        self.sharing.take_over(old.sharing)
        self.searching.take_over(old.searching)
        self.columns.take_over(old.columns)
        self.doors.take_over(old.doors)
        self.actions.going_to = old.actions.going_to
        for asked in old.knocks.waiting:
            self.knocks.add(asked)
        self.draw()

    def _join_again(self) -> None:
        if self.active is not None:
            self.actions.join(self.active.name)
            self.mark("header")

    def _paged(self, pages: int, _event: "tk.Event[tk.Misc]") -> str:
        """Page Up and Down read on while one writes: a field of a few lines has no pages."""
        self.timeline.scroll_pages(pages)
        return "break"

    def focus_composer(self) -> None:
        if self._sheets.current is None and not self.emoji.choosing:
            self.composer.focus_text()

    def restyle(self) -> None:
        """The theme or the size of the text changed."""
        self.sidebar.restyle()
        self.people.restyle()
        self.columns.lay_out()

    # drawing

    def _load_older(self) -> None:
        if self.active is not None:
            self.session.history.older(self.active)

    def mark(self, *parts: str) -> None:
        self._dirty.update(parts)

    def conversations(self) -> list[Conversation]:
        return list(self.session.model.conversations.values())

    def listed(self) -> list[Conversation]:
        """In the order of the left side."""
        return self._order.arrange(
            self.conversations(), self.choices.favourite, held=self.sidebar.list.in_use
        )

    def _typed_above(self, characters: str) -> None:
        if characters:
            self.composer.type(characters)
        else:
            self.focus_composer()

    def like_of(self, nick: str) -> str:
        """The name that one looks like, "" for nobody's; also of people who have left."""
        like = self.session.model.like_of(nick)
        return self.name_of(like) if like else ""

    def name_of(self, nick: str) -> str:
        """The name to show for a nick, also of people who have left meanwhile."""
        return self.session.model.name_of(nick)
