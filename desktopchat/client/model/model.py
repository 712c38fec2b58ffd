"""All there is to read of a host: conversations, people, entries, and the events of each.

The parts of a `Session` fill it; nothing here sends anything.
"""

from collections.abc import Callable
from datetime import datetime

from desktopchat.client.model.clock import HostClock, utc_now
from desktopchat.client.model.conversation import (
    SPOKEN,
    Conversation,
    ConversationKind,
    Delivery,
    Entry,
    EntryKind,
    Member,
    Person,
)
from desktopchat.client.model.entries import STRIDE, insert
from desktopchat.client.model.events import (
    ConversationAdded,
    ConversationRemoved,
    EntriesInserted,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    Event,
    MembersChanged,
    NickChanged,
    NoticeShown,
    PersonChanged,
)
from desktopchat.client.model.keeping import Keeping
from desktopchat.client.model.names import Names
from desktopchat.client.model.unread import Unread
from desktopchat.irc.isupport import OURS, ISupport
from desktopchat.words import said_again

_CONSOLE_KEPT = 2000
_FOLDED_KEPT = 20_000
_CONVERSATIONS_MOST = 2000


class Model:
    """What is known of a host. `now` gives the time of what the host does not date.

    conversations: by key, in the order they were opened. people: those that I share a room
    with, and I, by folded nick. console: what the host itself said. book: what is kept over
    restarts. clock, names, unread: when things happened, what people are called, what is to read.
    """

    def __init__(self, nick: str, realname: str, now: Callable[[], datetime] = utc_now) -> None:
        self.clock = HostClock(now)
        self.nick = nick
        self.realname = realname
        self.account = ""
        """The account I am logged in to; "" for none."""
        self.mask = ""
        """My user@host as others see it; "" while it is not known."""
        self.isupport = ISupport()
        self.book = Keeping()
        self.conversations: dict[str, Conversation] = {}
        self.console = Conversation("", "", ConversationKind.CONSOLE, joined=True)
        self.people: dict[str, Person] = {}
        self._events: list[Event] = []
        self.unread = Unread(self.emit)
        self.names = Names(self.fold)
        self._folded: dict[str, str] = {}  # remembers `fold`, the most frequent question
        self.said_ahead: dict[str, dict[str, str]] = {}
        """What people say of themselves whom I have not met yet, by folded nick."""
        self.meet_myself()

    # events

    def emit(self, event: Event) -> None:
        self._events.append(event)

    def take_events(self) -> list[Event]:
        """What changed since the last call."""
        events, self._events = self._events, []
        return events

    def notice(self, text: str) -> None:
        """Say something that belongs to no conversation."""
        if text:
            self.add(self.console, EntryKind.INFO, "", text)
            self.emit(NoticeShown(text))

    def say_again(self) -> None:
        """Another language is spoken from now on: let what the program says of what has happened
        be in it."""
        for conversation in (self.console, *self.conversations.values()):
            for entry in conversation.entries:
                entry.text = said_again(entry.text)
                entry.target = said_again(entry.target)
                entry.failure = said_again(entry.failure)

    # the host

    @property
    def on_desktopchat(self) -> bool:
        """Whether the host is a DesktopChat."""
        return any(token.startswith(OURS) for token in self.isupport.tokens)

    # names

    def fold(self, name: str) -> str:
        """`name` as a key (the host's casemapping)."""
        folded = self._folded.get(name)
        if folded is None:
            if len(self._folded) >= _FOLDED_KEPT:
                self._folded.clear()
            folded = self._folded[name] = self.isupport.fold(name)
        return folded

    def is_me(self, nick: str) -> bool:
        return nick == self.nick or self.fold(nick) == self.fold(self.nick)

    def fold_anew(self) -> None:
        """The host's casemapping changed: every key with it."""
        self._folded.clear()
        self.people = {self.fold(person.nick): person for person in self.people.values()}
        self.names.fold_anew()
        old, self.conversations = self.conversations, {}
        for conversation in old.values():
            conversation.key = self.fold(conversation.name)
            conversation.members = {
                self.fold(member.person.nick): member for member in conversation.members.values()
            }
            self.conversations.setdefault(conversation.key, conversation)

    # people

    def meet_myself(self) -> Person:
        """The person that I am, under the nick I have now."""
        me = self.people.setdefault(self.fold(self.nick), Person(self.nick))
        me.realname = self.realname
        self.unread.called = tuple({self.nick, me.name})
        return me

    def meet(self, nick: str) -> Person:
        """The person of that nick, new where they were not known."""
        key = self.fold(nick)
        person = self.people.get(key)
        if person is None:
            talk = self.conversations.get(key)
            known = talk.members.get(key) if talk is not None else None
            person = self.people[key] = known.person if known is not None else Person(nick)
            for field, said in self.said_ahead.pop(key, {}).items():
                setattr(person, field, said)
            if talk is not None:
                talk.members[key] = Member(person)
        return person

    def forget(self, key: str) -> None:
        """Drop a person unless some room still has them."""
        if key == self.fold(self.nick):
            return
        for conversation in self.conversations.values():
            if conversation.kind is ConversationKind.ROOM and key in conversation.members:
                return
        self.people.pop(key, None)

    def rooms_of(self, key: str) -> list[Conversation]:
        """The conversations that a person is in."""
        return [c for c in self.conversations.values() if key in c.members]

    def rename(self, old: str, new: str) -> None:
        """Someone, perhaps I, goes by another nick from now on."""
        was, is_ = self.fold(old), self.fold(new)
        mine = was == self.fold(self.nick)
        person = self.people.pop(was, None)
        for conversation in self.rooms_of(was):
            member = conversation.members.pop(was)
            member.person.nick = new
            conversation.members[is_] = member
            if was in conversation.typing:
                conversation.typing[is_] = conversation.typing.pop(was)
            if was in conversation.seen:
                conversation.seen[is_] = conversation.seen.pop(was)
        if person is not None:
            person.nick = new
            self.people[is_] = person
            for conversation in self.rooms_of(is_):  # a host that lost count gives a nick twice
                conversation.members[is_].person = person
        talk = self.conversations.get(was)
        if talk is not None and talk.kind is ConversationKind.DIRECT:
            talk.name = new
            if was != is_ and is_ not in self.conversations:
                talk.key = is_
                everything = self.conversations.values()
                self.conversations = {c.key: c for c in everything}
        if mine:
            self.nick = new
            self.meet_myself()
        self.emit(NickChanged(old, new))

    def looks_like(self, nick: str, whose: str) -> None:
        """The host says that someone's name looks like another's; "" for nobody's."""
        self.names.keep_like(nick, whose)
        person = self.people.get(self.fold(nick))
        if person is not None and person.lookalike_of != whose:
            person.lookalike_of = whose
            self.person_changed(person)

    def looked_like(self, nick: str, whose: str) -> None:
        """The log says so of someone; of who is here it does not count."""
        if self.fold(nick) not in self.people and not self.names.like(nick):
            self.names.keep_like(nick, whose)

    def name_of(self, nick: str) -> str:
        """The name to show for a nick, also of people who have left, as they were last called."""
        person = self.people.get(self.fold(nick))
        return person.name if person is not None else self.names.of(nick) or nick

    def named(self, person: Person) -> None:
        """The name of someone is known: it is theirs when they have left, too."""
        nick, name = person.nick, person.name
        if name != (self.names.of(nick) or nick):
            self.names.keep(nick, name)
            self.book.named(nick, name)

    def person_changed(self, person: Person) -> None:
        self.named(person)
        if person is self.people.get(self.fold(self.nick)):
            self.unread.called = tuple({self.nick, person.name})
        self.emit(PersonChanged(person))

    # conversations

    def room(self, name: str) -> Conversation:
        """The room of that name, new where there was none."""
        return self._conversation(name, ConversationKind.ROOM)

    def direct(self, nick: str) -> Conversation:
        """The conversation with one person, new where there was none."""
        talk = self._conversation(nick, ConversationKind.DIRECT)
        if talk.key not in talk.members:
            gone = Person(nick, self.names.of(nick))
            talk.members[talk.key] = Member(self.people.get(talk.key, gone))
        return talk

    def _conversation(self, name: str, kind: ConversationKind) -> Conversation:
        key = self.fold(name)
        found = self.conversations.get(key)
        if found is None:
            found = Conversation(key, name, kind, joined=kind is ConversationKind.DIRECT)
            self.conversations[key] = found
            self.emit(ConversationAdded(found))
            self.book.opened(found)
        return found

    @property
    def is_full(self) -> bool:
        """Whether so much is open that a host may open nothing more here; I still can."""
        return len(self.conversations) >= _CONVERSATIONS_MOST

    def conversation(self, name: str) -> Conversation | None:
        """The conversation of that name, if it is open."""
        return self.conversations.get(self.fold(name))

    def remove_conversation(self, conversation: Conversation) -> None:
        if self.conversations.get(conversation.key) is not conversation:
            return
        del self.conversations[conversation.key]
        if self.unread.active is conversation:
            self.unread.active = None
        gone = list(conversation.members)
        if conversation.kind is ConversationKind.ROOM:
            for key in gone:
                self.forget(key)
        self.emit(ConversationRemoved(conversation))

    def left(self, conversation: Conversation) -> None:
        """I am not in that room any more; what was said there stays."""
        gone = list(conversation.members)
        conversation.members.clear()
        conversation.typing.clear()
        conversation.joined = False
        for key in gone:
            self.forget(key)
        self.emit(MembersChanged(conversation))

    # entries

    def add(
        self,
        conversation: Conversation,
        kind: EntryKind,
        sender: str,
        text: str,
        time: datetime | None = None,
        *,
        own: bool = False,
        target: str = "",
        delivery: Delivery = Delivery.RECEIVED,
        msgid: str = "",
        label: str = "",
        reply_to: str = "",
        bot: bool = False,
    ) -> Entry:
        """Add what happened to a conversation, and count it where someone should read it.

        What the conversation has under this msgid is left as it is, and given back.
        """
        known = conversation.by_msgid.get(msgid) if msgid else None
        if known is not None:
            return known
        entry = Entry(
            0,
            kind,
            time or self.clock.now(),
            sender,
            text,
            target,
            own,
            delivery=delivery,
            msgid=msgid,
            label=label,
            reply_to=reply_to,
            bot=bot,
            lookalike_of="" if own else self.names.like(sender),
        )
        self.append(conversation, entry)
        return entry

    def append(self, conversation: Conversation, entry: Entry) -> None:
        """Put a new entry behind the others."""
        conversation.last_number += STRIDE
        entry.number = conversation.last_number
        conversation.entries.append(entry)
        if entry.msgid:
            conversation.by_msgid[entry.msgid] = entry
        _talked(conversation, entry)
        if entry.kind in SPOKEN and not entry.own:
            self.unread.hear(conversation, entry)
        if conversation is self.console:
            del conversation.entries[:-_CONSOLE_KEPT]
        self.emit(EntryAdded(conversation, entry))

    def insert(
        self,
        conversation: Conversation,
        page: list[Entry],
        *,
        unread_after: datetime | None,
        before: Entry | None = None,
        from_disk: bool = False,
    ) -> list[Entry]:
        """Put entries of the log, oldest first, where they belong; gives those that are new.

        unread_after: what others said later counts as unread; None for nothing. before: all of it
        was earlier than that entry. from_disk: it was kept on this computer.
        """
        fresh = insert(conversation, page, before)
        for entry in fresh:
            _talked(conversation, entry)
            if not entry.own and not entry.lookalike_of and entry.kind is not EntryKind.NICK:
                entry.lookalike_of = self.names.like(entry.sender)
            if entry.kind in SPOKEN and not entry.own:
                new = unread_after is not None and entry.time > unread_after
                self.unread.hear(conversation, entry, new=new)
        if fresh:
            self.emit(EntriesInserted(conversation, tuple(fresh), from_disk))
        return fresh

    def name_entry(self, conversation: Conversation, entry: Entry, msgid: str) -> None:
        """The host has told its name for an entry."""
        if msgid and msgid != entry.msgid:
            conversation.by_msgid.pop(entry.msgid, None)
            entry.msgid = msgid
            conversation.by_msgid[msgid] = entry

    def changed(self, conversation: Conversation, entry: Entry, before: str = "") -> None:
        self.emit(EntryChanged(conversation, entry, before if before != entry.text else ""))

    def remove_entry(self, conversation: Conversation, entry: Entry) -> None:
        if entry in conversation.entries:
            conversation.entries.remove(entry)
            if conversation.by_msgid.get(entry.msgid) is entry:
                del conversation.by_msgid[entry.msgid]
            self.emit(EntryRemoved(conversation, entry))


def _talked(conversation: Conversation, entry: Entry) -> None:
    if entry.kind in SPOKEN:
        at = conversation.talked_at
        conversation.talked_at = entry.time if at is None else max(at, entry.time)
