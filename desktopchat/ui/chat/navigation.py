"""Going from one conversation to another, and into rooms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktopchat.client.model import (
    Conversation,
    ConversationAdded,
    ConversationKind,
    MembersChanged,
)
from desktopchat.ui.chat.context import Context
from desktopchat.ui.sheets.jump import Goal, Jump


class Navigation:
    """Opens conversations; those that are still to come as soon as they are there."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session
        self.going_to = ""  # a room to show as soon as it was joined
        context.listeners.listen(ConversationAdded, self._appeared)
        context.listeners.listen(MembersChanged, self._joined)
        context.on_sheet_key("jump", self.jump)
        context.on_key("previous_room", lambda: self.step(-1))
        context.on_key("next_room", lambda: self.step(1))
        context.on_key("unread", self.next_unread)

    def take_over(self, other: Navigation) -> None:
        """Go on where another page was going."""
        self.going_to = other.going_to

    def open_key(self, key: str) -> None:
        """Open one of the conversations at the left."""
        conversation = self._session.model.conversations.get(key)
        if conversation is not None:
            self._context.open(conversation)

    def open_console(self) -> None:
        """Show what the host itself said."""
        self._context.open(self._session.model.console)

    def step(self, by: int) -> None:
        """Go to the conversation above (-1) or below (1)."""
        context, listed = self._context, self._context.listed()
        if context.active in listed:
            context.open(listed[(listed.index(context.active) + by) % len(listed)])
        elif listed:
            context.open(listed[0])

    def next_unread(self) -> None:
        """Go to the next conversation with something new, those with mentions first, here and then
        in the other places."""
        for mentions in (True, False):
            if self.go_to_new(mentions=mentions) or self._context.window.new_elsewhere(mentions):
                return

    def go_to_new(self, *, mentions: bool) -> bool:
        """Go to the next conversation here with something new, or that names me; whether there is
        one."""
        context, listed = self._context, self._context.listed()
        at = listed.index(context.active) if context.active in listed else -1
        after = listed[at + 1 :] + listed[: at + 1]
        if mentions:
            new = [c for c in after if c.mentions]
        else:
            new = [c for c in after if c.unread and not context.choices.muted(c)]
        if new:
            context.open(new[0])
        return bool(new)

    def jump(self) -> None:
        """Ask where to go, here or in the other places."""
        context = self._context
        ways: dict[Goal, Callable[[], object]] = {
            goal: partial(self.go, goal) for goal in self.goals()
        }
        ways |= context.window.elsewhere()
        sheets = context.sheets
        sheets.open(
            lambda: Jump(
                sheets.root,
                context.theme,
                context.avatars,
                list(ways),
                on_go=lambda goal: ways[goal](),
            )
        )

    def goals(self) -> list[Goal]:
        """Where one can go here."""
        context, model = self._context, self._session.model
        direct = ConversationKind.DIRECT
        goals = [
            Goal(
                c.key,
                c.title,
                c.name if c.kind is direct else "",
                c.unread,
                alike=c.kind is direct and bool(context.like_of(c.name)),
            )
            for c in model.conversations.values()
        ]
        known = {goal.key for goal in goals}
        return goals + [
            Goal(
                f"person:{person.nick}",
                person.name,
                person.nick,
                alike=bool(context.like_of(person.nick)),
            )
            for key, person in model.people.items()
            if key not in known and person.nick != model.nick
        ]

    def go(self, goal: Goal) -> None:
        """Go to one of them."""
        if goal.key.startswith("person:"):
            self.message(goal.nick)
        else:
            self.open_key(goal.key)

    def message(self, nick: str) -> None:
        """Write to one person alone."""
        if nick != self._session.model.nick:
            self._context.open(self._session.open_direct(nick))

    # into rooms

    def named_rooms(self) -> list[tuple[str, str]]:
        """Rooms with what they are about: those that are open, and those that the host lists."""
        rooms = {one.name: one.topic for one in self._session.rooms.listed}
        for one in self._session.model.conversations.values():
            if one.kind is ConversationKind.ROOM:
                rooms[one.name] = one.topic
        return list(rooms.items())

    def join(self, name: str, password: str = "") -> None:
        """Go to a room, joining it when one is not in it."""
        self.show(name)
        self._session.rooms.join(name, password)

    def show(self, name: str) -> None:
        """Open a room or the conversation with a person, now or as soon as it is there."""
        known = self._session.model.conversation(name)
        if known is not None and known.joined:
            self._context.open(known)
        else:
            self.going_to = name

    def join_again(self) -> None:
        """Go into the room that is open, and that I am outside of."""
        if self._context.active is not None:
            self.join(self._context.active.name)
            self._context.mark("header")

    def _appeared(self, event: ConversationAdded) -> None:
        if self._context.active is None or self._is_wanted(event.conversation):
            self._arrive(event.conversation)

    def _joined(self, event: MembersChanged) -> None:
        if event.conversation.joined and self._is_wanted(event.conversation):
            self._arrive(event.conversation)

    def _is_wanted(self, conversation: Conversation) -> bool:
        return bool(self.going_to) and conversation.key == self._session.model.fold(self.going_to)

    def _arrive(self, conversation: Conversation) -> None:
        self.going_to = ""
        self._context.open(conversation)
