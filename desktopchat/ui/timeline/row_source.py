"""Makes the rows of the conversation shown, out of its entries and of what the reader did to them:
runs that were opened, hidden words that were looked at. No Tk here.
"""

from collections.abc import Callable, Sequence

from desktopchat.client.model import Conversation, Delivery, Entry
from desktopchat.ui.timeline.folds import Folds, summary
from desktopchat.ui.timeline.markup import Names
from desktopchat.ui.timeline.pieces import Shared, TimelineRow
from desktopchat.ui.timeline.quotes_and_reactions import QuotesAndReactions
from desktopchat.ui.timeline.rows import SAID, row

RECENT = 200  # entries that are looked through for the last that I sent


class RowSource:
    """beside: what stands above and below a message's words. shared(entry, looked): what it
    says and shows; looked: what is hidden in it is shown."""

    def __init__(
        self,
        names: Names,
        quote_width: Callable[[], int],
        shared: Callable[[Entry, bool], Shared] = lambda entry, _looked: Shared(entry.text),
    ) -> None:
        self._shared = shared
        self.entries: list[Entry] = []
        self.beside = QuotesAndReactions(names, quote_width)
        self.folds = Folds()
        self.revealed: set[int] = set()  # the numbers of entries whose hidden words are shown
        self.new_from: int | None = None  # the number of the first entry not read before
        self._ticked: int | None = None  # the number of the last own entry that was sent

    def show(self, conversation: Conversation | None) -> None:
        """Make the rows of this one from now on, as nobody has touched them."""
        self.entries = conversation.entries if conversation else []
        self.beside.conversation, self.beside.asking = conversation, None
        self.folds = Folds()
        self.revealed = set()
        self.new_from = _first_unread(conversation) if conversation else None
        self._ticked = _last_sent(self.entries)

    def row_at(self, at: int) -> TimelineRow:
        """The row to show for a place in the entries."""
        entries, beside = self.entries, self.beside
        entry, before = entries[at], entries[at - 1] if at else None
        fold, folded = self._fold_of(at)
        looked = entry.number in self.revealed
        pieces = row(
            entry,
            before,
            beside.names,
            new=entry.number == self.new_from,
            tick=entry.number == self._ticked,
            looked=looked,
            pinned=beside.is_pinned(entry),
            fold=fold,
            folded=folded,
            above=beside.above(entry),
            shared=self._shared(entry, looked),
            below=beside.below(entry),
        )
        return TimelineRow(entry.number, pieces)

    def move_tick(self) -> tuple[int, ...]:
        """Only the last own message that was sent shows its tick, and no more one of long ago.
        Returns the numbers of the entries that look different now."""
        last = _last_sent(self.entries)
        if last is None or last == self._ticked:
            return ()
        before, self._ticked = self._ticked, last
        return (last,) if before is None else (before, last)

    def run(self, at: int) -> Sequence[int]:
        """The numbers of the run that the entry at a place is in, its first one first."""
        return [self.entries[place].number for place in self.folds.run(self.entries, at)]

    def newest_run(self) -> Sequence[int]:
        """The run at the end; nothing where there are no entries."""
        return self.run(len(self.entries) - 1) if self.entries else ()

    def is_folded(self, at: int) -> bool:
        """Whether the row at a place is hidden in the line of its run."""
        first = self.folds.first(self.entries, at)
        return first != at and self.entries[first].number not in self.folds.opened

    def _fold_of(self, at: int) -> tuple[str, bool]:
        """The line of the run that begins there, "" for none; and whether the row is hidden."""
        entries, folds = self.entries, self.folds
        if folds.first(entries, at) != at:
            return "", self.is_folded(at)
        run = folds.run(entries, at)
        if len(run) < 2:
            return "", False
        words = summary(entries[run.start : run.stop], self.beside.names.name_of)
        return words, entries[at].number not in folds.opened


def _first_unread(conversation: Conversation) -> int | None:
    """The number of the first entry that was not read, counting back what others said."""
    left, found = conversation.unread, None
    if left <= 0:
        return None
    for entry in reversed(conversation.entries):
        if entry.kind in SAID and not entry.own:
            found = entry.number
            left -= 1
            if not left:
                break
    return found


def _last_sent(entries: list[Entry]) -> int | None:
    for entry in reversed(entries[-RECENT:]):
        if entry.delivery is Delivery.SENT:
            return entry.number
    return None
