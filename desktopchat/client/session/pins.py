"""What is pinned in rooms: asking for it, and doing it (desktopchat/pins)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    ConversationKind,
    Entry,
    EntryKind,
    Pin,
    PinsChanged,
    Rank,
    replay,
)
from desktopchat.client.model.model import Model
from desktopchat.client.session.admin import Admin
from desktopchat.client.session.batches import Batch
from desktopchat.client.session.deeds import Deeds
from desktopchat.client.session.rooms import Rooms
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps, tags
from desktopchat.irc.isupport import PINS_TOKEN
from desktopchat.irc.message import Message
from desktopchat.words import tr

_MOST = 500
"""Pins of a room that are remembered, whatever a host sends."""


class Pins:
    """deeds: brings what I do to the host. admin: whether I run that. rooms: what I am in each."""

    def __init__(self, model: Model, wire: Wire, deeds: Deeds, admin: Admin, rooms: Rooms) -> None:
        self._model, self._wire, self._deeds = model, wire, deeds
        self._admin, self._rooms = admin, rooms

    # doing it

    def may_change(self, conversation: Conversation) -> bool:
        """Whether the host lets me pin and unpin there."""
        if caps.PINS not in self._wire.agreed.enabled:
            return False
        if conversation.kind is not ConversationKind.ROOM or not self._rooms.reaches(conversation):
            return False
        letter = self._model.isupport.tokens.get(PINS_TOKEN, "")
        runs = self._admin.runs_host or self._rooms.rank(conversation) >= Rank.OPERATOR
        return runs or bool(letter and letter in conversation.modes)

    def may_pin(self, conversation: Conversation, entry: Entry) -> bool:
        stands = bool(entry.msgid) and not entry.redacted and entry.kind in SPOKEN
        return stands and entry.msgid not in conversation.pins and self.may_change(conversation)

    def may_unpin(self, conversation: Conversation, msgid: str) -> bool:
        return msgid in conversation.pins and self.may_change(conversation)

    def pin(self, conversation: Conversation, msgid: str) -> None:
        """Ask the host to pin a message; a refusal is an ERROR entry in the room."""
        self._deeds.do(conversation, "PIN", msgid, msgid=msgid)

    def unpin(self, conversation: Conversation, msgid: str) -> None:
        self._deeds.do(conversation, "UNPIN", msgid, msgid=msgid)

    def ask(self, conversation: Conversation) -> None:
        """Ask for the pinned messages; `PinsChanged` tells that they are here."""
        if self._wire.online and caps.PINS in self._wire.caps.enabled and conversation.joined:
            self._wire.ask("PINS", conversation.name, about=conversation, quiet=True)

    # what the host tells

    def told(self, batch: Batch) -> None:
        """All that is pinned in a room, perhaps with the messages."""
        conversation = self._model.conversation(batch.params[0] if batch.params else "")
        if conversation is None:
            return
        known, pins = conversation.pins, dict[str, Pin]()
        for message in batch.messages:
            if message.command == "PIN":
                msgid = message.param(1)
                if len(pins) < _MOST:
                    before = known.get(msgid)
                    entry = before.entry if before is not None else None
                    time = self._model.clock.time_of(message)
                    pins[msgid] = Pin(message.nick, time, entry)
            else:
                self._take_message(pins, message)
        conversation.pins = pins
        self._model.emit(PinsChanged(conversation, frozenset(known.keys() ^ pins.keys())))

    def _take_message(self, pins: dict[str, Pin], message: Message) -> None:
        """What one of them says, or says since it was changed."""
        entry = replay.entry_of(self._model, message)
        if entry is None:
            return
        first = message.tags.get(tags.EDIT, "")
        pin = pins.get(first or entry.msgid)
        if pin is None:
            return
        if not first:
            pins[entry.msgid] = replace(pin, entry=entry)
        elif pin.entry is not None:
            pin.entry.text, pin.entry.edited = entry.text, True

    def pinned(self, conversation: Conversation, msgid: str, by: str, time: datetime) -> None:
        """Somebody, perhaps I, has pinned a message."""
        if msgid in conversation.pins or len(conversation.pins) >= _MOST:
            return
        conversation.pins[msgid] = Pin(by, time, conversation.by_msgid.get(msgid))
        if self._model.is_me(by):
            words = tr("You pinned a message")
        else:
            words = tr("{name} pinned a message", name=self._model.name_of(by))
        self._model.add(conversation, EntryKind.INFO, "", words, time)
        self._model.emit(PinsChanged(conversation, frozenset((msgid,))))

    def unpinned(self, conversation: Conversation, msgid: str) -> None:
        if conversation.pins.pop(msgid, None) is not None:
            self._model.emit(PinsChanged(conversation, frozenset((msgid,))))
