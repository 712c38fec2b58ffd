"""A message of the host's log as an entry: what `handlers` does with it when it happens, without
touching who is in a room now (draft/chathistory, draft/event-playback)."""

from __future__ import annotations

from desktopchat.client.model.conversation import Delivery, Entry, EntryKind
from desktopchat.client.model.masks import Masks
from desktopchat.client.model.mode_words import told
from desktopchat.client.model.model import Model
from desktopchat.irc import tags
from desktopchat.irc.message import Message
from desktopchat.irc.modes import parse_modes
from desktopchat.irc.text import parse_ctcp
from desktopchat.words import tr

_Told = tuple[EntryKind, str, str]
"""kind, text and target of an entry."""


def is_mine(model: Model, message: Message) -> bool:
    """Whether I did it: under my nick or, whatever the nick was, my account."""
    account = message.tags.get(tags.ACCOUNT, "")
    if account and model.account:
        return model.fold(account) == model.fold(model.account)
    return model.is_me(message.nick)


def entry_of(model: Model, message: Message) -> Entry | None:
    """The entry, without a number yet; None for what is not shown."""
    told = _said(message) or _happened(model, message)
    if told is None or not message.source:
        return None
    kind, text, target = told
    own = is_mine(model, message)
    said = kind in (EntryKind.MESSAGE, EntryKind.ACTION)
    like = message.tags.get(tags.LOOKALIKE, "")
    if like:
        model.looked_like(text if kind is EntryKind.NICK else message.nick, like)
    return Entry(
        0,
        kind,
        model.clock.time_of(message),
        message.nick,
        text,
        target,
        own,
        delivery=Delivery.SENT if own and said else Delivery.RECEIVED,
        msgid=message.tags.get(tags.MSGID, ""),
        account=message.tags.get(tags.ACCOUNT, ""),
        reply_to=tags.reply_to(message.tags),
        bot=tags.BOT in message.tags,
        lookalike_of="" if own else like,
    )


def _said(message: Message) -> _Told | None:
    if message.command not in ("PRIVMSG", "NOTICE") or len(message.params) < 2:
        return None
    text = message.params[1]
    if text[:1] == "\x01":
        found = parse_ctcp(text)
        return (EntryKind.ACTION, found[1], "") if found and found[0] == "ACTION" else None
    kind = EntryKind.NOTICE if message.command == "NOTICE" else EntryKind.MESSAGE
    return kind, text, ""


def _happened(model: Model, message: Message) -> _Told | None:
    param = message.param
    match message.command:
        case "JOIN":
            return EntryKind.JOIN, "", ""
        case "PART":
            return EntryKind.PART, param(1), ""
        case "QUIT":
            return EntryKind.QUIT, param(0), ""
        case "KICK":
            return EntryKind.KICK, param(2), param(1)
        case "NICK":
            return EntryKind.NICK, param(0), ""
        case "TOPIC":
            return EntryKind.TOPIC, param(1), ""
        case "MODE":
            changes = parse_modes(message.params[1:], model.isupport.mode_types)
            words = " ".join(message.params[1:])
            done = told(message, changes, Masks.of(model.isupport))[1]
            return (EntryKind.MODE, words, done) if changes else None
        case "RENAME":
            return (
                EntryKind.INFO,
                tr("{name} renamed the room to {new}", name=message.nick, new=param(1)),
                "",
            )
    return None
