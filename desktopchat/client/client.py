"""One person on one host, over connections that come and go: a Session on a Link.

The owner (a window, a command) calls `connect`, then `poll` every few milliseconds, and in
between the session's verbs. `poll` never waits. What it looks after:

- **The phases of a connection**, which `model.phases` has as a table.
- **Failing at first is final, failing later is not.** Whoever never got in is told why; whoever
  was in is brought back, after pauses that double from half a second to two seconds (half a
  minute for a server far away), each shortened by chance so that a room full of clients does not
  return in one moment.
- **A connection that looks alive but is not.** After silence it asks (PING), and without any
  answer it is over: `KeepAlive` has its states, `pace` says when. After a sleep it asks at once.
- **The right host.** `Ways` says where to go and which key to expect; this goes there.
- **Being a good guest.** Other servers throw out clients that send too fast: there lines go out
  ten at once, then two a second. A DesktopChat host needs none of this.
"""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from desktopchat.client.following import Following
from desktopchat.client.kept.memory import Memory
from desktopchat.client.link.aside import Threaded
from desktopchat.client.link.dialing import CONNECT_WITHIN
from desktopchat.client.link.incoming import Incoming
from desktopchat.client.link.link import Closed, Connected, Link
from desktopchat.client.link.pace import CARRIED_ON, FAR, NEAR, Pace, is_near
from desktopchat.client.link.timers import Allowance, Interval, KeepAlive, Life, Patience, Retry
from desktopchat.client.link.ways import Find, Ways, find_nowhere
from desktopchat.client.model import Event, Phase, PhaseChanged
from desktopchat.client.model.phases import OF_CLIENT, Step
from desktopchat.client.problems import LASTING, NOBODY_THERE, TOLD_BY_A_COPY, Problem, ProblemKind
from desktopchat.client.session import Session
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import is_short
from desktopchat.irc.message import Message
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust
from desktopchat.words import tr
from desktopchat.words.reasons import reason

_JUMP = 10.0  # seconds between two polls that only sleep explains
_GOODBYE_LOOK = 0.02  # seconds between two tries to send on while the end is awaited
_SILENT = 10.0  # seconds for a first word
_LET_IN = 40.0  # seconds for all of the registration
_REGAIN_EVERY = 10.0  # seconds
_EXPECT_EVERY = 1.0  # seconds between tries to reach somebody who is expected back
_SEEK_EVERY = 0.5  # seconds between looks whether the host is seen elsewhere
_EACH_WITHIN = 1.5  # seconds to connect, and to agree on keys, where there are others: at first
_BURST, _PER_SECOND = 10.0, 2.0  # lines to other servers


class MakeLink(Protocol):
    def __call__(self, address: Address, *, pin: str = "") -> Link: ...


class Client:
    """A session that stays connected.

    address: where; its room is joined too. name, password, rooms: as for `Session`. trust: the
    keys of hosts met before; None remembers none. secrets: my accounts on them; None makes none.
    find: where a host is seen, should it have moved. returning: I was there before: failing at
    first is as failing later. logbooks: the folder of what is kept of chats over restarts; None
    keeps nothing. clock: seconds that only rise; wall: seconds that go on while the computer
    sleeps. on_news: called, on another thread, when `poll` has something to take.

    phase: how the connection is. problem: why there is none, or None. fingerprint: of the key of
    the host that we are connected to, "" where the connection is not encrypted.
    """

    def __init__(
        self,
        address: Address,
        name: str,
        *,
        password: str = "",
        rooms: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        trust: Trust | None = None,
        secrets: Secrets | None = None,
        find: Find = find_nowhere,
        returning: bool = False,
        logbooks: Path | None = None,
        make_link: MakeLink = Link,
        on_news: Callable[[], object] = lambda: None,
    ) -> None:
        self.address = address
        self.fingerprint = ""
        self._ways = Ways(address, trust, find)
        self._secrets = secrets
        wanted = [address.room, *rooms] if address.room and address.room not in rooms else rooms
        self.session = Session(name, password=password, rooms=wanted)
        self.session.login.aside = self._aside = Threaded(on_news)
        self.phase = Phase.IDLE
        self.problem: Problem | None = None
        self._clock, self._wall, self._make_link = clock, wall, make_link
        self._on_news = on_news
        self._returning = returning
        self._memory = Memory(self.session, logbooks)
        self._link: Link | None = None
        self._incoming: Incoming | None = None
        """Of the link."""
        self._events: list[Event] = []
        self._now = clock()
        self._last_wall = wall()
        self._since = self._now  # since when the phase is this one
        self._alive = KeepAlive(self._now)
        self._retry = Retry()
        self._patience = Patience(_EACH_WITHIN, CONNECT_WITHIN)
        self._regain = Interval(_REGAIN_EVERY)
        self._expect = Interval(_EXPECT_EVERY)
        self._seek = Interval(_SEEK_EVERY)
        self._fell_silent = False  # whether the last connection ended so
        self._suspected = False  # whether this connection was asked since the host is elsewhere
        self._allowance = Allowance(_BURST, _PER_SECOND)
        self._following = Following(self.session, self._ways)

    # what the owner does

    def connect(self) -> None:
        """Begin to connect, unless that is done already."""
        if self._link is None:
            self.problem = None
            self._now = self._clock()
            self._set_out()

    @property
    def resumed(self) -> bool:
        """Whether the session has what was kept of an earlier visit, host or no host."""
        return self._memory.has_any

    def retry_now(self) -> None:
        """Try again at once, without waiting for the pause to end."""
        self._retry.begin_anew()
        self.connect()

    def use_password(self, password: str) -> None:
        """The host wants this password from now on: go there with it, at once."""
        self.session.registration.use_password(password)
        self.retry_now()

    @property
    def key_before(self) -> str:
        """The fingerprint of the key that this host should have shown, "" for any."""
        return self._ways.pin(self.address)

    @property
    def place(self) -> str:
        """By what the place is known, whoever hosts it: the key of the host that began it, or the
        address of one that has no key."""
        key = self.fingerprint or self.key_before
        return self._ways.root(key) if key else self.address.authority

    def trust_new_key(self) -> None:
        """The person says that the key of a KEY_CHANGED is right: remember it, and go there."""
        problem = self.problem
        if problem is not None and problem.kind is ProblemKind.KEY_CHANGED:
            self._ways.accept(self.address, problem.detail)
            self.retry_now()

    @property
    def retry_in(self) -> float | None:
        """Seconds until it tries again by itself; None when it does not wait for that."""
        if self.phase is not Phase.WAITING:
            return None
        return self._retry.left(self._clock())

    def poll(self, max_messages: int = 100, budget: float = 0.008) -> list[Event]:
        """Take what came, send what is to be sent; gives what changed. Never waits.

        At most so many messages and seconds are spent on what came; the rest is for next time.
        """
        self._now = self._clock()
        slept = self._slept()
        self._memory.take()
        self._aside.take()
        self._drain(max_messages, self._now + budget)
        self._watch(slept)
        self.session.typing.tell()
        self.session.profile.ask_due()
        self._flush()
        self._events += self.session.model.take_events()
        events, self._events = self._events, []
        self._memory.keep(events)
        return events

    def wait(self, seconds: float) -> None:
        """Wait until something came, at most so long: for an owner that has nothing else to do."""
        if self._incoming is None:
            time.sleep(min(seconds, 0.05))
        else:
            self._incoming.wait(seconds)

    def quit(self, reason: str = "", wait: float = 1.0) -> None:
        """Say goodbye, wait at most so many seconds for the host to close, and end."""
        if self._link is not None:
            if self.phase in (Phase.ONLINE, Phase.REGISTERING):
                self.session.quit(reason)
                self._link.send(self.session.wire.take_out())
                self._await_goodbye(wait)
            self._close_link()
            self._events += self.session.disconnected()
        self.problem = None
        self._step(Step.GAVE_UP)
        self._memory.close(self._events)

    def _await_goodbye(self, wait: float) -> None:
        """Take in what still comes: confirmations of what I said last, too."""
        link, incoming = self._link, self._incoming
        deadline = time.monotonic() + wait
        while link and incoming and (left := deadline - time.monotonic()) > 0:
            link.flush()
            incoming.wait(min(left, _GOODBYE_LOOK))
            item = incoming.take()
            if isinstance(item, Closed):
                return
            if isinstance(item, Message):
                self._events += self.session.receive(item)
                if item.command == "ERROR":  # the host's own goodbye; nothing comes after it
                    return

    # connections

    def _set_out(self) -> None:
        """Go the best way there is."""
        self._patience.set_out()
        refusal = self._ways.refusal
        if refusal is not None:
            self._break(refusal)
            return
        way = self._ways.begin(silent=self._fell_silent)
        self._fell_silent = False
        self._remember(self._ways.pin(way), met=bool(self._ways.pin(way)))
        self._open(way)

    def _remember(self, fingerprint: str, *, met: bool) -> None:
        """A place is known by the key of its first host, else by its address."""
        if is_short(fingerprint):
            return  # which place that is shows when its host shows the whole key
        if not fingerprint:
            self._memory.open(self._ways.wanted.authority, met=met)
            return
        place = self._ways.root(fingerprint)
        self._memory.open(place, met=met, names=self._ways.names(place))
        if self._memory.place != place:
            # Opened by the address, as the key was not known then: the next start moves it there.
            with contextlib.suppress(OSError):
                self._ways.known_as(self._memory.place, fingerprint)

    def _open(self, address: Address) -> None:
        self.fingerprint = ""
        self.address = address
        self._suspected = False
        self._following.begin()
        self._alive = KeepAlive(self._now)
        self._allowance.fill(self._now)
        self._link = self._make_link(address, pin=self._ways.pin(address))
        self._incoming = Incoming(self._link)
        self._link.on_item = self._on_news
        if self._ways.is_one_of_several:
            self._link.connect_within = self._patience.seconds
        self._link.start()
        self._step(Step.SET_OUT)

    def _close_link(self) -> None:
        link, self._link, self._incoming = self._link, None, None
        if link is not None:
            link.close()

    def _step(self, step: Step) -> None:
        phase = OF_CLIENT[self.phase][step]
        self._since = self._now
        if phase is not self.phase:
            still_away = {self.phase, phase} == {Phase.CONNECTING, Phase.WAITING}
            self.phase = phase
            self._events.append(PhaseChanged(phase, still_away))

    def _break(self, problem: Problem) -> None:
        """There is no connection any more, or none came about."""
        said = self.session.registration.problem
        if said is not None and self.phase is not Phase.CONNECTING:
            # The host's own reason tells more than that the line went dead.
            problem = Problem(said.kind, said.detail, self.address.authority)
        told_by_a_copy = problem.kind in TOLD_BY_A_COPY
        if told_by_a_copy:
            self._following.look_there_too(self.fingerprint)
        if self.phase is Phase.CONNECTING or (told_by_a_copy and self.phase is Phase.REGISTERING):
            way = self._ways.another(problem)
            if way is not None:
                self._close_link()
                self._events += self.session.disconnected()
                self._open(way)
                return
            problem = self._ways.explain(problem)
        if said is not None and said.kind is ProblemKind.ENDED and problem.kind in NOBODY_THERE:
            problem = said  # which is why there is nobody
        self._close_link()
        self._events += self.session.disconnected()
        self.problem = problem
        known = self.session.registration.been_online or self.resumed or self._returning
        if not known or problem.kind in LASTING:
            self._step(Step.GAVE_UP)
            return
        if self._following.moves(self.fingerprint) or problem.kind is ProblemKind.STANDS_BY:
            self._retry.begin_anew()  # it is there in a moment
        elif self.phase is Phase.ONLINE:
            self._retry.was_online(self._now - self._since)
        self._retry.pause(self._now, self._pace_of_host.longest)
        self._step(Step.BROKE)

    def _trouble(self, kind: ProblemKind) -> None:
        self._break(Problem(kind, "", self.address.authority))

    # what came

    def _drain(self, max_messages: int, deadline: float) -> None:
        receive, clock = self.session.receive, self._clock
        count = 0
        # First what was kept: what the host says belongs behind it.
        while self._incoming is not None and self._memory.ready:
            if count >= max_messages or (count and clock() >= deadline):
                return
            item = self._incoming.take()
            if item is None:
                return
            self._alive.heard(self._now)
            if isinstance(item, Connected):
                self._connected(item)
            elif isinstance(item, Closed):
                self._break(item.problem)
            elif not self._incoming.begins_as_irc(item):
                self._trouble(ProblemKind.NOT_IRC)
            else:
                count += 1
                self._events += receive(item)
                if self.phase is Phase.REGISTERING:
                    self._registering()

    def _connected(self, connected: Connected) -> None:
        self.fingerprint = fingerprint = connected.fingerprint
        there = self.address
        if there.others and connected.host:
            others = tuple(host for host in there.hosts if host != connected.host)
            there = replace(there, host=connected.host, others=others)
        self.address = replace(there, fingerprint=fingerprint) if there.by_code else there
        try:
            self._ways.found(self.address, fingerprint)
        except OSError as error:
            self.session.model.notice(
                tr(
                    "The key of this host can't be remembered, so that nobody would notice if it"
                    " were another next time ({why}). Make room on the disk.",
                    why=reason(error),
                )
            )
        self.session.login.secure = bool(fingerprint)
        self.session.history.healed = set(self._ways.healed(fingerprint))
        if self._secrets is not None and fingerprint:
            # People who share a computer each have their own: by the name they come in with.
            place = self._ways.root(fingerprint)
            key = f"{place} {self.session.me.wanted_nick.casefold()}"
            self.session.login.known = self._secrets.get(key)
            self.session.login.keep = partial(self._secrets.put, key)
        self._remember(fingerprint, met=True)
        self._following.connected(fingerprint)
        self.session.connected()
        self._step(Step.CONNECTED)

    def _registering(self) -> None:
        """Look how the registration stands after a message."""
        if self._goes_over_to_tls():
            return
        if self.session.wire.online:
            self._regain.put_off(self._now)
            self.problem = None
            self._patience.let_in()
            self._step(Step.LET_IN)
            if (carried_on := self._following.arrived(self.fingerprint)) is not None:
                self._events.append(carried_on)
            self._keep_to_tls()
        elif self.session.registration.problem is not None:
            problem = self.session.registration.problem
            if self._link is not None:
                self._link.send(["QUIT"])
            self._break(problem)

    # encryption (IRCv3 STS)

    def _goes_over_to_tls(self) -> bool:
        """Whether the host wants encryption, and we go there anew."""
        port = self.session.wire.caps.sts_port
        if not port or self.address.tls:
            return False
        self._ways.goes_over(self.address)
        self._close_link()
        self._events += self.session.disconnected()
        if not self._memory.has_any:
            self._memory.close()  # the host is known by its key from now on
        self._open(replace(self.address, port=port, tls=True, explicit=True))
        return True

    def _keep_to_tls(self) -> None:
        """Remember for how long the host wants it so."""
        seconds = self.session.wire.caps.sts_duration
        if seconds is not None:
            self._ways.keep_secure(self.address, seconds)

    # what time brings

    def _slept(self) -> bool:
        """Whether the computer slept since the last poll: the wall clock went on without us."""
        wall = self._wall()
        jumped = wall - self._last_wall > _JUMP
        self._last_wall = wall
        return jumped

    def _watch(self, slept: bool) -> None:
        if self.phase is Phase.WAITING:
            if slept or not self._retry.left(self._now) or self._is_elsewhere():
                self._set_out()
        elif self.phase is Phase.REGISTERING:
            self._watch_registration()
        elif self.phase is Phase.ONLINE:
            self._following.note(self.address, self.fingerprint)
            self._watch_connection(slept)

    def _is_elsewhere(self) -> bool:
        """Whether the host is seen now at another address than the one that we know; said once."""
        if self._suspected or not self._seek.due(self._now):
            return False
        self._suspected = self._ways.moved(self.address.host)
        return self._suspected

    def _watch_registration(self) -> None:
        waited = self._now - self._since
        if self._incoming and not self._incoming.spoken and waited >= _SILENT:
            odd = self._link is not None and self._link.received
            self._trouble(ProblemKind.NOT_IRC if odd else ProblemKind.SILENT)
        elif waited >= _LET_IN:
            self._trouble(ProblemKind.NOT_LET_IN)

    def _watch_connection(self, slept: bool) -> None:
        if self._incoming and self._incoming.has_messages:
            self._alive.heard(self._now)  # they wait for us, not we for them
        else:
            doubt = slept or (self._alive.state is not Life.ASKED and self._is_elsewhere())
            match self._alive.look(self._now, self._pace_of_host, doubt=doubt):
                case Life.ASKED if self._link is not None:
                    self._link.send(["PING alive"])  # no words: on the wire
                case Life.LOST:
                    self._fell_silent = True
                    self._trouble(ProblemKind.LOST)
                    return
        if self.session.me.displaced and self._regain.due(self._now):
            self.session.me.regain_nick()
        if self._expect.due(self._now):
            self.session.delivery.try_expected()

    @property
    def _pace_of_host(self) -> Pace:
        """Whoever hosts DesktopChat is near, whatever their address."""
        if self._ways.others:
            return CARRIED_ON
        near = self.session.model.on_desktopchat or is_near(self._ways.wanted)
        return NEAR if near else FAR

    # what is sent

    def _flush(self) -> None:
        link = self._link
        if link is None or self.phase not in (Phase.REGISTERING, Phase.ONLINE):
            return
        if self.session.wire.out:
            self._alive.spoke(self._now)
            link.send(self.session.wire.take_out(self._pace()))
        elif link.backlog:
            link.flush()

    def _pace(self) -> int | None:
        """How many lines may go out now; None for any number."""
        if self.phase is not Phase.ONLINE or self.session.model.on_desktopchat:
            return None
        return self._allowance.take(self._now, len(self.session.wire.out))
