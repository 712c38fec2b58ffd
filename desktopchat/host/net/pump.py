"""The pump: the one thread that writes to the log and sends to everybody.

Commands post `(recipients, line)` and go on; the pump takes all that has been posted as one
round. What the round has for the log is committed first, in one transaction: what anybody has
seen is kept. Where that fails, who said something is told so, and nobody else hears it. Then the
pump joins what each person gets in the round into one blob, and makes one non-blocking send for
each. Nearly everybody in a round gets the same lines with the same capabilities, so nearly
everybody gets the very same bytes object, made once. What the kernel does not take waits in that
person's own backlog, watched by a selector; a backlog over `sendq` closes that one connection, and
nobody else notices.

A port may encrypt: then each person's blob is encrypted on its own, and the backlog holds what
came of it, which can only be sent in its order. While the port's handler decrypts, what is said
waits in the port, and the handler nudges when it is done: the pump never waits for a handler.

Thread: `Pump.run`, started and joined by the `Host`. `store`, `post` and `hang_up` are called
from handler threads under the host's lock, `settle`, `nudge` and `kick` from handler threads
without it; everything else is the pump's own.
"""

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from desktopchat.host.lines import Line
from desktopchat.host.state.people import Person
from desktopchat.host.transactions import Job, Transaction
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write

from .port import Port
from .shares import SharedBytes, plans

log = logging.getLogger(__name__)

LINGER = 1.0
"""Seconds a closed connection has left to take its last lines."""

UNWRITTEN_MAX = 100_000
"""Writes kept for a next try while the disk refuses them (of who comes and goes); then the oldest
are lost."""

_GATHER = 0.02
_MANY = 100
"""After somebody came to so many, the next round begins so many seconds later. Where a whole school
comes at once each round would else tell thousands of one newcomer each; so it tells them of all
who came meanwhile. (1,000 who join: a sixth of the sends.)"""

_TRY_AGAIN = 1.0
"""Seconds until what the disk refused is tried again: all of it is, each time."""

NUDGE = Line("", 0)
"""Posted to a person whose encryption has something to send by itself."""


class Pump:
    """Carries lines from the commands to the sockets; see the module's text.

    sendq: bytes that may wait for one person. overflow: called (on the pump's thread) with a
    person whose backlog has grown over that, or whose connection is broken, and why. commit:
    called on the pump's thread with a round's writes; may raise StoreError. troubled: called
    (there too) with why nothing can be kept any more, and with None when it can again.
    """

    def __init__(
        self,
        sendq: int,
        overflow: Callable[[Person, str], None],
        commit: Callable[[Sequence[Write]], None],
        troubled: Callable[[Exception | None], None],
    ) -> None:
        self.sendq = sendq
        self._overflow = overflow
        self._commit = commit
        self._troubled = troubled
        self._writes: deque[Write | Transaction] = deque()
        """For the log; as `_jobs`."""
        self._unwritten: list[Write] = []
        """What the disk refused of what has changed in memory; tried again at `_again_at`
        (`time.monotonic`), and last when the pump ends."""
        self._again_at = 0.0
        self.lost = 0
        """Writes that nothing will come of any more; the pump's, until it has ended."""
        self._trouble = False
        """Whether the last try to write failed."""
        self._committing = False
        """Whether the pump has taken writes that are not in the log yet."""
        self._barriers: deque[threading.Lock] = deque()
        """Each held by a handler's `settle` until all writes before it are in the log."""
        self._ended = False
        self._jobs: deque[Job | Transaction] = deque()
        """Posted and not yet taken. Appending and popping need no lock."""
        self._asleep = False
        """Set by the pump before it waits, so that only then a waking byte is needed."""
        self._stopping = False
        self._waker, self._wakened = socket.socketpair()
        self._waker.setblocking(False)
        self._wakened.setblocking(False)
        self._selector = selectors.DefaultSelector()
        """Watches the waking byte and the ports with a backlog."""
        self._selector.register(self._wakened, selectors.EVENT_READ)
        self._leaving: set[Port] = set()
        """Ports that hang up as soon as their backlog is out."""
        self._thread = threading.Thread(target=self._run, name="pump")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Send what was posted, close what hangs up, and end the thread."""
        self._stopping = True
        self._wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._selector.close()
        self._waker.close()
        self._wakened.close()

    def store(self, write: Write) -> None:
        """Write this before what is posted after it is sent."""
        self._writes.append(write)

    log = store

    def submit(self, transaction: Transaction) -> None:
        """Write it and send its lines; or, where it can't be written, its refusal."""
        if transaction.writes:
            self._writes.append(transaction)  # first: with every line its writes are taken too
            self._jobs.append(transaction)
        else:
            self._jobs.extend(transaction.jobs)
        if self._asleep:
            self._wake()

    def kick(self) -> None:
        """See to writes with which no line came."""
        if self._asleep and self._writes:
            self._wake()

    def settle(self) -> None:
        """Wait until all that was given to `store` is in the log."""
        if not self._writes and not self._committing:
            return
        barrier = threading.Lock()
        barrier.acquire()
        self._barriers.append(barrier)
        if self._asleep:
            self._wake()
        while not barrier.acquire(timeout=1.0):
            if self._ended:
                return

    def nudge(self, person: Person) -> None:
        """Send what the encryption of this person's port has to say by itself."""
        port: Port = person.port
        if not port.nudged:
            port.nudged = True
            self.post(person.only, NUDGE)

    def post(
        self, recipients: tuple[Person, ...], line: Line, exclude: Person | None = None
    ) -> None:
        """Send `line` to `recipients` (the tuple must never change), but not to `exclude`."""
        self._jobs.append((recipients, line, exclude))
        if self._asleep:
            self._wake()

    def hang_up(self, person: Person) -> None:
        """Close the connection after what was posted to it before."""
        self._jobs.append((person.only, None, None))
        if self._asleep:
            self._wake()

    def _wake(self) -> None:
        self._asleep = False
        with contextlib.suppress(OSError):  # full: then it wakes already
            self._waker.send(b"\0")

    # On the pump's thread from here on.

    def _run(self) -> None:
        while True:
            try:
                if self._jobs or self._writes or self._barriers or self._must_try:
                    if self._round():
                        time.sleep(_GATHER)
                elif self._stopping and not self._leaving:
                    break
                self._wait()
            except Exception:
                # One bad round must not end the talk of everybody else.
                log.exception("The pump failed in a round")
        self._again_at = 0.0
        try:
            if self._unwritten:
                self._write()
        finally:
            self.lost += len(self._unwritten)
            self._ended = True

    @property
    def _must_try(self) -> bool:
        """Whether what the disk refused is to be tried again now."""
        return bool(self._unwritten) and not self._must_wait

    @property
    def _must_wait(self) -> bool:
        """Whether the disk has refused something a moment ago."""
        return self._trouble and time.monotonic() < self._again_at

    def _wait(self) -> None:
        """Sleep until something is posted or can be sent."""
        self._asleep = True
        timeout: float | None = None
        if self._jobs or self._writes or self._barriers or (self._stopping and not self._leaving):
            timeout = 0  # posted before the flag was seen: nobody may have woken us
        elif self._leaving:
            timeout = max(0.0, min(port.deadline for port in self._leaving) - time.monotonic())
        if self._unwritten:
            until = max(0.0, self._again_at - time.monotonic())
            timeout = until if timeout is None else min(timeout, until)
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._wakened.recv(4096)
            else:
                self._flush(key.data)
        self._asleep = False
        if self._leaving:
            self._close_late()

    def _round(self) -> bool:
        """Write and send what was posted; whether it told many of somebody who came."""
        # In this order: of every line and every waiting handler the writes are taken too.
        barriers = [self._barriers.popleft() for _ in range(len(self._barriers))]
        taken = [self._jobs.popleft() for _ in range(len(self._jobs))]
        try:
            if self._writes or self._must_try:
                self._write()
        finally:
            for barrier in barriers:
                barrier.release()
        jobs: list[Job] = []
        for one in taken:
            if isinstance(one, Transaction):
                jobs += one.outcome
            else:
                jobs.append(one)
        # Which jobs go to the same recipients. A channel keeps its tuple while nobody comes or
        # goes, so identity finds them.
        groups: dict[int, list[int]] = {}
        left_out: dict[Person, list[int]] = {}
        leaving: list[Person] = []
        arrival = False
        for index, (recipients, line, exclude) in enumerate(jobs):
            if line is None:
                leaving.append(recipients[0])
                continue
            if line is NUDGE:
                self._nudged(recipients[0])
                continue
            group = groups.get(id(recipients))
            if group is None:
                groups[id(recipients)] = [index]
            else:
                group.append(index)
            if line.extended and len(recipients) >= _MANY:  # a JOIN
                arrival = True
            if exclude is not None:
                left_out.setdefault(exclude, []).append(index)
        self._deliver(jobs, list(groups.values()), left_out)
        for person in leaving:
            self._leave(person)
        return arrival and not self._stopping

    def _write(self) -> None:
        self._committing = True
        taken = [self._writes.popleft() for _ in range(len(self._writes))]
        try:
            if self._must_wait:
                self._refuse(taken)
                return
            writes = self._unwritten.copy()
            for one in taken:
                if isinstance(one, Transaction):
                    writes += one.writes
                else:
                    writes.append(one)
            self._commit(writes)
        except Exception as error:
            if not isinstance(error, StoreError):
                log.exception("The pump failed in writing")
            self._refuse(taken)
            self._again_at = time.monotonic() + _TRY_AGAIN
            if not self._trouble:
                self._trouble = True
                self._troubled(error)
        else:
            self._unwritten = []
            if self._trouble:
                self._trouble = False
                self._troubled(None)
        finally:
            self._committing = False

    def _refuse(self, taken: list[Write | Transaction]) -> None:
        """What was said is not passed on; what has changed already is for a later try."""
        for one in taken:
            if isinstance(one, Transaction):
                one.refused = True
            else:
                self._unwritten.append(one)
        self.lost += max(0, len(self._unwritten) - UNWRITTEN_MAX)
        del self._unwritten[:-UNWRITTEN_MAX]

    def _deliver(
        self, jobs: list[Job], groups: list[list[int]], left_out: dict[Person, list[int]]
    ) -> None:
        shares: dict[tuple[tuple[int, ...], int], SharedBytes] = {}
        for person, plan in plans(jobs, groups).items():
            key = (tuple(plan), person.caps)
            share = shares.get(key)
            if share is None:
                share = shares[key] = SharedBytes(jobs, groups, key[0], person.caps)
            blob = share.without(left_out[person]) if person in left_out else share.blob
            if blob:
                self._send(person, blob)

    def _nudged(self, person: Person) -> None:
        port: Port = person.port
        port.nudged = False  # first: what becomes ready from here on is worth another
        self._send(person, b"")
        if port in self._leaving and not port.backlog and not port.waiting:
            self._close(port)

    def _send(self, person: Person, blob: bytes) -> None:
        port: Port = person.port
        if port.closed:
            return
        port.sent += len(blob)
        if port.encrypt is not None:
            try:
                encrypted = port.encrypt(blob)
            except OSError:  # of which SSLError is one
                self._give_up(person, "Connection lost")
                return
            port.waiting = encrypted is None
            if not encrypted:
                return
            blob = encrypted
        if port.backlog:
            port.backlog.append(memoryview(blob))
            port.backlogged += len(blob)
            if port.backlogged > self.sendq:
                self._give_up(person, "SendQ exceeded")
            return
        try:
            sent = port.write(blob)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._give_up(person, "Connection lost")
            return
        if sent < len(blob):
            port.backlog.append(memoryview(blob)[sent:])
            port.backlogged = len(blob) - sent
            self._selector.register(port.fileno, selectors.EVENT_WRITE, person)
            if port.backlogged > self.sendq:
                self._give_up(person, "SendQ exceeded")

    def _flush(self, person: Person) -> None:
        """Send as much of a backlog as the kernel takes."""
        port: Port = person.port
        backlog = port.backlog
        while backlog:
            try:
                sent = port.write(backlog[0])
            except BlockingIOError:
                return
            except OSError:
                self._give_up(person, "Connection lost")
                return
            port.backlogged -= sent
            if sent < len(backlog[0]):
                backlog[0] = backlog[0][sent:]
                return
            backlog.popleft()
        self._selector.unregister(port.fileno)
        if port in self._leaving and not port.waiting:
            self._close(port)

    def _give_up(self, person: Person, reason: str) -> None:
        """Nothing more can be sent: forget the backlog, say why if one line still fits, close."""
        port: Port = person.port
        if reason == "SendQ exceeded" and port.encrypt is None:
            # What is encrypted can't be left out in the middle. Else the line that the kernel
            # holds in part is finished first, so that what follows it is read as a line.
            rest = bytes(port.backlog[0]).partition(b"\n")
            with contextlib.suppress(OSError):
                port.write(rest[0] + rest[1] + b"ERROR :SendQ exceeded\r\n")
        try:
            # First, so that the reason is known before the handler wakes and gives its own.
            self._overflow(person, reason)
        finally:
            self._close(port)

    def _leave(self, person: Person) -> None:
        port: Port = person.port
        if port.end is not None:
            port.end()
            self._send(person, b"")
        if port.closed:
            return
        if port.backlog or port.waiting:
            port.deadline = time.monotonic() + LINGER
            self._leaving.add(port)
        else:
            self._close(port)

    def _close_late(self) -> None:
        now = time.monotonic()
        for port in [port for port in self._leaving if port.deadline <= now]:
            self._close(port)

    def _close(self, port: Port) -> None:
        if port.closed:
            return
        self._leaving.discard(port)
        if port.backlog:
            self._selector.unregister(port.fileno)
        port.close()
