"""Asks in a message's own row before it is deleted for everyone, for that can't be undone."""

from typing import Protocol

from desktopchat.client.model import Entry
from desktopchat.ui.timeline.acts import Acts
from desktopchat.ui.timeline.quotes_and_reactions import QuotesAndReactions


class Asking(Protocol):
    """What the question needs of the timeline."""

    acts: Acts

    @property
    def at_end(self) -> bool: ...
    def entry_of(self, number: int) -> Entry | None: ...
    def changed(self, entry: Entry) -> None: ...
    def moved(self) -> None: ...
    def go_to_end_of(self, entry: Entry) -> None: ...


class DeleteQuestion:
    """One at a time; `about` is the entry that it is about, None when nothing is asked."""

    def __init__(self, timeline: Asking, beside: QuotesAndReactions) -> None:
        self._timeline, self._beside = timeline, beside

    @property
    def about(self) -> Entry | None:
        number = self._beside.asking
        entry = None if number is None else self._timeline.entry_of(number)
        return None if entry is None or entry.redacted else entry

    def ask(self, entry: Entry) -> None:
        """Ask, with the keyboard in the row: Enter says yes, Esc no."""
        self.answer(False)
        self._beside.asking = entry.number
        self._timeline.changed(entry)
        self._timeline.go_to_end_of(entry)

    def answer(self, yes: bool) -> None:
        """Delete it, or leave it; without a question nothing happens."""
        entry, self._beside.asking = self.about, None
        if entry is None:
            return
        timeline = self._timeline
        timeline.changed(entry)
        if not timeline.at_end:  # else the view goes back to the end by itself, in a moment
            timeline.moved()
        if yes:
            timeline.acts.delete(entry)
        timeline.acts.done()
