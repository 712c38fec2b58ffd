"""One connection's thread: it reads, cuts lines, and runs them.

The thread only ever reads; what it causes to be sent goes through the pump. Two Python objects
share the one descriptor: the handler's waits with a timeout, the pump's never waits (a flag for
that on each call exists only on some systems). Only the handshake of an encrypted connection,
before the host knows of it, is sent from here. What a page says with POST (`events`) is run by the
thread of that.
"""

import contextlib
import ipaddress
import socket
import socketserver
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from desktopchat.host.dispatch import WaitingCommand
from desktopchat.host.state.networks import is_local
from desktopchat.host.state.people import Person
from desktopchat.irc import closings
from desktopchat.irc.address import Address
from desktopchat.irc.framing import LineBuffer
from desktopchat.irc.tls import SecureStream

from .http_head import FIRST_LINE_MAX, is_request
from .pace import IDLE_READ, READ_COSTS, Pace
from .port import Port
from .visit import Visit

if TYPE_CHECKING:
    from desktopchat.host.server import Host

    from .events import Session
    from .listener import Listener
    from .websocket import WebSocket

SLICE = 64
"""Lines run in one go under the lock, so that a flood of one does not hold up the others."""
THROTTLED_SLICE = 10
_HTTPS_ONLY = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Connection: close\r\n\r\nThis page is encrypted: its address begins with https://\n"
)
_LEAVES_WITHIN = 3.0
"""Seconds for somebody to go who was told where else the chat is."""
_TLS = b"\x16"
"""What an encrypted connection begins with, and no line of IRC."""
_FRAMES, _FEW_FRAMES = 128, 24
"""Bytes of WebSocket parsed in one go, and after a wait: of the smallest frames as many as the
throttle lets pass in seconds, and in less than one."""


class Connection(socketserver.BaseRequestHandler):
    """Handles one connection in a thread of its own."""

    request: socket.socket
    port: Port
    """Where the pump sends what is for them, since the host knows of them."""

    def setup(self) -> None:
        listener = cast("Listener", self.server)
        self.host: Host = listener.host
        self.config = self.host.config
        self.buffer = LineBuffer()
        with contextlib.suppress(OSError):
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.person: Person | None = None
        tls = listener.tls
        self.stream = SecureStream(tls, server_side=True) if tls is not None else None
        self.pace = Pace(self.config, self.host.stopping, self.stream)
        self.web: WebSocket | None = None
        self.session: Session | None = None
        """Of a page that hears by a stream of events, and says nothing here."""
        self.door = listener.door
        self.begin: bytes | None = b""
        """What came while the first line is not whole; None when that has told what is spoken."""
        self.reason = "Connection closed"

    def handle(self) -> None:
        early = b""
        if self.stream is not None:
            with self.host.admission.half_open(self.client_address[0]) as refusal:
                if refusal:
                    return
                try:
                    early = self._shake_hands(self.stream)
                except (OSError, EOFError):
                    # A scanner, somebody without TLS, or one who does not trust this key.
                    return
                if self.stream.context is not cast("Listener", self.server).tls:
                    self._point_here(self.stream)
                    return
        self._enter()
        if not early or self._heard(early):
            self._listen()

    def _point_here(self, stream: SecureStream) -> None:
        """They have asked for who began the place, and know that key: that says which is ours."""
        key = self.host.key
        if key is None:
            return
        at, port = self.request.getsockname()[:2]
        there = Address(at, port, True, "", key.fingerprint)
        with contextlib.suppress(OSError, EOFError, ssl.SSLError):
            self.request.sendall(stream.encrypt(closings.points_to(there)))
            # Until they have gone, so that the words are not lost with the connection.
            deadline = time.monotonic() + _LEAVES_WITHIN
            while (left := deadline - time.monotonic()) > 0:
                self.request.settimeout(left)
                if not self.request.recv(IDLE_READ):
                    return

    def _shake_hands(self, stream: SecureStream) -> bytes:
        """The TLS handshake; what was said already with its last piece. Raises OSError."""
        deadline = time.monotonic() + self.config.handshake_within
        done, early = False, True
        while not done:
            wait = deadline - time.monotonic()
            if wait <= 0 or self.host.stopping.is_set():
                raise TimeoutError
            self.request.settimeout(min(wait, 1.0))
            try:
                data = self.request.recv(IDLE_READ)
            except TimeoutError:
                continue
            if not data:
                raise EOFError
            if early and data[:1] != _TLS:
                told = b"ERROR :This port is encrypted. Use ircs:// instead\r\n"
                self.request.sendall(told if self.door is None else _HTTPS_ONLY)
                raise EOFError
            early = False
            if not self.pace.spend(READ_COSTS):
                raise EOFError
            try:
                done = stream.handshake(data)
            finally:
                answer = stream.pending()
                if answer:
                    self.request.sendall(answer)
        return stream.decrypt(b"")

    def _enter(self) -> None:
        """Tell the host that somebody is here."""
        address = self.client_address[0]
        self.port = _open_port(self.request, self.stream)
        with self.host.lock:
            self.person = self.host.core.connect(
                self.port,
                address,
                secure=self.stream is not None,
                local=is_local(address),
            )
            self.person.web = self._web_address()
            self.person.token_due = self.door.token if self.door else ""

    def _web_address(self) -> str:
        """Where this port is for HTTP, as they have reached it."""
        try:
            host, port = self.request.getsockname()[:2]
        except OSError:
            return ""
        scheme = "http" if self.stream is None else "https"
        bare = host.partition("%")[0]
        if ipaddress.ip_address(bare).is_link_local:
            # Only on this cable, and there with the name of a card: links are for others too.
            bare = self.host.known_at or bare
        return f"{scheme}://{Address(bare, port).authority}"

    def _listen(self) -> None:
        """Read and run until the end; `reason` says which."""
        person = self.person
        assert person is not None
        deadline = time.monotonic() + self.config.register_within
        size = IDLE_READ
        asked = False
        while True:
            wait = self._patience(person, asked, deadline)
            try:
                if wait <= 0:
                    raise TimeoutError
                self.request.settimeout(wait)
                data = self.request.recv(size)
            except TimeoutError:
                if self.session is not None and self.session.spoke:
                    self.session.spoke = asked = False
                    continue
                if not person.registered or asked:
                    self.reason = "Ping timeout" if asked else "Registration timed out"
                    return
                asked = True
                with self.host.lock:
                    self.host.core.ping(person)
                continue
            except OSError:
                self.reason = "Connection lost"
                return
            if not data:
                return
            asked = False
            if data[:1] == _TLS and self.stream is None and not person.registered:
                self.reason = "This port is not encrypted. Use irc:// instead"
                return
            said = data if self.stream is None else self._decrypt(person, self.stream, data)
            if said is None or not self._heard(said):
                return
            size = self.pace.next_read(size, len(data))

    def _decrypt(self, person: Person, stream: SecureStream, data: bytes) -> bytes | None:
        """What is said in that; None where the connection is over."""
        try:
            return stream.decrypt(data)
        except (EOFError, ssl.SSLError):
            return None
        finally:
            if stream.has_pending:
                self.host.pump.nudge(person)

    def _heard(self, data: bytes) -> bool:
        """Run what came; False where the connection is to end."""
        assert self.person is not None
        if self.session is not None:
            return self.session.may_go_on(data)
        self.port.received += len(data)
        spare = self.pace.cost(len(data))
        if self.begin is not None:
            data, self.begin = (self.begin + data).lstrip(b"\r\n"), None
            first, end, _ = data.replace(b"\r", b"\n").partition(b"\n")
            if is_request(first):
                return self.pace.spend(spare) and self._answer_requests(data)
            if not end and len(data) <= FIRST_LINE_MAX:
                self.begin = data
                return self.pace.spend(spare)
            if self.door is not None:
                self.reason = "This port is for browsers"
                return False
        if self.web is not None:
            return self.pace.spend(spare) and self._heard_web(self.web, data)
        lines = self.buffer.feed(data)
        return self.pace.spend(max(0.0, spare - len(lines))) and self._run(self.person, lines)

    def _heard_web(self, web: "WebSocket", data: bytes) -> bool:
        """The same for frames, few at a time."""
        assert self.person is not None
        at = 0
        while at < len(data):
            begin, at = at, at + (_FEW_FRAMES if self.pace.waited else _FRAMES)
            try:
                said = web.receive(data[begin:at])
            except EOFError:
                return False
            finally:
                if web.has_pending:
                    self.host.pump.nudge(self.person)
            lines = self.buffer.feed(said)
            if not (self.pace.spend(web.spare_frames) and self._run(self.person, lines)):
                return False
        return True

    def _answer_requests(self, begin: bytes) -> bool:
        """What comes is a request: answer all of them, until one begins a chat. As `_heard`."""
        person, door, address = self.person, self.door, self.client_address[0]
        assert person is not None
        visit = Visit(self.host, person, address, self.request, self.stream, door, self.pace)
        visit.answer(begin)
        if visit.events and door is not None:
            from .events import Session

            self.session = Session(self._heard_posted)
            self._say_by(self.session.encode)
            door.sessions.add(self.session)
            self.host.pump.nudge(person)
            return True
        if not visit.upgrade:
            return False
        # Imported here: most hosts never need it, and it takes a while.
        from .websocket import WebSocket

        self.web = WebSocket(visit.origins)
        self.port.end = self.web.end
        self._say_by(self.web.encode)
        # One after the other: frames mean nothing before the request for them is answered.
        return all(self._heard(piece) for piece in visit.upgrade if piece)

    def _say_by(self, encode: Callable[[bytes], bytes]) -> None:
        """From here on all is said so, within TLS if there is."""
        stream = self.stream
        self.port.encrypt = (
            encode if stream is None else lambda said: stream.try_encrypt(encode(said))
        )

    def _heard_posted(self, data: bytes) -> bool:
        """Run what came with POST, on the thread of that; False where the session is to end."""
        person, host = self.person, self.host
        assert person is not None
        self.port.received += len(data)
        if self._run(person, self.buffer.feed(data)):
            return True
        with host.lock:
            host.core.drop(person, self._goodbye)
        host.pump.kick()
        return False

    def _patience(self, person: Person, asked: bool, deadline: float) -> float:
        """Seconds to wait for the next bytes."""
        if not person.registered:
            return deadline - time.monotonic()
        return self.config.ping_grace if asked else self.config.ping_after

    def _run(self, person: Person, lines: list[bytes]) -> bool:
        """Run the lines; False where the connection is to end."""
        left = deque(lines)
        self.port.lines_in += len(left)
        step = THROTTLED_SLICE if self.pace.limits else SLICE
        while left:
            count = min(step, len(left))
            if not self.pace.spend(count, len(left) - count):
                return False
            parts = person.parts
            while count:
                with self.host.lock:
                    count, waiting = self._run_some(person, left, count)
                while waiting is not None:
                    waiting = self._work(waiting)
            self.host.pump.kick()
            if person.gone:
                return False
            self.pace.give_back(person.parts - parts)
        return True

    def _run_some(
        self, person: Person, left: deque[bytes], count: int
    ) -> tuple[int, WaitingCommand | None]:
        """Run up to `count` lines under the lock; how many are left of those."""
        receive = self.host.core.receive
        while count:
            if person.gone:
                return 0, None
            count -= 1
            waiting = receive(person, left.popleft())
            if waiting is not None:
                return count, waiting
        return 0, None

    def _work(self, waiting: WaitingCommand) -> WaitingCommand | None:
        """Do outside the lock what a command waits for."""
        self.host.pump.settle()
        outcome: object
        try:
            outcome = waiting.work(self.host.store)
        except Exception as error:  # noqa: BLE001 - it is raised again where the command waits
            outcome = error
        with self.host.lock:
            return self.host.core.resume(waiting, outcome)

    @property
    def _goodbye(self) -> str:
        """Why they go, for those who stay."""
        return "Excess Flood" if self.pace.flooded else self.reason

    def finish(self) -> None:
        if self.person is None:
            return
        with self.host.lock:
            self.host.core.drop(self.person, self._goodbye)
        self.host.pump.kick()
        if self.session is not None and self.door is not None:
            self.door.sessions.remove(self.session)
        # The goodbye is still on its way, and the descriptor must not be somebody else's by then.
        self.port.wait_closed()
        # A person refers to themselves (`only`), and so would wait for the garbage collector, which
        # comes seldom, with all the memory that TLS took: it would grow with every visit.
        self.person.only = ()


def _open_port(reader: socket.socket, stream: SecureStream | None) -> Port:
    """The pump's end of a socket whose handler goes on reading from `reader`."""
    writer = socket.socket(reader.family, reader.type, reader.proto, fileno=reader.fileno())
    writer.settimeout(0)

    def shutdown() -> None:
        if stream is not None:
            with contextlib.suppress(OSError):
                writer.send(stream.close())
        with contextlib.suppress(OSError):
            reader.shutdown(socket.SHUT_RDWR)
        writer.detach()

    return Port(writer.send, shutdown, reader.fileno(), stream.try_encrypt if stream else None)
