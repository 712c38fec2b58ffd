"""What others said that I have still to read."""

from collections.abc import Callable

from desktopchat.client.model.conversation import Conversation, ConversationKind, Entry
from desktopchat.client.model.events import UnreadChanged
from desktopchat.client.model.mentions import mentions


class Unread:
    """Counts it in each conversation.

    active: the conversation that is being read; it collects none. called: my names. emit: told of
    each change.
    """

    def __init__(self, emit: Callable[[UnreadChanged], object]) -> None:
        self.active: Conversation | None = None
        self.called: tuple[str, ...] = ()
        self._emit = emit

    def hear(self, conversation: Conversation, entry: Entry, *, new: bool = True) -> None:
        """Another said that; whether it is meant for me is told on it. new: it counts."""
        answered = conversation.by_msgid.get(entry.reply_to) if entry.reply_to else None
        answers_me = answered is not None and answered.own
        entry.mention = answers_me or mentions(entry.text, self.called)
        if not new or conversation is self.active or conversation.kind is ConversationKind.CONSOLE:
            return
        conversation.unread += 1
        if entry.mention or conversation.kind is ConversationKind.DIRECT:
            conversation.mentions += 1
        self._emit(UnreadChanged(conversation))

    def clear(self, conversation: Conversation) -> None:
        """Everything said in it was seen."""
        if conversation.unread or conversation.mentions:
            conversation.unread = conversation.mentions = 0
            self._emit(UnreadChanged(conversation))
