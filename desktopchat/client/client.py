"""One person on one host, over connections that come and go: a Session on a Link.

The owner (a window, a command) calls `connect`, then `poll` every few milliseconds, and in
between the session's verbs. `poll` never waits. What it looks after:

- **Failing at first is final, failing later is not.** Whoever never got in is told why; whoever
  was in is brought back, after pauses that double from half a second to two seconds (half a
  minute for a server far away), each shortened by chance so that a room full of clients does not
  return in one moment.
- **A connection that looks alive but is not.** After silence it asks (PING), and without any
  answer it is over: `pace` says when. After the computer slept it asks at once.
- **The right host.** `Ways` says where to go and which key to expect; this goes there.
- **Being a good guest.** Other servers throw out clients that send too fast: there lines go out
  ten at once, then two a second. A DesktopChat host needs none of this.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from queue import Empty
from typing import Protocol

from desktopchat.client.kept.logbook import Logbook
from desktopchat.client.link.aside import Threaded
from desktopchat.client.link.link import Closed, Connected, Item, Link
from desktopchat.client.link.pace import FAR, NEAR, Pace, is_near
from desktopchat.client.link.timers import Allowance, Every, KeepAlive, Retry
from desktopchat.client.link.ways import Find, Ways, find_nowhere
from desktopchat.client.model import Event, Phase, PhaseChanged
from desktopchat.client.problems import LASTING, Problem, ProblemKind
from desktopchat.client.session import Session
from desktopchat.irc.address import Address
from desktopchat.irc.message import Message
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.trust import Trust

_JUMP = 10.0  # seconds between two polls that only sleep explains
_SILENT = 10.0  # seconds for a first word
_LET_IN = 40.0  # seconds for all of the registration
_REGAIN_EVERY = 10.0  # seconds
_SEEK_EVERY = 0.5  # seconds between looks whether the host is seen elsewhere
_BURST, _PER_SECOND = 10.0, 2.0  # lines to other servers

_FIRST_WORDS = frozenset(
    ("NOTICE", "CAP", "PING", "ERROR", "AUTHENTICATE", "FAIL", "NOTE", "WARN", "PRIVMSG")
)


class MakeLink(Protocol):
    def __call__(self, address: Address, *, pin: str = "") -> Link: ...


class Client:
    """A session that stays connected.

    address: where; its room is joined too. name, password, rooms: as for `Session`. trust: the
    keys of hosts met before; None remembers none. secrets: my accounts on them; None makes none.
    find: where a host is seen, should it have moved. logbooks: the folder of what is kept of chats
    over restarts; None keeps nothing. clock: seconds that only rise; wall: seconds that go on while
    the computer sleeps. on_news: called, on another thread, when `poll` has something to take.

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
        self._logbooks = logbooks
        self._logbook: Logbook | None = None
        self._link: Link | None = None
        self._items: deque[Item] = deque()  # taken off the link's queue, not yet looked at
        self._messages: deque[Message] = deque()  # of the last item
        self._events: list[Event] = []
        self._now = clock()
        self._last_wall = wall()
        self._deadline = 0.0  # for the phases CONNECTING and REGISTERING
        self._alive = KeepAlive()
        self._first_word = False  # whether the host said anything on this connection
        self._since = 0.0  # since when it is online
        self._retry = Retry()
        self._regain = Every(_REGAIN_EVERY)
        self._seek = Every(_SEEK_EVERY)
        self._suspected = False  # whether this connection was asked since the host is elsewhere
        self._allowance = Allowance(_BURST, _PER_SECOND)

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
        return self._logbook is not None and self._logbook.ready and self._logbook.has_any

    def retry_now(self) -> None:
        """Try again at once, without waiting for the pause to end."""
        self._retry.begin_anew()
        self.connect()

    @property
    def key_before(self) -> str:
        """The fingerprint of the key that this host should have shown, "" for any."""
        return self._ways.pin(self.address)

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
        if self._logbook is not None:
            self._logbook.take()
        self._aside.take()
        self._drain(max_messages, self._now + budget)
        self._watch(slept)
        self.session.typing.tell()
        self.session.profile.ask_due()
        self._flush()
        self._events += self.session.model.take_events()
        events, self._events = self._events, []
        if self._logbook is not None:
            self._logbook.note(events)
            self._logbook.flush()
        return events

    def wait(self, seconds: float) -> None:
        """Wait until something came, at most so long: for an owner that has nothing else to do."""
        if self._link is None:
            time.sleep(min(seconds, 0.05))
        elif not self._messages and not self._items:
            try:
                self._items.append(self._link.incoming.get(timeout=seconds))
            except Empty:
                pass

    def quit(self, reason: str = "", wait: float = 1.0) -> None:
        """Say goodbye, wait at most so many seconds for the host to close, and end."""
        link = self._link
        if link is not None:
            if self.phase in (Phase.ONLINE, Phase.REGISTERING):
                self.session.quit(reason)
                link.send(self._take_out())
                self._await_goodbye(link, wait)
            self._close_link()
            self._events += self.session.disconnected()
        self.problem = None
        self._set_phase(Phase.ENDED)
        self._close_logbook()

    def _await_goodbye(self, link: Link, wait: float) -> None:
        """Take in what still comes: confirmations of what I said last, too."""
        deadline = time.monotonic() + wait
        while (left := deadline - time.monotonic()) > 0:
            link.flush()
            try:
                # Short, so that a backlog goes on being sent.
                item = self._next_item() or link.incoming.get(timeout=min(left, 0.02))
            except Empty:
                continue
            if isinstance(item, Closed):
                return
            if isinstance(item, list):
                for message in item:
                    self._events += self.session.receive(message)
                if item[-1].command == "ERROR":  # the host's own goodbye; nothing comes after it
                    return

    # what is kept over restarts

    def _open_logbook(self, fingerprint: str, *, met: bool) -> None:
        """One file for each person and host, which is known by its key, else by its address.
        met: only where the host was met, else where there is such a file."""
        if self._logbooks is None or self._logbook is not None:
            return
        place = fingerprint or self._ways.wanted.authority
        whose = f"{place.lower()} {self.session.me.wanted_nick.casefold()}"
        path = self._logbooks / f"{sha256(whose.encode()).hexdigest()[:32]}.db"
        if met or path.exists():
            self._logbook = Logbook(self.session, path)

    def _close_logbook(self) -> None:
        book, self._logbook = self._logbook, None
        if book is not None:
            book.take()
            book.note(self._events)
            book.close()

    # connections

    def _set_out(self) -> None:
        """Go the best way there is."""
        refusal = self._ways.refusal
        if refusal is not None:
            self._break(refusal)
            return
        way = self._ways.begin()
        self._open_logbook(self._ways.pin(way), met=bool(self._ways.pin(way)))
        self._open(way)

    def _open(self, address: Address) -> None:
        self.fingerprint = ""
        self.address = address
        self._items.clear()
        self._messages.clear()
        self._first_word = False
        self._suspected = False
        self._alive.heard(self._now)
        self._allowance.fill(self._now)
        self._link = self._make_link(address, pin=self._ways.pin(address))
        self._link.on_item = self._on_news
        self._link.start()
        self._set_phase(Phase.CONNECTING)

    def _close_link(self) -> None:
        link, self._link = self._link, None
        self._items.clear()
        self._messages.clear()
        if link is not None:
            link.close()

    def _set_phase(self, phase: Phase) -> None:
        if phase is not self.phase:
            self.phase = phase
            self._events.append(PhaseChanged(phase))

    def _break(self, problem: Problem) -> None:
        """There is no connection any more, or none came about."""
        was_online = self.phase is Phase.ONLINE
        if self.phase is Phase.CONNECTING:
            way = self._ways.another(problem)
            if way is not None:
                self._close_link()
                self._open(way)
                return
            problem = self._ways.explain(problem)
        said = self.session.registration.problem
        if said is not None:  # the host's own reason tells more than that the line went dead
            problem = Problem(said.kind, said.detail, self.address.authority)
        self._close_link()
        self._events += self.session.disconnected()
        self.problem = problem
        if not (self.session.registration.been_online or self.resumed) or problem.kind in LASTING:
            self._set_phase(Phase.ENDED)
            return
        if was_online:
            self._retry.was_online(self._now - self._since)
        self._retry.pause(self._now, self._pace_of_host.longest)
        self._set_phase(Phase.WAITING)

    def _trouble(self, kind: ProblemKind) -> None:
        self._break(Problem(kind, "", self.address.authority))

    # what came

    def _next_item(self) -> Item | None:
        if self._items:
            return self._items.popleft()
        if self._link is not None:
            try:
                return self._link.incoming.get_nowait()
            except Empty:
                pass
        return None

    def _drain(self, max_messages: int, deadline: float) -> None:
        receive, clock = self.session.receive, self._clock
        count = 0
        if self._logbook is not None and not self._logbook.ready:
            return  # first what was kept: what the host says belongs behind it
        while self._link is not None:
            if self._messages:
                if count >= max_messages or (count and clock() >= deadline):
                    return
                count += 1
                message = self._messages.popleft()
                if not self._first_word and not self._is_irc(message):
                    self._trouble(ProblemKind.NOT_IRC)
                    return
                self._events += receive(message)
                if self.phase is Phase.REGISTERING:
                    self._registering()
                continue
            item = self._next_item()
            if item is None:
                return
            self._alive.heard(self._now)
            if isinstance(item, list):
                self._messages.extend(item)
            elif isinstance(item, Connected):
                self._let_us_in(item)
                if self._logbook is not None and not self._logbook.ready:
                    return
            else:
                self._break(item.problem)

    def _is_irc(self, message: Message) -> bool:
        """Whether a first message is one of IRC: "220 mail ready" would parse as one too."""
        self._first_word = True
        return message.command in _FIRST_WORDS or (
            message.command.isdigit() and message.source != ""
        )

    def _let_us_in(self, connected: Connected) -> None:
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
                "The key of this host can't be remembered, so that nobody would notice if it were "
                f"another next time ({error.strerror}). Make room on the disk."
            )
        self.session.login.secure = bool(fingerprint)
        if self._secrets is not None and fingerprint:
            # People who share a computer each have their own: by the name they come in with.
            key = f"{fingerprint} {self.session.me.wanted_nick.casefold()}"
            self.session.login.known = self._secrets.get(key)
            self.session.login.keep = partial(self._secrets.put, key)
        self._open_logbook(fingerprint, met=True)
        self.session.connected()
        self._deadline = self._now + _LET_IN
        self._set_phase(Phase.REGISTERING)

    def _registering(self) -> None:
        """Look how the registration stands after a message."""
        if self._goes_over_to_tls():
            return
        if self.session.wire.online:
            self._since = self._now
            self._regain.put_off(self._now)
            self.problem = None
            self._set_phase(Phase.ONLINE)
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
        if self._logbook is not None and not self._logbook.has_any:
            self._close_logbook()  # the host is known by its key from now on
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
            self._watch_connection(slept)

    def _is_elsewhere(self) -> bool:
        """Whether the host is seen now at another address than the one that we know; said once."""
        if self._suspected or not self._seek.due(self._now):
            return False
        self._suspected = self._ways.moved(self.address.host)
        return self._suspected

    def _watch_registration(self) -> None:
        now = self._now
        if not self._first_word and now >= self._deadline - _LET_IN + _SILENT:
            odd = self._link is not None and self._link.received
            self._trouble(ProblemKind.NOT_IRC if odd else ProblemKind.SILENT)
        elif now >= self._deadline:
            self._trouble(ProblemKind.NOT_LET_IN)

    def _watch_connection(self, slept: bool) -> None:
        now = self._now
        if self._messages:
            self._alive.heard(now)  # they wait for us, not we for them
        elif self._alive.lost(now):
            self._trouble(ProblemKind.LOST)
            return
        elif not self._alive.asked:
            hurry = slept or self._is_elsewhere()
            if self._alive.ask(now, self._pace_of_host, hurry=hurry) and self._link is not None:
                self._link.send(["PING alive"])
        if self.session.me.displaced and self._regain.due(now):
            self.session.me.regain_nick()

    @property
    def _pace_of_host(self) -> Pace:
        """Whoever hosts DesktopChat is near, whatever their address."""
        near = self.session.model.on_desktopchat or is_near(self._ways.wanted)
        return NEAR if near else FAR

    # what is sent

    def _flush(self) -> None:
        link = self._link
        if link is None or self.phase not in (Phase.REGISTERING, Phase.ONLINE):
            return
        if self.session.wire.out:
            self._alive.spoke(self._now)
            link.send(self._take_out(self._pace()))
        elif link.backlog:
            link.flush()

    def _take_out(self, most: int | None = None) -> list[str]:
        """The session's lines, at most so many; answers to PING always."""
        out = self.session.wire.out
        if most is None or most >= len(out):
            lines = out.copy()
            out.clear()
            return lines
        lines, rest = out[:most], out[most:]
        lines += [line for line in rest if line.startswith("PONG")]
        out[:] = [line for line in rest if not line.startswith("PONG")]
        return lines

    def _pace(self) -> int | None:
        """How many lines may go out now; None for any number."""
        if self.phase is not Phase.ONLINE or self.session.model.on_desktopchat:
            return None
        return self._allowance.take(self._now, len(self.session.wire.out))
