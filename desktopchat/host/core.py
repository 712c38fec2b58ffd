"""The host's state and its one way in: a person, a line, and what follows from it.

Plain objects: no socket, no thread, no clock of its own. What goes out is given to a `Wire`, in
the order in which people are to get it. All calls are made under the host's one lock.
"""

from collections.abc import Callable
from typing import Protocol

from desktopchat.irc import casemap, framing
from desktopchat.irc import numerics as n
from desktopchat.irc.message import Message

from . import commands
from .channels import Channel
from .config import HostConfig
from .dispatch import COMMANDS, Call
from .lines import Line, MessageIds
from .people import Person


class Wire(Protocol):
    """Where lines go: the pump, or a list in a test."""

    def post(
        self, recipients: tuple[Person, ...], line: Line, exclude: Person | None = None
    ) -> None:
        """Send `line` to `recipients`, but not to `exclude`."""

    def hang_up(self, person: Person) -> None:
        """Close the person's connection once what was posted to them is out."""


def visible_host(address: str) -> str:
    """An address as others see it: a parameter of a line can't begin with a colon, as ::1 does."""
    return "0" + address if address.startswith(":") else address


class Core:
    """People, channels, and the commands that change them.

    people: every nick in use, by its folded form. channels: by folded name. clock gives
    milliseconds since 1970.
    """

    def __init__(self, config: HostConfig, wire: Wire, clock: Callable[[], int]) -> None:
        self.config = config
        self.wire = wire
        self.clock = clock
        self.ids = MessageIds()
        self.started = clock()
        self.connections: set[Person] = set()
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.registered = 0
        self.most_registered = 0
        self._batches = 0
        if config.room:
            self.open_channel(config.room).permanent = True

    # People

    def connect(self, port: object, host: str) -> Person:
        """Somebody's connection begins; `host` is its address in text."""
        person = Person(port, visible_host(host), self.clock())
        self.connections.add(person)
        return person

    def find(self, nick: str) -> Person | None:
        """The registered person of that name."""
        person = self.people.get(self.fold(nick))
        return person if person and person.registered else None

    def take_nick(self, person: Person, nick: str) -> None:
        """Give them the nick, which is free (or theirs, written otherwise)."""
        if person.nick:
            self.people.pop(person.folded, None)
        person.nick = nick
        person.folded = self.fold(nick)
        self.people[person.folded] = person
        self.renew_source(person)

    def renew_source(self, person: Person) -> None:
        person.source = f"{person.nick or '*'}!{person.username or 'user'}@{person.host}"
        person.folded_source = self.fold(person.source)

    def neighbours(self, person: Person) -> tuple[Person, ...]:
        """Everybody who shares a channel with them, without them."""
        seen: set[Person] = set()
        for channel in person.channels.values():
            seen.update(channel.members)
        seen.discard(person)
        return tuple(seen)

    def drop(self, person: Person, reason: str) -> None:
        """They are gone: everybody who knew them is told, once, and the connection is closed."""
        if person.gone:
            return
        person.gone = True
        moment = self.clock()
        if person.registered:
            self.registered -= 1
            quit_line = Line(f":{person.source} QUIT :{reason}", moment, tags=self.msgid(moment))
            self.wire.post(self.neighbours(person), quit_line)
        for channel in list(person.channels.values()):
            self.leave(person, channel)
        for channel in self.channels.values():
            channel.invited.discard(person)
        if self.people.get(person.folded) is person:
            del self.people[person.folded]
        self.connections.discard(person)
        self.wire.post(person.only, Line(f"ERROR :{reason}", moment))
        self.wire.hang_up(person)

    def ping(self, person: Person) -> None:
        """Ask for a sign of life."""
        server = self.config.server_name
        self.wire.post(person.only, Line(f"PING :{server}", self.clock()))

    # Channels

    def channel(self, name: str) -> Channel | None:
        return self.channels.get(self.fold(name))

    def open_channel(self, name: str) -> Channel:
        """The channel of that name, made if it is not there."""
        folded = self.fold(name)
        channel = self.channels.get(folded)
        if channel is None:
            channel = self.channels[folded] = Channel(name, folded, self.clock())
        return channel

    def leave(self, person: Person, channel: Channel) -> None:
        """Take them out, and the channel away if it is empty and not to stay."""
        channel.remove(person)
        if not channel.members:
            channel.forget_rules()
            if not channel.permanent:
                del self.channels[channel.folded]

    # Lines

    def receive(self, person: Person, line: bytes) -> None:
        """Run one line (without CR LF) that came from `person`."""
        moment = self.clock()
        text = framing.decode(line)
        message = Message.parse(text) if text is not None else None
        call = Call(self, person, message or Message("*"), moment)
        if framing.too_long(line):
            call.numeric(n.ERR_INPUTTOOLONG, text="Input line was too long")
        elif text is None:
            call.fail("INVALID_UTF8", text="Send UTF-8: your text was not passed on", name="*")
        elif message is not None:
            self._run(call)
        call.finish()

    def _run(self, call: Call) -> None:
        known = COMMANDS.get(call.message.command)
        if known is None or not (known.before or call.person.registered):
            if not call.person.registered:
                call.numeric(n.ERR_NOTREGISTERED, text="You have not registered")
            else:
                call.numeric(n.ERR_UNKNOWNCOMMAND, call.message.command, text="Unknown command")
        elif len(call.params) < known.params:
            call.need_more_params()
        else:
            known.run(call)

    def msgid(self, moment: int) -> str:
        """A new msgid as a tag."""
        return "msgid=" + self.ids.next(moment)

    def next_batch(self) -> str:
        self._batches += 1
        return f"b{self._batches}"

    def fold(self, name: str) -> str:
        return casemap.fold(name, casemap.UNICODE)


commands.load()
