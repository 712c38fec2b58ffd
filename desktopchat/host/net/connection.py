"""One connection's thread: it reads, cuts lines, and runs them.

The thread only ever reads; what it causes to be sent goes through the pump. Two Python objects
share the one descriptor: the handler's waits with a timeout, the pump's never waits (a flag for
that on each call exists only on some systems). Only the handshake of an encrypted connection,
before the host knows of it, is sent from here. What a page says with POST (`events`) is run by the
thread of that.
"""

import contextlib
import ipaddress
import logging
import socket
import socketserver
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from desktopchat.host.deputies import REQUEST
from desktopchat.host.deputies.asking import REQUEST as PLACE_REQUEST
from desktopchat.host.dispatch import WaitingCommand
from desktopchat.host.limits import Throttle
from desktopchat.host.state.networks import is_local
from desktopchat.host.state.people import Person
from desktopchat.irc.address import Address
from desktopchat.irc.framing import LineBuffer
from desktopchat.irc.tls import SecureStream

from .http_head import FIRST_LINE_MAX, HEAD_END, is_request
from .port import Port

if TYPE_CHECKING:
    from desktopchat.host.server import Host, Listener

    from .door import Door
    from .events import Session
    from .websocket import WebSocket

log = logging.getLogger(__name__)

READ = 64 * 1024
IDLE_READ = 4 * 1024
"""Bytes asked for in one read: the large buffer only while somebody really sends much."""
_SIP = 512
"""The same of somebody whom the throttle has just let wait: many of these may wake at one moment,
and what each has to be worked through then keeps the others waiting."""
SLICE = 64
"""Lines run in one go under the lock, so that a flood of one does not hold up the others."""
THROTTLED_SLICE = 10
_HTTPS_ONLY = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Connection: close\r\n\r\nThis page is encrypted: its address begins with https://\n"
)
_TLS = b"\x16"
"""What an encrypted connection begins with, and no line of IRC."""
_PART = 0.2
"""What a line of a message of several counts for the throttle, where others count 1."""
_READ_COSTS = 0.2
"""What a read and a record of TLS count for it where no line pays: a drop now and then is work."""
_READ_PAYS = 1024
"""Bytes of a file with which a read, or a record of TLS, pays for itself."""
_FRAMES, _FEW_FRAMES = 128, 24
"""Bytes of WebSocket parsed in one go, and after a wait: of the smallest frames as many as the
throttle lets pass in seconds, and in less than one."""


class Connection(socketserver.BaseRequestHandler):
    """Handles one connection in a thread of its own."""

    request: socket.socket

    def setup(self) -> None:
        listener = cast("Listener", self.server)
        self.host: Host = listener.host
        self.config = self.host.config
        self.buffer = LineBuffer()
        self.throttle = (
            Throttle(self.config.lines_per_second, self.config.lines_burst)
            if self.config.throttle
            else None
        )
        with contextlib.suppress(OSError):
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.person: Person | None = None
        self.stream: SecureStream | None = None
        self.web: WebSocket | None = None
        self.session: Session | None = None
        """Of a page that hears by a stream of events, and says nothing here."""
        self.door = listener.door
        self.records = 0
        """Records of TLS that the throttle has counted."""
        self.waited = False
        """Whether the throttle let them wait when it was asked last."""
        self.begin: bytes | None = b""
        """What came while the first line is not whole; None when that has told what is spoken."""
        self.reason = "Connection closed"

    def handle(self) -> None:
        context = cast("Listener", self.server).tls
        early = b""
        if context is not None:
            self.stream = SecureStream(context, server_side=True)
            with self.host.admission.half_open(self.client_address[0]) as refusal:
                if refusal:
                    return
                try:
                    early = self._shake_hands(self.stream)
                except (OSError, EOFError):
                    # A scanner, somebody without TLS, or one who does not trust this key.
                    return
        self._enter()
        if not early or self._heard(early):
            self._listen()

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
            if not self._spend(_READ_COSTS):
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
        port = _open_port(self.request, self.stream)
        with self.host.lock:
            self.person = self.host.core.connect(
                port,
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
            if self.throttle is None:
                size = READ if len(data) == size else IDLE_READ
            said = data if self.stream is None else self._decrypt(person, self.stream, data)
            if said is None or not self._heard(said):
                return
            if self.throttle is not None:
                size = _SIP if self.waited else IDLE_READ

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
        port: Port = self.person.port
        if self.session is not None:
            return self.session.may_go_on(data)
        port.received += len(data)
        spare = _READ_COSTS * (1 + self._new_records()) + len(data) / IDLE_READ
        if self.begin is not None:
            data, self.begin = (self.begin + data).lstrip(b"\r\n"), None
            first, end, _ = data.replace(b"\r", b"\n").partition(b"\n")
            if is_request(first):
                request = first.rstrip()
                if request in _SERVE and self.stream is not None and self.door is None:
                    return self._spend(spare) and self._leave_chat(request, port, data)
                return self._spend(spare) and self._speak_http(port, data)
            if not end and len(data) <= FIRST_LINE_MAX:
                self.begin = data
                return self._spend(spare)
            if self.door is not None:
                self.reason = "This port is for browsers"
                return False
        if self.web is not None:
            return self._spend(spare) and self._heard_web(self.web, data)
        lines = self.buffer.feed(data)
        return self._spend(max(0.0, spare - len(lines))) and self._run(self.person, lines)

    def _new_records(self) -> int:
        """Records of TLS since the last look."""
        before, self.records = self.records, self.stream.records if self.stream else 0
        return self.records - before

    def _heard_web(self, web: "WebSocket", data: bytes) -> bool:
        """The same for frames, few at a time."""
        assert self.person is not None
        at = 0
        while at < len(data):
            begin, at = at, at + (_FEW_FRAMES if self.waited else _FRAMES)
            try:
                said = web.receive(data[begin:at])
            except EOFError:
                return False
            finally:
                if web.has_pending:
                    self.host.pump.nudge(self.person)
            lines = self.buffer.feed(said)
            if not (self._spend(web.spare_frames) and self._run(self.person, lines)):
                return False
        return True

    def _speak_http(self, port: Port, begin: bytes) -> bool:
        """What comes is HTTP: for files, until it asks for WebSocket or events. As `_heard`.

        This thread alone reads and sends meanwhile.
        """
        from desktopchat.host.filehost.grants import authorize, refuse_banned
        from desktopchat.host.filehost.requests import FileRequests, HttpContext
        from desktopchat.host.filehost.stream import WebStream

        person, host = self.person, self.host
        assert person is not None
        port.encrypt = _unsaid

        origins = self.config.web_origins

        def admit(head: bytes) -> None:
            nonlocal origins
            self._spend(1)
            refuse_banned(host, person)
            if self.door is not None:
                address, number = self.request.getsockname()[:2]
                origins = [self.door.origin(head, address.partition("%")[0], number)]

        stream = WebStream(
            self.request,
            self.stream,
            begin,
            self.config,
            self._spend_read,
            lambda: host.admission.half_open(self.client_address[0]),
        )
        door = self.door
        visit = HttpContext(
            person.web,
            self.config.title,
            admit,
            lambda header: authorize(host, person, header),
            door.get if door else None,
            (lambda request: door.sessions.wants(request, origins)) if door else None,
            (lambda request: door.sessions.post(request, origins)) if door else None,
        )
        requests = FileRequests(stream, visit, host.files)
        if door is not None and requests.events:
            self._open_events(port, door)
            return True
        if not requests.upgrade:
            return False
        self._open_web(port, origins)
        # One after the other: frames mean nothing before the request for them is answered.
        return self._heard(requests.upgrade) and (not stream.rest or self._heard(stream.rest))

    def _leave_chat(self, request: bytes, port: Port, begin: bytes) -> bool:
        """What comes is no chat, but a request in `_SERVE`. As `_heard`; this thread alone reads
        and sends meanwhile."""
        assert self.stream is not None
        assert self.person is not None
        port.encrypt = _unsaid
        with self.host.lock:  # nobody of the chat: a goodbye to all does not end it
            self.host.core.connections.discard(self.person)
            self.person.gone = True
        # Whoever goes in the midst of it, or falls silent, is no error of this program.
        with contextlib.suppress(OSError, EOFError):
            end, begin = self._rest_of_head(self.stream, begin)
            _SERVE[request](self.host, self.request, self.stream, begin[end:])
        port.close()  # the pump may be over by now
        return False

    def _rest_of_head(self, stream: SecureStream, begin: bytes) -> tuple[int, bytes]:
        """Where the head of a request ends, and all that came with it. Raises EOFError, OSError."""
        deadline = time.monotonic() + self.config.handshake_within
        while (end := HEAD_END.search(begin)) is None:
            wait = deadline - time.monotonic()
            if wait <= 0 or len(begin) > FIRST_LINE_MAX:
                raise EOFError
            self.request.settimeout(wait)
            data = self.request.recv(IDLE_READ)
            if not data or not self._spend(_READ_COSTS):
                raise EOFError
            begin += stream.decrypt(data)
        return end.end(), begin

    def _open_web(self, port: Port, origins: Sequence[str]) -> None:
        """From here on all is said in WebSocket, within TLS if there is."""
        # Imported here: most hosts never need it, and it takes a while.
        from .websocket import WebSocket

        web, stream = WebSocket(origins), self.stream
        self.web = web
        port.end = web.end
        port.encrypt = (
            web.encode if stream is None else lambda said: stream.try_encrypt(web.encode(said))
        )

    def _open_events(self, port: Port, door: "Door") -> None:
        """From here on all is told as events, within TLS if there is."""
        from .events import Session

        assert self.person is not None
        session, stream = Session(self._heard_posted), self.stream
        self.session = session
        port.encrypt = (
            session.encode
            if stream is None
            else lambda said: stream.try_encrypt(session.encode(said))
        )
        door.sessions.add(session)
        self.host.pump.nudge(self.person)

    def _heard_posted(self, data: bytes) -> bool:
        """Run what came with POST, on the thread of that; False where the session is to end."""
        person, host = self.person, self.host
        assert person is not None
        cast("Port", person.port).received += len(data)
        if self._run(person, self.buffer.feed(data)):
            return True
        with host.lock:
            host.core.drop(person, self.reason)
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
        cast("Port", person.port).lines_in += len(left)
        step = SLICE if self.throttle is None else THROTTLED_SLICE
        while left:
            count = min(step, len(left))
            if not self._spend(count, len(left) - count):
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
            if self.throttle is not None:
                self.throttle.give_back((1 - _PART) * (person.parts - parts))
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

    def _spend(self, cost: float, more: float = 0) -> bool:
        """Wait as the throttle says before what counts as `cost` lines; `more` are to follow.

        False where somebody floods, or the host stops.
        """
        if self.throttle is None or not cost:
            return True
        wait = self.throttle.spend(cost, time.monotonic())
        self.waited = wait > 0
        if self.throttle.wait_for(more) > self.config.debt_limit:
            self.reason = "Excess Flood"
            return False
        return wait <= 0 or not self.host.stopping.wait(wait)

    def _spend_read(self, brought: int) -> bool:
        """The same for a read of HTTP, which brought so many bytes of a file."""
        return self._spend(max(0.0, _READ_COSTS * (1 + self._new_records() - brought / _READ_PAYS)))

    def finish(self) -> None:
        if self.person is None:
            return
        with self.host.lock:
            self.host.core.drop(self.person, self.reason)
        self.host.pump.kick()
        if self.session is not None and self.door is not None:
            self.door.sessions.remove(self.session)
        # The goodbye is still on its way, and the descriptor must not be somebody else's by then.
        cast("Port", self.person.port).wait_closed()
        # A person refers to themselves (`only`), and so would wait for the garbage collector, which
        # comes seldom, with all the memory that TLS took: it would grow with every visit.
        self.person.only = ()


_SERVE: "dict[bytes, Callable[[Host, socket.socket, SecureStream, bytes], object]]" = {
    REQUEST: lambda host, *said: host.feed_deputy(*said),
    PLACE_REQUEST: lambda host, *said: host.tell_place(*said),
}
"""By the first line of a request that is neither chat nor files: what answers it."""


def _unsaid(_words: bytes) -> bytes:
    """Lines of IRC mean nothing in HTTP: a goodbye in the midst of a file would be its end."""
    return b""


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
