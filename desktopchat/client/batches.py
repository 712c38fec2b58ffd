"""Messages that belong together (IRCv3 batch), gathered until their batch ends.

What a batch means decides what is done with its messages: those of `labeled-response` and of
kinds nobody knows are handled one by one as they come; those of `chathistory` and of
`draft/multiline` wait until the last is here. Batches stand in each other.
"""

from dataclasses import dataclass, field

from desktopchat.client.outbox import Request
from desktopchat.irc.message import Message

MULTILINE = "draft/multiline"
HISTORY = "chathistory"
TARGETS = "draft/chathistory-targets"
SEARCH = "desktopchat/search"
_GATHERED = frozenset((MULTILINE, HISTORY, TARGETS, SEARCH))
_MOST = 5000  # messages of one batch; what a host sends beyond is let go by


@dataclass(slots=True)
class Batch:
    """kind and params: as they stand in BATCH. opening: that message. outer: the reference of
    the batch it stands in, "" for none. request: what it answers, None where that is not known.
    messages: those gathered so far."""

    kind: str
    params: list[str]
    opening: Message
    outer: str = ""
    request: Request | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def gathers(self) -> bool:
        """Whether its messages wait for its end."""
        return self.kind in _GATHERED

    def take(self, message: Message) -> None:
        if len(self.messages) < _MOST:
            self.messages.append(message)

    def joined(self) -> Message | None:
        """The one message that a draft/multiline batch is; None where it has no words.

        Its tags are those of the batch.
        """
        text = ""
        first: Message | None = None
        for message in self.messages:
            if message.command not in ("PRIVMSG", "NOTICE") or len(message.params) < 2:
                continue
            if first is None:
                first = message
            elif "draft/multiline-concat" not in message.tags:
                text += "\n"
            text += message.params[1]
        if first is None:
            return None
        target = self.params[0] if self.params else first.params[0]
        tags = {**first.tags, **self.opening.tags}
        tags.pop("batch", None)
        source = self.opening.source if "!" in self.opening.source else first.source
        return Message(first.command, [target, text], source or first.source, tags)
