"""What people do on the conversation's page: go somewhere, send, and the menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client import slash
from desktopchat.client.model import Conversation, ConversationKind, Entry
from desktopchat.irc.names import channel_from_title
from desktopchat.ui.chat import person_menu
from desktopchat.ui.chat.sidebar import ordered
from desktopchat.ui.look.avatars import Avatars
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.sheets.jump import Goal, Jump
from desktopchat.ui.sheets.room_dialog import RoomDialog
from desktopchat.ui.sheets.sheets import Sheets

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage


_MAY_RULE = frozenset("~&@%")


class ChatActions:
    """Turns presses of keys and buttons into verbs of the session."""

    def __init__(self, page: ChatPage, theme: Theme, avatars: Avatars, sheets: Sheets) -> None:
        self._page, self._theme, self._avatars, self._sheets = page, theme, avatars, sheets
        self._session = page.session
        self.rooms: RoomDialog | None = None
        self.going_to = ""  # a room to show as soon as it was joined

    # going somewhere

    def open_key(self, key: str) -> None:
        """Open one of the conversations at the left."""
        conversation = self._session.conversations.get(key)
        if conversation is not None:
            self._page.open(conversation)

    def open_console(self) -> None:
        """Show what the host itself said."""
        self._page.open(self._session.console)

    def step(self, by: int) -> None:
        """Go to the conversation above (-1) or below (1)."""
        listed = ordered(self._page.conversations())
        if self._page.active in listed:
            self._page.open(listed[(listed.index(self._page.active) + by) % len(listed)])
        elif listed:
            self._page.open(listed[0])

    def next_unread(self) -> None:
        """Go to the next conversation with something new, those with mentions first."""
        listed = ordered(self._page.conversations())
        at = listed.index(self._page.active) if self._page.active in listed else -1
        after = listed[at + 1 :] + listed[: at + 1]
        new = [c for c in after if c.mentions] or [c for c in after if c.unread]
        if new:
            self._page.open(new[0])

    def jump(self) -> None:
        """Ask where to go."""
        direct = ConversationKind.DIRECT
        goals = [
            Goal(c.key, c.title, c.name if c.kind is direct else "", c.unread)
            for c in self._page.conversations()
        ]
        known = {goal.key for goal in goals}
        goals += [
            Goal(f"person:{person.nick}", person.name, person.nick)
            for key, person in self._session.people.items()
            if key not in known and person.nick != self._session.nick
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

    def ask_room(self) -> None:
        """Ask which room to join or make; the host is asked for its rooms meanwhile."""

        def make() -> RoomDialog:
            self.rooms = RoomDialog(
                self._sheets.root,
                self._theme,
                self._avatars,
                on_join=self.join,
                on_closed=self._sheets.closed,
            )
            return self.rooms

        self._sheets.open(make)
        self._session.list_rooms()

    def join(self, name: str, password: str = "") -> None:
        """Go to a room, joining it when one is not in it."""
        known = self._session.conversations.get(self._session.fold(name))
        if known is not None and known.joined:
            self._page.open(known)
        else:
            self.going_to = name
            self._session.join(name, password)

    def message(self, nick: str) -> None:
        """Write to one person alone."""
        if nick != self._session.nick:
            self._page.open(self._session.open_direct(nick))

    # what is written

    def send(self, conversation: Conversation, text: str) -> str:
        """Send a text, or do what a command says; gives what is wrong, "" for nothing."""
        if conversation.kind is ConversationKind.CONSOLE and not text.startswith("/"):
            return "Only the host speaks here. Choose a room or a person to write to."
        if text.startswith("/") and not text.startswith("//"):
            before = set(self._session.conversations)
            wrong = slash.run(text, self._page.client, conversation) or ""
            self._follow(text, before)
            return wrong
        self._session.say(conversation, text.removeprefix("/") if text.startswith("//") else text)
        self._page.timeline.scroll_to_end()
        return ""

    def _follow(self, command: str, before: set[str]) -> None:
        """Show what /join or /msg leads to."""
        word, _, rest = command.partition(" ")
        if word.lower() == "/join" and rest.split():
            self.going_to = channel_from_title(rest.split()[0])
        for key in list(self._session.conversations):
            if key not in before and word.lower() in ("/msg", "/query"):
                self.open_key(key)

    def retry(self, entry: Entry) -> None:
        """Send again what failed."""
        if self._page.active is not None:
            self._session.resend(self._page.active, entry)

    def discard(self, entry: Entry) -> None:
        """Take away what failed."""
        if self._page.active is not None:
            self._session.discard(self._page.active, entry)

    # what one may do

    def _rank(self, conversation: Conversation | None) -> str:
        """My highest prefix in a room, "" for none."""
        if conversation is None:
            return ""
        me = conversation.members.get(self._session.fold(self._session.nick))
        return me.prefixes[:1] if me is not None else ""

    def may_set_topic(self, conversation: Conversation) -> bool:
        """Whether the host lets me: with mode +t only operators may."""
        if not conversation.joined:
            return False
        return "t" not in conversation.modes or self._rank(conversation) in _MAY_RULE

    # menus

    def person_menu(self, nick: str, x: int, y: int) -> None:
        """The menu of someone in the room."""
        page, session = self._page, self._session
        conversation = page.active
        me = nick == session.nick
        items: list[person_menu.Item] = []
        if not me:
            items.append(("Message", lambda: self.message(nick)))
            items.append(("Mention", lambda: page.composer.insert(f"@{nick} ")))
        items.append(("Who is this?", lambda: session.whois(nick)))
        if conversation is not None and self._rank(conversation) in _MAY_RULE and not me:
            member = conversation.members.get(session.fold(nick))
            prefixes = member.prefixes if member is not None else ""
            rules, voiced = "@" in prefixes, "+" in prefixes
            items += [
                None,
                (
                    "No longer operator" if rules else "Make operator",
                    lambda: session.op(conversation, nick, not rules),
                ),
                (
                    "Take the voice" if voiced else "Give a voice",
                    lambda: session.voice(conversation, nick, not voiced),
                ),
                None,
                ("Put out of the room", lambda: session.kick(conversation, nick)),
            ]
        person_menu.post(page, self._theme, items, x, y, page.focus_composer)

    def conversation_menu(self, key: str, x: int, y: int) -> None:
        """The menu of a conversation at the left."""
        page, session = self._page, self._session
        conversation = session.conversations.get(key)
        if conversation is None:
            return
        items: list[person_menu.Item] = [
            ("Open", lambda: page.open(conversation)),
            ("Mark as read", lambda: session.mark_read(conversation)),
            None,
        ]
        if conversation.kind is not ConversationKind.ROOM:
            items.insert(1, ("Who is this?", lambda: session.whois(conversation.name)))
            items.append(("Close", lambda: session.close(conversation)))
        elif conversation.joined:
            items.append(("Leave the room", lambda: session.part(conversation)))
        else:
            items += [
                ("Join again", lambda: self.join(conversation.name)),
                ("Close", lambda: session.close(conversation)),
            ]
        person_menu.post(page, self._theme, items, x, y, page.focus_composer)
