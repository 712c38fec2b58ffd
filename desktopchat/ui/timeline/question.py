"""Asks in a message's own row before it is deleted for everyone, for that can't be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktopchat.client.model import Entry

if TYPE_CHECKING:
    from desktopchat.ui.timeline.around import Around
    from desktopchat.ui.timeline.timeline import Timeline


class Question:
    """One at a time; `about` is the entry that it is about, None when nothing is asked."""

    def __init__(self, timeline: Timeline, around: Around) -> None:
        self._timeline, self._around = timeline, around

    @property
    def about(self) -> Entry | None:
        number = self._around.asking
        entry = None if number is None else self._timeline.entry_of(number)
        return None if entry is None or entry.redacted else entry

    def ask(self, entry: Entry) -> None:
        """Ask, with the keyboard in the row: Enter says yes, Esc no."""
        self.answer(False)
        timeline, text = self._timeline, self._timeline.text
        self._around.asking = entry.number
        timeline.changed(entry)
        if text.holds(entry.number) and not timeline.at_end:  # there the end comes into view
            text.see(f"{text.range_of(entry.number)[1]}-1c")
            timeline.moved()
        timeline.gutter.current = entry.number
        text.focus_set()
        timeline.gutter.draw()

    def answer(self, yes: bool) -> None:
        """It was said; without a question nothing happens."""
        entry, self._around.asking = self.about, None
        if entry is None:
            return
        timeline = self._timeline
        timeline.changed(entry)
        timeline.moved()
        if yes:
            timeline.acts.delete(entry)
        timeline.acts.done()
