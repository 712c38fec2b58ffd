"""`desktopchat serve --deputy-of LINK`: keep a copy of somebody else's host, as long as it runs.

One thread, the caller's. What the host says is believed about its own chat, and about nothing else
on this computer (`copy`).
"""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktopchat.host.net.tls import load_key
from desktopchat.hosting.chosen import FILE
from desktopchat.hosting.protocol import Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.words import tr

from . import REQUEST, UPGRADE, RefusedError, identity
from .copy import Copy
from .feed import ALIVE_EVERY, GONE_AFTER
from .frames import FrameError, Kind, MessageBuffer, Position, message, read_object

_CONNECT_WITHIN = 5.0
_READ = 256 * 1024
_HEAD_MAX = 4096
_PAUSES = (0.5, 1.0, 2.0, 5.0)
"""Seconds before each new try; the last one ever after."""
Tell = Callable[[Word, str], object]
"""A word of `hosting.protocol`, and what belongs to it."""


@dataclass(slots=True, frozen=True)
class Inheritance:
    """The host has gone, and this deputy is to carry on, so."""

    title: str
    room: str
    password: str

    @classmethod
    def of_json(cls, body: bytes) -> "Inheritance":
        """Raises FrameError."""
        said = read_object(body)
        match said.get("title"), said.get("room"), said.get("password"):
            case str(title), str(room), str(password):
                return cls(title, room, password)
        raise FrameError("nothing to inherit")


class Follower:
    """address: of the host, with the fingerprint of its key. folder: of the copy. port: at which
    this deputy would listen, 0 where it can't carry on. tell: told how it goes."""

    def __init__(self, address: Address, folder: Path, tell: Tell, *, port: int = 0) -> None:
        if not (address.tls and address.fingerprint):
            raise RefusedError(
                tr("A copy is made of a host that is known by its key: give its link or its code.")
            )
        self._address, self._port, self._tell = address, port, tell
        self._inheritance: Inheritance | None = None
        self._key = load_key(folder)
        self._copy = Copy(folder)
        self._stopping = threading.Event()
        self._agreed = False
        """Whether the host has said that what it sends follows what is here."""

    @property
    def position(self) -> Position:
        return self._copy.position

    @property
    def fingerprint(self) -> str:
        """By which the host knows this deputy."""
        return self._key.fingerprint

    def stop(self) -> None:
        """From any thread: end `run` soon."""
        self._stopping.set()

    def run(self) -> Inheritance | None:
        """Until `stop`, or until the host goes and has this one carry on. Raises RefusedError,
        StoreError."""
        tries = 0
        try:
            while not (self._stopping.is_set() or self._inheritance):
                before = self.position
                try:
                    self._follow_once()
                except (OSError, EOFError, FrameError) as error:
                    if not self._stopping.is_set():
                        self._tell(Word.APART, str(error))
                if self._inheritance is not None:
                    break
                tries = 0 if self.position != before else tries + 1
                self._stopping.wait(_PAUSES[min(tries, len(_PAUSES) - 1)])
        finally:
            self._copy.close()
        return self._inheritance

    def _follow_once(self) -> None:
        with contextlib.ExitStack() as open_:
            link, host, early = self._connect(open_)
            link.settimeout(GONE_AFTER)
            buffer = MessageBuffer()
            kind, challenge = self._first(link, buffer, early)
            if kind is not Kind.CHALLENGE:
                raise FrameError("no challenge")
            answer = json.loads(identity.answer(self._key.file, host, challenge))
            answer |= {"at": self.position.json(), "port": self._port}
            link.sendall(message(Kind.ANSWER, json.dumps(answer).encode()))
            link.settimeout(ALIVE_EVERY)
            heard = said = time.monotonic()
            self._agreed = False
            confirmed: Position | None = None
            while not (self._stopping.is_set() or self._inheritance):
                try:
                    data = link.recv(_READ)
                except TimeoutError:
                    data = None
                if data == b"":
                    raise EOFError("the host has ended the connection")
                if data:
                    heard = time.monotonic()
                    for came, body in buffer.feed(data):
                        self._take(came, body)
                elif time.monotonic() - heard > GONE_AFTER:
                    raise EOFError("the host is silent")
                now = time.monotonic()
                if self._agreed and self.position != confirmed:
                    confirmed, said = self.position, now
                    self._confirm(link)
                elif now - said >= ALIVE_EVERY:
                    said = now
                    link.sendall(message(Kind.ALIVE))

    def _connect(self, open_: contextlib.ExitStack) -> tuple[ssl.SSLSocket, str, bytes]:
        """Connect and ask; with the fingerprint of the host's key, and what came behind the
        answer."""
        failed: OSError = OSError("there is no such address")
        for way in self._address.ways:
            try:
                plain = socket.create_connection((way.host, way.port), _CONNECT_WITHIN)
            except OSError as error:
                failed = error
                continue
            open_.callback(plain.close)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # its key is known: see below
            link = open_.enter_context(context.wrap_socket(plain))
            shown = fingerprint.fingerprint(link.getpeercert(binary_form=True) or b"")
            if not fingerprint.matches(self._address.fingerprint, shown):
                raise FrameError("what answers there has another key than the host")
            link.sendall(
                REQUEST
                + b"\r\nHost: "
                + way.authority.encode()
                + b"\r\nConnection: Upgrade\r\nUpgrade: "
                + UPGRADE
                + b"\r\n\r\n"
            )
            return link, shown, self._answered(link)
        raise failed

    @staticmethod
    def _answered(link: ssl.SSLSocket) -> bytes:
        came = b""
        while b"\r\n\r\n" not in came:
            data = link.recv(_HEAD_MAX)
            if not data or len(came) > _HEAD_MAX:
                raise EOFError("the host knows nothing of copies")
            came += data
        head, _, rest = came.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise RefusedError(
                tr("This host gives no copies. Whoever runs it can allow them: --deputies.")
            )
        return rest

    @staticmethod
    def _first(link: ssl.SSLSocket, buffer: MessageBuffer, early: bytes) -> tuple[Kind, bytes]:
        came = buffer.feed(early)
        while not came:
            data = link.recv(_READ)
            if not data:
                raise EOFError("the host has ended the connection")
            came = buffer.feed(data)
        return came[0]

    def _take(self, kind: Kind, body: bytes) -> None:
        match kind:
            case Kind.SNAPSHOT:
                self._begin(body)
            case Kind.RESUME:
                self._agreed = True
            case Kind.PIECE:
                self._agreed = self._copy.piece(body)
            case Kind.FRAME:
                self._copy.apply(body)
            case Kind.REFUSED:
                raise RefusedError(
                    tr(
                        "This host gives no copy to you. Whoever runs it can allow that by a line"
                        " in its file {file}: {words}",
                        file=FILE,
                        words=fingerprint.words(self.fingerprint),
                    )
                )
            case Kind.TAKE_OVER:
                self._inheritance = Inheritance.of_json(body)
            case Kind.STANDING:
                self._tell(Word.STANDING, body.decode(errors="replace"))
            case Kind.ALIVE:
                pass
            case _:
                raise FrameError("nothing that a host says")

    def _begin(self, body: bytes) -> None:
        said = read_object(body)
        at, size = said.get("at"), said.get("size")
        if not isinstance(at, dict) or type(size) is not int or size <= 0:
            raise FrameError("no snapshot")
        self._agreed = False
        self._tell(Word.COPYING, str(size))
        self._copy.begin(Position.of_json(at), size)

    def _confirm(self, link: ssl.SSLSocket) -> None:
        link.sendall(message(Kind.CONFIRM, json.dumps(self.position.json()).encode()))
