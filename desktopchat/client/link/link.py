"""The socket of a client: bytes to messages and back, and nothing that a chat means.

Threads: one *receive thread* a Link, from `start` until the connection ends. It looks the name
up, connects (to each address of the host in turn, the next one soon beside one that is slow to
answer, as in RFC 8305), shakes hands and looks at the host's key where the connection is
encrypted, then reads, splits, decodes, parses and puts what came on `incoming`, one item a read.
Everything else is called by the owner's thread alone. The socket does not block: what the owner's
`send` can't hand to the kernel at once waits in a backlog, which `flush` sends on; the owner calls
it often anyway, so a writer thread is not needed.

The receive thread never closes the socket, so that no number is used again while the owner
sends; the owner shuts it down, which wakes the thread, and closes it when the thread is over.
"""

import contextlib
import errno
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import Full, Queue
from typing import Any

from desktopchat.client.link.pace import watch_cable
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import fingerprint, matches
from desktopchat.irc.framing import LineBuffer, decode
from desktopchat.irc.message import Message
from desktopchat.irc.tls import SecureStream

CONNECT_WITHIN = 10.0
"""Seconds for all addresses of a host together."""
_NEXT_ONE = 0.25  # seconds after which another address is tried too
_AGAIN = 2.0  # seconds without an answer after which all are tried anew, beside the first tries
_HANDSHAKE = 8.0  # seconds for agreeing on keys
_LOOK = 0.05  # seconds between two looks whether the owner gave up, while connecting
_READ = 65536  # bytes
_UNREAD_MOST = 256  # reads that wait for the owner
_UNSENT_MOST = 8 * 1024 * 1024  # bytes that wait for a host that takes nothing
_FALLBACK = "latin-1"  # for old servers' text that is not UTF-8; it reads anything

_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
_BUSY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0))


@dataclass(slots=True, frozen=True)
class Connected:
    """The host took the connection. fingerprint: of the key it showed, "" where none is needed.
    host: which of the address's hosts it was."""

    fingerprint: str = ""
    host: str = ""


@dataclass(slots=True, frozen=True)
class Closed:
    """The connection ended, or never came about. The last item of a Link."""

    problem: Problem


Item = Connected | list[Message] | Closed


class Link:
    """One connection to a host; not used again after its end.

    pin: the fingerprint of the key that the host had before, "" where it was never met. Another
    key is taken only where the address asks for it, or where the system's authorities know it.
    """

    def __init__(self, address: Address, *, pin: str = "") -> None:
        self.address = address
        self._pin = address.fingerprint or pin
        self.incoming: Queue[Item] = Queue(_UNREAD_MOST)
        """From the receive thread to the owner. While it is full nothing is read, so that a host
        that says more than is taken has to wait, and fills no memory here."""
        self.on_item: Callable[[], object] = lambda: None
        """Called on the receive thread after each; set before `start`."""
        self.received = 0
        """Bytes that came. Written by the receive thread, read by the owner."""
        self._stream: SecureStream | None = None
        """What encrypts; set together with _sock."""
        self._sock: socket.socket | None = None
        """Set by the receive thread before it puts Connected; from then on it does not change."""
        self._host = ""  # which of the address's was connected to; the receive thread's alone
        self._stop = threading.Event()
        """Set by the owner, who wants no connection any more."""
        self._backlog = bytearray()
        """What the kernel has not taken yet; the owner's alone."""
        self._thread = threading.Thread(
            target=self._run, name=f"receive {address.authority}", daemon=True
        )

    # the owner's

    def start(self) -> None:
        """Begin to connect; `incoming` tells how it goes on."""
        self._thread.start()

    def send(self, lines: list[str]) -> None:
        """Send lines, given without CR LF. What can't go at once goes with the next `flush`."""
        if lines:
            words = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n"
            if self._stream is not None:
                try:
                    words = self._stream.encrypt(words)
                except ssl.SSLError:  # it is over, which shows at the receiving side
                    words = b""
            self._backlog += words
        self.flush()
        if len(self._backlog) > _UNSENT_MOST:
            # It has much answered (each PING, say) and reads no answer. Its end shows at the
            # receiving side, and what was said waits in the outbox.
            self._backlog.clear()
            if self._sock is not None:
                with contextlib.suppress(OSError):
                    self._sock.shutdown(socket.SHUT_RDWR)

    def flush(self) -> None:
        """Hand the kernel what it takes now. A broken connection shows at the receiving side."""
        if self._stream is not None and self._stream.has_pending:
            self._backlog += self._stream.pending()
        while self._backlog and self._sock is not None:
            try:
                sent = self._sock.send(self._backlog)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self._backlog.clear()
                return
            del self._backlog[:sent]

    @property
    def backlog(self) -> int:
        """Bytes that wait to be sent."""
        pending = self._stream is not None and self._stream.has_pending
        return len(self._backlog) + pending

    def close(self, wait: float = 1.0) -> None:
        """End the connection and the thread; waits at most so many seconds for the thread.

        A thread that still looks up a name can't be woken: it ends by itself, later, and is
        not waited for.
        """
        self._stop.set()
        sock = self._sock
        if sock is not None:
            try:
                if self._stream is not None and not self._backlog:
                    sock.send(self._stream.close())
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:  # it is over already
                pass
        if self._thread.is_alive():
            self._thread.join(wait if sock is not None else min(wait, 3 * _LOOK))
        if not self._thread.is_alive() and self._sock is not None:
            self._sock.close()

    # the receive thread's

    def _run(self) -> None:
        try:
            sock = self._connect()
            shown = ""
            if self.address.tls:
                try:
                    shown = self._secure(sock)
                except _NoConnectionError:
                    sock.close()
                    raise
            self._sock = sock
            if self._stop.is_set():  # looked at after _sock is set: the owner does it in turn
                sock.close()
                return
        except _NoConnectionError as failure:
            self._hand_on(Closed(failure.problem))
            return
        self._hand_on(Connected(shown, self._host))
        self._hand_on(Closed(self._receive(sock)))

    def _hand_on(self, item: Item) -> None:
        while True:
            try:
                self.incoming.put(item, timeout=_LOOK)
            except Full:
                if self._stop.is_set():
                    return
            else:
                break
        self.on_item()

    def _problem(self, kind: ProblemKind, detail: str = "") -> Problem:
        return Problem(kind, detail, self.address.authority)

    def _connect(self) -> socket.socket:
        """A connection to the first of the addresses that takes one; `_host` says to which."""
        places = self._look_up()
        waiting: deque[tuple[str, int, Any]] = deque()
        again_at = 0.0
        deadline = time.monotonic() + CONNECT_WITHIN
        worst, next_at = errno.ETIMEDOUT, 0.0
        trying: dict[socket.socket, str] = {}
        try:
            with selectors.DefaultSelector() as selector:
                while (waiting or trying or not again_at) and time.monotonic() < deadline:
                    if not waiting and time.monotonic() >= again_at:
                        # While nobody answers, systems ask ever more rarely: it would take
                        # seconds until they notice that a cable is back.
                        waiting.extend(places)
                        again_at = time.monotonic() + _AGAIN
                    if waiting and (not trying or time.monotonic() >= next_at):
                        host, family, place = waiting.popleft()
                        next_at = time.monotonic() + _NEXT_ONE
                        try:
                            sock = socket.socket(family, socket.SOCK_STREAM)
                        except OSError as error:  # a system without this kind of address
                            worst = error.errno or worst
                            continue
                        trying[sock] = host
                        sock.setblocking(False)
                        code = sock.connect_ex(place)
                        if code not in (0, *_BUSY):
                            worst = code
                            sock.close()
                            del trying[sock]
                            continue
                        selector.register(sock, selectors.EVENT_WRITE)
                    for key, _ in selector.select(_LOOK):
                        sock = key.fileobj  # type: ignore[assignment]  # what was registered
                        host = trying.pop(sock)
                        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                        if code == 0:
                            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                            watch_cable(sock)
                            self._host = host
                            return sock
                        worst, next_at = code, 0.0
                        selector.unregister(sock)
                        sock.close()
                    if self._stop.is_set():
                        break
        finally:
            for sock in trying:
                sock.close()
        kind = ProblemKind.NO_NETWORK if worst in _UNREACHABLE else ProblemKind.NOBODY_ANSWERS
        raise _NoConnectionError(self._problem(kind, errno.errorcode.get(worst, "")))

    def _look_up(self) -> list[tuple[str, int, Any]]:
        """Every address that there is: for which host, of which family, and the system's form."""
        address = self.address
        found: list[tuple[str, int, Any]] = []
        trouble: Exception | None = None
        for host in address.hosts:
            try:
                places = socket.getaddrinfo(host, address.port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError) as error:
                trouble = error
            else:
                found += [(host, family, place) for family, _, _, _, place in places]
        if not found:
            problem = self._problem(ProblemKind.UNKNOWN_HOST, address.host)
            raise _NoConnectionError(problem) from trouble
        return found

    def _secure(self, sock: socket.socket) -> str:
        """Agree on keys; gives the fingerprint of the host's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Nobody on a local network has a certificate that systems know: `_is_known` decides.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        stream = SecureStream(context, server_side=False, server_hostname=_name(self._host))
        self._shake_hands(sock, stream)
        shown = fingerprint(stream.peer_certificate())
        if self._pin and not matches(self._pin, shown) and not self._is_vouched_for(shown):
            by_code = self.address.by_code
            kind = ProblemKind.WRONG_CODE if by_code else ProblemKind.KEY_CHANGED
            raise _NoConnectionError(self._problem(kind, shown))
        self._stream = stream
        return shown

    def _shake_hands(self, sock: socket.socket, stream: SecureStream) -> None:
        """The handshake, on a socket that does not block. Raises _NoConnectionError."""
        deadline = time.monotonic() + _HANDSHAKE
        data, done = b"", False
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(sock, selectors.EVENT_READ)
                while True:
                    try:
                        done = stream.handshake(data)
                    finally:
                        answer = stream.pending()
                        if answer:
                            sock.send(answer)  # small, on a connection that has sent nothing yet
                    if done:
                        return
                    while not selector.select(_LOOK):
                        if self._stop.is_set() or time.monotonic() >= deadline:
                            raise _NoConnectionError(self._problem(ProblemKind.SILENT))
                    data = sock.recv(_READ)
                    if not data:
                        raise _NoConnectionError(self._problem(ProblemKind.NOT_ENCRYPTED))
                    self.received += len(data)
        except ssl.SSLError as error:
            reason = error.reason or ""
            raise _NoConnectionError(self._problem(ProblemKind.NOT_ENCRYPTED, reason)) from error
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "")
            raise _NoConnectionError(self._problem(ProblemKind.LOST, reason)) from error

    def _is_vouched_for(self, shown: str) -> bool:
        """Whether an authority that this system knows has signed the key for this very name: a
        public server renews its key every few months. It takes a second connection."""
        if self.address.fingerprint:
            return False
        stream = SecureStream(
            ssl.create_default_context(), server_side=False, server_hostname=_name(self._host)
        )
        try:
            with self._connect() as sock:
                self._shake_hands(sock, stream)
        except _NoConnectionError:
            return False
        return fingerprint(stream.peer_certificate()) == shown

    def _receive(self, sock: socket.socket) -> Problem:
        """Read until the end; gives why it ended."""
        lines = LineBuffer()
        understood = False  # whether a line of IRC came
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_READ)
            # A host that never stops talking is not listened to for longer than the owner does.
            while not self._stop.is_set():
                selector.select()
                try:
                    data = sock.recv(_READ)
                except (BlockingIOError, InterruptedError):
                    continue
                except OSError as error:
                    reason = errno.errorcode.get(error.errno or 0, "")
                    return self._problem(ProblemKind.LOST, reason)
                if not data:
                    odd = self.received and not understood
                    return self._problem(ProblemKind.NOT_IRC if odd else ProblemKind.LOST)
                self.received += len(data)
                if self._stream is not None:
                    try:
                        data = self._stream.decrypt(data)
                    except EOFError:
                        return self._problem(ProblemKind.LOST)
                    except ssl.SSLError as error:
                        return self._problem(ProblemKind.LOST, error.reason or "")
                messages = []
                for line in lines.feed(data):
                    message = Message.parse(decode(line, _FALLBACK) or "")
                    if message is not None:
                        messages.append(message)
                        understood = True
                    elif not understood:
                        return self._problem(ProblemKind.NOT_IRC)
                if messages:
                    self._hand_on(messages)
        return self._problem(ProblemKind.LOST)


def _name(host: str) -> str:
    """A host's name for TLS, without the zone of an IPv6 address."""
    return host.partition("%")[0]


class _NoConnectionError(Exception):
    """Ends `_connect`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem
