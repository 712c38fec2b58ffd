"""Looking after a room: ranks, who comes in, who is out, who may speak, and the lists of these."""

from __future__ import annotations

from desktopchat.client.model import Conversation
from desktopchat.client.model.administration import BanList, ListedMask, ListKind
from desktopchat.client.model.masks import Masks
from desktopchat.client.model.model import Model
from desktopchat.client.session.gathering import RowCollector
from desktopchat.client.session.room_settings import RoomSettings
from desktopchat.client.session.wire import Wire
from desktopchat.irc.text import trailing
from desktopchat.words import tr


class Moderation:
    """Each verb asks the host and returns at once; a refusal is an ERROR entry in the room."""

    def __init__(self, model: Model, wire: Wire, settings: RoomSettings) -> None:
        self._model, self._wire, self._mode = model, wire, settings.mode
        self._lists: dict[tuple[str, ListKind], RowCollector[ListedMask]] = {}
        """What is coming in, by the room's key."""
        self._asked: set[tuple[str, ListKind]] = set()

    def broken(self) -> None:
        """The connection is gone, and with it what was asked on it."""
        self._asked.clear()
        self._lists.clear()

    @property
    def masks(self) -> Masks:
        """How this host writes masks."""
        return Masks.of(self._model.isupport)

    # ranks

    def op(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an operator of a room, or take that back."""
        self._mode(conversation, "+o" if on else "-o", nick)

    def voice(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Let someone speak in a moderated room, or take that back."""
        self._mode(conversation, "+v" if on else "-v", nick)

    @property
    def has_owners(self) -> bool:
        """Whether rooms here have owners above their operators."""
        return "q" in self._model.isupport.mode_types.prefix

    def make_owner(self, conversation: Conversation, nick: str, on: bool = True) -> None:
        """Make someone an owner of a room, or take that back."""
        if self.has_owners:
            self._mode(conversation, "+q" if on else "-q", nick)
        else:
            self._model.notice(
                tr("Rooms have no owners on this host. Make them an operator instead.")
            )

    # who is in, who is out, who may speak

    def invite(self, conversation: Conversation, nick: str) -> None:
        """Call someone into a room."""
        self._wire.ask("INVITE", nick, conversation.name, about=conversation)

    def kick(self, conversation: Conversation, nick: str, reason: str = "") -> None:
        """Put someone out of a room."""
        self._wire.ask("KICK", conversation.name, nick, *trailing(reason), about=conversation)

    def ban(self, conversation: Conversation, mask: str) -> None:
        """Keep someone out: a nick, or a mask as the host takes it ("*!*@10.0.0.7", "a:bo")."""
        self._mode(conversation, "+b", self.masks.full(mask))

    def unban(self, conversation: Conversation, mask: str) -> None:
        """Take a mask off the ban list: `ListedMask.mask`, or a nick."""
        self._mode(conversation, "-b", self.masks.full(mask))

    def ban_account(self, conversation: Conversation, account: str) -> None:
        """Keep out whoever is logged in as that, under any name."""
        mask = self.masks.account(account)
        if mask:
            self._mode(conversation, "+b", mask)
        else:
            self._model.notice(tr("This host can't ban accounts. Ban the name instead."))

    def ban_address(self, conversation: Conversation, nick: str) -> None:
        """Keep out everybody who comes from where this person is."""
        person = self._model.people.get(self._model.fold(nick))
        host = person.mask.partition("@")[2] if person is not None else ""
        if host:
            self._mode(conversation, "+b", f"*!*@{host}")
        else:
            self._model.notice(
                tr("It is not known where {name} is. Ban the name instead.", name=nick)
            )

    def mute(self, conversation: Conversation, nick: str) -> None:
        """Let someone read but not write."""
        self._mute(conversation, nick, "+")

    def unmute(self, conversation: Conversation, nick: str) -> None:
        """Let someone write again: a nick, or `ListedMask.mask`."""
        self._mute(conversation, nick, "-")

    def _mute(self, conversation: Conversation, nick: str, sign: str) -> None:
        change = self.masks.mute(nick)
        if change is None:
            self._model.notice(tr("This host can't mute people. Make the room moderated instead."))
        else:
            self._mode(conversation, sign + change[0], change[1])

    def ask_list(self, conversation: Conversation, kind: ListKind = ListKind.BANS) -> None:
        """Ask for one of the lists; `BanList` brings it."""
        letter = self.masks.letter(kind)
        if letter:
            self._asked.add((conversation.key, kind))
            self._mode(conversation, f"+{letter}")
        else:
            self._model.notice(tr("This host keeps no such list."))

    def list_row(self, conversation: Conversation, kind: ListKind, row: ListedMask) -> None:
        """A row of a list is here."""
        self._lists.setdefault((conversation.key, kind), RowCollector()).add(row)

    def list_end(self, conversation: Conversation, kind: ListKind) -> tuple[ListedMask, ...] | None:
        """A list is whole. Gives its rows where nobody waits for them as a `BanList`."""
        key = (conversation.key, kind)
        rows = self._lists.pop(key, RowCollector[ListedMask]()).take()
        if key not in self._asked:
            return rows
        self._asked.discard(key)
        self._model.emit(BanList(conversation, kind, rows))
        return None

    def change_list(
        self, conversation: Conversation, kind: ListKind, mask: str, on: bool = True
    ) -> None:
        """Put a nick or mask on one of the lists, or take it off."""
        letter = self.masks.letter(kind)
        if letter:
            self._mode(conversation, f"{'+' if on else '-'}{letter}", self.masks.full(mask))
        else:
            self._model.notice(tr("This host keeps no such list."))
