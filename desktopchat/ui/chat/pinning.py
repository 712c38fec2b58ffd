"""What is pinned in rooms: the sheet of it, and the way to a message."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from desktopchat.client.model import Conversation, ConversationKind, Entry, Pin, PinsChanged
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.searching import Searching, when
from desktopchat.ui.parts.menu import Item, Keyed
from desktopchat.ui.sheets.pinned import PinnedMessage, PinnedSheet
from desktopchat.ui.timeline.answers import one_line
from desktopchat.words import tr


class Pinning:
    """One for the page."""

    def __init__(self, context: Context, searching: Searching) -> None:
        self._context, self._searching = context, searching
        context.on_sheet_key("pins", self.show)
        context.on_room_menu(self._room_items)

    def _room_items(self, conversation: Conversation) -> Sequence[Item]:
        if conversation.kind is not ConversationKind.ROOM or not conversation.pins:
            return ()
        label, act = tr("Pinned messages"), partial(self.show, conversation)
        here = conversation is self._context.active
        return [Keyed(label, act, "pins") if here else (label, act)]

    def items(self, conversation: Conversation, entry: Entry) -> list[Item]:
        """What the menu of a message offers."""
        pins = self._context.session.pins
        if pins.may_pin(conversation, entry):
            return [(tr("Pin"), partial(pins.pin, conversation, entry.msgid))]
        if pins.may_unpin(conversation, entry.msgid):
            return [(tr("Unpin"), partial(pins.unpin, conversation, entry.msgid))]
        return []

    def show(self, conversation: Conversation | None = None) -> None:
        """What is pinned in a room, the open one if none is named."""
        context, pins = self._context, self._context.session.pins
        room = conversation or context.active
        if room is None or room.kind is not ConversationKind.ROOM:
            return

        def make() -> PinnedSheet:
            sheet = PinnedSheet(
                context.sheets.root,
                context.theme,
                context.avatars,
                room=room.title,
                on_go=partial(self._go, room),
                on_unpin=partial(pins.unpin, room) if pins.may_change(room) else None,
            )

            def changed(event: PinsChanged) -> None:
                if event.conversation is room:
                    sheet.show(self._pinned(room))

            context.listeners.listen(PinsChanged, changed, during=sheet)
            sheet.start(self._pinned(room))
            return sheet

        context.sheets.open(make)
        pins.ask(room)

    def _pinned(self, room: Conversation) -> list[PinnedMessage]:
        """The newest pin first."""
        return [self._message(room, msgid, pin) for msgid, pin in reversed(room.pins.items())]

    def _message(self, room: Conversation, msgid: str, pin: Pin) -> PinnedMessage:
        name_of = self._context.name_of
        entry = room.by_msgid.get(msgid, pin.entry)
        if self._context.session.model.is_me(pin.by):
            about = tr("Pinned by you, {when}", when=when(pin.time))
        else:
            about = tr("Pinned by {name}, {when}", name=name_of(pin.by), when=when(pin.time))
        if entry is None:
            return PinnedMessage(msgid, ("", ""), "", "", about)
        sender = entry.sender, name_of(entry.sender)
        text = one_line(entry.text, name_of)
        return PinnedMessage(msgid, sender, when(entry.time), text, about)

    def _go(self, room: Conversation, msgid: str) -> None:
        self._context.open(room)
        self._searching.go_to(room, msgid)
