"""What those who may do it do in a room: ranks, bans, mutes, flags, knocks, its name."""

from desktopchat.client.masks import Masks
from desktopchat.client.message_verbs import MessageVerbs
from desktopchat.client.model import Conversation
from desktopchat.client.running import JoinRefused, ListKind
from desktopchat.client.sending import one_line, trailing
from desktopchat.irc.isupport import HISTORY_TOKEN, SLOW_MODE_TOKEN


class RoomVerbs(MessageVerbs):
    """The side of a `Session` that looks after rooms.

    Each verb asks the host and returns at once; what came of it is told by the room's own
    events, and a refusal as an ERROR entry in the room.
    """

    @property
    def masks(self) -> Masks:
        """How this host writes masks."""
        return Masks.of(self.isupport)

    def set_topic(self, conversation: Conversation, text: str) -> None:
        """Change what the room is about; "" takes the topic away."""
        self.ask("TOPIC", conversation.name, one_line(text), about=conversation)

    def mode(self, conversation: Conversation, change: str, *params: str) -> None:
        """Change a room's modes: ("+k", "secret"), ("-m",)."""
        self.ask("MODE", conversation.name, change, *params, about=conversation)

    def invite(self, nick: str, conversation: Conversation) -> None:
        """Call someone into a room."""
        self.ask("INVITE", nick, conversation.name, about=conversation)

    def admit(self, conversation: Conversation, nick: str) -> None:
        """Let in someone who knocked."""
        self.invite(nick, conversation)

    def rename_room(self, conversation: Conversation, name: str, reason: str = "") -> None:
        """Give a room another name (draft/channel-rename)."""
        if "draft/channel-rename" not in self.caps.enabled:
            self.notice("This host can't rename rooms.")
            return
        if not self.isupport.is_channel(name):
            name = f"{self.isupport.chantypes[:1] or '#'}{name}"
        self.ask("RENAME", conversation.name, name, one_line(reason), about=conversation)

    # ranks

    def op(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an operator of a room, or take that back."""
        self.mode(conversation, "+o" if on else "-o", nick)

    def deop(self, conversation: Conversation, nick: str) -> None:
        self.op(conversation, nick, False)

    def voice(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Let someone speak in a moderated room, or take that back."""
        self.mode(conversation, "+v" if on else "-v", nick)

    def devoice(self, conversation: Conversation, nick: str) -> None:
        self.voice(conversation, nick, False)

    @property
    def has_owners(self) -> bool:
        """Whether rooms here have owners above their operators."""
        return "q" in self.isupport.mode_types.prefix

    def make_owner(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an owner of a room, or take that back."""
        if self.has_owners:
            self.mode(conversation, "+q" if on else "-q", nick)
        else:
            self.notice("Rooms have no owners on this host. Make them an operator instead.")

    # who is in, who is out, who may speak

    def kick(self, conversation: Conversation, nick: str, reason: str = "") -> None:
        """Put someone out of a room."""
        self.ask("KICK", conversation.name, nick, *trailing(reason), about=conversation)

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
            self.notice("This host can't ban accounts. Ban the name instead.")

    def ban_address(self, conversation: Conversation, nick: str) -> None:
        """Keep out everybody who comes from where this person is."""
        person = self.people.get(self.fold(nick))
        host = person.mask.partition("@")[2] if person is not None else ""
        if host:
            self.mode(conversation, "+b", f"*!*@{host}")
        else:
            self.notice(f"It is not known where {nick} is. Ban the name instead.")

    def mute(self, conversation: Conversation, nick: str) -> None:
        """Let someone read but not write."""
        self._mute(conversation, nick, "+")

    def unmute(self, conversation: Conversation, nick: str) -> None:
        """Let someone write again: a nick, or `ListedMask.mask`."""
        self._mute(conversation, nick, "-")

    def _mute(self, conversation: Conversation, nick: str, sign: str) -> None:
        change = self.masks.mute(nick)
        if change is None:
            self.notice("This host can't mute people. Make the room moderated instead.")
        else:
            self.mode(conversation, sign + change[0], change[1])

    def ban_list(self, conversation: Conversation) -> None:
        """Ask for the bans and mutes; `BanList` brings them."""
        self._ask_list(conversation, ListKind.BANS)

    def exception_list(self, conversation: Conversation) -> None:
        """Ask who is never kept out; `BanList` brings it."""
        self._ask_list(conversation, ListKind.EXCEPTIONS)

    def invite_list(self, conversation: Conversation) -> None:
        """Ask who needs no invitation; `BanList` brings it."""
        self._ask_list(conversation, ListKind.INVITES)

    def _ask_list(self, conversation: Conversation, kind: ListKind) -> None:
        letter = self.masks.letter(kind)
        if letter:
            self.lists_asked.add((conversation.key, kind))
            self.mode(conversation, f"+{letter}")
        else:
            self.notice("This host keeps no such list.")

    def change_list(
        self, conversation: Conversation, kind: ListKind, mask: str, on: bool = True
    ) -> None:
        """Put a nick or mask on one of the lists, or take it off."""
        letter = self.masks.letter(kind)
        if letter:
            self.mode(conversation, f"{'+' if on else '-'}{letter}", self.masks.full(mask))
        else:
            self.notice("This host keeps no such list.")

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

    def set_limit(self, conversation: Conversation, people: int) -> None:
        """Let in at most so many; 0 for any number."""
        if people > 0:
            self.mode(conversation, "+l", str(people))
        else:
            self.mode(conversation, "-l")

    def set_slow_mode(self, conversation: Conversation, seconds: int) -> None:
        """So many seconds between two messages of a person; 0 for none."""
        letter = self.isupport.tokens.get(SLOW_MODE_TOKEN, "")
        if not letter:
            self.notice("This host has no slow mode.")
        elif seconds > 0:
            self.mode(conversation, f"+{letter}", str(seconds))
        else:
            self.mode(conversation, f"-{letter}")

    def slow_mode(self, conversation: Conversation) -> int:
        """The seconds of a room's slow mode; 0 for none."""
        value = conversation.mode_values.get(self.isupport.tokens.get(SLOW_MODE_TOKEN, ""), "")
        return int(value[:9]) if value.isascii() and value.isdigit() else 0

    def set_history(self, conversation: Conversation, who: str) -> None:
        """What newcomers may read: "all", "joined" (since they first came) or "none"."""
        letter = self.isupport.tokens.get(HISTORY_TOKEN, "")
        if letter:
            self.mode(conversation, f"+{letter}", who)
        else:
            self.notice("This host does not let rooms choose that.")

    def history_rule(self, conversation: Conversation) -> str:
        """What newcomers may read: "all", "joined" or "none"; "" where the host has no choice."""
        letter = self.isupport.tokens.get(HISTORY_TOKEN, "")
        return conversation.mode_values.get(letter, "all") if letter else ""

    # at the door

    def look_up_room(self, name: str) -> None:
        """Ask whether there is a room that I may know of; `RoomLookedUp` tells."""
        self.looked_up.add(self.fold(name))
        self.ask("MODE", name)

    @property
    def can_knock(self) -> bool:
        return "KNOCK" in self.isupport.tokens

    def knock(self, name: str, message: str = "") -> None:
        """Ask to be let into a room that one needs an invitation for."""
        self.ask("KNOCK", name, *trailing(message))

    def join_refused(self, name: str, why: str, *, numeric: str) -> None:
        """Tell that a room did not let me in, and what may help."""
        self.emit(
            JoinRefused(name, why, self.can_knock and numeric in ("473", "480"), numeric == "475")
        )
