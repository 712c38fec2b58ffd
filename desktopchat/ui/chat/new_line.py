"""Where the line stands above what came while I was away, and the way to it.

It begins where this conversation was read to when it was opened, or when the window lost the focus,
here or on another device of mine; it stays until then the next time.
"""

import time
from datetime import datetime
from tkinter import ttk

from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    EntriesInserted,
    Entry,
    EntryAdded,
    ReadMarkerChanged,
)
from desktopchat.ui.chat.context import Context
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import tr

_MARK_EVERY = 1.0  # seconds between two times that the host is told what was read


class NewLine:
    """The page calls each method when that happens; `draw` at each of its drawings."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._since: datetime | None = None
        """What others said later was not seen when this conversation was opened."""
        self._wanted = False  # the line was not in sight yet
        self._looked_away = False  # and nothing was said since then
        self._marked = 0.0
        context.on_key("new_line", self.jump)
        listen = context.listeners.listen
        listen(EntryAdded, self._added)
        listen(EntriesInserted, self._came)
        listen(ReadMarkerChanged, self._read_elsewhere)
        self.button = ttk.Button(
            timeline, text=tr("↑  New since you left"), style="Accent.TButton", command=self.jump
        )

    @property
    def words(self) -> str:
        """What the way to the line is called, "" while it is not offered."""
        return str(self.button.cget("text")) if self.button.winfo_ismapped() else ""

    @property
    def reading(self) -> Conversation | None:
        """The conversation whose newest message is being looked at; None for none."""
        seen = self._context.focused and self._timeline.at_end
        return self._context.active if seen else None

    def opened(self, conversation: Conversation) -> None:
        """It is shown now, and was not marked as read yet."""
        self._since = conversation.read_until
        self._wanted = self._timeline.new_from is not None

    def take_over(self, other: "NewLine") -> None:
        """The line stays where another page has it."""
        self._since, self._wanted = other._since, other._wanted
        self._looked_away = other._looked_away

    def _came(self, event: EntriesInserted) -> None:
        """Entries of the log came, perhaps into the open conversation."""
        if event.conversation is not self._context.active:
            return
        entries = event.entries
        if self._timeline.new_from is None and self._since is not None:
            self._put([entry for entry in entries if _by_others(entry)])
        elif any(self._is_before(entry) for entry in entries):
            self._put(self._all())

    def _added(self, event: EntryAdded) -> None:
        """Something was said just now, perhaps there."""
        conversation, entry = event.conversation, event.entry
        if conversation is self._context.active and self._looked_away and _by_others(entry):
            self._looked_away = False
            self._since = conversation.read_until
            self._mark(entry)

    def looked_away(self, *, away: bool) -> None:
        """The window lost the focus, or got it back."""
        if away:
            self.tell()
        self._looked_away = away

    def _read_elsewhere(self, event: ReadMarkerChanged) -> None:
        """Perhaps another device of mine has read it up to `read_until`."""
        if not event.elsewhere or event.conversation is not self._context.active:
            return
        self._since = event.conversation.read_until
        self._mark(None)
        self._put(self._all())

    def jump(self) -> None:
        """Go to the line."""
        timeline = self._timeline
        entry = timeline.entry_of(timeline.new_from) if timeline.new_from is not None else None
        if entry is not None:
            self._wanted = False
            timeline.go_to(entry)
            self._context.focus()

    def draw(self) -> None:
        """Offer the way to the line while it is above what is seen; tell what was read."""
        timeline = self._timeline
        where = timeline.new_line_at()
        if where == "seen":
            self._wanted = False
        if self._wanted and where == "above":
            timeline.offer_above(self.button)
        else:
            timeline.offer_above(None)
        now = time.monotonic()
        if now - self._marked > _MARK_EVERY:
            self._marked = now
            self.tell()

    def tell(self) -> None:
        """What is looked at was read; what lies below what is seen, not yet."""
        conversation = self.reading
        if conversation is not None:
            self._context.session.messages.mark_read(conversation)

    def _all(self) -> list[Entry]:
        conversation = self._context.active
        return [e for e in conversation.entries if _by_others(e)] if conversation else []

    def _is_before(self, entry: Entry) -> bool:
        first = self._timeline.new_from
        later = self._since is not None and entry.time > self._since
        return later and first is not None and entry.number < first and _by_others(entry)

    def _put(self, entries: list[Entry]) -> None:
        since = self._since
        if since is not None:
            first = next((entry for entry in entries if entry.time > since), None)
            if first is not None:
                self._mark(first)

    def _mark(self, entry: Entry | None) -> None:
        self._wanted = entry is not None
        self._timeline.mark_new(entry.number if entry is not None else None)


def _by_others(entry: Entry) -> bool:
    return entry.kind in SPOKEN and not entry.own
