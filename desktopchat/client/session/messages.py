"""What I do to messages that are there: edit, take away, react, mark as read."""

from __future__ import annotations

from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    ConversationKind,
    Delivery,
    Entry,
    EntryKind,
    Rank,
    ReadMarkerChanged,
    changes,
)
from desktopchat.client.model.changes import said_words
from desktopchat.client.model.entries import newest_named
from desktopchat.client.model.model import Model
from desktopchat.client.session.admin import Admin
from desktopchat.client.session.deeds import Deeds
from desktopchat.client.session.delivery import MessageDelivery
from desktopchat.client.session.lines import Lines
from desktopchat.client.session.rooms import Rooms
from desktopchat.client.session.seen import SeenMarkers
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps, references, timestamps
from desktopchat.irc import tags as names
from desktopchat.irc.text import ctcp, one_line, trailing


class Messages:
    """What may be done to a message, and doing it. Each does nothing where it can't.

    lines: what fits the wire. deeds: brings it to the host. delivery: knows what still waits.
    rooms: which I am in, or come back to. admin: whether I run the host. seen: tells others what
    was read.
    Without a connection it is as the host was when it was last there, and what is done waits.
    """

    def __init__(
        self,
        model: Model,
        wire: Wire,
        lines: Lines,
        deeds: Deeds,
        delivery: MessageDelivery,
        rooms: Rooms,
        admin: Admin,
        seen: SeenMarkers,
    ) -> None:
        self._model, self._wire, self._lines, self._deeds = model, wire, lines, deeds
        self._delivery, self._rooms, self._admin, self._seen = delivery, rooms, admin, seen

    # which of it the host knows

    @property
    def _can_edit(self) -> bool:
        return caps.EDIT in self._wire.agreed.enabled

    @property
    def _can_redact(self) -> bool:
        return caps.MESSAGE_REDACTION in self._wire.agreed.enabled

    @property
    def _can_tag(self) -> bool:
        """Whether replies and reactions reach others."""
        return caps.MESSAGE_TAGS in self._wire.agreed.enabled

    # what may be done to a message, which is all that a menu should offer

    def may_reply(self, conversation: Conversation, entry: Entry) -> bool:
        """Whether an answer would be seen as one."""
        return self._wire.passes_on(names.DRAFT_REPLY) and self._reaches(conversation, entry)

    def may_react(self, conversation: Conversation, entry: Entry) -> bool:
        return self.may_reply(conversation, entry) and self._wire.passes_on(names.REACT)

    def may_edit(self, conversation: Conversation, entry: Entry) -> bool:
        if not entry.own or entry.kind not in (EntryKind.MESSAGE, EntryKind.ACTION):
            return False
        arrived = self._can_edit and self._reaches(conversation, entry)
        return arrived or self._delivery.may_reword(entry)

    def may_redact(self, conversation: Conversation, entry: Entry) -> bool:
        """My own; as an operator of a room, anybody's in it."""
        if not (self._can_redact and self._reaches(conversation, entry)):
            return False
        if entry.own or conversation.kind is not ConversationKind.ROOM:
            return entry.own
        return self._admin.runs_host or self._rooms.rank(conversation) >= Rank.OPERATOR

    def _stands(self, entry: Entry) -> bool:
        return bool(entry.msgid) and not entry.redacted and entry.kind in SPOKEN

    def _reaches(self, conversation: Conversation, entry: Entry) -> bool:
        here = conversation.kind is not ConversationKind.CONSOLE
        return here and self._stands(entry) and self._rooms.reaches(conversation)

    def words(self, conversation: Conversation, entry: Entry) -> str:
        """What a message of mine says, or is about to say, where new words are on their way."""
        new = self._deeds.new_words(conversation, entry.msgid)
        return said_words(entry.kind, new) or entry.text

    def edit(self, conversation: Conversation, entry: Entry, text: str) -> bool:
        """Change the words of a message of mine: at once where it still waits, else when the host
        says so.

        False where that can't be: not mine, on its way just now, taken away, or a host without it.
        """
        text = text.strip("\n")
        if not (text.strip() and self.may_edit(conversation, entry)):
            return False
        words = text
        if entry.kind is EntryKind.ACTION and "\n" not in text:
            words = ctcp("ACTION", text)
        if not self._lines.fit_one(conversation, words) and self._lines.limits is None:
            return False
        if self._delivery.may_reword(entry):
            self._delivery.reword(conversation, entry, text)
            return True
        self._deeds.do(
            conversation, "PRIVMSG", words, tags={names.EDIT: entry.msgid}, msgid=entry.msgid
        )
        return True

    def redact(self, conversation: Conversation, entry: Entry, reason: str = "") -> bool:
        """Take a message away for everyone, which the host decides."""
        if not (self._can_redact and self._reaches(conversation, entry)):
            return False
        self._deeds.do(conversation, "REDACT", entry.msgid, *trailing(reason), msgid=entry.msgid)
        return True

    def react(self, conversation: Conversation, entry: Entry, emoji: str, on: bool = True) -> bool:
        """Answer a message with an emoji, or take that back."""
        emoji = one_line(emoji)
        if not (self._can_tag and emoji and self._reaches(conversation, entry)):
            return False
        key = names.REACT if on else names.UNREACT
        tags = {key: emoji, **names.reply_tags(entry.msgid)}
        self._deeds.do(conversation, "TAGMSG", tags=tags, msgid=entry.msgid)
        echoes = caps.ECHO_MESSAGE in self._wire.agreed.enabled
        if not echoes and changes.react(self._model, entry, self._model.nick, emoji, on=on):
            self._model.changed(conversation, entry)
        return True

    # read

    def mark_read(self, conversation: Conversation) -> None:
        """Everything in it was seen: here, and on all devices of mine where the host tells them.

        Call it again when more was seen.
        """
        self._model.unread.clear(conversation)
        newest = newest_named(conversation) or _newest_said(conversation)
        known = conversation.read_until
        if newest is None or (known is not None and newest.time <= known):
            return
        conversation.read_until = newest.time
        self._model.emit(ReadMarkerChanged(conversation))
        self.tell_read(conversation)

    def tell_read(self, conversation: Conversation) -> None:
        """Tell my other devices until when it was read, and others where they may know."""
        until = conversation.read_until
        if until is None or self._seen.tell(conversation, until):
            return
        if self._wire.online and caps.READ_MARKER in self._wire.caps.enabled:
            self._wire.send(
                "MARKREAD", conversation.name, references.to_moment(timestamps.stamp(until))
            )


def _newest_said(conversation: Conversation) -> Entry | None:
    """The last message that is in the room, where the host has no names for them."""
    here = (Delivery.RECEIVED, Delivery.SENT)
    entries = reversed(conversation.entries)
    return next((e for e in entries if e.kind in SPOKEN and e.delivery in here), None)
