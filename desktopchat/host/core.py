"""The host's state and its one way in: a person, a line, and what follows from it.

Plain objects: no socket, no thread, no clock of its own. What goes out, and what is to be kept,
is given to a `Wire`, in the order in which it happened. All calls are made under the host's one
lock.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from desktopchat.irc import casemap, closings, framing
from desktopchat.irc import numerics as n
from desktopchat.irc.message import Message
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event, Write
from desktopchat.store.place.audit import AuditEntry, write_deed
from desktopchat.store.place.bans import forget_bans
from desktopchat.store.place.host_store import Reader

from . import commands
from .clocks import LogClock
from .config import HostConfig
from .dispatch import Call, Steps, WaitingCommand
from .event_log import EventLog
from .filehost.grants import Grants
from .lines import Line, MessageIds, RecentLabels
from .net import http_head
from .state import accounts, pins, rooms
from .state.bans import Bans
from .state.channels import Channel
from .state.departures import Departures
from .state.followers import WITHIN, Followers
from .state.lookalikes import LookAlikes
from .state.markers import ReadMarkers
from .state.metadata import Metadata, greet_watchers
from .state.monitors import Monitors
from .state.names import Names
from .state.passwords import FailedPasswords
from .state.people import Person
from .state.sessions import Sessions
from .transactions import Transaction

_COMMAND_SHOWN = 100
"""Characters of a command that is none, in the answer to it."""


class Wire(Protocol):
    """Where lines and writes go: the pump, or a list in a test."""

    def store(self, write: Write) -> None:
        """Have this in the database before what is posted from now on is sent; where that can't
        be, as soon as it can."""

    def log(self, write: Write) -> None:
        """The same; but of a `Transaction` that can't be written this is not written later."""

    def post(
        self, recipients: tuple[Person, ...], line: Line, exclude: Person | None = None
    ) -> None:
        """Send `line` to `recipients`, but not to `exclude`."""

    def hang_up(self, person: Person) -> None:
        """Close the person's connection once what was posted to them is out."""

    def submit(self, transaction: Transaction) -> None:
        """Write it and send its lines, or neither."""


def visible_host(address: str) -> str:
    """An address as others see it: a parameter of a line can't begin with a colon, as ::1 does."""
    return "0" + address if address.startswith(":") else address


class Core:
    """People, channels, and the commands that change them.

    people: every nick in use, by its folded form. channels: by folded name. wall gives
    milliseconds since 1970; newest is the moment of the last event in the log.
    """

    def __init__(
        self,
        config: HostConfig,
        wire: Wire,
        wall: Callable[[], int],
        ticks: Callable[[], int],
        *,
        newest: int = 0,
    ) -> None:
        self.config = config
        self.wire = wire
        self.newest = newest
        self.wall = wall
        clock = LogClock(wall, ticks, newest)
        self.clock, self.go_after = clock.now, clock.go_after
        """Milliseconds since 1970, never less than before: what is said is stamped by it."""
        self.ticks = ticks
        """Milliseconds that go on evenly: all that waits or runs out counts by them."""
        self.ids = MessageIds()
        self.log = EventLog(self.ids, self._write)
        self.sts_port = 0
        """Where plain clients are asked to go for TLS; 0 for nowhere."""
        self.candidates: list[str] = []
        """Links of who could carry the place on, in that order (see `deputies`)."""
        self.former: list[str] = []
        """Links of who has hosted it, as `isupport.FORMER_TOKEN` has them."""
        self.healed: list[str] = []
        """When halves of the place became one, as `isupport.HEALED_TOKEN` has it."""
        self.carried_on_by: str | None = None
        """Whose computer this is, where another one's host began the place; "" where that has no
        name."""
        self.trouble = ""
        """Why nothing can be written just now, in words for everybody."""
        self.started = wall()
        """For people, by the clock on the wall."""
        self._begun = ticks()
        self.connections: set[Person] = set()
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.names = Names()
        self.names_read: int | None = None
        """When all names were last read from the database, in ticks."""
        self.accounts_made: dict[str, list[int]] = {}
        """Address or network (`networks`) -> when accounts were made from there, in ticks."""
        self.lookalikes = LookAlikes(self.names)
        self.passwords = FailedPasswords()
        self.pause: Callable[[float], object] = bool
        """Waits so many seconds; called outside the lock. The server puts its own in."""
        self.resent = RecentLabels()
        self.sessions = Sessions()
        self.markers = ReadMarkers()
        self.metadata = Metadata()
        self.monitors = Monitors()
        self.departed = Departures()
        self.followers = Followers()
        self.bans = Bans()
        self.grants = Grants()
        self.files_unnamed: Callable[[], object] = bool
        """Called when messages that may have named files are gone. The server puts its own in."""
        self.registered = 0
        self.most_registered = 0
        self._batches = 0
        self.first_room = config.room
        """The channel that newcomers are brought to; "" for none."""
        self.former_names: list[str] = []
        """What the first room was called before, folded, the oldest first: they lead to it."""
        if config.room:
            self.open_channel(config.room).permanent = True

    @property
    def uptime(self) -> int:
        """Milliseconds since the start, whatever the clock on the wall does."""
        return self.ticks() - self._begun

    def restore(self, reader: Reader) -> None:
        """Take up what is known of the rooms and the host from before."""
        accounts.restore(self, reader)
        self.markers.restore(reader)
        rooms.restore(self, reader)
        pins.restore(self, reader)
        # By the time of the newest event: the clock may be wrong just today.
        self.wire.store(forget_bans(self.newest))
        self.bans.restore(reader, self.fold, self.clock(), self.ticks())
        for write in self.grants.restore(reader, self.clock(), self.ticks()):
            self.wire.store(write)
        # After the rooms: what was kept of a room that is no more is taken away.
        for write in self.metadata.restore(reader, self.channels):
            self.wire.store(write)

    def carry_on(self, reader: Reader) -> None:
        """Expect those who were at the host before."""
        self.followers.expect(reader.log.comings(), self.fold, self.ticks() + WITHIN)

    def expect(self, comings: Iterable[Event], reader: Reader, cut: str) -> None:
        """Expect those who are at the host of another half, and have never left the chat. comings:
        who came and went there. cut: the msgid up to which both know the same."""
        # Who was told to have left this half since then comes to it anew.
        ours = (one for one in reader.log.comings() if one.msgid > cut)
        until = self.ticks() + WITHIN
        self.followers.expect((*comings, *ours), self.fold, until)
        for channel in self.channels.values():
            for person in channel.members:
                self.followers.tag(channel.folded, person.folded, self.ticks())

    # People

    def connect(
        self, port: object, host: str, *, secure: bool = False, local: bool = False
    ) -> Person:
        """Somebody's connection begins; `host` is its address in text."""
        person = Person(
            port, visible_host(host), self.clock(), self.ticks(), secure=secure, local=local
        )
        self.renew_source(person)
        self.connections.add(person)
        return person

    def find(self, nick: str) -> Person | None:
        """The registered person of that name."""
        person = self.people.get(self.fold(nick))
        return person if person and person.registered else None

    def called(self, nick: str) -> str:
        """A nick as who has it writes it, here or in their account; one of nobody as it is."""
        folded = self.fold(nick)
        person = self.find(nick)
        written = person.nick if person else self.names.shown(self.names.account_of(folded) or nick)
        return written if self.fold(written) == folded else nick

    def take_nick(self, person: Person, nick: str) -> None:
        """Give them the nick, which is free (or theirs, written otherwise)."""
        if person.nick:
            self.people.pop(person.folded, None)
        person.nick = nick
        person.folded = self.fold(nick)
        self.people[person.folded] = person
        person.called(nick, self.ids.next(self.clock()))
        self.renew_source(person)
        if person.registered:
            self.lookalikes.enter(person)

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

    def acquaintances(self, person: Person) -> tuple[Person, ...]:
        """Who is to hear of a change in who they are: neighbours, and extended-monitor's."""
        seen = dict.fromkeys(self.neighbours(person))
        seen.update(dict.fromkeys(self.monitors.close_watchers(person.folded)))
        seen.pop(person, None)
        return tuple(seen)

    def tell_watchers(self, person: Person, *, here: bool) -> None:
        """Tell those who watch for their nick (MONITOR) that it came, or is going."""
        watchers = self.monitors.watchers(person.folded)
        if watchers:
            words = f"{n.RPL_MONONLINE} * :{person.source}"
            if not here:
                words = f"{n.RPL_MONOFFLINE} * :{person.nick}"
            self.wire.post(watchers, Line(f":{self.config.server_name} {words}", self.clock()))
            if here:
                greet_watchers(self, person)

    def drop(self, person: Person, reason: str, code: str = "", about: str = "") -> None:
        """They are gone: everybody who knew them is told, once, and the connection is closed.

        code: of `irc.closings`, for their program. about: what stands behind it. Where the chat
        goes on at another host nobody is told: they go there too, and have not left it.
        """
        if person.gone:
            return
        person.gone = True
        moment = self.clock()
        if person.registered:
            self.registered -= 1
            if code != closings.MOVED:
                self._tell_quit(person, reason, moment)
            self.monitors.clear(person)
            self.tell_watchers(person, here=False)
            self.departed.add(person, moment)
        for channel in list(person.channels.values()):
            self.leave(person, channel)
        for channel in self.channels.values():
            channel.invited.discard(person)
            channel.knocked.pop(person, None)
            if not person.account:  # the next one of that name is somebody else
                channel.joined.pop(person.identity, None)
        if self.people.get(person.folded) is person:
            del self.people[person.folded]
        self.lookalikes.leave(person)
        self.connections.discard(person)
        self.sessions.remove(person)
        if code:
            words = f"{code} {about}".rstrip()
            failed = f":{self.config.server_name} FAIL * {words} :{reason}"
            self.wire.post(person.only, Line(failed, moment))
        self.wire.post(person.only, Line(f"ERROR :{reason}", moment))
        self.wire.hang_up(person)

    def _tell_quit(self, person: Person, reason: str, moment: int) -> None:
        tags = self.log.add(moment, person, "QUIT", reason, person.channels.values())
        body, account = f":{person.source} QUIT :{reason}", person.account
        quit_line = Line(body, moment, tags=tags, account=account)
        self.wire.post(self.neighbours(person), quit_line)

    def tell_operators(self, text: str) -> None:
        """Let those who look after the host know something."""
        line = Line(f":{self.config.server_name} NOTICE $* :{text}", self.clock())
        opers = tuple(person for person in self.connections if person.oper)
        self.wire.post(opers, line)

    def audit(self, person: Person, what: str, target: str, detail: str) -> None:
        """Write down what somebody did who may do more than others, for those who ask later."""
        who = f"{person.source} {person.account}".rstrip()
        self.wire.log(write_deed(AuditEntry(self.clock(), who, what, target, detail)))

    def _write(self, write: Write) -> None:
        # By what is the wire just now: a command's transaction takes its place meanwhile.
        self.wire.log(write)

    def ping(self, person: Person) -> None:
        """Ask for a sign of life."""
        server = self.config.server_name
        self.wire.post(person.only, Line(f"PING :{server}", self.clock()))

    def lookalike(self, person: Person) -> str:
        """The name of somebody else that theirs looks like; "" for none."""
        return self.lookalikes.of(person)

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
        rooms.left(self, channel)

    # Lines

    def receive(self, person: Person, line: bytes) -> WaitingCommand | None:
        """Run one line (without CR LF) that came from `person`.

        What it gives back waits for work outside the lock, and then for `resume`; until then no
        other line of that person may be run.
        """
        text = framing.decode(line, self.config.legacy_encoding or None)
        if text is not None and text.isspace():
            return None
        readable = line.decode(errors="replace") if text is None else text
        call = Call(self, person, Message.read(readable), self.clock())
        if call.command is not None and call.command.whole:
            with Transaction(call):
                return self._receive(call, line, text)
        return self._receive(call, line, text)

    def _receive(self, call: Call, line: bytes, text: str | None) -> WaitingCommand | None:
        person = call.person
        if not person.registered and http_head.is_http(line):
            self.drop(person, "This is a chat: a web page can't use it like this")
        elif person.token_due and call.message.command != "PASS":
            self.drop(person, "Say with PASS first what the link has behind the #")
        elif framing.too_long(line):
            call.numeric(n.ERR_INPUTTOOLONG, text="Input line was too long")
        elif text is None:
            name = call.message.command if call.command is not None else "*"
            call.fail("INVALID_UTF8", text="Send UTF-8: your text was not passed on", name=name)
        else:
            steps = self._run(call)
            if steps is not None:
                return self._advance(call, steps, None)
        call.finish()
        return None

    def resume(self, waiting: WaitingCommand, outcome: Any) -> WaitingCommand | None:
        """Go on with a command whose work is done; an exception as `outcome` is raised in it."""
        if waiting.call.person.gone:
            waiting.steps.close()
            return None
        # What others have said meanwhile is earlier than what it says from here on.
        waiting.call.moment = self.clock()
        if waiting.call.command is not None and waiting.call.command.whole:
            with Transaction(waiting.call):
                return self._advance(waiting.call, waiting.steps, outcome)
        return self._advance(waiting.call, waiting.steps, outcome)

    def _advance(self, call: Call, steps: Steps, outcome: Any) -> WaitingCommand | None:
        try:
            failed = isinstance(outcome, Exception)
            work = steps.throw(outcome) if failed else steps.send(outcome)
        except StopIteration:
            call.finish()
            return None
        except StoreError as error:
            call.fail("TEMPORARILY_UNAVAILABLE", text=error.plain)
            call.finish()
            return None
        return WaitingCommand(call, steps, work)

    def _run(self, call: Call) -> Steps | None:
        known = call.command
        if known is None or not (known.before or call.person.registered):
            if not call.person.registered:
                call.not_registered()
            else:
                word = call.message.command[:_COMMAND_SHOWN]
                call.numeric(n.ERR_UNKNOWNCOMMAND, word.lstrip(":") or "*", text="Unknown command")
        elif len(call.params) < known.params:
            call.need_more_params()
        elif self.trouble and known.changes(call.params):
            text = f"Nothing was changed, since it can't be written down. {self.trouble}"
            call.fail("TEMPORARILY_UNAVAILABLE", text=text)
        elif not known.oper or call.runs_host():
            return known.run(call)
        return None

    def next_batch(self) -> str:
        self._batches += 1
        return f"b{self._batches}"

    def batch_names(self) -> Iterator[str]:
        """Names for as many batches as it takes."""
        while True:
            yield self.next_batch()

    def fold(self, name: str) -> str:
        return casemap.fold(name, casemap.UNICODE)


commands.load()
