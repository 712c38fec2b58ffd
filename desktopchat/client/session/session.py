"""What one person says and hears on a host: a state machine without socket, thread or clock.

`receive` takes a message and returns what changed; the verbs (`delivery.say`, `rooms.join`, …)
change the model at once and leave lines in `wire.out`, which `Client` sends. What the single
messages mean stands in `handlers`, a function a command; what one can do stands in the parts
beside this file.
The Session outlives connections: `connected` and `disconnected` tell it of theirs, and it comes
back into its rooms by itself.
"""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from desktopchat.client.model import (
    Conversation,
    ConversationKind,
    Event,
    MembersChanged,
    TypingChanged,
)
from desktopchat.client.model.clock import utc_now
from desktopchat.client.model.model import Model
from desktopchat.client.session.admin import Admin
from desktopchat.client.session.batches import Batches
from desktopchat.client.session.carrying_on import CarryingOn
from desktopchat.client.session.deeds import Deeds
from desktopchat.client.session.delivery import MessageDelivery
from desktopchat.client.session.dispatch import dispatch
from desktopchat.client.session.filehost import FileHost
from desktopchat.client.session.history import History
from desktopchat.client.session.lines import Lines
from desktopchat.client.session.login import Login
from desktopchat.client.session.me import Me
from desktopchat.client.session.messages import Messages
from desktopchat.client.session.moderation import Moderation
from desktopchat.client.session.pins import Pins
from desktopchat.client.session.profile import Profile
from desktopchat.client.session.registration import Registration
from desktopchat.client.session.room_settings import RoomSettings
from desktopchat.client.session.rooms import Rooms
from desktopchat.client.session.searches import Searches
from desktopchat.client.session.seen import SeenMarkers
from desktopchat.client.session.typing import Typing
from desktopchat.client.session.whois import Whois
from desktopchat.client.session.wire import Wire
from desktopchat.irc import caps
from desktopchat.irc import tags as names
from desktopchat.irc.message import Message
from desktopchat.irc.names import nick_from_name
from desktopchat.irc.text import one_line, trailing


class Session:
    """One person on one host.

    name: what they call themselves; the nick is made of it. rooms: channels to join, a password
    for each after a space ("#lab", "#staff secret"). now: the time, for what the host does not
    date. session_name: begins each label; unique for all time.
    """

    def __init__(
        self,
        name: str,
        *,
        password: str = "",
        rooms: Iterable[str] = (),
        now: Callable[[], datetime] = utc_now,
        session_name: str = "",
    ) -> None:
        name = one_line(" ".join(name.split()))
        self.model = model = Model(nick_from_name(name) or name, name, now)
        self.wire = wire = Wire(session_name or secrets.token_hex(12), model.isupport, model.notice)
        self.ctcp_answered: datetime | None = None
        self.me = Me(model, wire)
        self.registration = Registration(model, wire, self.me, password)
        self.login = Login(model, wire, self.me)
        self.profile = Profile(model, wire)
        self.typing = Typing(wire, model.clock.now, model.conversation, model.emit)
        self.lines = Lines(model, wire)
        self.deeds = Deeds(model, wire, self.lines)
        self.room_settings = RoomSettings(model, wire, self.deeds)
        self.moderation = Moderation(model, wire, self.room_settings)
        self.rooms = Rooms(model, wire, self.room_settings, rooms)
        self.whois = Whois(model, wire)
        self.filehost = FileHost(model, wire)
        self.admin = Admin(wire, model.emit)
        self.carrying_on = CarryingOn(wire, model.emit)
        self.delivery = MessageDelivery(
            model, wire, self.lines, self.deeds, self.rooms, self.typing
        )
        self.history = History(model, wire, self.delivery)
        self.seen = SeenMarkers(model, wire)
        self.messages = Messages(
            model,
            wire,
            self.lines,
            self.deeds,
            self.delivery,
            self.rooms,
            self.admin,
            self.seen,
        )
        self.pins = Pins(model, wire, self.deeds, self.admin, self.rooms)
        self.searches = Searches(model, wire)
        self._collect_anew()

    def _collect_anew(self) -> None:
        """What is gathered from several messages, on one connection only."""
        self.batches = Batches()
        self.away_told: dict[str, str] = {}

    # the connection

    def connected(self) -> None:
        """A connection stands: ask to be let in."""
        self.registration.begin()

    def disconnected(self) -> list[Event]:
        """The connection is gone. What I write from now on waits for the next one."""
        self.wire.broken()
        self.delivery.broken(has_log=self.history.on)
        self.history.broken()
        self.searches.broken()
        self.login.broken()
        self.me.broken()
        self.typing.broken()
        self.seen.broken()
        self.rooms.broken()
        self.moderation.broken()
        self.whois.broken()
        self.admin.broken()
        self._collect_anew()
        for conversation in self.model.conversations.values():
            if conversation.typing:
                conversation.typing.clear()
                self.model.emit(TypingChanged(conversation))
            if conversation.kind is ConversationKind.ROOM and conversation.joined:
                conversation.joined = False
                self.model.emit(MembersChanged(conversation))
        return self.model.take_events()

    def arrived(self) -> None:
        """The host let us in and has said who it is: go back to the rooms, send what waits."""
        registration = self.registration
        if not registration.end():
            return
        came_back = registration.been_online or registration.resumed
        registration.been_online = True
        self.model.book.host_is(self.wire.told)
        since = self.model.clock.heard_until
        self.profile.begin()
        self.admin.log_in_again()  # who runs the host is let into every room
        self.delivery.arrived()
        self.rooms.arrived()
        self.me.arrived()
        self.login.make_account()
        for conversation in list(self.model.conversations.values()):
            if conversation.kind is ConversationKind.DIRECT:
                self.seen.come_in(conversation)
                self.history.come_in(conversation)
        if came_back:
            self.history.come_back(since)

    # the wire

    def receive(self, message: Message) -> list[Event]:
        """Take a message from the host; gives what changed since the last call.

        Any message is taken, however odd: what makes no sense is let go by.
        """
        tags = message.tags
        if tags:
            if names.BATCH in tags and message.command != "BATCH":
                batch = self.batches.get(tags[names.BATCH])
                if batch is not None and batch.gathers:
                    self.batches.gather(batch, message)
                    return self.model.take_events()
            label = tags.get(names.LABEL)
            if label is not None:
                self.wire.request = self.wire.requests.get(label)
                dispatch(self, message)
                self.wire.request = None
                if message.command != "BATCH":
                    self.delivery.finish(label)
                return self.model.take_events()
            if names.BATCH in tags:
                batch = self.batches.get(tags[names.BATCH])
                self.wire.request = batch.request if batch is not None else None
                dispatch(self, message)
                self.wire.request = None
                return self.model.take_events()
        dispatch(self, message)
        return self.model.take_events()

    # conversations

    def open_direct(self, nick: str) -> Conversation:
        """The conversation with one person, new where there was none."""
        new = self.model.conversation(nick) is None
        conversation = self.model.direct(nick)
        if new and self.wire.online:
            if caps.READ_MARKER in self.wire.caps.enabled and self.model.account:
                self.wire.send("MARKREAD", conversation.name)
            self.seen.come_in(conversation)
            self.history.come_in(conversation)
        return conversation

    def close(self, conversation: Conversation) -> None:
        """Take a conversation away, leaving the room if it is one."""
        if conversation.kind is ConversationKind.ROOM:
            self.rooms.part(conversation)
        self.delivery.forget(conversation)
        self.history.forget(conversation)
        self.model.remove_conversation(conversation)

    def quit(self, reason: str = "") -> None:
        """Say goodbye to the host."""
        self.wire.send("QUIT", *trailing(reason))
