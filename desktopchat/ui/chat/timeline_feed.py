"""Tells the timeline what happened in the conversation that it shows."""

from __future__ import annotations

from desktopchat.client.model import (
    EntriesInserted,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    PersonChanged,
    PinsChanged,
)
from desktopchat.ui.chat.context import Context
from desktopchat.ui.timeline.timeline import Timeline


class TimelineFeed:
    """Listens before all that asks the timeline what it shows."""

    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        self._alike: set[str] = set()  # who looks like somebody else, by folded nick, as shown
        listen = context.listeners.listen
        listen(EntryAdded, self._added)
        listen(EntriesInserted, self._inserted)
        listen(EntryChanged, self._changed)
        listen(EntryRemoved, self._removed)
        listen(PersonChanged, self._person_changed)
        listen(PinsChanged, self._pins_changed)

    def _added(self, event: EntryAdded) -> None:
        if event.conversation is self._context.active:
            self._timeline.added(event.entry)

    def _inserted(self, event: EntriesInserted) -> None:
        if event.conversation is self._context.active:
            self._timeline.inserted(event.entries)

    def _changed(self, event: EntryChanged) -> None:
        if event.conversation is self._context.active:
            self._timeline.changed(event.entry)

    def _removed(self, event: EntryRemoved) -> None:
        if event.conversation is self._context.active:
            self._timeline.removed(event.entry)

    def _pins_changed(self, event: PinsChanged) -> None:
        if event.conversation is self._context.active:
            for msgid in event.msgids & event.conversation.by_msgid.keys():
                self._timeline.changed(event.conversation.by_msgid[msgid])

    def _person_changed(self, event: PersonChanged) -> None:
        key = self._context.session.model.fold(event.person.nick)
        if (key in self._alike) != bool(event.person.lookalike_of):
            self._alike ^= {key}
            self._timeline.names_changed()  # what they said before they were found out
