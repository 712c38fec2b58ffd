"""How far the others have read, and letting them know how far I have (desktopchat/seen)."""

from __future__ import annotations

from datetime import datetime

from desktopchat.client.model import Conversation, ConversationKind, Person, Seen, SeenChanged
from desktopchat.client.model.model import Model
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps, references, seen, timestamps
from desktopchat.irc.isupport import SEEN_TOKEN

_MOST = 500
"""People of a conversation of whom it is remembered, whatever a host sends."""


class SeenMarkers:
    """It is told from the moment that `show_others` says so."""

    def __init__(self, model: Model, wire: Wire) -> None:
        self._model, self._wire = model, wire
        self._shown = False
        self._told: dict[str, datetime] = {}
        """Up to when others know on this connection that I have read, by conversation."""
        self._elsewhere: dict[str, datetime] = {}
        """Up to when another device of mine has read, which tells it itself, or keeps it back."""

    @property
    def _known(self) -> bool:
        return self._wire.online and caps.SEEN in self._wire.caps.enabled

    # I

    def show_others(self, on: bool) -> None:
        """Show others how far I have read, or no longer, and nothing of what they know already."""
        if on == self._shown:
            return
        self._shown = on
        for conversation in self._model.conversations.values():
            if on:
                self.catch_up(conversation)
            elif conversation.key in self._told and self._known:
                self._wire.send("SEEN", conversation.name, "*")
        if not on:
            self._told.clear()

    def tell(self, conversation: Conversation, until: datetime) -> bool:
        """Tell the host and the others that I have read up to a moment; False where others are not
        to know."""
        if not (self._shown and self._known and conversation.joined and self.shown(conversation)):
            return False
        self._told[conversation.key] = until
        moment = references.to_moment(timestamps.stamp(until))
        self._wire.send("SEEN", conversation.name, moment)
        return True

    def catch_up(self, conversation: Conversation) -> None:
        """Tell others what they do not know yet."""
        until = conversation.read_until
        known = (self._told.get(conversation.key), self._elsewhere.get(conversation.key))
        if until is not None and all(moment is None or moment < until for moment in known):
            self.tell(conversation, until)

    def read_elsewhere(self, conversation: Conversation, until: datetime) -> None:
        """Another device of mine has read up to a moment: not mine to tell."""
        self._elsewhere[conversation.key] = until

    def come_in(self, conversation: Conversation) -> None:
        """I am in a room, or speak with somebody, from now on: nothing is known there."""
        self._told.pop(conversation.key, None)
        if conversation.kind is ConversationKind.ROOM:
            conversation.seen.clear()  # the host tells it
        elif self._known:
            self._wire.send("SEEN", conversation.name)
            self.catch_up(conversation)

    def broken(self) -> None:
        """The connection is gone."""
        self._told.clear()

    # others

    def rule(self, conversation: Conversation) -> str:
        """In which rooms it is shown, of `seen.RULES`; "" where the host has no choice."""
        letter = self._model.isupport.tokens.get(SEEN_TOKEN, "")
        return conversation.mode_values.get(letter, seen.FEW) if letter else ""

    def set_rule(self, conversation: Conversation, rule: str) -> None:
        """Ask the host for another."""
        letter = self._model.isupport.tokens.get(SEEN_TOKEN, "")
        if letter:
            self._wire.ask("MODE", conversation.name, f"+{letter}", rule, about=conversation)

    def shown(self, conversation: Conversation) -> bool:
        """Whether people see it there."""
        if conversation.kind is ConversationKind.ROOM:
            return seen.shown(self.rule(conversation), len(conversation.members))
        return conversation.kind is ConversationKind.DIRECT

    def heard(self, conversation: Conversation, nick: str, told: Seen | None) -> None:
        """Somebody has read so far; None where they keep that to themselves from now on."""
        key = self._model.fold(nick)
        before = conversation.seen.get(key)
        if told is None:
            conversation.seen.pop(key, None)
        elif before is not None or len(conversation.seen) < _MOST:
            conversation.seen[key] = told
        if conversation.seen.get(key) != before:
            self._model.emit(SeenChanged(conversation))

    def of(self, conversation: Conversation) -> list[tuple[str, Seen]]:
        """The nicks of the others in it of whom it is known, and how far they have read."""
        if not conversation.seen or not self.shown(conversation):
            return []
        if conversation.kind is ConversationKind.DIRECT:
            told = conversation.seen.get(conversation.key)
            return [(conversation.name, told)] if told else []
        known = [
            (conversation.members[key].person, told)
            for key, told in conversation.seen.items()
            if key in conversation.members
        ]
        return [(one.nick, told) for one, told in known if not self._is_mine(one)]

    def _is_mine(self, person: Person) -> bool:
        """Whether that is another device of mine."""
        mine = self._model.account
        return bool(mine) and self._model.fold(person.account) == self._model.fold(mine)
