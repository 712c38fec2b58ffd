"""What is said: messages, echoes of mine, CTCP, batches and standard replies."""

from datetime import timedelta

from desktopchat import __version__
from desktopchat.client.handlers.changing import place_of
from desktopchat.client.handlers.refusals import standard_words
from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Delivery,
    Entry,
    EntryKind,
    FileToken,
    changes,
)
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.my_typing import DONE
from desktopchat.client.session.session import Session
from desktopchat.irc import caps, closings, tags
from desktopchat.irc.message import Message
from desktopchat.irc.text import ctcp, parse_ctcp, tame_line
from desktopchat.words import tr

_UNSEEN = frozenset(("CHATHISTORY", "MARKREAD", "REGISTER", "SEEN", "VERIFY"))
"""Commands that the session sends by itself, whose refusal nobody waits for."""
_CTCP_APART = timedelta(seconds=2)  # between two answers, so that nobody makes me flood
_CTCP_LONGEST = 100  # characters of a PING that are given back


@on("PRIVMSG")
def privmsg(session: Session, message: Message) -> None:
    _said(session, message, EntryKind.MESSAGE)


@on("NOTICE")
def notice(session: Session, message: Message) -> None:
    if "!" in message.source:
        _said(session, message, EntryKind.NOTICE)
        return
    # From the server itself.
    words = message.param(-1)
    conversation = session.model.conversation(message.param(0))
    if conversation is not None:
        session.model.add(
            conversation,
            EntryKind.NOTICE,
            message.source,
            words,
            **session.model.clock.stamp(message),
        )
    elif session.wire.online:
        session.model.notice(words)
    else:
        session.model.add(session.model.console, EntryKind.NOTICE, message.source, words)


def _said(session: Session, message: Message, kind: EntryKind) -> None:
    params = message.params
    if len(params) < 2 or not message.source:
        return
    target, text = params[0], params[1]
    sender = message.nick
    if changes.is_change(message):
        place = place_of(session, message)
        if place is not None:
            session.history.change(place, message)
            session.typing.heard(place, session.model.fold(sender), DONE)
        return
    if text[:1] == "\x01":
        found = parse_ctcp(text)
        if found is None or found[0] != "ACTION":
            if found is not None and kind is EntryKind.MESSAGE:
                _answer_ctcp(session, message, *found)
            return
        kind, text = EntryKind.ACTION, found[1]
    if session.model.is_me(sender):
        _said_by_me(session, message, target, kind, text)
        return
    conversation = _where(session, target, sender)
    _learn(session, message)
    if conversation is not None:
        entry = session.model.add(
            conversation,
            kind,
            sender,
            text,
            **session.model.clock.stamp(message),
            reply_to=tags.reply_to(message.tags),
            bot=tags.BOT in message.tags,
        )
        if entry.sender == sender:  # else somebody else's message bears the same msgid
            entry.account = message.tags.get(tags.ACCOUNT, "")
        session.typing.heard(conversation, session.model.fold(sender), DONE)


def _learn(session: Session, message: Message) -> None:
    """What a message tells of who wrote it: where they are, their account, that they are a bot."""
    person = session.model.people.get(session.model.fold(message.nick))
    if person is None:
        return
    person.mask = message.source.partition("!")[2] or person.mask
    account = person.account
    if caps.ACCOUNT_TAG in session.wire.caps.enabled:
        account = message.tags.get(tags.ACCOUNT, "")
    bot = person.bot or tags.BOT in message.tags
    if (account, bot) != (person.account, person.bot):
        person.account, person.bot = account, bot
        session.model.person_changed(person)


def _where(session: Session, target: str, other: str) -> Conversation | None:
    """The conversation of a message; None where it is for a room that I am not in, or where a
    host opens more than anybody can read."""
    if session.model.is_full and session.model.conversation(other) is None:
        return session.model.conversation(target)
    if session.model.is_me(target):
        return session.open_direct(other)
    conversation = session.model.conversation(target)
    if conversation is None and target[:1] and target[0] in session.model.isupport.statusmsg:
        conversation = session.model.conversation(target[1:])  # to the operators of a room, say
    if conversation is None or conversation.kind is not ConversationKind.ROOM:
        # A server may address me by a mask or by a nick I had a moment ago.
        return None if session.model.isupport.is_channel(target) else session.open_direct(other)
    return conversation


def _said_by_me(
    session: Session, message: Message, target: str, kind: EntryKind, text: str
) -> None:
    """The echo of a message of mine, or what another program says in my name."""
    mask = message.source.partition("!")[2]
    if mask:
        session.model.mask = mask
    msgid, time = message.tags.get(tags.MSGID, ""), session.model.clock.time_of(message)
    session.typing.arrived(session.model.fold(target))
    request = session.wire.request
    if request is not None and request.entry is not None and request.conversation is not None:
        session.delivery.confirm(
            request.conversation, request.entry, text=text, msgid=msgid, time=time
        )
        return
    to_myself = session.model.is_me(target)
    conversation = session.model.conversation(target)
    entry = None
    if conversation is not None:
        entry = _oldest_like(session, conversation, kind, text)
    if entry is not None and conversation is not None:
        session.delivery.confirm(conversation, entry, text=text, msgid=msgid, time=time)
    elif not to_myself:  # a note to myself comes twice: as the echo, and as what was delivered
        if conversation is None:
            if session.model.isupport.is_channel(target):
                return
            conversation = session.open_direct(target)
        session.model.add(
            conversation,
            kind,
            session.model.nick,
            text,
            time,
            own=True,
            delivery=Delivery.SENT,
            msgid=msgid,
            reply_to=tags.reply_to(message.tags),
        )


def _oldest_like(
    session: Session, conversation: Conversation, kind: EntryKind, text: str
) -> Entry | None:
    """The message in flight that an echo without a label is: the same words, else the oldest.

    A host may change the words (strip colours); echoes come in the order of the messages.
    """
    labelled = session.wire.requests  # their echoes come with their labels
    flights = [e for e in session.delivery.outbox.flights(conversation) if e.label not in labelled]
    for entry in flights:
        if entry.kind is kind and entry.text == text:
            return entry
    return flights[0] if flights and caps.ECHO_MESSAGE in session.wire.caps.enabled else None


def _answer_ctcp(session: Session, message: Message, command: str, text: str) -> None:
    if not session.model.is_me(message.param(0)) or session.model.is_me(message.nick):
        return
    now = session.model.clock.now()
    if session.ctcp_answered is not None and now - session.ctcp_answered < _CTCP_APART:
        return
    answers = {"VERSION": f"DesktopChat {__version__}", "PING": text[:_CTCP_LONGEST]}
    if command in answers:
        session.ctcp_answered = now
        session.wire.send("NOTICE", message.nick, ctcp(command, answers[command]))


@on("ACK")
def ack(session: Session, message: Message) -> None:
    """A labelled request was done and has no other answer; `receive` finishes it."""


@on("WALLOPS")
def passed_over(session: Session, message: Message) -> None:
    """Not shown yet."""


@on("301")
def away(session: Session, message: Message) -> None:
    """Who I write to is away: told once, until they are back or say it differently."""
    key, words = session.model.fold(message.param(1)), tame_line(message.param(-1))
    person = session.model.people.get(key)
    if person is not None and person.away != words:
        person.away = words
        session.model.person_changed(person)
    if session.whois.is_asked(message.param(1)):
        session.whois.told(message.param(1), tr("away: {why}", why=words))
        return
    conversation = session.model.conversations.get(key)
    if conversation is not None and session.away_told.get(key) != words:
        session.away_told[key] = words
        session.model.add(
            conversation,
            EntryKind.INFO,
            "",
            tr("{name} is away: {why}", name=conversation.title, why=words),
            **session.model.clock.stamp(message),
        )


@on("FAIL", "WARN", "NOTE")
def standard_reply(session: Session, message: Message) -> None:
    """IRCv3 standard replies: the command, a code, what it is about, and words for people."""
    words = standard_words(message)
    failed = message.command == "FAIL"
    request = session.wire.request
    if failed and message.param(0) == "*" and message.param(1) == closings.MOVED:
        session.registration.moved_to = message.param(2)
        return
    if failed and session.registration.closed(message.param(1), words):
        return
    if failed and message.param(0).upper() == "TOKEN":
        session.model.emit(FileToken("", words))
        return
    if failed and message.param(0).upper() == "SEARCH":
        session.searches.failed(words)
        return
    if (failed and session.delivery.fail_request(words)) or (request is not None and request.quiet):
        return
    if message.param(1) == "LOOKALIKE" and len(message.params) >= 5:
        session.model.looks_like(message.param(2), message.param(3))
        return
    if message.param(0).upper() in _UNSEEN:
        return
    for context in message.params[2:-1]:
        conversation = session.model.conversation(context)
        if conversation is not None:
            kind = EntryKind.ERROR if failed else EntryKind.INFO
            session.model.add(conversation, kind, "", words, **session.model.clock.stamp(message))
            return
    if not (
        failed
        and message.param(0).upper() == "PRIVMSG"
        and session.delivery.fail_only_flight(words)
    ):
        session.model.notice(words)
