"""The conversation: rooms at the left, words in the middle, people at the right.

The page places the panels, begins the features, and lends them a `Context`. A tick's events are
handed to `handle`; what they touch is only marked there and drawn once, by `draw`.
"""

import tkinter as tk
from collections.abc import Iterable
from functools import partial
from tkinter import ttk

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    ConversationRemoved,
    Event,
    NickChanged,
    NoticeShown,
)
from desktopchat.client.model.administration import RoomRenamed, RunsHostChanged
from desktopchat.hosting.doors import CLOSED, Doors
from desktopchat.ui.chat import events as chat_events
from desktopchat.ui.chat.columns import Columns, Panes
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.copies import CopyHere, OwnerCopies
from desktopchat.ui.chat.doors import KnocksAndInvitations
from desktopchat.ui.chat.drafts import Drafts
from desktopchat.ui.chat.drawing import (
    ConnectionStatus,
    Listed,
    draw_header,
    draw_me,
    draw_password,
    draw_welcome,
)
from desktopchat.ui.chat.dropping import Dropping
from desktopchat.ui.chat.editing import Editing
from desktopchat.ui.chat.emoji_choice import EmojiChoice
from desktopchat.ui.chat.excerpts import ConversationExcerpts
from desktopchat.ui.chat.faces import Faces
from desktopchat.ui.chat.header import Header
from desktopchat.ui.chat.host_sheet import HostSheet
from desktopchat.ui.chat.hosting_bar import HostingBar
from desktopchat.ui.chat.inviting import Inviting
from desktopchat.ui.chat.menus import Menus
from desktopchat.ui.chat.message_acts import MessageActs
from desktopchat.ui.chat.navigation import Navigation
from desktopchat.ui.chat.new_line import NewLine
from desktopchat.ui.chat.ordering import Order
from desktopchat.ui.chat.people import People
from desktopchat.ui.chat.pictures import ConversationPictures
from desktopchat.ui.chat.pinning import Pinning
from desktopchat.ui.chat.profiles import Profiles
from desktopchat.ui.chat.room_sheets import RoomSheets
from desktopchat.ui.chat.searching import Searching
from desktopchat.ui.chat.seen_by import SeenBy
from desktopchat.ui.chat.sending import Sending
from desktopchat.ui.chat.shared import SharedThings
from desktopchat.ui.chat.sharing import Sharing
from desktopchat.ui.chat.sidebar import Sidebar
from desktopchat.ui.chat.sidebar import rows_of as sidebar_rows
from desktopchat.ui.chat.statusline import StatusLine, waiting_in
from desktopchat.ui.chat.telling import Telling
from desktopchat.ui.chat.timeline_feed import TimelineFeed
from desktopchat.ui.chat.typing_line import TypingLine, Typists
from desktopchat.ui.chat.viewing import Viewing
from desktopchat.ui.chat.voice import Voice
from desktopchat.ui.chat.welcome import Welcome
from desktopchat.ui.timeline.timeline import Timeline

_NOTICES = 6  # lines of the host's answers that are shown above the composer


class ChatPage(ttk.Frame):
    """Draws a client's session and hands it what people do."""

    def __init__(self, parent: tk.Misc, context: Context) -> None:
        super().__init__(parent, style="TFrame")
        self.context = context
        context.theme.finish()  # else the header has another height some moments later
        self.client, self.session = context.client, context.session
        context.open, context.listed = self.open, self.listed
        context.focus = self.focus_composer
        self._order = Order()
        self.typists = Typists(context)
        self.navigation = Navigation(context)
        self.doors = KnocksAndInvitations(context, self.navigation)
        self.rooms = RoomSheets(context, self.navigation, self.doors)
        self.copies = OwnerCopies(context)
        self.copy_here = CopyHere(context, self.doors)
        self.menus = Menus(context, self.navigation)
        self.sharing = Sharing(context)
        self.profiles = Profiles(context, self.navigation, self.menus, self.typists, self.sharing)
        self.host_sheet = HostSheet(context)
        self.inviting = Inviting(context, self.doors)
        self.emoji = EmojiChoice(self, context)
        self._build()
        self.dropping = Dropping(self, self.middle, context, self.sharing)
        self.mark("side", "people", "header", "welcome", "status")
        self.columns.lay_out()
        first = self.listed()
        if first:
            self.open(first[0])
        self.draw()

    def _build(self) -> None:
        """In the order in which Tab goes through them."""
        context = self.context
        theme, avatars = context.theme, context.avatars
        self.columnconfigure(1, weight=1)
        self.rowconfigure(0, weight=1)
        self.sidebar = Sidebar(
            self,
            theme,
            avatars,
            on_open=self.navigation.open_key,
            on_menu=self.menus.conversation_menu,
            on_new_room=self.rooms.ask_room,
            on_settings=context.window.settings,
            on_place_menu=context.window.place_menu,
            on_me=self.profiles.open_own,
            on_let_go=lambda: self.mark("side"),
        )
        self.middle = ttk.Frame(self, style="TFrame")
        self.middle.columnconfigure(0, weight=1)
        self.middle.rowconfigure(5, weight=1)
        self._build_bars()
        self._build_timeline()
        self._build_composer()
        self.people = People(
            self,
            theme,
            avatars,
            on_open=lambda nick: self.profiles.open_beside(nick, self.people.list.whereabouts),
            on_menu=self.menus.person_menu,
            on_done=self.focus_composer,
        )
        self.people_list = Listed(context, self.people, self.typists)
        panes = Panes(self.sidebar, self.middle, self.timeline, self.composer, self.people)
        self.columns = Columns(self, context, panes)
        context.on_draw("side", self._draw_side)
        context.on_setting("by_talk", partial(self.mark, "side"))
        context.on_draw("header", self._draw_header)
        context.on_draw("people", self.people_list.draw)
        context.on_draw("typing", self._draw_typing)
        context.on_draw("welcome", partial(draw_welcome, context, self.welcome))
        context.on_draw("status", self.draw_status)
        context.on_draw("older", self.searching.arrived)
        listen = context.listeners.listen
        listen(NickChanged, self._nick_changed)
        listen(RoomRenamed, self._room_renamed)
        listen(ConversationRemoved, self._conversation_removed)
        listen(NoticeShown, self._notice_shown)

    def _build_bars(self) -> None:
        context, theme = self.context, self.context.theme
        self.header = Header(
            self.middle,
            theme,
            on_topic=self.session.room_settings.set_topic,
            on_search=partial(context.press, "search"),
            on_pins=partial(context.press, "pins"),
            on_shared=partial(context.press, "shared"),
            on_settings=self.rooms.show_settings,
            on_people=partial(context.press, "people"),
            on_sidebar=partial(context.press, "sidebar"),
            on_done=self.focus_composer,
        )
        self.header.grid(row=0, sticky="ew")
        ttk.Separator(self.middle).grid(row=1, sticky="ew")
        self.hosting = HostingBar(
            self.middle,
            theme,
            on_manage=self.host_sheet.show,
            on_share=self.inviting.show,
            on_again=context.window.host_again,
            on_copies=self.copies.show,
        )
        self.hosting.grid(row=2, sticky="ew")
        self.hosting.grid_remove()
        self.hosting.allow(self.session.admin.runs_host)
        context.listeners.listen(RunsHostChanged, lambda event: self.hosting.allow(event.on))
        copy = self.copy_here.build(self.middle)
        copy.grid(row=2, sticky="ew")
        copy.grid_remove()
        self.knocks = self.doors.build(self.middle, self.rooms.knocks_changed)
        self.knocks.grid(row=4, sticky="ew")
        self.knocks.grid_remove()
        self.status = StatusLine(self.middle, theme, on_retry=self.client.retry_now)
        self.status.grid(row=3, sticky="ew")
        self.status.grid_remove()
        self.connection = ConnectionStatus(context, self.status)

    def _build_timeline(self) -> None:
        context, theme = self.context, self.context.theme
        self.timeline = Timeline(self.middle, theme, context.avatars)
        self.timeline.on_older = self._load_older
        self.timeline.on_link = lambda url: self.sharing.save(url) or context.window.open_link(url)
        self.timeline.on_type = self._typed_above
        self.timeline.naming.find_name = context.name_of
        self.timeline.naming.find_like = context.like_of
        self.timeline.grid(row=5, sticky="nsew")
        self.pictures = ConversationPictures(context, self.timeline)
        self.excerpts = ConversationExcerpts(context, self.timeline)
        self.faces = Faces(context, self.timeline)
        SeenBy(context, self.timeline)
        self.timeline.on_film = self.sharing.watch
        self.viewing = Viewing(context, self.timeline, self.pictures, self.sharing)
        self.timeline.on_picture = self.viewing.open
        self._feed = TimelineFeed(context, self.timeline)
        self.searching = Searching(context, self.timeline)
        self.shared = SharedThings(
            context,
            self.timeline,
            self.pictures,
            searching=self.searching,
            viewing=self.viewing,
        )
        self.pinning = Pinning(context, self.searching)
        self.telling = Telling(context, self.searching)
        self.new_line = NewLine(context, self.timeline)
        self.welcome = Welcome(self.timeline, theme, self.focus_composer)

    def _build_composer(self) -> None:
        context, theme, px = self.context, self.context.theme, self.context.theme.px
        sent = self.timeline.scroll_to_end
        self.editing = Editing(self.session, sent)
        self.sending = Sending(context, self.navigation, self.editing.finish, sent)
        self.timeline.on_retry = self.sending.retry
        self.timeline.on_discard = self.sending.discard
        self.typing_line = TypingLine(self.middle, theme)
        self.composer = Composer(
            self.middle,
            theme,
            Drafts(self.session),
            on_send=self.sending.send,
            on_attach=self.sharing.choose,
            on_media=self.sharing.ask_pasted,
            on_file=self.sharing.send_text,
            on_escape=self.escape,
            find_own=self.editing.neighbour,
            on_emoji=lambda x, y: self.emoji.choose(x, y, self.composer.insert),
            on_emoji_used=self.emoji.used,
            rooms=self.navigation.named_rooms,
            on_typed=self.session.typing.writes,
            on_join=self.navigation.join_again,
            on_password=self.client.use_password,
        )
        context.warn, context.insert = self.composer.say, self.composer.insert
        context.keep, context.unsay = self.composer.keep, self._unsay
        context.on_key("emoji", self.composer.choose_emoji)
        for key, pages in (("<Prior>", -1), ("<Next>", 1)):
            self.composer.text.bind(key, partial(self._paged, pages))
        self.acts = self.timeline.acts = MessageActs(
            context,
            self.timeline,
            self.composer,
            emoji=self.emoji,
            pinning=self.pinning,
            profiles=self.profiles,
            searching=self.searching,
        )
        self.voice = Voice(context, self.timeline, self.composer, self.sharing)
        self.typing_line.grid(row=6, sticky="ew", padx=px(28))
        files = self.sharing.build(self.middle, self.timeline.transfers)
        files.grid(row=7, sticky="ew", padx=(px(18), px(16)), pady=px(4))
        self.voice.build(self.middle).grid(row=8, sticky="ew", padx=px(16))
        self.voice.bar.lower(self.composer)  # Shift+Tab from the field goes there
        self.voice.show_bar()
        self.composer.grid(row=9, sticky="ew", padx=px(16), pady=(0, px(16)))

    @property
    def active(self) -> Conversation | None:
        """The conversation that is open."""
        return self.context.active

    # what the window calls

    def handle(self, events: Iterable[Event]) -> None:
        """Take in what changed; `draw` shows it."""
        chat_events.handle(self.context, events)

    def draw(self) -> None:
        """Draw once what the last events touched."""
        self.context.draw()
        self.new_line.draw()
        self.sharing.draw()
        self.pictures.draw()
        self.excerpts.draw()
        self.faces.draw()
        self.viewing.draw()
        self.voice.draw()

    @property
    def drawing(self) -> bool:
        """Whether something is marked that `draw` has still to show."""
        return bool(self.context.marked)

    def draw_status(self) -> None:
        """Say how the connection is; the window calls it some times a second too."""
        self.typists.look()
        draw_password(self.context, self.composer)
        self.connection.draw(asks_password=self.composer.asks_password)
        self.copy_here.draw()
        self.composer.look()

    @property
    def unkept(self) -> int:
        """What closing would lose: a voice message that is not sent yet, and, where they can't be
        kept, messages and drafts."""
        spoken = int(self.voice.recording.is_unsent)
        if not self.session.model.book.trouble:
            return spoken
        self.composer.keep_draft()
        drafts = sum(bool(one.draft.strip()) for one in self.conversations())
        return waiting_in(self.conversations()) + drafts + spoken

    def show_hosting(self, title: str, code: str, link: str | None, doors: Doors = CLOSED) -> None:
        """Say what this window hosts, and how others come in. link: None before that is known."""
        context = self.context
        if (code, link or "") != (context.code, context.link):
            context.code, context.link = code, link or ""
            self.mark("welcome")
        self._note_unhosted(False)
        context.doors = doors
        self.inviting.show_door()
        self.hosting.show(title, len(self.session.model.people), code, link)
        self.hosting.show_copies(*self.copies.words())
        self.copies.draw()

    def host_no_more(self) -> None:
        """Another computer hosts it from now on."""
        context = self.context
        context.code = context.link = ""
        context.doors = CLOSED
        self._note_unhosted(False)
        self.mark("welcome")
        self.hosting.grid_remove()

    def offer_hosting(self, what: str, next_step: str = "") -> None:
        """Nobody hosts it, for the reason that is said: offer to do so again."""
        self._note_unhosted(True)
        self.hosting.say(what, next_step)

    def _note_unhosted(self, unhosted: bool) -> None:
        if unhosted != self.context.unhosted:
            self.context.unhosted = unhosted
            self.mark("side", "status")

    def say(self, words: str) -> None:
        """Say something in the status line, for a while or until something else is said there."""
        self.connection.say(words)

    def escape(self) -> None:
        """Esc: back to the newest message, and what was said in passing has been read."""
        self.connection.say("")
        self.composer.say("")
        self.timeline.scroll_to_end()

    def focused(self, on: bool) -> None:
        """The window got or lost the focus: what is read counts only while it has it."""
        if on != self.context.focused:
            self.new_line.looked_away(away=not on)
        self.context.focused = on
        self.session.model.unread.active = self.active if on else None
        if on:
            self.voice.look_again()
            self.new_line.tell()
            self.mark("side")

    @property
    def unread(self) -> int:
        """Messages to read: all of direct messages, and mentions or new words in rooms."""
        return sum(c.unread for c in self.conversations())

    @property
    def calls(self) -> tuple[int, bool]:
        """What is to be read of conversations that are not muted, and whether some of it is for me
        alone or names me, muted or not."""
        choices, direct = self.context.choices, ConversationKind.DIRECT
        unread = alert = 0
        for one in self.conversations():
            muted = choices.muted(one)
            unread += one.mentions if muted else one.unread
            alert += one.mentions + (one.unread if one.kind is direct and not muted else 0)
        return unread, bool(alert)

    def open(self, conversation: Conversation) -> None:
        """Show a conversation, with the cursor in its draft."""
        if conversation is not self.active:
            self.context.active = conversation
            self.timeline.show(conversation)
            self.new_line.opened(conversation)
            self.people.begin()
        if self.context.focused:
            self.session.model.unread.active = conversation
            self.session.messages.mark_read(conversation)
        self.composer.show(conversation)
        self.sidebar.list.select(conversation.key)
        self.people_list.draw_soon()
        self.mark("side", "header", "welcome", "typing")
        self.columns.lay_out()
        self.focus_composer()

    def take_over(self, old: "ChatPage") -> None:
        """Go on where another page of the same chat was, which goes."""
        if old.active is not None:
            self.open(old.active)
        self.connection.take_over(old.connection)
        self.timeline.take_over(old.timeline)
        self.new_line.take_over(old.new_line)
        self.composer.take_over(old.composer)
        self.sharing.take_over(old.sharing)
        self.voice.take_over(old.voice)
        self.searching.take_over(old.searching)
        self.telling.take_over(old.telling)
        self.columns.take_over(old.columns)
        self.doors.take_over(old.doors)
        self.copy_here.take_over(old.copy_here)
        self.navigation.take_over(old.navigation)
        self.draw()

    def _paged(self, pages: int, _event: "tk.Event[tk.Misc]") -> str:
        """Page Up and Down read on while one writes: a field of a few lines has no pages."""
        self.timeline.scroll_pages(pages)
        return "break"

    def focus_composer(self) -> None:
        """Put the keyboard into the composer, but not while another page is shown, or once this one
        is gone: by what was chosen in a menu or a sheet, which calls this when it is done."""
        if not self.winfo_exists() or not self.winfo_manager():
            return
        if self.context.sheets.current is None and not self.emoji.choosing:
            self.composer.focus_text()

    def restyle(self) -> None:
        """The theme or the size of the text changed."""
        self.sidebar.restyle()
        self.people.restyle()
        self.columns.lay_out()

    # what the host tells

    def _nick_changed(self, event: NickChanged) -> None:
        fold = self.session.model.fold
        self.composer.renamed(fold(event.old), fold(event.new))
        if self.active is not None:
            self.sidebar.list.select(self.active.key)

    def _room_renamed(self, event: RoomRenamed) -> None:
        self.composer.renamed(event.old, event.conversation.key)
        if self.active is event.conversation:
            self.composer.show(self.active)
            self.sidebar.list.select(self.active.key)

    def _conversation_removed(self, event: ConversationRemoved) -> None:
        if event.conversation is not self.active:
            return
        self.context.active = self.session.model.unread.active = None
        left = self.listed()
        if left:
            self.open(left[0])
            return
        self.timeline.show(None)
        self.composer.show(None)
        self.columns.lay_out()
        self.mark("people", "header", "welcome")

    def _notice_shown(self, event: NoticeShown) -> None:
        said = self.composer.said.splitlines()[1 - _NOTICES :]
        self.composer.say("\n".join([*said, event.text]), wrong=False)

    def _unsay(self, words: str) -> None:
        said = self.composer.said.splitlines()
        if words in said:
            left = [line for line in said if line != words]
            self.composer.say("\n".join(left), wrong=False)

    # drawing

    def _draw_side(self) -> None:
        self.sidebar.list.set_rows(
            sidebar_rows(
                self.listed(),
                self.session.model.people,
                self.active,
                self.context.like_of,
                self.context.choices,
                self.typists.of,
                online=self.context.online,
            )
        )
        draw_me(self.context, self.sidebar, self.timeline)

    def _draw_header(self) -> None:
        draw_header(self.context, self.header)
        self.composer.close(self.active is not None and self.session.rooms.is_outside(self.active))

    def _draw_typing(self) -> None:
        typing = self.typists.of(self.active)
        self.typing_line.show([self.context.name_of(nick) for nick in typing])

    def _load_older(self) -> None:
        if self.active is not None:
            self.session.history.older(self.active)

    def mark(self, *parts: str) -> None:
        self.context.mark(*parts)

    def conversations(self) -> list[Conversation]:
        return list(self.session.model.conversations.values())

    def listed(self) -> list[Conversation]:
        """In the order of the left side."""
        context = self.context
        return self._order.arrange(
            self.conversations(),
            context.choices.favourite,
            by_talk=context.settings.by_talk,
            held=self.sidebar.list.in_use,
        )

    def _typed_above(self, characters: str) -> None:
        if characters:
            self.composer.type(characters)
        else:
            self.focus_composer()
