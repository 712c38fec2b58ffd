"""What one link brings to its owner, message by message."""

from collections import deque
from queue import Empty

from desktopchat.client.link.link import Closed, Connected, Item, Link
from desktopchat.irc.message import Message

_FIRST_WORDS = frozenset(
    ("NOTICE", "CAP", "PING", "ERROR", "AUTHENTICATE", "FAIL", "NOTE", "WARN", "PRIVMSG")
)


class Incoming:
    """Unpacks what the link puts together for each read.

    spoken: whether the host said anything on this connection.
    """

    def __init__(self, link: Link) -> None:
        self._queue = link.incoming
        self._item: Item | None = None
        """Taken off the queue by `wait`, not yet looked at."""
        self._messages: deque[Message] = deque()
        """Of the last item."""
        self.spoken = False

    @property
    def has_messages(self) -> bool:
        """Whether some are here that were not taken: they wait for us, not we for them."""
        return bool(self._messages)

    def take(self) -> Connected | Message | Closed | None:
        """The next that came; None for nothing just now."""
        while not self._messages:
            item, self._item = self._item, None
            if item is None:
                try:
                    item = self._queue.get_nowait()
                except Empty:
                    return None
            if not isinstance(item, list):
                return item
            self._messages.extend(item)
        return self._messages.popleft()

    def wait(self, seconds: float) -> None:
        """Wait until there is something to take, at most so long."""
        if not self._messages and self._item is None:
            try:
                self._item = self._queue.get(timeout=seconds)
            except Empty:
                pass

    def begins_as_irc(self, message: Message) -> bool:
        """Whether a message may be one of IRC: "220 mail ready" would parse as a first one too."""
        if self.spoken:
            return True
        self.spoken = True
        numeric = message.command.isdigit() and message.source != ""
        return numeric or message.command in _FIRST_WORDS
