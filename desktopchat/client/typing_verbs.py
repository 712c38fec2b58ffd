"""Who is writing: what I tell of myself, and what others told (IRCv3 typing).

The window says at each change what stands in the composer (`writes`), `Client.poll` sends what is
due (`tell_typing`).
"""

from desktopchat.client.model import Conversation, ConversationKind, TypingChanged
from desktopchat.client.my_typing import ACTIVE, PAUSED, PAUSED_FOR, TYPING_FOR
from desktopchat.client.sending import Sending


class TypingVerbs(Sending):
    """The side of a `Session` that knows who writes."""

    tells_typing = True
    """Whether others are shown that I write; see `tell_others`."""

    def tell_others(self, on: bool) -> None:
        """Show others that I write, or no longer."""
        self.tells_typing = on
        if not on:
            self.my_typing.stop()

    def writes(self, conversation: Conversation, text: str) -> None:
        """The text in the composer was changed. A command is not meant for the others."""
        command = text.startswith("/") and not text.startswith("//")
        writing = bool(text.strip()) and not command and self.tells_typing
        self.my_typing.changed(conversation.key, self.now(), writing=writing)

    def tell_typing(self) -> None:
        """Tell what is due; to be called some times a second."""
        if not self.my_typing.busy:
            return
        for key, state in self.my_typing.due(self.now()):
            conversation = self.conversations.get(key)
            if conversation is not None and self._may_tell(conversation):
                self.send("TAGMSG", conversation.name, tags={"+typing": state})

    def _may_tell(self, conversation: Conversation) -> bool:
        if not (self.online and conversation.joined and self.passes_on("typing")):
            return False
        alone = len(conversation.members) < 2 and conversation.kind is ConversationKind.ROOM
        return not alone

    # others

    def heard_typing(self, conversation: Conversation, key: str, state: str) -> None:
        """Somebody told that they write, by folded nick; "done" also where a message says so."""
        before = key in conversation.typing
        if state in (ACTIVE, PAUSED):
            for_ = TYPING_FOR if state == ACTIVE else PAUSED_FOR
            conversation.typing[key] = self.now() + for_
        else:
            conversation.typing.pop(key, None)
        if before != (key in conversation.typing):
            self.emit(TypingChanged(conversation))

    def who_types(self, conversation: Conversation) -> list[str]:
        """The nicks of those who write there now, who began first before the others."""
        if not conversation.typing:
            return []
        now = self.now()
        for key in [key for key, until in conversation.typing.items() if until <= now]:
            del conversation.typing[key]
        found = (conversation.members.get(key) for key in conversation.typing)
        return [member.person.nick for member in found if member is not None]
