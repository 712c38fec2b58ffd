"""What a card tells of somebody. No Tk here."""

from __future__ import annotations

from dataclasses import dataclass

from desktopchat.client.model import Conversation, ConversationKind
from desktopchat.client.session import Session
from desktopchat.words import tr, tr_noop

_ROLES = {
    "~": tr_noop("Owner"),
    "&": tr_noop("Admin"),
    "@": tr_noop("Operator"),
    "%": tr_noop("Helper"),
    "+": tr_noop("Voiced"),
}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """nick, name: which may be the same. badges: "Owner", "Bot". presence: "here", "away",
    "offline" or "unknown", and `words` for it. status: what they say of themselves. lines: what
    else is known. warning: whom they look like, "" for nobody."""

    nick: str
    name: str
    badges: tuple[str, ...]
    presence: str
    words: str
    status: str
    lines: tuple[str, ...]
    warning: str = ""


def presence_of(away: str | None) -> tuple[str, str]:
    """How somebody is there, and in words. away: why, "" while here, None for not connected."""
    if away is None:
        return "offline", tr("Not here")
    if not away:
        return "here", tr("Here")
    return "away", tr("Away") if away.casefold() == "away" else tr("Away: {away}", away=away)


def _was(away: str | None) -> str:
    """As `presence_of`, of one who was so when I last knew."""
    if away is None:
        return tr("Was not here")
    if not away:
        return tr("Was here")
    return tr("Was away") if away.casefold() == "away" else tr("Was away: {away}", away=away)


def facts_of(
    session: Session,
    conversation: Conversation | None,
    nick: str,
    name: str,
    *,
    like: str = "",
    typing: bool = False,
    online: bool = True,
) -> PersonFacts:
    """What is known of somebody, seen from a conversation. name: as people see it; like: whose
    name theirs looks like, "" for nobody's. online: whether I am, and so know who is here."""
    key = session.model.fold(nick)
    person = session.model.people.get(key)
    member = conversation.members.get(key) if conversation is not None else None
    in_room = conversation is not None and conversation.kind is ConversationKind.ROOM
    badges = []
    if in_room and member is not None and member.prefixes:
        badges.append(tr(_ROLES.get(member.prefixes[0], "")))
    if person is not None and person.bot:
        badges.append(tr("Bot"))
    presence, words = presence_of(person.away if person is not None else None)
    if not online:
        presence, words = "unknown", _was(person.away if person is not None else None)
    elif typing and presence == "here":
        words = tr("Here, typing…")
    lines = []
    if person is not None and person.account:
        if session.model.fold(person.account) == key:
            lines.append(tr("The name is theirs"))
        else:
            lines.append(tr("The name is theirs: account {account}", account=person.account))
    elif person is not None and session.model.on_desktopchat:
        lines.append(tr("No account: the name is not kept for them"))
    warning = tr("⚠ Looks like {like}, and is somebody else", like=like) if like else ""
    return PersonFacts(
        nick,
        name,
        tuple(filter(None, badges)),
        presence,
        words,
        person.status if person is not None else "",
        tuple(lines),
        warning,
    )
