"""Tells the window of what is new in conversations that are not looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from desktopchat.client.model import SPOKEN, Conversation, ConversationKind, Entry, UnreadChanged
from desktopchat.ui.notices.notice import LONGEST, Notice
from desktopchat.ui.timeline.answers import one_line
from desktopchat.ui.timeline.timeline import Timeline

if TYPE_CHECKING:
    from desktopchat.ui.chat.context import Context
    from desktopchat.ui.chat.searching import Searching


class Telling:
    """Of one page. What was counted before is told no more."""

    def __init__(self, context: Context, searching: Searching) -> None:
        self._context, self._searching = context, searching
        self._counted: dict[str, tuple[int, int]] = {}
        """Unread messages and mentions, by conversation."""
        context.listeners.listen(UnreadChanged, self._changed)

    def take_over(self, other: Telling) -> None:
        """Go on where another page was."""
        self._counted = other._counted

    def _changed(self, event: UnreadChanged) -> None:
        context, conversation = self._context, event.conversation
        before = self._counted.get(conversation.key, (0, 0))
        now = self._counted[conversation.key] = (conversation.unread, conversation.mentions)
        if not now[0]:
            context.window.read(self._key(conversation))
        if now[0] <= before[0] or not context.choices.tells(
            conversation, names_me=now[1] > before[1]
        ):
            return
        entry = next(
            (one for one in reversed(conversation.entries) if one.kind in SPOKEN and not one.own),
            None,
        )
        if entry is not None:
            context.window.notify(self._notice(conversation, entry, now[0] - before[0]))

    def _key(self, conversation: Conversation) -> str:
        return f"{self._context.client.address.authority}/{conversation.key}"

    def _notice(self, conversation: Conversation, entry: Entry, count: int) -> Notice:
        context = self._context
        direct = conversation.kind is ConversationKind.DIRECT
        return Notice(
            self._key(conversation),
            context.window.this_place(),
            "" if direct else conversation.title,
            context.name_of(entry.sender),
            entry.sender,
            one_line(entry.text, context.name_of)[:LONGEST],
            count,
            show=partial(self._show, conversation, entry.msgid),
            answer=partial(self._answer, conversation),
            read=partial(context.session.messages.mark_read, conversation),
        )

    def _show(self, conversation: Conversation, msgid: str) -> None:
        """Go to a message."""
        context = self._context
        context.window.come_up()
        context.open(conversation)
        if msgid:
            self._searching.fetch(conversation, msgid, Timeline.jump_to)

    def _answer(self, conversation: Conversation, words: str) -> None:
        if words.strip():
            self._context.session.delivery.say(conversation, words)
