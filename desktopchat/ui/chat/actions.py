"""What people do on the conversation's page: go somewhere, send, and the menus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client import slash
from desktopchat.client.model import (
    Conversation,
    ConversationAdded,
    ConversationKind,
    Entry,
    MembersChanged,
    Rank,
    RoomListChanged,
)
from desktopchat.client.model.administration import BanList, HostBans, HostPeople, ListKind
from desktopchat.irc.address import parse_address
from desktopchat.irc.names import channel_from_title
from desktopchat.lan.sharing import code_of
from desktopchat.ui import keys
from desktopchat.ui.chat import person_items
from desktopchat.ui.chat.doing import Doing
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.knock_bar import Call, Knock
from desktopchat.ui.sheets.host_panel import HostPanel
from desktopchat.ui.sheets.jump import Goal, Jump
from desktopchat.ui.sheets.question import Question
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.sheets.room_settings import RoomSettings, Waiting
from desktopchat.ui.sheets.share import ShareSheet
from desktopchat.ui.sheets.sheets import Sheets

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage


class ChatActions:
    """Turns presses of keys and buttons into verbs of the session."""

    def __init__(self, page: ChatPage, theme: Theme, avatars: Avatars, sheets: Sheets) -> None:
        self._page, self._theme, self._avatars, self._sheets = page, theme, avatars, sheets
        self._session = page.session
        self.rooms: RoomDialog | None = None
        self.room_settings: RoomSettings | None = None
        self.host_panel: HostPanel | None = None
        self.share: ShareSheet | None = None
        self.going_to = ""  # a room to show as soon as it was joined
        page.listeners.listen(ConversationAdded, self._appeared)
        page.listeners.listen(MembersChanged, self._joined)

    # going somewhere

    def open_key(self, key: str) -> None:
        """Open one of the conversations at the left."""
        conversation = self._session.model.conversations.get(key)
        if conversation is not None:
            self._page.open(conversation)

    def open_console(self) -> None:
        """Show what the host itself said."""
        self._page.open(self._session.model.console)

    def step(self, by: int) -> None:
        """Go to the conversation above (-1) or below (1)."""
        listed = self._page.listed()
        if self._page.active in listed:
            self._page.open(listed[(listed.index(self._page.active) + by) % len(listed)])
        elif listed:
            self._page.open(listed[0])

    def next_unread(self) -> None:
        """Go to the next conversation with something new, those with mentions first."""
        listed = self._page.listed()
        at = listed.index(self._page.active) if self._page.active in listed else -1
        after = listed[at + 1 :] + listed[: at + 1]
        loud = [c for c in after if not self._page.choices.muted(c)]
        new = [c for c in after if c.mentions] or [c for c in loud if c.unread]
        if new:
            self._page.open(new[0])

    def jump(self) -> None:
        """Ask where to go."""
        direct = ConversationKind.DIRECT
        goals = [
            Goal(
                c.key,
                c.title,
                c.name if c.kind is direct else "",
                c.unread,
                alike=c.kind is direct and bool(self._page.like_of(c.name)),
            )
            for c in self._page.conversations()
        ]
        known = {goal.key for goal in goals}
        goals += [
            Goal(
                f"person:{person.nick}",
                person.name,
                person.nick,
                alike=bool(self._page.like_of(person.nick)),
            )
            for key, person in self._session.model.people.items()
            if key not in known and person.nick != self._session.model.nick
        ]
        self._sheets.open(
            lambda: Jump(
                self._sheets.root,
                self._theme,
                self._avatars,
                goals,
                on_go=self._go,
                on_closed=self._sheets.closed,
            )
        )

    def _go(self, goal: Goal) -> None:
        if goal.key.startswith("person:"):
            self.message(goal.nick)
        else:
            self.open_key(goal.key)

    def ask_room(self, name: str = "", wrong: str = "") -> None:
        """Ask which room to join or make; the host is asked for its rooms meanwhile.

        name: a room that was tried; wrong: why its password did not do.
        """

        def make() -> RoomDialog:
            self.rooms = sheet = RoomDialog(
                self._sheets.root,
                self._theme,
                self._avatars,
                on_join=self.join,
                on_closed=self._sheets.closed,
            )
            if name:
                sheet.ask_password(name, wrong)
            self._page.listeners.listen(
                RoomListChanged, lambda _event: sheet.show(self._session.rooms.listed), during=sheet
            )
            return sheet

        self._sheets.open(make)
        self._session.rooms.list_rooms()

    def join(self, name: str, password: str = "") -> None:
        """Go to a room, joining it when one is not in it."""
        known = self._session.model.conversations.get(self._session.model.fold(name))
        if known is not None and known.joined:
            self._page.open(known)
        else:
            self.going_to = name
            self._session.rooms.join(name, password)

    def _appeared(self, event: ConversationAdded) -> None:
        if self._page.active is None or self._is_wanted(event.conversation):
            self._arrive(event.conversation)

    def _joined(self, event: MembersChanged) -> None:
        if event.conversation.joined and self._is_wanted(event.conversation):
            self._arrive(event.conversation)

    def _is_wanted(self, conversation: Conversation) -> bool:
        return bool(self.going_to) and conversation.key == self._session.model.fold(self.going_to)

    def _arrive(self, conversation: Conversation) -> None:
        self.going_to = ""
        self._page.open(conversation)

    def message(self, nick: str) -> None:
        """Write to one person alone."""
        if nick != self._session.model.nick:
            self._page.open(self._session.open_direct(nick))

    # what is written

    def send(self, conversation: Conversation, text: str, doing: Doing | None = None) -> str:
        """Send a text, or do what a command says; gives what is wrong, "" for nothing.

        doing: what it answers, or whose new words it is.
        """
        if doing is not None and doing.edits:
            return self._page.acts.finish(conversation, doing, text)
        if conversation.kind is ConversationKind.CONSOLE and not text.startswith("/"):
            return "Only the host speaks here. Choose a room or a person to write to."
        if text.startswith("/") and not text.startswith("//"):
            before = set(self._session.model.conversations)
            wrong = slash.run(text, self._page.client, conversation) or ""
            self._follow(text, before)
            return wrong
        text = text.removeprefix("/") if text.startswith("//") else text
        if doing is not None:
            return self._page.acts.finish(conversation, doing, text)
        self._session.delivery.say(conversation, text)
        self._page.timeline.scroll_to_end()
        return ""

    def _follow(self, command: str, before: set[str]) -> None:
        """Show what /join or /msg leads to."""
        word, _, rest = command.partition(" ")
        if word.lower() == "/join" and rest.split():
            self.going_to = channel_from_title(rest.split()[0])
        for key in list(self._session.model.conversations):
            if key not in before and word.lower() in ("/msg", "/query"):
                self.open_key(key)

    def retry(self, entry: Entry) -> None:
        """Send again what failed."""
        if self._page.active is not None:
            self._session.delivery.resend(self._page.active, entry)

    def discard(self, entry: Entry) -> None:
        """Take away what failed."""
        if self._page.active is not None:
            self._session.delivery.discard(self._page.active, entry)

    # what one may do

    def rank(self, conversation: Conversation | None) -> Rank:
        """What I may do in a room."""
        return person_items.rank_in(self._session, conversation)

    def may_set_topic(self, conversation: Conversation) -> bool:
        """Whether the host lets me: with mode +t only operators may."""
        if not conversation.joined:
            return False
        return "t" not in conversation.modes or self.rank(conversation) >= Rank.HELPER

    # rooms and the host

    def ask(self, heading: str, words: str, button: str, act: Callable[[], object]) -> None:
        """Ask before something that can't be taken back."""
        self._sheets.open(
            lambda: Question(
                self._sheets.root,
                self._theme,
                heading=heading,
                words=words,
                answers=[(button, "Danger.TButton", act)],
                on_closed=self._sheets.closed,
            )
        )

    def show_room_settings(self, conversation: Conversation | None = None) -> None:
        """The settings of a room, the open one if none is named."""
        room = conversation or self._page.active
        if room is None or room.kind is not ConversationKind.ROOM or not room.joined:
            return

        def make() -> RoomSettings:
            self.room_settings = sheet = RoomSettings(
                self._sheets.root,
                self._theme,
                self._avatars,
                self._session,
                room,
                may_rule=self.rank(room) >= Rank.OPERATOR,
                waiting=lambda: [
                    Waiting(one.nick, one.name, one.text)
                    for one in self._page.knocks.waiting
                    if isinstance(one, Knock) and one.conversation is room
                ],
                on_answer=lambda nick, admit: self._answer(room, nick, admit),
                on_closed=self._sheets.closed,
            )
            self._page.listeners.listen(BanList, partial(_show_masks, sheet), during=sheet)
            return sheet

        self._sheets.open(make)

    def show_host_panel(self) -> None:
        """Who is connected to the host, for whoever runs it."""
        if not self._session.admin.runs_host:
            people = keys.label("people")
            self._page.say(
                f"Only who runs the host sees everybody connected. {people} shows who is in a room."
            )
            return

        def make() -> HostPanel:
            self.host_panel = sheet = HostPanel(
                self._sheets.root,
                self._theme,
                self._avatars,
                self._session,
                title=f"Host of {self._session.model.isupport.network or 'this chat'}",
                on_closed=self._sheets.closed,
            )
            listen = self._page.listeners.listen
            listen(HostPeople, lambda event: sheet.show_people(event.rows), during=sheet)
            listen(HostBans, lambda event: sheet.show_bans(event.rows), during=sheet)
            return sheet

        self._sheets.open(make)

    def show_share(self) -> None:
        """How others come in."""
        page = self._page
        client = page.client
        address = replace(client.address, room="", fingerprint=client.fingerprint)
        if page.link:
            address = parse_address(page.link)

        def invite(person: str) -> None:
            room = page.active.name if page.active is not None and page.active.joined else ""
            near = next((one for one in page.nearby.people if one.id == person), None)
            if near is not None:
                title = self._session.model.isupport.network
                page.nearby.invite(near, replace(address, room=""), title, room)
                self.show_nearby()

        def make() -> ShareSheet:
            self.share = ShareSheet(
                self._sheets.root,
                self._theme,
                address=address,
                code=page.code or code_of(address),
                avatars=self._avatars,
                on_invite=invite,
                on_closed=self._sheets.closed,
            )
            return self.share

        self._sheets.open(make)
        self.show_nearby()

    def show_nearby(self) -> None:
        """People nearby have changed, or what they answered."""
        nearby, sheet = self._page.nearby, self.share
        if sheet is not None and sheet.winfo_exists():
            here = {person.name for person in self._session.model.people.values()}
            outside = [person for person in nearby.people if person.name not in here]
            sheet.show_people(outside, nearby.outcomes)
        for invitation in nearby.take_invitations():
            self._page.knocks.add(Call(invitation))

    def _answer(self, room: Conversation, nick: str, admit: bool) -> None:
        knocks = self._page.knocks
        for one in list(knocks.waiting):
            if isinstance(one, Knock) and one.conversation is room and one.nick == nick:
                knocks.answer(one, admit)

    def knocks_changed(self) -> None:
        sheet = self.room_settings
        if sheet is not None and sheet.winfo_exists():
            sheet.show_waiting()


def _show_masks(sheet: RoomSettings, event: BanList) -> None:
    if event.kind is ListKind.BANS and event.conversation is sheet.conversation:
        sheet.show_masks(event.rows)
