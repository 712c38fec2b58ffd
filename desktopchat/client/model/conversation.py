"""What a chat is: people, conversations, what was said in them, and the events that change them.

Plain values without input or output. `session` alone changes them; whoever draws them reads
them, and learns from the events, which `Client.poll` returns, what to draw anew. A `key` is a
name under the host's casemapping: equal keys are the same room or person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum, auto
from typing import TYPE_CHECKING

from desktopchat.irc.message import Message
from desktopchat.irc.names import display_name
from desktopchat.irc.text import tame_line
from desktopchat.words import tr, tr_noop

if TYPE_CHECKING:
    from desktopchat.store.person.logbook import Cursor


class Delivery(Enum):
    """How far a message came."""

    RECEIVED = auto()
    """It came from the host."""
    WAITING = auto()
    """Mine; it goes out as soon as it can, and can be taken back until then."""
    SENDING = auto()
    """Mine; the host has not confirmed it yet."""
    SENT = auto()
    FAILED = auto()
    """Mine; it was refused or lost, and `Entry.failure` says why."""


ON_ITS_WAY = frozenset((Delivery.WAITING, Delivery.SENDING))


class EntryKind(Enum):
    """What happened. All but the first three are about the conversation itself."""

    MESSAGE = auto()
    ACTION = auto()
    NOTICE = auto()
    JOIN = auto()
    PART = auto()
    QUIT = auto()
    KICK = auto()
    NICK = auto()
    TOPIC = auto()
    MODE = auto()
    INFO = auto()
    ERROR = auto()


SPOKEN = frozenset((EntryKind.MESSAGE, EntryKind.ACTION, EntryKind.NOTICE))


@dataclass(slots=True, eq=False)
class Entry:
    """One line of a conversation.

    number: its key in its conversation; rises from entry to entry, with gaps, so that older ones
    can be put between.
    time: aware, UTC; the host's where it tells one.
    sender: the nick that they had then, which stays when they take another; "" for nobody, a
    server's name for a server.
    text: the words; for NICK the new nick, for TOPIC the topic, for PART, QUIT and KICK the
    reason, for MODE the change as it stood on the wire.
    target: for KICK the nick of who was put out, for MODE the change in plain words, which read
    on from the sender's name ("made Ada an operator").
    own: I said or did it. mention: it names me, or answers a message of mine.
    failure: when FAILED, why and what to do, in plain words.
    msgid: the host's name for it (IRCv3 message-ids); "" where it gives none.
    label: my own name for it, unique for all time (IRCv3 labeled-response).
    edited: the words are not the first ones. redacted: who wrote it, or someone who may, took
    the words away; text is "". reactions: an emoji, and the nicks of those who gave it, in order.
    reply_to: the msgid of what it answers. bot: a program said it (IRCv3 bot-mode). account: of
    the sender, where the host tells it.
    lookalike_of: whose name the sender's looked like then (for NICK the new nick), "" for nobody's.
    changing: something that I did to it is on its way.
    """

    number: int
    kind: EntryKind
    time: datetime
    sender: str
    text: str
    target: str = ""
    own: bool = False
    mention: bool = False
    delivery: Delivery = Delivery.RECEIVED
    failure: str = ""
    msgid: str = ""
    label: str = ""
    edited: bool = False
    redacted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    reply_to: str = ""
    bot: bool = False
    account: str = ""
    lookalike_of: str = ""
    changing: bool = False

    @property
    def why(self) -> str:
        """Why somebody left or was put out, on one line; "" where nobody said why."""
        reason = tame_line(self.text).rstrip()
        if self.kind is EntryKind.QUIT:
            return "" if reason in _UNSAID else tr(reason)
        return "" if self.kind is EntryKind.KICK and reason == self.sender else reason


_UNSAID = ("", "Quit", "Client Quit")  # no words: what hosts say where no reason was given
_LOST = (
    tr_noop("Connection closed"),
    tr_noop("Connection lost"),
    tr_noop("Ping timeout"),
)
"""What a host says of those who went without a word."""


AWAY = "Away"  # no words: on the wire
"""What somebody is away with who says no reason."""


@dataclass(slots=True, eq=False)
class Person:
    """Someone on the host. account: "" for none. away: why, in their words; "" while here.
    status: what they say of themselves, in a line. face: the token of their picture (a file of the
    host), "" for none.

    mask: their user@host, "" while not known. bot: a program (IRCv3 bot-mode). lookalike_of: the
    nick of someone else here whose name looks like theirs, "" for nobody.
    """

    nick: str
    realname: str = ""
    account: str = ""
    away: str = ""
    status: str = ""
    face: str = ""
    mask: str = ""
    bot: bool = False
    lookalike_of: str = ""

    @property
    def name(self) -> str:
        """What people see (`irc.names.display_name`)."""
        return display_name(self.nick, self.realname)


class Rank(IntEnum):
    """What someone may do in a room; a higher one may do what a lower one may."""

    NONE = 0
    VOICE = 1
    """May speak in a moderated room."""
    HELPER = 2
    OPERATOR = 3
    ADMIN = 4
    OWNER = 5


_RANKS = {"+": Rank.VOICE, "%": Rank.HELPER, "@": Rank.OPERATOR, "&": Rank.ADMIN, "~": Rank.OWNER}


@dataclass(slots=True, eq=False)
class Member:
    """A person in a room. prefixes: the symbols of what they may do, highest first ("@+")."""

    person: Person
    prefixes: str = ""

    @property
    def rank(self) -> Rank:
        """The highest they have."""
        return max((_RANKS.get(symbol, Rank.NONE) for symbol in self.prefixes), default=Rank.NONE)


@dataclass(slots=True, frozen=True)
class Pin:
    """That a message is pinned. by: the nick of who did it. entry: the message, where the host has
    told it; None while only its msgid is known."""

    by: str
    time: datetime
    entry: Entry | None = None


@dataclass(slots=True, frozen=True)
class Seen:
    """How far somebody has read. until: the time of the last message that they have read. at: when
    they did; None where that is not known."""

    until: datetime
    at: datetime | None = None


class ConversationKind(Enum):
    ROOM = auto()
    """A channel."""
    DIRECT = auto()
    """With one person."""
    CONSOLE = auto()
    """What the host itself says; the session's `console`, not among its conversations."""


@dataclass(slots=True)
class Past:
    """How much is known of what was said before; `History` keeps it.

    loaded: the last page was here once. anchor: up to where all was seen when the connection broke,
    "" for nowhere; what comes live on the next one is later than what was missed, and must not
    move it. missing: how many pages are asked for of what was missed; while it is any, what I say
    waits. going_back_to: the msgid that it is gone back to, page by page. host_has: whether the
    host may have more from before what was ever here. told_meanwhile: what became of messages, as
    it was told since pages are asked for.
    """

    loaded: bool = False
    anchor: str = ""
    missing: int = 0
    going_back_to: str = ""
    host_has: bool = False
    told_meanwhile: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class KeptAt:
    """Where a conversation is kept on this computer; `Logbook` keeps it.

    key: its name there. cursor: where in the file what is here begins; None where all of it is
    here. anchor: up to where nothing was missed, as `Past` has it.
    """

    key: str
    cursor: Cursor | None = None
    anchor: str = ""


@dataclass(slots=True, eq=False)
class Conversation:
    """A room or a direct conversation.

    key: the name, folded. topic_by: the nick of who set the topic; "" where it is not known.
    members: by folded nick; for DIRECT the other person alone, while known.
    unread: what others said since it was last read; mentions: those that name me, and all of
    them in a DIRECT.
    joined: the host counts me in now; a room that I left, was put out of or am still coming
    back to after a break is kept with False. A DIRECT is always joined.
    modes: the letters of a room's modes that are set, sorted, without a sign ("nt").
    mode_values: the values of those that have one ("k": "secret"), as far as they were told.
    by_msgid: the entries that the host has a name for.
    read_until: until when it was read, here or on any device of mine. draft: what is written and
    not sent.
    has_older: whether the host may have more from before the first entry; loading: it was asked.
    typing: who writes just now: until when that counts, by folded nick.
    """

    key: str
    name: str
    kind: ConversationKind
    topic: str = ""
    topic_by: str = ""
    members: dict[str, Member] = field(default_factory=dict, repr=False)
    entries: list[Entry] = field(default_factory=list, repr=False)
    unread: int = 0
    mentions: int = 0
    joined: bool = False
    modes: str = ""
    mode_values: dict[str, str] = field(default_factory=dict)
    last_number: int = 0
    """The number of the newest entry there ever was."""
    by_msgid: dict[str, Entry] = field(default_factory=dict, repr=False)
    pins: dict[str, Pin] = field(default_factory=dict, repr=False)
    """What is pinned in a room, by msgid, in the order in which that was done."""
    read_until: datetime | None = None
    has_older: bool = False
    loading: bool = False
    past: Past = field(default_factory=Past, repr=False)
    kept: KeptAt | None = field(default=None, repr=False)
    """None where nothing of it is kept over restarts."""
    draft: str = ""
    typing: dict[str, datetime] = field(default_factory=dict, repr=False)
    seen: dict[str, Seen] = field(default_factory=dict, repr=False)
    """How far others have read, of those who let it be known, by folded nick."""
    talked_at: datetime | None = None
    """When somebody, perhaps I, last said something here."""
    waiting_changes: dict[str, list[Message]] = field(default_factory=dict, repr=False)
    """Edits and the like of messages that are not here, by msgid."""

    @property
    def title(self) -> str:
        """A room's name without its "#"; the person's display name."""
        if self.kind is ConversationKind.DIRECT:
            member = self.members.get(self.key)
            return member.person.name if member is not None else self.name
        return self.name[1:] if self.name[:1] == "#" and len(self.name) > 1 else self.name


@dataclass(slots=True, frozen=True)
class ListedRoom:
    """A room as the host lists it. people: how many are in it."""

    name: str
    people: int
    topic: str = ""


@dataclass(slots=True, eq=False)
class Deed:
    """What I do to what is there in a conversation, on its way. label: its name, unique for all
    time. time: when I did it. command, params, tags: as they go out, but for the conversation's
    name, which comes first; a text of several lines has "\n" between. msgid: of the message it is
    about, "" for none. tried: it may have gone out. sent: it has, on this connection.
    """

    label: str
    conversation: Conversation
    time: datetime
    command: str
    params: tuple[str, ...]
    tags: dict[str, str]
    msgid: str = ""
    tried: bool = False
    sent: bool = False
