"""Answers for those who run a room or the host: lists, knocks, names of rooms, the host's panel."""

from datetime import UTC, datetime

from desktopchat.client.model import Conversation, ConversationKind, EntryKind
from desktopchat.client.model.administration import (
    AuditArrived,
    AuditRow,
    HostBan,
    HostBans,
    HostPeople,
    HostPerson,
    KnockReceived,
    ListedMask,
    ListKind,
    RoomLedOn,
)
from desktopchat.client.session.dispatch import on
from desktopchat.client.session.session import Session
from desktopchat.irc.message import Message
from desktopchat.words import tr, tr_noop

_ROWS = {"367": ListKind.BANS, "348": ListKind.EXCEPTIONS, "346": ListKind.INVITES}
_ENDS = {"368": ListKind.BANS, "349": ListKind.EXCEPTIONS, "347": ListKind.INVITES}
_TITLES = {
    ListKind.BANS: tr_noop("Kept out"),
    ListKind.EXCEPTIONS: tr_noop("Never kept out"),
    ListKind.INVITES: tr_noop("Needs no invitation"),
}


def number(text: str) -> int:
    """A count that a host tells; 0 for what is none."""
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


def moment(text: str) -> datetime | None:
    """Seconds since 1970, or ISO 8601 with a zone; None for neither."""
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text[:18]), UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo is not None else None


# the lists of a room


@on(*_ROWS)
def list_row(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(1))
    if conversation is None:
        return
    mask = message.param(2)
    who, muted = session.moderation.masks.read(mask)
    row = ListedMask(
        mask,
        who,
        muted,
        message.param(3).partition("!")[0],
        moment(message.param(4)),
    )
    session.moderation.list_row(conversation, _ROWS[message.command], row)


@on(*_ENDS)
def list_end(session: Session, message: Message) -> None:
    conversation = session.model.conversation(message.param(1))
    if conversation is None:
        return
    kind = _ENDS[message.command]
    rows = session.moderation.list_end(conversation, kind)
    if rows is None:
        return
    for row in rows:  # asked for by hand
        title = tr("Muted") if row.muted else tr(_TITLES[kind])
        words = tr("{title}: {name} ({mask})", title=title, name=row.who, mask=row.mask)
        session.model.add(conversation, EntryKind.INFO, "", words)
    if not rows:
        session.model.add(
            conversation, EntryKind.INFO, "", tr("{title}: nobody", title=tr(_TITLES[kind]))
        )


# at the door


@on("710")
def knocked(session: Session, message: Message) -> None:
    """RPL_KNOCK: the room, who, and what they say; some servers name the room twice."""
    names = [one for one in message.params[:-1] if session.model.isupport.is_channel(one)]
    conversation = session.model.conversation(names[0]) if names else None
    mask = message.param(-2) if len(message.params) > 2 else ""
    if conversation is not None and mask and not session.model.isupport.is_channel(mask):
        nick, said = mask.partition("!")[0], message.param(-1)
        if said.rstrip(".") == "has asked for an invite":  # no words: a host's
            said = ""  # a server's words for somebody who said none
        session.model.emit(KnockReceived(conversation, nick, mask, said))


@on("711")
def knock_sent(session: Session, message: Message) -> None:
    session.model.notice(
        tr("You knocked at {room}. Someone there can let you in.", room=message.param(1))
    )


@on("712", "713", "714")
def knock_refused(session: Session, message: Message) -> None:
    room = message.param(1)
    words = {
        "712": tr("You knocked at {room} already. Wait a while before you knock again.", room=room),
        "713": tr("{room} is open. Just go in.", room=room),
        "714": tr("You are in {room} already.", room=room),
    }
    session.model.notice(words[message.command])


@on("RENAME")
def rename(session: Session, message: Message) -> None:
    """draft/channel-rename: the room, its members and what was said there stay."""
    conversation = session.model.conversation(message.param(0))
    new = message.param(1)
    if (
        conversation is None
        or conversation.kind is not ConversationKind.ROOM
        or not session.model.isupport.is_channel(new)
    ):
        return
    words = tr(
        "{name} renamed the room from {old} to {new}",
        name=message.nick,
        old=conversation.name,
        new=new,
    )
    if message.param(2):
        words = tr("{what} ({why})", what=words, why=message.param(2))
    _renamed(session, conversation, new, words, message)


@on("470")
def led_on(session: Session, message: Message) -> None:
    """ERR_LINKCHANNEL: what I wanted to join has another name by now, and I am taken there; or
    what I looked up has."""
    old, new = message.param(1), message.param(2)
    key = session.model.fold(old)
    if not session.model.isupport.is_channel(new):
        return
    joining = key in session.rooms.joining
    if session.rooms.looked_up(old, exists=True) or joining:
        session.model.emit(RoomLedOn(old, new))
    if not joining:
        return
    words = tr("The room {old} is called {new} now", old=old, new=new)
    conversation, there = session.model.conversation(old), session.model.conversation(new)
    is_there = there is not None and there.joined
    if conversation is not None and not is_there:
        _renamed(session, conversation, new, words, message)
        return
    session.rooms.led_on(key, new, there=is_there)
    session.model.notice(tr("{sentence}.", sentence=words))


def _renamed(
    session: Session, conversation: Conversation, new: str, words: str, message: Message
) -> None:
    """Give a room that I have another name, and say so in it."""
    key = session.model.fold(new)
    if key != conversation.key and key in session.model.conversations:
        other = session.model.conversations[key]
        if other.joined:  # a host that renames a room to one that is there
            return
        session.delivery.forget(other)
        session.model.remove_conversation(other)
    session.rooms.renamed(conversation, new)
    session.model.add(conversation, EntryKind.INFO, "", words, **session.model.clock.stamp(message))


# the host


@on("381")
def runs_host(session: Session, _message: Message) -> None:
    session.admin.allowed()


@on("211")
def stats_link(session: Session, message: Message) -> None:
    """RPL_STATSLINKINFO (RFC 2812): name, send queue, messages and KiB sent, the same received,
    seconds open."""
    values = message.params[1:]
    if len(values) < 7:
        return
    nick, _, address = values[0].partition("[")
    if nick == "*":
        return  # a connection on which nobody has come in, as that of a copy
    session.admin.people.add(
        HostPerson(
            nick,
            address.rstrip("]").rpartition("@")[2],
            number(values[6]),
            received=number(values[5]) * 1024,
            sent=number(values[3]) * 1024,
            secure="secure" in values[7:],
        )
    )


@on("216")
def stats_ban(session: Session, message: Message) -> None:
    """RPL_STATSKLINE."""
    values = message.params[1:]
    if len(values) >= 2:
        session.admin.bans.add(HostBan(values[1], message.param(-1) if len(values) > 2 else ""))


@on("219")
def stats_end(session: Session, message: Message) -> None:
    letter = message.param(1)
    if letter == "l":
        session.model.emit(HostPeople(session.admin.people.take()))
    elif letter.lower() == "k":
        session.model.emit(HostBans(session.admin.bans.take()))


@on("AUDIT")
def audit(session: Session, message: Message) -> None:
    """Ours: AUDIT <time> <who> :<what>, oldest first; AUDIT * ends them."""
    if message.param(0) == "*":
        session.model.emit(AuditArrived(session.admin.audit.take()))
        return
    when = moment(message.param(0)) or session.model.clock.time_of(message)
    session.admin.audit.add(AuditRow(when, message.param(1), message.param(-1)))
