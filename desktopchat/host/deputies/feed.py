"""One deputy, as its host serves it: who it is, a copy of all, then each round.

Thread: the connection's own handler thread does all but `give`.
"""

import contextlib
import json
import logging
import secrets
import selectors
import socket
import sqlite3
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Protocol

from desktopchat.hosting.protocol import BATTERY, MAINS, STUCK
from desktopchat.irc.address import Address
from desktopchat.irc.tls import SecureStream
from desktopchat.store.errors import StoreError
from desktopchat.store.place.blobs import Blobs
from desktopchat.store.place.host_store import SNAPSHOT, HostStore

from . import identity
from .copied_files import piece_of, wanted
from .deputies import Deputies
from .frames import (
    MESSAGE_MAX,
    TWIN,
    FrameError,
    Kind,
    MessageBuffer,
    Position,
    message,
    read_object,
)
from .succession import SILENCE

log = logging.getLogger(__name__)

_ANSWER_WITHIN = 10.0  # seconds
ALIVE_EVERY, GONE_AFTER = 0.5, SILENCE
"""Seconds between two signs of life, and of silence after which the other one is gone."""
_SEND_WITHIN = 20.0
"""Seconds that a deputy's computer may take to take what is sent, at most."""
_FROM_DEPUTY = 64 * 1024
"""Bytes; what a deputy says is short."""
_BACKLOG = MESSAGE_MAX
"""Bytes that wait for a slow deputy, of one message too; more, and it begins anew."""
_LOOK_EVERY = 0.1  # seconds between two looks whether a connection has gone
_READ, _PIECE = 64 * 1024, 256 * 1024
_PAGES = 4096
"""Of a database, copied in some hundredths of a second."""


class Yields(Protocol):
    """What a host does for another one of the same place, where halves of it become one."""

    def may_go_over(self, key: str, epoch: int) -> bool:
        """Whether it would go over to the one with that key, which hosts in that epoch."""

    def go_over(self, feed: "DeputyFeed") -> None:
        """It has all that is here, and the host is to go over to it."""


class DeputyFeed:
    """host: the fingerprint of the host's key. may_copy: whether who has this fingerprint may have
    a copy. inheritance: gives what it has to know to carry on. clock: the one of the log,
    milliseconds since 1970. blobs: of the host's shared files. yields: to whom the host goes over.
    ended: whether a host that stops has ended the chat for everyone. early: what was read from the
    connection before."""

    def __init__(
        self,
        connection: socket.socket,
        secure: SecureStream,
        store: HostStore,
        deputies: Deputies,
        *,
        host: str,
        may_copy: Callable[[str], bool],
        inheritance: Callable[[], bytes],
        clock: Callable[[], int],
        blobs: Blobs,
        yields: Yields,
        stopping: threading.Event,
        ended: Callable[[], bool],
        early: bytes = b"",
    ) -> None:
        self.fingerprint = ""
        self.address: Address | None = None
        self.confirmed = 0
        self.power = ""
        self.heard = 0.0
        self._socket, self._secure = connection, secure
        self._store, self._deputies = store, deputies
        self._host, self._may_copy, self._stopping = host, may_copy, stopping
        self._inheritance, self._clock = inheritance, clock
        self._yields, self._blobs, self._ended = yields, blobs, ended
        self.hosts_in = 0
        """The epoch in which it hosts the place already; 0 where it does not."""
        self.parted = ""
        """The msgid after which, then, it may have what is not here."""
        self._said = 0.0  # when it was last told that the host is there (time.monotonic)
        self._buffer = MessageBuffer(_FROM_DEPUTY)
        self._early = early
        self._giving = threading.Lock()
        """Guards the next three: any thread gives, and this connection's takes."""
        self._given: deque[bytes] = deque()
        """Messages that are not sent yet."""
        self._waiting_bytes = 0
        """Of those."""
        self._too_slow = False
        """More waited than may; what is given since is dropped, for the connection ends."""
        self._waker, self._wakened = socket.socketpair()
        for end in (self._waker, self._wakened):
            end.setblocking(False)

    def give(self, kind: Kind, body: bytes) -> None:
        with self._giving:
            self._too_slow |= self._waiting_bytes + len(body) >= _BACKLOG
            if not self._too_slow:
                said = message(kind, body)
                self._given.append(said)
                self._waiting_bytes += len(said)
        with contextlib.suppress(OSError):  # full: then it wakes already
            self._waker.send(b"!")

    def break_off(self) -> None:
        with contextlib.suppress(OSError):  # it has ended already
            self._socket.shutdown(socket.SHUT_RDWR)

    def serve(self) -> None:
        """All of it, until the connection ends or the host stops."""
        cut_off = False
        try:
            self._socket.settimeout(_SEND_WITHIN)
            at = self._meet()
            if at is not None:
                # First: whoever comes back must know before it copies whether it is the same place.
                self._send(Kind.INHERITANCE, self._inheritance())
                self._copy(at)
                self.give(Kind.INHERITANCE, self._inheritance())
                self._follow()
        except (OSError, EOFError, FrameError, StoreError, sqlite3.Error) as error:
            cut_off = isinstance(error, TimeoutError)
            log.info("A deputy's connection ended: %s", error)
        finally:
            self._deputies.leave(self, cut_off=cut_off)
            self._waker.close()
            self._wakened.close()

    # who it is

    def _meet(self) -> Position | None:
        """Ask who it is; how far its copy is, or None where it may not have one."""
        challenge = secrets.token_bytes(identity.CHALLENGE_BYTES)
        self._send(Kind.CHALLENGE, challenge)
        until = time.monotonic() + _ANSWER_WITHIN
        came: list[tuple[Kind, bytes]] = []
        while not came:
            if time.monotonic() > until or self._stopping.is_set():
                raise EOFError("no answer")
            came = self._receive()
        kind, body = came[0]
        if kind is not Kind.ANSWER:
            raise FrameError("no answer")
        self.fingerprint = identity.verified(body, self._host, challenge)
        if not self._may_copy(self.fingerprint):
            self._send(Kind.REFUSED)
            return None
        if self._is_twin():
            log.warning(
                "Two deputies have the same key: the folder of one was copied. The one at %s gets"
                " no copy.",
                self._socket.getpeername()[0],
            )
            self._send(Kind.REFUSED, TWIN)
            return None
        said = read_object(body)
        epoch = said.get("epoch")
        if type(epoch) is int and epoch > 0:
            self.hosts_in, self.parted = epoch, str(said.get("parted", ""))
            if not self._yields.may_go_over(self.fingerprint, epoch):
                self._send(Kind.REFUSED)
                return None
        at, port = said.get("at"), said.get("port")
        if type(port) is int and 0 < port < 65536:
            there = str(self._socket.getpeername()[0])
            self.address = Address(there, port, True, "", self.fingerprint)
        return Position.of_json(at) if isinstance(at, dict) else Position()

    def _is_twin(self) -> bool:
        """Whether the same deputy is there by another connection, and goes on speaking there. One
        that is silent is broken off: it was cut, and it is the deputy itself that comes again."""
        until = time.monotonic() + GONE_AFTER + ALIVE_EVERY
        while (other := self._deputies.meet(self)) is not None:
            now = time.monotonic()
            if now - other.heard > 2 * ALIVE_EVERY:
                other.break_off()
            elif now > until:
                return True
            self._say_alive()
            self._stopping.wait(_LOOK_EVERY)
        return False

    # a copy of all

    def _copy(self, at: Position) -> None:
        if self._deputies.resume(self, at):
            self._send(Kind.RESUME)
            return
        # What another half has handed over is here alone, and older than what a cut of this copy
        # would tell of: so it is in it.
        while not self._store.whole.wait(ALIVE_EVERY):
            self._say_alive()
        connection, at = self._store.snapshot(lambda: self._deputies.begin(self))
        with contextlib.closing(connection), self._backup(connection) as file:
            size = file.seek(0, 2)
            file.seek(0)
            said = {"at": at.json(), "size": size}
            self._send(Kind.SNAPSHOT, json.dumps(said).encode())
            while piece := file.read(_PIECE):
                self._check_end()
                self._check_pace()
                self._send(Kind.PIECE, piece)

    @contextlib.contextmanager
    def _backup(self, connection: sqlite3.Connection) -> Iterator[IO[bytes]]:
        """A file with what a connection sees; it holds up nobody who writes."""
        with tempfile.TemporaryDirectory(prefix=SNAPSHOT, dir=self._store.folder) as folder:
            path = Path(folder) / "host.db"
            with contextlib.closing(sqlite3.connect(path)) as copy:
                copy.execute("PRAGMA synchronous = OFF")  # after a crash nobody wants the file
                # A large one takes longer than the deputy would wait for a word.
                connection.backup(copy, pages=_PAGES, progress=lambda *_: self._say_alive())
                copy.execute("PRAGMA journal_mode = DELETE")  # all of it in the one file
            with path.open("rb") as file:
                yield file

    def _say_alive(self) -> None:
        """Where it is time to, while the deputy waits for its copy. Raises EOFError, OSError."""
        self._check_end()
        now = time.monotonic()
        if now - self._said >= ALIVE_EVERY:
            self._said = now
            self._send(Kind.ALIVE, str(self._clock()).encode())

    def _check_end(self) -> None:
        """Raises EOFError where the host serves no deputy any more, with its last word."""
        if self._stopping.is_set():
            if self._ended():
                self._send(Kind.ENDED)
            raise EOFError("the host stops")

    # each round

    def _follow(self) -> None:
        """Send what is given, and take what is confirmed."""
        self.heard = said = looked = time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._wakened, selectors.EVENT_READ)
            while not self._stopping.is_set():
                self._check_pace()
                self._send_given()
                now = time.monotonic()
                if now - said >= ALIVE_EVERY:
                    self._send(Kind.ALIVE, str(self._clock()).encode())
                    said = now
                if now - looked >= ALIVE_EVERY:
                    looked = now
                    if not self._may_copy(self.fingerprint):
                        self._send(Kind.REFUSED)
                        raise EOFError("the owner has taken it back")
                if now - self.heard > GONE_AFTER:
                    raise TimeoutError("the deputy is silent")
                pause = 0.0 if self._given else ALIVE_EVERY / 2
                ready = [key.fileobj for key, _ in selector.select(pause)]
                if self._wakened in ready:
                    with contextlib.suppress(BlockingIOError):
                        self._wakened.recv(4096)
                if self._socket in ready:
                    self._take(self._receive())
        while self._given:
            self._send_given()
        self._check_end()

    def _check_pace(self) -> None:
        """Raises EOFError where more waits for the deputy than the host keeps for it."""
        if self._too_slow:
            raise EOFError("the deputy is too slow")

    def _send_given(self) -> None:
        said = bytearray()
        with self._giving:
            while self._given and len(said) < _PIECE:
                said += self._given.popleft()
            self._waiting_bytes -= len(said)
        if said:
            self._socket.sendall(self._secure.encrypt(bytes(said)))

    def _take(self, came: list[tuple[Kind, bytes]]) -> None:
        for kind, body in came:
            if kind is Kind.CONFIRM:
                self._deputies.confirm(self, Position.of_json(read_object(body)))
            elif kind is Kind.WANT:
                self.give(Kind.BYTES, piece_of(self._blobs, *wanted(body)))
            elif kind is Kind.YIELD and self.hosts_in:
                self._yields.go_over(self)
            elif kind is Kind.ALIVE:
                self._note(body.decode("ascii", "replace"))
            else:
                raise FrameError("nothing that a deputy says")

    def _note(self, said: str) -> None:
        """How its computer does."""
        if said != STUCK:
            self.power = said if said in (MAINS, BATTERY) else ""
        elif self._deputies.stuck(self):
            who = self.address or self.fingerprint
            log.warning("The deputy %s can't write what is said: its disk may be full.", who)

    # the wire

    def _send(self, kind: Kind, body: bytes = b"") -> None:
        self._socket.sendall(self._secure.encrypt(message(kind, body)))

    def _receive(self) -> list[tuple[Kind, bytes]]:
        """What came; waits for something. Raises EOFError, OSError."""
        if self._early:
            early, self._early = self._early, b""
            return self._buffer.feed(early)
        data = self._socket.recv(_READ)
        if not data:
            raise EOFError("the connection ended")
        self.heard = time.monotonic()
        try:
            return self._buffer.feed(self._secure.decrypt(data))
        finally:
            if self._secure.has_pending:
                self._socket.sendall(self._secure.pending())
