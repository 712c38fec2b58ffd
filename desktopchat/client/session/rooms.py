"""The rooms of a host: which there are, which I am in, and what I do in them.

Who may looks after a room: ranks, bans, mutes, flags, its name.
"""

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
    BanList,
    JoinRefused,
    ListedMask,
    ListKind,
    RoomLookedUp,
    RoomRenamed,
)
from desktopchat.client.model.masks import Masks
from desktopchat.client.model.model import Model
from desktopchat.client.session.gathering import Gathering
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc import isupport as tokens
from desktopchat.irc.isupport import HISTORY_TOKEN, SLOW_MODE_TOKEN
from desktopchat.irc.text import one_line, trailing

_LISTED_MOST = 20_000


class Rooms:
    """What I do with rooms. first: those to join, a password for each after a space.

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

    def __init__(self, model: Model, wire: Wire, first: Iterable[str]) -> None:
        self._model, self._wire = model, wire
        self.wanted: dict[str, tuple[str, str]] = {}
        self.joining: set[str] = set()
        self.returning: set[str] = set()
        self.locking: dict[str, str] = {}
        self.wants_first = True
        self.listed: list[ListedRoom] = []
        self.listing = Gathering[ListedRoom](_LISTED_MOST)
        self._lists: dict[tuple[str, ListKind], Gathering[ListedMask]] = {}
        """What is coming in, by the room's key."""
        self._lists_asked: set[tuple[str, ListKind]] = set()
        self._looked_up: set[str] = set()
        self.names: dict[str, dict[str, str]] = {}
        """What NAMES tells just now: by the room's key, the prefixes of nicks."""
        self.name_masks: dict[str, str] = {}
        """Of the same, by nick: their user@host."""
        self.who_asked = 0
        """How many WHOs are not answered yet."""
        for room in first:
            name, _, key = room.partition(" ")
            self.want(self._channel(name), key)

    # in and out

    def want(self, name: str, key: str = "") -> None:
        """A room that I am to be in from the next connection on. key: its password."""
        self.wanted[self._model.fold(name)] = (name, key)

    def join(self, name: str, key: str = "") -> None:
        """Go into a room, or make it. key: its password, which a room that is made gets."""
        name = self._channel(name)
        if any(c in name for c in " ,\r\n\0\x07") or any(c in key for c in " ,\r\n\0"):
            self._model.notice(f"{name} can't be a room: spaces and commas are not allowed.")
            return
        most = self._model.isupport.number(tokens.CHANNELLEN, 0)
        if most and len(name) > most:
            self._model.notice(f"{name} can't be a room: its name has more than {most} characters.")
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

    def _channel(self, name: str) -> str:
        """`name` as this host writes a room's."""
        isupport = self._model.isupport
        return name if isupport.is_channel(name) else f"{isupport.chantypes[:1] or '#'}{name}"

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
        self._lists_asked.clear()
        self._lists.clear()
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

    @property
    def masks(self) -> Masks:
        """How this host writes masks."""
        return Masks.of(self._model.isupport)

    # what the room is about

    def set_topic(self, conversation: Conversation, text: str) -> None:
        """Change what the room is about; "" takes the topic away."""
        self._wire.ask("TOPIC", conversation.name, one_line(text), about=conversation)

    def mode(self, conversation: Conversation, change: str, *params: str) -> None:
        """Change a room's modes: ("+k", "secret"), ("-m",)."""
        self._wire.ask("MODE", conversation.name, change, *params, about=conversation)

    def invite(self, conversation: Conversation, nick: str) -> None:
        """Call someone into a room."""
        self._wire.ask("INVITE", nick, conversation.name, about=conversation)

    def rename(self, conversation: Conversation, name: str, reason: str = "") -> None:
        """Give a room another name (draft/channel-rename)."""
        if caps.CHANNEL_RENAME not in self._wire.caps.enabled:
            self._model.notice("This host can't rename rooms.")
            return
        self._wire.ask(
            "RENAME", conversation.name, self._channel(name), one_line(reason), about=conversation
        )

    # ranks

    def op(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an operator of a room, or take that back."""
        self.mode(conversation, "+o" if on else "-o", nick)

    def voice(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Let someone speak in a moderated room, or take that back."""
        self.mode(conversation, "+v" if on else "-v", nick)

    @property
    def has_owners(self) -> bool:
        """Whether rooms here have owners above their operators."""
        return "q" in self._model.isupport.mode_types.prefix

    def make_owner(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an owner of a room, or take that back."""
        if self.has_owners:
            self.mode(conversation, "+q" if on else "-q", nick)
        else:
            self._model.notice("Rooms have no owners on this host. Make them an operator instead.")

    # who is in, who is out, who may speak

    def kick(self, conversation: Conversation, nick: str, reason: str = "") -> None:
        """Put someone out of a room."""
        self._wire.ask("KICK", conversation.name, nick, *trailing(reason), about=conversation)

    def ban(self, conversation: Conversation, mask: str) -> None:
        """Keep someone out: a nick, or a mask as the host takes it ("*!*@10.0.0.7", "a:bo")."""
        self.mode(conversation, "+b", self.masks.full(mask))

    def unban(self, conversation: Conversation, mask: str) -> None:
        """Take a mask off the ban list: `ListedMask.mask`, or a nick."""
        self.mode(conversation, "-b", self.masks.full(mask))

    def ban_account(self, conversation: Conversation, account: str) -> None:
        """Keep out whoever is logged in as that, under any name."""
        mask = self.masks.account(account)
        if mask:
            self.mode(conversation, "+b", mask)
        else:
            self._model.notice("This host can't ban accounts. Ban the name instead.")

    def ban_address(self, conversation: Conversation, nick: str) -> None:
        """Keep out everybody who comes from where this person is."""
        person = self._model.people.get(self._model.fold(nick))
        host = person.mask.partition("@")[2] if person is not None else ""
        if host:
            self.mode(conversation, "+b", f"*!*@{host}")
        else:
            self._model.notice(f"It is not known where {nick} is. Ban the name instead.")

    def mute(self, conversation: Conversation, nick: str) -> None:
        """Let someone read but not write."""
        self._mute(conversation, nick, "+")

    def unmute(self, conversation: Conversation, nick: str) -> None:
        """Let someone write again: a nick, or `ListedMask.mask`."""
        self._mute(conversation, nick, "-")

    def _mute(self, conversation: Conversation, nick: str, sign: str) -> None:
        change = self.masks.mute(nick)
        if change is None:
            self._model.notice("This host can't mute people. Make the room moderated instead.")
        else:
            self.mode(conversation, sign + change[0], change[1])

    def ask_list(self, conversation: Conversation, kind: ListKind = ListKind.BANS) -> None:
        """Ask for one of the lists; `BanList` brings it."""
        letter = self.masks.letter(kind)
        if letter:
            self._lists_asked.add((conversation.key, kind))
            self.mode(conversation, f"+{letter}")
        else:
            self._model.notice("This host keeps no such list.")

    def list_row(self, conversation: Conversation, kind: ListKind, row: ListedMask) -> None:
        """A row of a list is here."""
        self._lists.setdefault((conversation.key, kind), Gathering()).add(row)

    def list_end(self, conversation: Conversation, kind: ListKind) -> tuple[ListedMask, ...] | None:
        """A list is whole. Gives its rows where nobody waits for them as a `BanList`."""
        key = (conversation.key, kind)
        rows = self._lists.pop(key, Gathering[ListedMask]()).take()
        if key not in self._lists_asked:
            return rows
        self._lists_asked.discard(key)
        self._model.emit(BanList(conversation, kind, rows))
        return None

    def change_list(
        self, conversation: Conversation, kind: ListKind, mask: str, on: bool = True
    ) -> None:
        """Put a nick or mask on one of the lists, or take it off."""
        letter = self.masks.letter(kind)
        if letter:
            self.mode(conversation, f"{'+' if on else '-'}{letter}", self.masks.full(mask))
        else:
            self._model.notice("This host keeps no such list.")

    # what the room is like

    def set_flag(self, conversation: Conversation, letter: str, on: bool) -> None:
        """One of the modes without a value: i, m, n, s, t, …"""
        self.mode(conversation, ("+" if on else "-") + letter)

    def set_key(self, conversation: Conversation, key: str) -> None:
        """Set the room's password; "" takes it away."""
        if key:
            self.mode(conversation, "+k", key)
        else:
            self.mode(conversation, "-k", conversation.mode_values.get("k") or "*")

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
            self.set_key(conversation, key)  # alone in it, as its operator: I made it

    def set_limit(self, conversation: Conversation, people: int) -> None:
        """Let in at most so many; 0 for any number."""
        if people > 0:
            self.mode(conversation, "+l", str(people))
        else:
            self.mode(conversation, "-l")

    def set_slow_mode(self, conversation: Conversation, seconds: int) -> None:
        """So many seconds between two messages of a person; 0 for none."""
        letter = self._model.isupport.tokens.get(SLOW_MODE_TOKEN, "")
        if not letter:
            self._model.notice("This host has no slow mode.")
        elif seconds > 0:
            self.mode(conversation, f"+{letter}", str(seconds))
        else:
            self.mode(conversation, f"-{letter}")

    def slow_mode(self, conversation: Conversation) -> int:
        """The seconds of a room's slow mode; 0 for none."""
        value = conversation.mode_values.get(
            self._model.isupport.tokens.get(SLOW_MODE_TOKEN, ""), ""
        )
        return int(value[:9]) if value.isascii() and value.isdigit() else 0

    def set_history(self, conversation: Conversation, who: str) -> None:
        """What newcomers may read: "all", "joined" (since they first came) or "none"."""
        letter = self._model.isupport.tokens.get(HISTORY_TOKEN, "")
        if letter:
            self.mode(conversation, f"+{letter}", who)
        else:
            self._model.notice("This host does not let rooms choose that.")

    def history_rule(self, conversation: Conversation) -> str:
        """What newcomers may read: "all", "joined" or "none"; "" where the host has no choice."""
        letter = self._model.isupport.tokens.get(HISTORY_TOKEN, "")
        return conversation.mode_values.get(letter, "all") if letter else ""
