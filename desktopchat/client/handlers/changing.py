"""What becomes of messages: REDACT, TAGMSG (reactions, typing), MARKREAD, SEEN."""

from datetime import datetime

from desktopchat.client.model import (
    SPOKEN,
    Conversation,
    ReadMarkerChanged,
    Seen,
    UnreadChanged,
    changes,
)
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc import references, tags, timestamps
from desktopchat.irc.message import Message


def place_of(session: Session, message: Message) -> Conversation | None:
    """The open conversation that a message belongs to, whoever sent it."""
    target = message.param(0)
    if session.model.is_me(target) and not session.model.is_me(message.nick):
        return session.model.conversation(message.nick)
    return session.model.conversation(target)


@on("REDACT")
def redact(session: Session, message: Message) -> None:
    conversation = place_of(session, message)
    if conversation is not None:
        session.history.change(conversation, message)


@on("TAGMSG")
def tagmsg(session: Session, message: Message) -> None:
    word, model = message.tags.get(tags.CARRY_ON), session.model
    if word is not None:
        # On another server nobody sees to it who asks for that.
        mine = model.is_me(message.param(0)) and not model.is_me(message.nick)
        if mine and model.on_desktopchat:
            session.carrying_on.heard(message.nick, word)
        return
    conversation = place_of(session, message)
    if conversation is None:
        return
    if changes.is_change(message):
        session.history.change(conversation, message)
    state = message.tags.get(tags.TYPING)
    key = session.model.fold(message.nick)
    if state is not None and not session.model.is_me(message.nick) and key in conversation.members:
        session.typing.heard(conversation, key, state)


@on("SEEN")
def seen(session: Session, message: Message) -> None:
    conversation = place_of(session, message)
    if conversation is None or session.model.is_me(message.nick):
        return
    until = _moment(message.param(1))
    if until is not None:
        at = session.model.clock.time_of(message) if tags.TIME in message.tags else None
        session.seen.heard(conversation, message.nick, Seen(until, at))
    elif message.param(1) == "*":
        session.seen.heard(conversation, message.nick, None)


def _moment(reference: str) -> datetime | None:
    """The time of "timestamp=…"; None for anything else."""
    kind, value = references.parse(reference)
    try:
        time = datetime.fromisoformat(value) if kind == references.TIMESTAMP else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


@on("MARKREAD")
def markread(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(0))
    if conversation is None:
        return
    known = conversation.read_until
    if message.param(1) == "*" and known is not None:
        session.messages.tell_read(conversation)  # read while there was no host to tell
        return
    time = _moment(message.param(1))
    if time is None:
        return
    if known is not None and time <= known:
        if timestamps.stamp(time) < timestamps.stamp(known):
            session.messages.tell_read(conversation)
        else:
            session.seen.catch_up(conversation)
        return
    conversation.read_until = time
    session.seen.read_elsewhere(conversation, time)
    session.model.emit(ReadMarkerChanged(conversation, elsewhere=True))
    if not conversation.unread:
        return
    left = [
        entry
        for entry in conversation.entries[-2000:]
        if entry.kind in SPOKEN and not entry.own and entry.time > time
    ]
    unread = min(conversation.unread, len(left))
    if unread != conversation.unread:
        conversation.unread = unread
        conversation.mentions = min(conversation.mentions, unread)
        session.model.emit(UnreadChanged(conversation))
