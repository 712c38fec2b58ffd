"""What rooms are like: their topics, modes and members, and the list of them."""

from desktopchat.client.model import (
    AWAY,
    Conversation,
    ConversationKind,
    EntryKind,
    ListedRoom,
    Member,
    MembersChanged,
    Person,
    RoomListChanged,
    TopicChanged,
)
from desktopchat.client.model.mode_words import told
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc import isupport, tags
from desktopchat.irc.message import Message
from desktopchat.irc.modes import ModeChange, ModeTypes, parse_modes
from desktopchat.irc.text import tame_line
from desktopchat.words import tr

WHO_MOST = 500
"""Members up to which a room's WHO is asked for; on a huge channel it would flood the line."""

_WHOX_TOKEN = "152"
_WHOX = f"%tcnfar,{_WHOX_TOKEN}"


def _room(session: Session, name: str) -> Conversation | None:
    found = session.model.conversation(name)
    return found if found is not None and found.kind is ConversationKind.ROOM else None


@on("TOPIC")
def topic(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(0))
    if conversation is not None:
        conversation.topic, conversation.topic_by = tame_line(message.param(1)), message.nick
        session.model.add(
            conversation,
            EntryKind.TOPIC,
            message.nick,
            conversation.topic,
            **session.model.clock.stamp(message),
            own=session.model.is_me(message.nick),
        )
        session.model.emit(TopicChanged(conversation))


@on("331", "332")
def topic_is(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(1))
    if conversation is not None:
        conversation.topic = tame_line(message.param(2)) if message.command == "332" else ""
        session.model.emit(TopicChanged(conversation))


@on("333")
def topic_by(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(1))
    if conversation is not None:
        conversation.topic_by = message.param(2).partition("!")[0]
        session.model.emit(TopicChanged(conversation))


@on("353")
def names(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(2))
    if conversation is None or not conversation.joined:
        return
    listed = session.rooms.names.setdefault(conversation.key, {})
    symbols = session.model.isupport.mode_types.symbols
    for word in message.param(3).split():
        mask = word.lstrip(symbols)
        nick = mask.partition("!")[0]  # userhost-in-names
        if nick:
            listed[nick] = word[: len(word) - len(mask)]
            session.rooms.name_masks[nick] = mask.partition("!")[2]


@on("366")
def names_end(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(1))
    listed = session.rooms.names.pop(conversation.key, None) if conversation is not None else None
    if conversation is None or listed is None:
        return
    old = conversation.members
    conversation.members = {}
    for nick, prefixes in listed.items():
        person = session.model.meet(nick)
        person.mask = session.rooms.name_masks.get(nick) or person.mask
        conversation.members[session.model.fold(nick)] = Member(person, prefixes)
    session.rooms.name_masks.clear()
    me = session.model.fold(session.model.nick)
    if me not in conversation.members and me in old:
        conversation.members[me] = old[me]
    for key in old:
        if key not in conversation.members:
            session.model.forget(key)
    session.model.emit(MembersChanged(conversation))
    if 1 < len(conversation.members) <= WHO_MOST:
        session.rooms.who_asked += 1
        whox = isupport.WHOX in session.model.isupport.tokens
        session.wire.send("WHO", conversation.name, *([_WHOX] if whox else []))


@on("352")
def who(session: Session, message: Message) -> None:
    person = session.model.people.get(session.model.fold(message.param(5)))
    if person is not None:
        realname = message.param(7).partition(" ")[2]  # after the number of hops
        _learn(session, person, realname, gone=message.param(6)[:1] == "G")


@on("354")
def whox(session: Session, message: Message) -> None:
    if message.param(1) != _WHOX_TOKEN or len(message.params) < 7:
        return
    _me, _token, _channel, nick, flags, account, realname = message.params[:7]
    person = session.model.people.get(session.model.fold(nick))
    if person is not None:
        known = "" if account == "0" else account
        changed, person.account = person.account != known, known
        _learn(session, person, realname, gone=flags[:1] == "G", changed=changed)


def _learn(
    session: Session, person: Person, realname: str, *, gone: bool, changed: bool = False
) -> None:
    away = (person.away or AWAY) if gone else ""
    if changed or (person.realname, person.away) != (tame_line(realname), away):
        if not session.model.is_me(person.nick):
            person.realname = tame_line(realname)
        person.away = away
        session.model.person_changed(person)


@on("315")
def who_end(session: Session, _message: Message) -> None:
    session.rooms.who_asked = max(0, session.rooms.who_asked - 1)


@on("MODE")
def mode(session: Session, message: Message) -> None:
    conversation = _room(session, message.param(0))
    if conversation is None:
        return  # my own user modes
    types = session.model.isupport.mode_types
    changes = parse_modes(message.params[1:], types)
    if not changes:
        return
    members = False
    for change in changes:
        if change.letter in types.prefix:
            members = _set_prefix(session, conversation, change, types) or members
        else:
            _set_mode(conversation, change, types)
    if any(change.letter == "k" for change in changes):
        session.rooms.learn_key(conversation)
    who, words = told(message, changes, session.moderation.masks)
    if not _comes_with_it(conversation, message, who):
        session.model.add(
            conversation,
            EntryKind.MODE,
            who,
            " ".join(message.params[1:]),
            **session.model.clock.stamp(message),
            own=session.model.is_me(message.nick),
            target=words,
        )
    session.model.emit(MembersChanged(conversation) if members else TopicChanged(conversation))


def _comes_with_it(conversation: Conversation, message: Message, who: str) -> bool:
    """Whether the host says of somebody who has come just now what they are here."""
    last = conversation.entries[-1] if conversation.entries else None
    came = last is not None and last.kind is EntryKind.JOIN and last.sender == who
    return "!" not in message.source and (came or tags.STAYED in message.tags)


def _set_prefix(
    session: Session, conversation: Conversation, change: ModeChange, types: ModeTypes
) -> bool:
    member = conversation.members.get(session.model.fold(change.param))
    if member is None:
        return False
    symbol = types.symbols[types.prefix.index(change.letter)]
    held = set(member.prefixes) - {symbol}
    if change.adding:
        held.add(symbol)
    member.prefixes = "".join(s for s in types.symbols if s in held)
    return True


def _set_mode(conversation: Conversation, change: ModeChange, types: ModeTypes) -> None:
    if change.letter in types.lists:
        return
    letters = set(conversation.modes) - {change.letter}
    conversation.mode_values.pop(change.letter, None)
    if change.adding:
        letters.add(change.letter)
        if change.param:
            conversation.mode_values[change.letter] = change.param
    conversation.modes = "".join(sorted(letters))


@on("324")
def modes_are(session: Session, message: Message) -> None:
    session.rooms.looked_up(message.param(1), exists=True)
    conversation = _room(session, message.param(1))
    if conversation is not None:
        types = session.model.isupport.mode_types
        conversation.modes = ""
        conversation.mode_values.clear()
        for change in parse_modes(message.params[2:], types):
            _set_mode(conversation, change, types)
        session.rooms.lock_made(conversation)
        session.model.emit(TopicChanged(conversation))


@on("322")
def listed(session: Session, message: Message) -> None:
    name, people = message.param(1), message.param(2)
    if session.model.isupport.is_channel(name):
        count = int(people[:9]) if people.isascii() and people.isdigit() else 0
        session.rooms.listing.add(ListedRoom(name, count, message.param(3)))


@on("323")
def list_end(session: Session, _message: Message) -> None:
    session.rooms.listed = list(session.rooms.listing.take())
    session.model.emit(RoomListChanged())


@on("341")
def inviting(session: Session, message: Message) -> None:
    nick, name = message.param(1), message.param(2)
    conversation = session.model.conversation(name)
    if conversation is not None:
        session.model.add(conversation, EntryKind.INFO, "", tr("You invited {name}", name=nick))
    else:
        session.model.notice(tr("You invited {name} to {room}", name=nick, room=name))
