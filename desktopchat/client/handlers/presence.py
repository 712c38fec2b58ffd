"""Who comes, goes and changes."""

from desktopchat.client.model import (
    AWAY,
    Conversation,
    ConversationKind,
    EntryKind,
    Member,
    MembersChanged,
)
from desktopchat.client.model.administration import Invited
from desktopchat.client.model.changes import carry_reactions
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.my_typing import DONE
from desktopchat.client.session.session import Session
from desktopchat.irc import caps, tags
from desktopchat.irc.message import Message
from desktopchat.irc.text import tame_line
from desktopchat.words import tr

_WHO_AT_ONCE = 3
_WHO_SMALL_ROOM = 100


@on("JOIN")
def join(session: Session, message: Message) -> None:
    for name in message.param(0).split(","):
        if name and message.nick:
            _join(session, message, name)


def _join(session: Session, message: Message, name: str) -> None:
    nick = message.nick
    mine = session.model.is_me(nick)
    if mine:
        if session.model.is_full and session.model.conversation(name) is None:
            return
        conversation = _come_in(session, message, name)
    else:
        found = session.model.conversation(name)
        if found is None or not found.joined:
            return
        conversation = found
    person = session.model.meet(nick)
    person.mask = message.source.partition("!")[2] or person.mask
    session.model.looks_like(nick, message.tags.get(tags.LOOKALIKE, ""))
    if len(message.params) > 1:  # extended-join
        account = message.param(1)
        person.account = "" if account == "*" else account
        if mine:
            session.model.account = person.account
        else:
            person.realname = tame_line(message.param(2))
            session.model.named(person)
    key = session.model.fold(nick)
    known = key in conversation.members
    conversation.members[key] = Member(person)
    if mine:
        session.seen.come_in(conversation)
        # What came before on this connection is told anew by NAMES.
        session.wire.send("MODE", conversation.name)
    elif not known:
        if tags.STAYED not in message.tags:
            session.model.add(
                conversation, EntryKind.JOIN, nick, "", **session.model.clock.stamp(message)
            )
        conversation.seen.pop(key, None)  # of somebody who was called so
        _ask_who(session, conversation, nick)
    session.model.emit(MembersChanged(conversation))
    if mine:
        session.history.come_in(conversation)


def _come_in(session: Session, message: Message, name: str) -> Conversation:
    """I am in a room now: for the first time, or again after a break."""
    _, sign, mask = message.source.partition("!")
    if sign:
        session.model.mask = mask
    known = session.model.conversation(name)
    conversation = session.model.room(name)
    conversation.name = name
    conversation.joined = True
    key = conversation.key
    session.rooms.joining.discard(key)
    session.rooms.wanted.setdefault(key, (name, ""))
    if known is None:
        session.model.add(
            conversation,
            EntryKind.JOIN,
            session.model.nick,
            "",
            **session.model.clock.stamp(message),
            own=True,
        )
    return conversation


def _ask_who(session: Session, conversation: Conversation, nick: str) -> None:
    """Learn a newcomer's name where the host does not tell it; never many at once."""
    if (
        caps.EXTENDED_JOIN not in session.wire.caps.enabled
        and session.rooms.who_asked < _WHO_AT_ONCE
        and len(conversation.members) <= _WHO_SMALL_ROOM
    ):
        session.rooms.who_asked += 1
        session.wire.send("WHO", nick)


@on("PART")
def part(session: Session, message: Message) -> None:
    nick, reason = message.nick, message.param(1)
    for name in message.param(0).split(","):
        conversation = session.model.conversation(name)
        if conversation is None or conversation.kind is not ConversationKind.ROOM:
            continue
        if session.model.is_me(nick):
            session.model.add(
                conversation,
                EntryKind.PART,
                nick,
                reason,
                **session.model.clock.stamp(message),
                own=True,
            )
            session.rooms.put_out(conversation)
        elif conversation.members.pop(session.model.fold(nick), None) is not None:
            session.model.add(
                conversation, EntryKind.PART, nick, reason, **session.model.clock.stamp(message)
            )
            session.typing.heard(conversation, session.model.fold(nick), DONE)
            session.model.forget(session.model.fold(nick))
            session.model.emit(MembersChanged(conversation))


@on("QUIT")
def quit_(session: Session, message: Message) -> None:
    nick = message.nick
    key = session.model.fold(nick)
    if session.model.is_me(nick):
        return  # the connection ends too, and says it better
    stamp = session.model.clock.stamp(message)
    for conversation in session.model.rooms_of(key):
        session.model.add(conversation, EntryKind.QUIT, nick, message.param(0), **stamp)
        session.typing.heard(conversation, key, DONE)
        if conversation.kind is ConversationKind.ROOM:
            del conversation.members[key]
        session.model.emit(MembersChanged(conversation))
    session.model.forget(key)
    session.away_told.pop(key, None)
    _regain(session, nick)


@on("KILL")
def kill(session: Session, message: Message) -> None:
    if not session.model.is_me(message.param(0)):
        _regain(session, message.param(0))


def _regain(session: Session, nick: str) -> None:
    """A nick is free: if it is the one I want, take it."""
    if session.me.displaced and session.model.fold(nick) == session.model.fold(
        session.me.wanted_nick
    ):
        session.me.regain_nick()


@on("KICK")
def kick(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(0))
    victim, reason = message.param(1), message.param(2)
    if conversation is None or conversation.kind is not ConversationKind.ROOM:
        return
    key = session.model.fold(victim)
    if key not in conversation.members:
        return
    person = conversation.members[key].person
    session.model.add(
        conversation,
        EntryKind.KICK,
        message.nick,
        reason,
        **session.model.clock.stamp(message),
        own=session.model.is_me(message.nick),
        target=person.nick,
    )
    if session.model.is_me(victim):
        session.rooms.put_out(conversation)
        return
    del conversation.members[key]
    session.typing.heard(conversation, key, DONE)
    session.model.forget(key)
    session.model.emit(MembersChanged(conversation))


@on("NICK")
def nick(session: Session, message: Message) -> None:
    old, new = message.nick, message.param(0)
    if session.wire.request is not None and session.wire.request.command == "NICK":
        old = (
            session.model.nick
        )  # InspIRCd 3 writes the new nick as the source of a labelled answer
    if not old or not new:
        return
    mine = session.model.is_me(old)
    key = session.model.fold(old)
    if not mine and key not in session.model.people and session.model.conversation(old) is None:
        return
    stamp = session.model.clock.stamp(message)
    like = message.tags.get(tags.LOOKALIKE, "")
    for conversation in session.model.rooms_of(key):
        entry = session.model.add(conversation, EntryKind.NICK, old, new, **stamp, own=mine)
        entry.lookalike_of = "" if mine else like
        carry_reactions(session.model, conversation, old, new)
    session.model.rename(old, new)
    session.model.looks_like(new, like)
    if mine:
        wanted = session.model.fold(new) == session.model.fold(session.me.wanted_nick)
        if not session.me.displaced or wanted:
            session.me.wanted_nick = new
            session.me.displaced = False
        if session.me.name_to_come:
            session.me.set_realname(session.me.name_to_come)
            session.me.name_to_come = ""
    for conversation in session.model.rooms_of(session.model.fold(new)):
        session.model.emit(MembersChanged(conversation))
    if not mine:
        _regain(session, old)


@on("AWAY")
def away(session: Session, message: Message) -> None:
    person = session.model.people.get(session.model.fold(message.nick))
    if person is not None:
        person.away = tame_line(message.param(0))
        if not person.away:
            session.away_told.pop(session.model.fold(message.nick), None)
        session.model.person_changed(person)


@on("ACCOUNT")
def account(session: Session, message: Message) -> None:
    person = session.model.people.get(session.model.fold(message.nick))
    if person is not None:
        name = message.param(0)
        person.account = "" if name == "*" else name
        session.model.person_changed(person)


@on("SETNAME")
def setname(session: Session, message: Message) -> None:
    person = session.model.people.get(session.model.fold(message.nick))
    if person is not None and message.params:
        person.realname = tame_line(message.param(0))
        if session.model.is_me(message.nick):
            session.model.realname = person.realname
        session.model.person_changed(person)


@on("CHGHOST")
def chghost(session: Session, message: Message) -> None:
    mask = f"{message.param(0)}@{message.param(1)}"
    if session.model.is_me(message.nick):
        session.model.mask = mask
    person = session.model.people.get(session.model.fold(message.nick))
    if person is not None:
        person.mask = mask


@on("INVITE")
def invite(session: Session, message: Message) -> None:
    who, name = message.param(0), message.param(1)
    if session.model.is_me(who):
        session.model.emit(Invited(name, message.nick))
        return
    conversation = session.model.conversation(name)  # invite-notify
    if conversation is not None:
        words = tr("{name} invited {person}", name=message.nick, person=who)
        session.model.add(
            conversation, EntryKind.INFO, "", words, **session.model.clock.stamp(message)
        )


@on("305", "306")
def my_away(session: Session, message: Message) -> None:
    person = session.model.meet_myself()
    person.away = (session.me.away or AWAY) if message.command == "306" else ""
    session.model.person_changed(person)
