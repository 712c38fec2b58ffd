"""What becomes of a message later: edited, taken away, answered with an emoji.

Each names the message by its msgid. One that is not here (not loaded yet) waits for it.

- edit (ours): a PRIVMSG with the tag +desktopchat/edit; its text is the new one.
- draft/message-redaction: REDACT.
- draft/react and draft/unreact: a TAGMSG with the emoji, and the msgid as a reply.
"""

from __future__ import annotations

from desktopchat.client.model.conversation import Conversation, Delivery, Entry, EntryKind
from desktopchat.client.model.model import Model
from desktopchat.client.model.replay import is_mine
from desktopchat.irc.message import Message
from desktopchat.irc.tags import ACCOUNT, EDIT, REACT, UNREACT, reply_to
from desktopchat.irc.text import parse_ctcp

_WAITING_MOST = 2000  # changes a conversation
_EMOJI_LONGEST = 64  # characters
_REACTIONS_MOST = 100  # different ones of a message


def is_change(message: Message) -> bool:
    """Whether a message is about another one."""
    match message.command:
        case "REDACT":
            return True
        case "TAGMSG":
            return REACT in message.tags or UNREACT in message.tags
        case "PRIVMSG" | "NOTICE":
            return EDIT in message.tags
    return False


def apply(model: Model, conversation: Conversation, message: Message) -> None:
    """Do what it says, now or when the message it is about is here."""
    msgid = _about(message)
    if not msgid:
        return
    entry = conversation.by_msgid.get(msgid)
    if entry is not None:
        before = entry.text
        if change(model, entry, message):
            model.changed(conversation, entry, before)
        return
    waiting = conversation.waiting_changes
    if len(waiting) < _WAITING_MOST:
        waiting.setdefault(msgid, []).append(message)
    model.book.change(conversation, msgid, message)


def apply_waiting(model: Model, conversation: Conversation, fresh: list[Entry]) -> None:
    """Entries are here now that changes may have waited for."""
    if not conversation.waiting_changes:
        return
    for entry in fresh:
        for message in conversation.waiting_changes.pop(entry.msgid, ()):
            before = entry.text
            if change(model, entry, message):
                model.changed(conversation, entry, before)


def _about(message: Message) -> str:
    if message.command == "REDACT":
        return message.param(1)
    return message.tags.get(EDIT, "") or reply_to(message.tags)


def change(model: Model, entry: Entry, message: Message) -> bool:
    """Do to an entry what a message says; whether that changed anything."""
    if message.command == "REDACT":
        return redact(entry, message.nick)
    if EDIT in message.tags:
        return _edit(model, entry, message)
    who = _nick_now(model, message)
    if REACT in message.tags:
        return react(model, entry, who, message.tags[REACT], on=True)
    return react(model, entry, who, message.tags[UNREACT], on=False)


def _nick_now(model: Model, message: Message) -> str:
    """What whoever sent it is called by now, as far as their account tells."""
    if is_mine(model, message):
        return model.nick
    account = model.fold(message.tags.get(ACCOUNT, ""))
    person = model.people.get(model.fold(message.nick))
    if account and (person is None or model.fold(person.account) != account):
        for one in model.people.values():
            if one.account and model.fold(one.account) == account:
                return one.nick
    return message.nick


def carry_reactions(model: Model, conversation: Conversation, old: str, new: str) -> None:
    """Somebody is called otherwise: what they gave stays theirs."""
    was = model.fold(old)
    for entry in conversation.entries:
        changed = False
        for emoji, who in entry.reactions.items():
            if any(model.fold(one) == was for one in who):
                named = [new if model.fold(one) == was else one for one in who]
                entry.reactions[emoji] = named
                changed = True
        if changed:
            model.changed(conversation, entry)


def redact(entry: Entry, by: str) -> bool:
    if entry.redacted:
        return False
    entry.redacted, entry.text, entry.target, entry.edited = True, "", by, False
    entry.mention = False
    entry.reactions.clear()
    return True


def said_words(kind: EntryKind, text: str) -> str:
    """Of the new text of a message, as it goes over the wire, what is said or done."""
    found = parse_ctcp(text) if kind is EntryKind.ACTION else None
    return found[1] if found is not None and found[0] == "ACTION" else text


def _edit(model: Model, entry: Entry, message: Message) -> bool:
    """Only whoever wrote it may change it, whatever the host lets through."""
    if entry.redacted or not _wrote(model, entry, message):
        return False
    text = said_words(entry.kind, message.param(1))
    if not text or entry.text == text:
        return False
    entry.text, entry.edited = text, True
    if entry.own and entry.delivery is not Delivery.RECEIVED:
        entry.delivery, entry.failure = Delivery.SENT, ""
    return True


def _wrote(model: Model, entry: Entry, message: Message) -> bool:
    if entry.own:
        return is_mine(model, message)
    account = message.tags.get(ACCOUNT, "")
    if entry.account:
        return model.fold(account) == model.fold(entry.account)
    return model.fold(message.nick) == model.fold(entry.sender)


def react(model: Model, entry: Entry, nick: str, emoji: str, *, on: bool) -> bool:
    """Add or take away somebody's emoji; whether that changed anything."""
    if entry.redacted or not emoji or len(emoji) > _EMOJI_LONGEST:
        return False
    who = entry.reactions.get(emoji, [])
    has = any(model.fold(one) == model.fold(nick) for one in who)
    if on and not has and (who or len(entry.reactions) < _REACTIONS_MOST):
        entry.reactions.setdefault(emoji, []).append(nick)
        return True
    if not on and has:
        left = [one for one in who if model.fold(one) != model.fold(nick)]
        if left:
            entry.reactions[emoji] = left
        else:
            del entry.reactions[emoji]
        return True
    return False
