"""What stands above a message's words (the quote of what it answers) and below them (reactions, and
the question before it is deleted), for the conversation shown.
"""

from collections.abc import Callable, Iterable, Sequence

from desktopchat.client.model import Conversation, Entry
from desktopchat.ui.timeline import answers
from desktopchat.ui.timeline.markup import Names
from desktopchat.ui.timeline.pieces import Piece
from desktopchat.ui.timeline.rows import SAID


class QuotesAndReactions:
    """asking: the number of the entry that may be deleted, None for none. quote_width(): how many
    narrow characters fit into a quote. names: whom messages may name."""

    def __init__(self, names: Names, quote_width: Callable[[], int]) -> None:
        self.names = names
        self._quote_width = quote_width
        self.conversation: Conversation | None = None
        self.asking: int | None = None

    def original(self, entry: Entry) -> Entry | None:
        """What an entry answers, where that is here."""
        if self.conversation is None or not entry.reply_to:
            return None
        return self.conversation.by_msgid.get(entry.reply_to)

    def above(self, entry: Entry) -> Sequence[Piece]:
        if not entry.reply_to or entry.redacted or entry.kind not in SAID:
            return ()
        return answers.quote(self.original(entry), self.names, self._quote_width())

    def below(self, entry: Entry) -> Sequence[Piece]:
        asks = entry.number == self.asking and not entry.redacted
        if not entry.reactions and not asks:
            return ()
        asked = answers.question() if asks else []
        return [*answers.counters(entry, self.is_me), *asked]

    def is_pinned(self, entry: Entry) -> bool:
        return self.conversation is not None and entry.msgid in self.conversation.pins

    def is_me(self, nick: str) -> bool:
        mine = self.names.mine
        return bool(mine) and nick.casefold() == mine[0].casefold()

    def quoting(self, changed: Iterable[Entry], live: Sequence[Entry]) -> list[int]:
        """The numbers of those live rows whose quote shows one of the changed entries."""
        msgids = {entry.msgid for entry in changed if entry.msgid}
        if not msgids:
            return []
        return [entry.number for entry in answers.answerers(live, msgids)]
