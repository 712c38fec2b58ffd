"""Answers, and new words for what I have said: what the composer writes besides new messages."""

from __future__ import annotations

from collections.abc import Callable

from desktopchat.client.model import Conversation, Entry, EntryKind
from desktopchat.client.session import Session
from desktopchat.ui.chat.doing import ReplyOrEdit
from desktopchat.ui.timeline.answers import one_line
from desktopchat.words import tr, tr_noop

NOT_NOW = tr_noop("This can't be changed now: there is no connection. Try again when it is back.")
_TOO_LONG = tr_noop("This host takes no messages of several lines, so it can't become one.")


class Editing:
    """on_sent: something new stands at the end now."""

    def __init__(self, session: Session, on_sent: Callable[[], object]) -> None:
        self._session, self._on_sent = session, on_sent

    def finish(self, conversation: Conversation, doing: ReplyOrEdit, text: str) -> str:
        """Send an answer or new words; gives what is wrong in plain words, "" for nothing."""
        session, entry = self._session, doing.entry
        if not doing.edits:
            session.delivery.say(conversation, text, reply_to=entry)
            self._on_sent()
            return ""
        text = doing.edited(text)
        if text == doing.said or session.messages.edit(conversation, entry, text):
            return ""
        return tr(_TOO_LONG if session.messages.may_edit(conversation, entry) else NOT_NOW)

    def neighbour(
        self, conversation: Conversation, entry: Entry | None, step: int
    ) -> ReplyOrEdit | None:
        """My message above (1) or below (-1) `entry` that may be edited; the last for None."""
        may_edit = self._session.messages.may_edit
        mine = [
            one for one in conversation.entries[-500:] if one.own and may_edit(conversation, one)
        ]
        if entry is not None and entry not in mine:
            return None
        at = (len(mine) if entry is None else mine.index(entry)) - step
        if not 0 <= at < len(mine):
            return None
        return editing(self._session, conversation, mine[at])


def editing(session: Session, conversation: Conversation, entry: Entry) -> ReplyOrEdit:
    """That a message is edited: from the words that are on their way to it, if there are any."""
    said = session.messages.words(conversation, entry)
    words = one_line(said)
    if entry.kind is EntryKind.ACTION:
        about = tr("Editing what you did: {words}", words=words)
    else:
        about = tr("Editing your message: {words}", words=words)
    return ReplyOrEdit(entry, edits=True, about=about, said=said)
