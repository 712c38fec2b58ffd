"""The rooms of a host: which there are, which I am in, and going in and out."""

from __future__ import annotations

from collections.abc import Iterable

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    EntryKind,
    ListedRoom,
    Rank,
)
from desktopchat.client.model.administration import (
    JoinRefused,
    RoomLookedUp,
    RoomRenamed,
)
from desktopchat.client.model.model import Model
from desktopchat.client.session.gathering import RowCollector
from desktopchat.client.session.room_settings import RoomSettings
from desktopchat.client.session.wire import Wire
from desktopchat.irc import isupport as tokens
from desktopchat.irc.text import trailing
from desktopchat.words import tr

_LISTED_MOST = 20_000


class Rooms:
    """Where I am and want to be. first: the rooms to join, a password for each after a space.
    settings: gives a room that I made its password.

    Each verb asks the host and returns at once; what came of it is told by the room's own
    events, and a refusal as an ERROR entry in the room.

    wanted: rooms that I want to be in, and come back to; by key, the name and its password.
    joining: keys of those that were asked to let me in on this connection.
    returning: of these, those I was in before and go back to by myself.
    locking: by key, the password for a room if I turn out to have made it: a host lets the first
    one in with any password, and sets none.
    wants_first: whether to go to the room that a DesktopChat host brings newcomers to, if no other.
    listed: all rooms of the host, as last asked for; listing: those that are coming in.
    """

    def __init__(
        self, model: Model, wire: Wire, settings: RoomSettings, first: Iterable[str]
    ) -> None:
        self._model, self._wire, self._settings = model, wire, settings
        self.wanted: dict[str, tuple[str, str]] = {}
        self.joining: set[str] = set()
        self.returning: set[str] = set()
        self.locking: dict[str, str] = {}
        self.wants_first = True
        self.listed: list[ListedRoom] = []
        self.listing = RowCollector[ListedRoom](_LISTED_MOST)
        self._looked_up: set[str] = set()
        self.names: dict[str, dict[str, str]] = {}
        """What NAMES tells just now: by the room's key, the prefixes of nicks."""
        self.name_masks: dict[str, str] = {}
        """Of the same, by nick: their user@host."""
        self.who_asked = 0
        """How many WHOs are not answered yet."""
        for room in first:
            name, _, key = room.partition(" ")
            self.want(self._model.isupport.as_channel(name), key)

    # in and out

    def want(self, name: str, key: str = "") -> None:
        """A room that I am to be in from the next connection on. key: its password."""
        self.wanted[self._model.fold(name)] = (name, key)

    def join(self, name: str, key: str = "") -> None:
        """Go into a room, or make it. key: its password, which a room that is made gets."""
        name = self._model.isupport.as_channel(name)
        if any(c in name for c in " ,\r\n\0\x07") or any(c in key for c in " ,\r\n\0"):
            self._model.notice(
                tr("{name} can't be a room: spaces and commas are not allowed.", name=name)
            )
            return
        most = self._model.isupport.number(tokens.CHANNELLEN, 0)
        if most and len(name) > most:
            self._model.notice(
                tr(
                    "{name} can't be a room: its name has more than {n} characters.",
                    name=name,
                    n=most,
                )
            )
            return
        conversation = self._model.conversation(name)
        if conversation is not None and conversation.joined:
            return
        self.want(name, key)
        if key:
            self.locking[self._model.fold(name)] = key
        if self._wire.online:
            self.returning.discard(self._model.fold(name))
            self._ask_in(name, key)

    def _ask_in(self, name: str, key: str) -> None:
        self.joining.add(self._model.fold(name))
        self._wire.send("JOIN", name, *([key] if key else []))

    def arrived(self) -> None:
        """The host let me in: go to the rooms that I want to be in, or to its first one."""
        first = self._model.isupport.room if self.wants_first else ""
        if first and not self.wanted and not self._model.conversations:
            self.want(first)
        self.returning = self.wanted.keys() & self._model.conversations.keys()
        for name, key in self.wanted.values():
            self._ask_in(name, key)

    def broken(self) -> None:
        """The connection is gone, and with it what was asked on it."""
        self.joining.clear()
        self._looked_up.clear()
        self.listing.take()
        self.names.clear()
        self.name_masks.clear()
        self.who_asked = 0

    def fold_anew(self) -> None:
        """The host's casemapping changed, and with it the keys."""
        self.wanted = {self._model.fold(name): (name, key) for name, key in self.wanted.values()}

    def refused(self, name: str, why: str, numeric: str = "") -> None:
        """A room did not let me in."""
        key = self._model.fold(name)
        asked = key not in self.returning
        may_knock = self.can_knock and numeric in ("473", "480")
        needs_password = numeric == "475"
        self._model.emit(JoinRefused(name, why, may_knock, needs_password, asked))
        self.joining.discard(key)
        self.locking.pop(key, None)
        self.wanted.pop(key, None)
        conversation = self._model.conversations.get(key)
        if conversation is None:
            self._model.notice(why)
        else:
            self._model.add(conversation, EntryKind.ERROR, "", why)

    def led_on(self, key: str, name: str, *, there: bool) -> None:
        """The room of that key, which I wanted to join, has another name by now. there: I am in
        that already."""
        self.joining.discard(key)
        self.locking.pop(key, None)
        _, password = self.wanted.pop(key, ("", ""))
        if not there:
            self.want(name, password)
            self.joining.add(self._model.fold(name))

    def renamed(self, conversation: Conversation, name: str) -> None:
        """A room that I have goes by another name from now on."""
        old, key = conversation.key, self._model.fold(name)
        _, password = self.wanted.pop(old, ("", ""))
        self.want(name, password)
        if old in self.joining:
            self.joining.discard(old)
            self.joining.add(key)
        conversation.name, conversation.key = name, key
        self._model.conversations = {one.key: one for one in self._model.conversations.values()}
        self._model.emit(RoomRenamed(conversation, old))

    def part(self, conversation: Conversation, reason: str = "") -> None:
        """Leave a room; what was said there stays to be read."""
        self.wanted.pop(conversation.key, None)
        self.locking.pop(conversation.key, None)
        if self._wire.online and (conversation.joined or conversation.key in self.joining):
            self._wire.ask("PART", conversation.name, *trailing(reason), about=conversation)
        else:
            self._model.left(conversation)

    def put_out(self, conversation: Conversation) -> None:
        """I am not in it any more, and do not come back by myself."""
        self.wanted.pop(conversation.key, None)
        self._model.left(conversation)

    def comes_back(self, conversation: Conversation) -> bool:
        """Whether I am on my way into a room; what is written there meanwhile can wait."""
        on_the_way = not self._wire.online or conversation.key in self.joining
        return on_the_way and conversation.key in self.wanted

    def reaches(self, conversation: Conversation) -> bool:
        """Whether what I do there gets there, now or once I am back."""
        return conversation.joined or self.comes_back(conversation)

    def rank(self, conversation: Conversation) -> Rank:
        """What I am in a room, or was when the connection broke."""
        me = conversation.members.get(self._model.fold(self._model.nick))
        return me.rank if me is not None else Rank.NONE

    def is_outside(self, conversation: Conversation) -> bool:
        """Whether it is a room that I left or was put out of, and do not come back to by myself."""
        return (
            conversation.kind is ConversationKind.ROOM
            and not conversation.joined
            and conversation.key not in self.wanted
        )

    # at the door

    @property
    def can_knock(self) -> bool:
        return tokens.KNOCK in self._model.isupport.tokens

    def knock(self, name: str, message: str = "") -> None:
        """Ask to be let into a room that one needs an invitation for."""
        self._wire.ask("KNOCK", name, *trailing(message))

    # which there are

    def list_rooms(self) -> None:
        """Ask which rooms there are; `RoomListChanged` says that `listed` holds them."""
        self.listing.take()
        self._wire.send("LIST")

    def look_up(self, name: str) -> None:
        """Ask whether there is a room that I may know of; `RoomLookedUp` tells."""
        self._looked_up.add(self._model.fold(name))
        self._wire.ask("MODE", name)

    def looked_up(self, name: str, *, exists: bool) -> bool:
        """The host told whether there is that room; False where nobody asked."""
        key = self._model.fold(name)
        if key not in self._looked_up:
            return False
        self._looked_up.discard(key)
        self._model.emit(RoomLookedUp(name, exists))
        return True

    # passwords

    def learn_key(self, conversation: Conversation) -> None:
        """Come back with the password that the room has now, as far as the host tells it."""
        key = conversation.mode_values.get("k", "")
        if conversation.key in self.wanted and not set(key) & set("*<> ,"):
            self.want(conversation.name, key)

    def lock_made(self, conversation: Conversation) -> None:
        """The modes of a room that I came into are known: one that I made gets my password."""
        key = self.locking.pop(conversation.key, "")
        ranks = [member.rank for member in conversation.members.values()]
        if key and "k" not in conversation.modes and len(ranks) == 1 and ranks[0] >= Rank.OPERATOR:
            self._settings.set_key(conversation, key)  # alone in it, as its operator: I made it
