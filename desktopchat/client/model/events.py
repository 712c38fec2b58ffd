"""What changed in a chat, for those who draw it: `Client.poll` returns these."""

from dataclasses import dataclass, field

from desktopchat.client.model.administration import AdministrationEvent
from desktopchat.client.model.conversation import Conversation, Entry, Person
from desktopchat.client.model.phases import Phase
from desktopchat.words import tr


@dataclass(slots=True, frozen=True)
class PhaseChanged:
    """still_away: there was no connection before either; it was one more try, or its end."""

    phase: Phase
    still_away: bool = field(default=False, compare=False)


@dataclass(slots=True, frozen=True)
class ConversationAdded:
    conversation: Conversation


@dataclass(slots=True, frozen=True)
class ConversationRemoved:
    conversation: Conversation


@dataclass(slots=True, frozen=True)
class EntryAdded:
    conversation: Conversation
    entry: Entry


@dataclass(slots=True, frozen=True)
class EntriesInserted:
    """Entries of the log were put where they belong: before, between or behind the others.

    They are among `conversation.entries` already, and may be in several places of it. from_disk:
    they were kept on this computer.
    """

    conversation: Conversation
    entries: tuple[Entry, ...]
    from_disk: bool = False


@dataclass(slots=True, frozen=True)
class SearchFound:
    """The answer to `Searches.ask`. question: what that gave. rows: the conversation's name as I
    would open it, and the entry, newest first; the entries stand in no conversation. last: where
    the host may have more, the msgid to go on before; else "". failure: why it has no answer."""

    question: int
    rows: tuple[tuple[str, Entry], ...] = ()
    last: str = ""
    failure: str = ""


@dataclass(slots=True, frozen=True)
class HistoryChanged:
    """What `History.older` asked for is here, or `has_older` or `loading` changed."""

    conversation: Conversation


@dataclass(slots=True, frozen=True)
class TypingChanged:
    """Who is writing in it (`Typing.who`); it ends by itself, without an event."""

    conversation: Conversation


@dataclass(slots=True, frozen=True)
class ReadMarkerChanged:
    """`Conversation.read_until`. elsewhere: it was read by another device of mine."""

    conversation: Conversation
    elsewhere: bool = False


@dataclass(slots=True, frozen=True)
class SeenChanged:
    """`Conversation.seen`."""

    conversation: Conversation


@dataclass(slots=True, frozen=True)
class EntryChanged:
    """before: what it said, where its words are others now, or none."""

    conversation: Conversation
    entry: Entry
    before: str = ""


@dataclass(slots=True, frozen=True)
class EntryRemoved:
    conversation: Conversation
    entry: Entry


@dataclass(slots=True, frozen=True)
class PinsChanged:
    """`Conversation.pins`, or what is known of the messages. msgids: those that are pinned now and
    were not, or were and are no more."""

    conversation: Conversation
    msgids: frozenset[str]


@dataclass(slots=True, frozen=True)
class MembersChanged:
    """Who is in it, what they may do there, or whether I am in it."""

    conversation: Conversation


@dataclass(slots=True, frozen=True)
class TopicChanged:
    """The topic, or the modes."""

    conversation: Conversation


@dataclass(slots=True, frozen=True)
class UnreadChanged:
    conversation: Conversation


@dataclass(slots=True, frozen=True)
class NickChanged:
    """Someone, perhaps I, has another nick; a DIRECT conversation with them has another key."""

    old: str
    new: str


@dataclass(slots=True, frozen=True)
class PersonChanged:
    """Realname, account, away, what they are or whom they look like."""

    person: Person


@dataclass(slots=True, frozen=True)
class RoomListChanged:
    """`Rooms.listed` is complete."""


@dataclass(slots=True, frozen=True)
class FileToken:
    """What files can be uploaded with for a while; "" with why not, in plain words."""

    token: str
    why: str = ""


@dataclass(slots=True, frozen=True)
class NoticeShown:
    """Something the host said, or an answer to what I did, that belongs to no conversation."""

    text: str


@dataclass(slots=True, frozen=True)
class CarriedOn:
    """Another computer hosts the place now. name: whose that is, "" where nobody says so.
    fingerprint: of its key. founder: whether it is the one that began the place."""

    name: str
    fingerprint: str
    founder: bool = False

    @property
    def what(self) -> str:
        """In words for people."""
        if self.founder:
            return tr("The computer that began this chat carries it on again.")
        if not self.name:
            return tr("Another computer carries this chat on now.")
        return tr("{name}’s computer carries this chat on now.", name=self.name)


Event = (
    AdministrationEvent
    | PhaseChanged
    | ConversationAdded
    | ConversationRemoved
    | EntryAdded
    | EntriesInserted
    | SearchFound
    | HistoryChanged
    | TypingChanged
    | ReadMarkerChanged
    | SeenChanged
    | EntryChanged
    | EntryRemoved
    | PinsChanged
    | MembersChanged
    | TopicChanged
    | UnreadChanged
    | NickChanged
    | PersonChanged
    | RoomListChanged
    | FileToken
    | NoticeShown
    | CarriedOn
)
