"""Who is writing: what I tell of myself, and what others told (IRCv3 typing).

The window says at each change what stands in the composer (`writes`), `Client.poll` sends what is
due (`tell`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from desktopchat.client.model import Conversation, ConversationKind, TypingChanged
from desktopchat.client.session.my_typing import ACTIVE, PAUSED, PAUSED_FOR, TYPING_FOR, MyTyping
from desktopchat.client.session.wire import Wire
from desktopchat.irc import tags as names


class Typing:
    """Who writes. find(name): the conversation of that name, if it is open."""

    def __init__(
        self,
        wire: Wire,
        now: Callable[[], datetime],
        find: Callable[[str], Conversation | None],
        emit: Callable[[TypingChanged], object],
    ) -> None:
        self._wire, self._now, self._find, self._emit = wire, now, find, emit
        self._mine = MyTyping()
        self._shown = True

    # I

    def show_others(self, on: bool) -> None:
        """Show others that I write, or no longer."""
        self._shown = on
        if not on:
            self._mine.stop()

    def writes(self, conversation: Conversation, text: str) -> None:
        """The text in the composer was changed. A command is not meant for the others."""
        command = text.startswith("/") and not text.startswith("//")
        writing = bool(text.strip()) and not command and self._shown
        self._mine.changed(conversation.key, self._now(), writing=writing)

    def said(self, conversation: Conversation) -> None:
        """What I wrote is sent: the message itself tells that I am done."""
        self._mine.said(conversation.key)

    def arrived(self, key: str) -> None:
        """A message of mine came to the others of that conversation, who take me as done."""
        self._mine.arrived(key)

    def tell(self) -> None:
        """Tell what is due; to be called some times a second."""
        if not self._mine.busy:
            return
        for key, state in self._mine.due(self._now()):
            conversation = self._find(key)
            if conversation is not None and self._may_tell(conversation):
                self._wire.send("TAGMSG", conversation.name, tags={names.TYPING: state})

    def _may_tell(self, conversation: Conversation) -> bool:
        if not (self._wire.online and conversation.joined and self._wire.passes_on(names.TYPING)):
            return False
        alone = len(conversation.members) < 2 and conversation.kind is ConversationKind.ROOM
        return not alone

    def broken(self) -> None:
        """The connection is gone: there is nobody to tell any more."""
        self._mine.forget()

    # others

    def heard(self, conversation: Conversation, key: str, state: str) -> None:
        """Somebody told that they write, by folded nick; "done" also where a message says so."""
        before = key in conversation.typing
        if state in (ACTIVE, PAUSED):
            for_ = TYPING_FOR if state == ACTIVE else PAUSED_FOR
            conversation.typing[key] = self._now() + for_
        else:
            conversation.typing.pop(key, None)
        if before != (key in conversation.typing):
            self._emit(TypingChanged(conversation))

    def who(self, conversation: Conversation) -> list[str]:
        """The nicks of those who write there now, who began first before the others."""
        if not conversation.typing:
            return []
        now = self._now()
        for key in [key for key, until in conversation.typing.items() if until <= now]:
            del conversation.typing[key]
        found = (conversation.members.get(key) for key in conversation.typing)
        return [member.person.nick for member in found if member is not None]
