"""What one may do with somebody: the items of a person's menu, by one's own rank."""

from __future__ import annotations

from collections.abc import Callable

from desktopchat.client.model import Conversation, ConversationKind, Member, Person, Rank
from desktopchat.client.session import Session
from desktopchat.ui.chat.context import Context
from desktopchat.ui.parts.counted import counted
from desktopchat.ui.parts.menu import Group, Item, TextLine
from desktopchat.words import tr


def profile(person: Person | None, nick: str) -> str:
    """Who that is, in a line: "Grace Hopper (Grace_H) · account grace · from 10.0.0.7"."""
    if person is None:
        return nick
    parts = [person.name if person.name == nick else f"{person.name} ({nick})"]
    if person.bot:
        parts.append(tr("a bot"))
    if person.account and person.account != nick:
        parts.append(tr("account {account}", account=person.account))
    if address_of(person):
        parts.append(tr("from {address}", address=address_of(person)))
    if person.away:
        parts.append(tr("away"))
    return " · ".join(parts)


def address_of(person: Person | None) -> str:
    """Where somebody connects from, "" where that is not known."""
    return person.mask.partition("@")[2] if person is not None else ""


def items(context: Context, nick: str, *, muted: bool) -> list[Item]:
    """The menu of somebody in the open conversation. muted: whether they are, as far as known."""
    session, conversation = context.session, context.active
    person = session.model.people.get(session.model.fold(nick))
    found: list[Item] = [TextLine(profile(person, nick))]
    if person is not None and person.lookalike_of:
        found.append(
            TextLine(
                tr(
                    "⚠ looks like {like}, and is somebody else",
                    like=person.lookalike_of,
                )
            )
        )
    found.append(None)
    me = session.model.is_me(nick)
    if not me:
        found.append((tr("Message"), lambda: context.open(session.open_direct(nick))))
        if conversation is not None and conversation.kind is ConversationKind.ROOM:
            found.append((tr("Mention"), lambda: context.mention(nick)))
    found.append((tr("Who is this?"), lambda: session.whois.ask(nick)))
    invitations = _invitations(context, nick)
    if invitations and not me:
        found.append(Group(tr("Invite to"), invitations))
    mine = context.rank(conversation)
    member = (
        conversation.members.get(session.model.fold(nick)) if conversation is not None else None
    )
    if conversation is not None and member is not None and mine >= Rank.HELPER:
        roles = _roles(session, conversation, member, mine)
        if roles:
            found += [None, Group(tr("Role"), roles)]
        if not me and not (member.rank is Rank.OWNER and mine is not Rank.OWNER):
            found += _out(session, conversation, member, mine, muted)
    if session.admin.runs_host and not me:
        found += _host(context, nick)
    return found


def _invitations(context: Context, nick: str) -> list[Item]:
    """My rooms that they are not in, and that I may call people into."""
    session = context.session
    key = session.model.fold(nick)
    return [
        (
            conversation.title,
            lambda conversation=conversation: session.moderation.invite(conversation, nick),  # type: ignore[misc]
        )
        for conversation in sorted(
            session.model.conversations.values(), key=lambda c: counted(c.title)
        )
        if conversation.kind is ConversationKind.ROOM
        and conversation.joined
        and key not in conversation.members
        and ("i" not in conversation.modes or context.rank(conversation) >= Rank.HELPER)
    ]


def _roles(session: Session, conversation: Conversation, member: Member, mine: Rank) -> list[Item]:
    nick, has = member.person.nick, member.prefixes
    found: list[Item] = []

    def role(
        symbol: str, make: str, unmake: str, give: Callable[[Conversation, str, bool], None]
    ) -> None:
        on = symbol not in has
        found.append((make if on else unmake, lambda: give(conversation, nick, on)))

    if session.moderation.has_owners and mine is Rank.OWNER:
        role("~", tr("Make owner"), tr("No longer owner"), session.moderation.make_owner)
    if mine >= Rank.OPERATOR:
        role("@", tr("Make operator"), tr("No longer operator"), session.moderation.op)
    voiced = "+" in has
    found.append(
        (
            tr("Take the voice back") if voiced else tr("Give a voice"),
            lambda: session.moderation.voice(conversation, nick, not voiced),
        )
    )
    return found


def _out(
    session: Session, conversation: Conversation, member: Member, mine: Rank, muted: bool
) -> list[Item]:
    """Silence, out, and kept out."""
    person, nick = member.person, member.person.nick
    kick: Item = (tr("Put out of the room"), lambda: session.moderation.kick(conversation, nick))
    if mine < Rank.OPERATOR:
        return [None, kick]

    def ban(how: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            how()
            session.moderation.kick(conversation, nick)

        return act

    ways: list[Item] = [(tr("By name"), ban(lambda: session.moderation.ban(conversation, nick)))]
    if person.account and session.moderation.masks.account(person.account):
        by_account = ban(lambda: session.moderation.ban_account(conversation, person.account))
        ways.append((tr("By account ({account})", account=person.account), by_account))
    if address_of(person):
        by_address = ban(lambda: session.moderation.ban_address(conversation, nick))
        ways.append((tr("By address ({address})", address=address_of(person)), by_address))
    found: list[Item] = [None]
    if session.moderation.masks.mute(nick) is not None:
        if muted:
            found.append(
                (tr("Let write again"), lambda: session.moderation.unmute(conversation, nick))
            )
        else:
            found.append((tr("Mute"), lambda: session.moderation.mute(conversation, nick)))
    return [*found, kick, Group(tr("Ban from the room"), ways)]


def _host(context: Context, nick: str) -> list[Item]:
    admin = context.session.admin
    return [
        None,
        (
            tr("Disconnect from this host…"),
            lambda: context.ask(
                tr("Disconnect {name}?", name=nick),
                tr("Their connection is closed. They can come back."),
                tr("Disconnect"),
                lambda: admin.disconnect(nick),
            ),
        ),
        (
            tr("Ban from this host…"),
            lambda: context.ask(
                tr("Ban {name} from this host?", name=nick),
                tr("They are disconnected and can't come back, until you take the ban away."),
                tr("Ban"),
                lambda: admin.ban(nick),
            ),
        ),
    ]
