"""What the parts of the conversation's page show of the session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, Phase, Rank
from desktopchat.irc import fingerprint
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.welcome import is_empty, words_for

if TYPE_CHECKING:
    from desktopchat.ui.chat.page import ChatPage

_PEOPLE_EVERY = 0.15  # seconds between two drawings of a list of people that keeps changing


def lock_of(client: Client) -> tuple[str, str]:
    """The sign beside the host's name, and what it means."""
    if client.fingerprint:
        words = fingerprint.words(client.fingerprint)
        return "lock", f"Encrypted. The key of this host, in words:\n{words}"
    if client.address.host in ("127.0.0.1", "::1", "localhost"):
        return "", ""
    return "unlocked", "Not encrypted: others on this network could read along."


def may_set_topic(context: Context, conversation: Conversation) -> bool:
    """Whether the host lets me: with mode +t only operators may."""
    if not conversation.joined:
        return False
    return "t" not in conversation.modes or context.rank(conversation) >= Rank.HELPER


def draw_me(page: ChatPage) -> None:
    """Who I am, how the connection is, and where."""
    session = page.session
    person = session.model.people.get(session.model.fold(session.model.nick))
    name = person.name if person is not None else session.model.nick
    page.timeline.me = (session.model.nick, name)
    presence = {Phase.ONLINE: "here", Phase.ENDED: "not connected"}.get(
        page.client.phase, "connecting"
    )
    if person is not None and person.away:
        presence = f"away: {person.away}"
    page.sidebar.show_me(session.model.nick, name, presence)
    page.sidebar.show_place(session.model.isupport.network or page.client.address.authority)
    page.sidebar.show_lock(*lock_of(page.client))


def draw_header(page: ChatPage) -> None:
    """What is open: its name, topic and how many are here."""
    conversation = page.active
    if conversation is None:
        page.header.clear()
        return
    person = page.session.model.people.get(conversation.key)
    about = ""
    if person is not None:
        about = f"away: {person.away}" if person.away else person.status
    like = page.context.like_of(conversation.name)
    if like:
        about = f"⚠ looks like {like}, and is somebody else"
    page.header.show(
        conversation,
        here=len(conversation.members),
        may_edit=may_set_topic(page.context, conversation),
        about=about,
    )


def draw_people(page: ChatPage) -> None:
    """Who is in the room."""
    now = time.monotonic()
    if now - page.people_drawn < _PEOPLE_EVERY:
        page.mark("people")  # a flood of joins: draw the list again a little later
        return
    page.people_drawn = now
    conversation = page.active
    members = conversation.members.values() if conversation is not None else ()
    page.people.show(
        members,
        page.session.model.nick,
        page.typists.of(conversation),
        online=page.client.phase is Phase.ONLINE,
    )


def draw_welcome(page: ChatPage) -> None:
    """What to do in a conversation in which nothing was said."""
    conversation = page.active
    if conversation is not None and not is_empty(conversation):
        page.welcome.show(None)
    else:
        page.welcome.show(words_for(conversation, page.session.model.nick, page.share_words))
