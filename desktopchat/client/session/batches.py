"""Messages that belong together (IRCv3 batch), gathered until their batch ends.

What a batch means decides what is done with its messages: those of `labeled-response` and of
kinds nobody knows are handled one by one as they come; those of `chathistory` and of
`draft/multiline` wait until the last is here. Batches stand in each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from desktopchat.client.session.outbox import Request
from desktopchat.irc import batch_types, multiline, tags
from desktopchat.irc.message import Message

_GATHERED = frozenset(
    (
        batch_types.MULTILINE,
        batch_types.CHATHISTORY,
        batch_types.CHATHISTORY_TARGETS,
        batch_types.PINS,
        batch_types.SEARCH,
    )
)
_MOST = 5000  # messages of one batch; what a host sends beyond is let go by
_OPEN_MOST = 500  # batches at once
_BYTES_MOST = 32 * 1024 * 1024  # of what all of them hold
_MESSAGE_BYTES = 500  # of a message beside its words, about


@dataclass(slots=True)
class Batch:
    """kind and params: as they stand in BATCH. opening: that message. outer: the reference of
    the batch it stands in, "" for none. request: what it answers, None where that is not known.
    messages: those gathered so far; bytes: what they take, about."""

    kind: str
    params: list[str]
    opening: Message
    outer: str = ""
    request: Request | None = None
    messages: list[Message] = field(default_factory=list)
    bytes: int = 0

    @property
    def gathers(self) -> bool:
        """Whether its messages wait for its end."""
        return self.kind in _GATHERED

    def joined(self) -> Message | None:
        """The one message that a draft/multiline batch is; None where it has no words.

        Its tags are those of the batch.
        """
        said = [
            message
            for message in self.messages
            if message.command in ("PRIVMSG", "NOTICE") and len(message.params) > 1
        ]
        if not said:
            return None
        first = said[0]
        text = multiline.join((one.params[1], tags.MULTILINE_CONCAT in one.tags) for one in said)
        target = self.params[0] if self.params else first.params[0]
        shared = {**first.tags, **self.opening.tags}
        shared.pop(tags.BATCH, None)
        source = self.opening.source if "!" in self.opening.source else first.source
        return Message(first.command, [target, text], source or first.source, shared)


class Batches:
    """Those that are open, by reference. All together hold so many bytes and no more, whatever a
    host sends: what is over is let go by."""

    def __init__(self) -> None:
        self._open: dict[str, Batch] = {}
        self._bytes = 0

    def __iter__(self) -> Iterator[Batch]:
        return iter(self._open.values())

    def get(self, reference: str) -> Batch | None:
        return self._open.get(reference)

    def open(self, reference: str, batch: Batch) -> None:
        if len(self._open) < _OPEN_MOST:
            self.close(reference)
            self._open[reference] = batch

    def close(self, reference: str) -> Batch | None:
        """Take it out; None where there is none of that reference."""
        ended = self._open.pop(reference, None)
        if ended is not None:
            self._bytes -= ended.bytes
        return ended

    def gather(self, batch: Batch, message: Message) -> None:
        """A message of an open batch waits for its end."""
        size = _MESSAGE_BYTES + sum(map(len, message.params))
        size += sum(len(key) + len(value) for key, value in message.tags.items())
        if len(batch.messages) < _MOST and self._bytes + size <= _BYTES_MOST:
            batch.messages.append(message)
            batch.bytes += size
            self._bytes += size
