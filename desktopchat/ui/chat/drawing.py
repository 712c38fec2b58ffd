"""What the parts of the conversation's page show of the session."""

from __future__ import annotations

import time

from desktopchat.client.client import Client
from desktopchat.client.model import Conversation, Phase, PhaseChanged, Rank
from desktopchat.client.problems import ProblemKind
from desktopchat.irc import fingerprint
from desktopchat.ui.chat.composer import Composer
from desktopchat.ui.chat.context import Context
from desktopchat.ui.chat.header import Header
from desktopchat.ui.chat.passing import Passing
from desktopchat.ui.chat.people import People
from desktopchat.ui.chat.sidebar import Sidebar
from desktopchat.ui.chat.statusline import (
    StatusLine,
    connection_words,
    waiting_in,
    waits_long,
)
from desktopchat.ui.chat.typing_line import Typists
from desktopchat.ui.chat.welcome import Welcome, is_empty, words_for
from desktopchat.ui.timeline.timeline import Timeline
from desktopchat.words import tr

_PEOPLE_EVERY = 0.15  # seconds between two drawings of a list of people that keeps changing


def lock_of(client: Client) -> tuple[str, str]:
    """The sign beside the host's name, and what it means."""
    known = client.key_before
    apart = client.phase not in (Phase.ONLINE, Phase.REGISTERING)
    if apart and known and not fingerprint.is_short(known):
        words = tr("Not connected just now. Once it is again, this chat is encrypted as before.")
        return "lock", words
    if client.fingerprint:
        words = fingerprint.words(client.fingerprint)
        return "lock", tr("Encrypted. The key of this host, in words:\n{words}", words=words)
    if client.address.host in ("127.0.0.1", "::1", "localhost"):
        return "", ""
    return "unlocked", tr("Not encrypted: others on this network could read along.")


def may_set_topic(context: Context, conversation: Conversation) -> bool:
    """Whether the host lets me: with mode +t only operators may. Of a room in which I have not been
    since the start nobody has said what mode it has."""
    session = context.session
    if not session.rooms.reaches(conversation):
        return False
    runs = session.admin.runs_host or session.rooms.rank(conversation) >= Rank.HELPER
    return runs or (bool(conversation.members) and "t" not in conversation.modes)


def draw_me(context: Context, sidebar: Sidebar, timeline: Timeline) -> None:
    """Who I am, how the connection is, and where."""
    client, model = context.client, context.session.model
    person = model.people.get(model.fold(model.nick))
    name = person.name if person is not None else model.nick
    timeline.me = (model.nick, name)
    presence = {Phase.ONLINE: tr("here"), Phase.ENDED: tr("not connected")}.get(
        client.phase, tr("not connected") if context.unhosted else tr("connecting")
    )
    if person is not None and person.away:
        presence = tr("away: {why}", why=person.away)
    sidebar.show_me(model.nick, name, presence)
    sidebar.show_place(model.isupport.network or client.address.authority)
    sidebar.show_lock(*lock_of(client))


def draw_header(context: Context, header: Header) -> None:
    """What is open: its name, topic and how many are here."""
    conversation = context.active
    if conversation is None:
        header.clear()
        return
    person = context.session.model.people.get(conversation.key)
    about = ""
    if person is not None:
        about = tr("away: {why}", why=person.away) if person.away else person.status
    like = context.like_of(conversation.name)
    if like:
        about = tr("⚠ looks like {like}, and is somebody else", like=like)
    header.show(
        conversation,
        here=len(conversation.members),
        may_edit=may_set_topic(context, conversation),
        about=about,
    )


def draw_welcome(context: Context, welcome: Welcome) -> None:
    """What to do in a conversation in which nothing was said."""
    conversation = context.active
    if conversation is not None and not is_empty(conversation):
        welcome.show(None)
    else:
        words = words_for(conversation, context.session.model.nick, context.share_words)
        welcome.show(words)


def draw_password(context: Context, composer: Composer) -> None:
    """Ask where one writes for the password that is missing, or is another one now; also while it
    is looked whether what was typed is it."""
    client = context.client
    problem, waits = client.problem, client.phase in (Phase.CONNECTING, Phase.REGISTERING)
    refused = problem is not None and problem.kind is ProblemKind.WRONG_PASSWORD
    wanted = composer.asks_password if waits else refused and client.phase is Phase.ENDED
    had_one = client.session.registration.password_fitted
    composer.ask_password(wanted, had_one=had_one, waits=waits)


class Listed:
    """The list of who is in the room, drawn not too often."""

    def __init__(self, context: Context, people: People, typists: Typists) -> None:
        self._context, self._people, self._typists = context, people, typists
        self._drawn = 0.0  # when, by time.monotonic

    def draw_soon(self) -> None:
        """Draw it at the next drawing, whenever the last one was."""
        self._drawn = 0.0
        self._context.mark("people")

    def draw(self) -> None:
        context, now = self._context, time.monotonic()
        if now - self._drawn < _PEOPLE_EVERY:
            context.mark("people")  # a flood of joins: draw the list again a little later
            return
        self._drawn = now
        conversation = context.active
        self._people.show(
            conversation.members.values() if conversation is not None else (),
            context.session.model.nick,
            self._typists.of(conversation),
            online=context.online,
        )


class ConnectionStatus:
    """What the status line says: how the connection is where something is amiss, else for a while
    the last that was to be said there."""

    def __init__(self, context: Context, line: StatusLine) -> None:
        self._context, self._line = context, line
        self._notice = Passing()
        self._asks_password = False
        context.say = self.say
        context.listeners.listen(PhaseChanged, self._phase_changed)

    def take_over(self, other: ConnectionStatus) -> None:
        """Say what another page said."""
        self._notice = other._notice

    @property
    def notice(self) -> str:
        """What was to be said, as long as it is."""
        return self._notice.words

    def say(self, words: str) -> None:
        """Say something for a while, or until something else is to be said; "" ends that."""
        self._notice.say(words)
        self.draw()

    def _phase_changed(self, _event: PhaseChanged) -> None:
        self._notice.say("")

    def draw(self, *, asks_password: bool | None = None) -> None:
        """asks_password: what is amiss is said where one writes; None as before."""
        if asks_password is not None:
            self._asks_password = asks_password
        client, model = self._context.client, self._context.session.model
        online = self._context.online
        waiting = 0 if online else waiting_in(model.conversations.values())
        words = connection_words(
            client.phase,
            client.retry_in,
            waiting,
            client.problem,
            model.book.trouble,
            unhosted=self._context.unhosted,
            asks_password=self._asks_password,
        )
        ended = client.phase is Phase.ENDED and not self._asks_password
        can_retry = ended or (client.phase is Phase.WAITING and waits_long(client.retry_in))
        self._line.say(words or self.notice, can_retry=can_retry and bool(words))
