"""How far the others have read, beside their last message; and whether they see it of me."""

from __future__ import annotations

from desktopchat.client.model import ConversationKind, MembersChanged, SeenChanged
from desktopchat.ui.chat.context import Context
from desktopchat.ui.timeline.seen_marks import Reader
from desktopchat.ui.timeline.timeline import Timeline


class SeenBy:
    def __init__(self, context: Context, timeline: Timeline) -> None:
        self._context, self._timeline = context, timeline
        timeline.seen.readers, timeline.seen.alone = self._readers, self._alone
        context.listeners.listen(SeenChanged, self._changed)
        context.listeners.listen(MembersChanged, self._changed)
        context.on_setting("tell_seen", self._tell_others)
        self._tell_others()

    def _tell_others(self) -> None:
        self._context.session.seen.show_others(self._context.settings.tell_seen)

    def _readers(self) -> list[Reader]:
        conversation = self._timeline.conversation
        if conversation is None:
            return []
        known = self._context.session.seen.of(conversation)
        return [Reader(nick, told.until, told.at) for nick, told in known]

    def _alone(self) -> bool:
        conversation = self._timeline.conversation
        return conversation is not None and conversation.kind is ConversationKind.DIRECT

    def _changed(self, event: SeenChanged | MembersChanged) -> None:
        if event.conversation is self._timeline.conversation:
            self._timeline.people_changed()
