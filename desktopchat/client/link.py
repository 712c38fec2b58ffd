"""The socket of a client: bytes to messages and back, and nothing that a chat means.

Threads: one *receive thread* a Link, from `start` until the connection ends. It looks the name
up, connects (each address of the host in turn, IPv6 and IPv4, as the system orders them), shakes
hands and looks at the host's key where the connection is encrypted, then reads, splits, decodes,
parses and puts what came on `incoming`, one item a read. Everything else is called by the
owner's thread alone. The socket does not block: what the owner's `send`
can't hand to the kernel at once waits in a backlog, which `flush` sends on; the owner calls it
often anyway, so a writer thread is not needed.

The receive thread never closes the socket, so that no number is used again while the owner
sends; the owner shuts it down, which wakes the thread, and closes it when the thread is over.
"""

import errno
import selectors
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from queue import SimpleQueue

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import fingerprint
from desktopchat.irc.framing import LineBuffer, decode
from desktopchat.irc.message import Message
from desktopchat.irc.tls import SecureStream

CONNECT_WITHIN = 10.0
"""Seconds for all addresses of a host together."""
_ONE_ADDRESS = 4.0  # seconds for one of them, while others are left
_HANDSHAKE = 8.0  # seconds for agreeing on keys
_LOOK = 0.05  # seconds between two looks whether the owner gave up, while connecting
_READ = 65536  # bytes
_FALLBACK = "latin-1"  # for old servers' text that is not UTF-8; it reads anything

_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
_BUSY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0))


@dataclass(slots=True, frozen=True)
class Connected:
    """The host took the connection. fingerprint: of the key it showed, "" where none is needed."""

    fingerprint: str = ""


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
        self.incoming: SimpleQueue[Item] = SimpleQueue()
        """From the receive thread to the owner."""
        self.received = 0
        """Bytes that came. Written by the receive thread, read by the owner."""
        self._stream: SecureStream | None = None
        """What encrypts; set together with _sock."""
        self._sock: socket.socket | None = None
        """Set by the receive thread before it puts Connected; from then on it does not change."""
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
            self.incoming.put(Closed(failure.problem))
            return
        self.incoming.put(Connected(shown))
        self.incoming.put(Closed(self._receive(sock)))

    def _problem(self, kind: ProblemKind, detail: str = "") -> Problem:
        return Problem(kind, detail, self.address.authority)

    def _connect(self) -> socket.socket:
        address = self.address
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _NoConnectionError(
                self._problem(ProblemKind.UNKNOWN_HOST, address.host)
            ) from error
        deadline = time.monotonic() + CONNECT_WITHIN
        worst = errno.ETIMEDOUT
        for left, (family, kind, protocol, _, place) in zip(
            range(len(found) - 1, -1, -1), found, strict=True
        ):
            until = min(deadline, time.monotonic() + _ONE_ADDRESS) if left else deadline
            try:
                sock = socket.socket(family, kind, protocol)
            except OSError as error:  # a system without this kind of address
                worst = error.errno or worst
                continue
            try:
                worst = self._try(sock, place, until)
                if worst == 0:
                    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    return sock
            except OSError as error:
                worst = error.errno or errno.ECONNABORTED
            sock.close()
            if self._stop.is_set() or time.monotonic() >= deadline:
                break
        kind_ = ProblemKind.NO_NETWORK if worst in _UNREACHABLE else ProblemKind.NOBODY_ANSWERS
        raise _NoConnectionError(self._problem(kind_, errno.errorcode.get(worst, "")))

    def _try(self, sock: socket.socket, place: object, until: float) -> int:
        """Connect to one address; gives 0 or what went wrong (an errno)."""
        sock.setblocking(False)
        code = sock.connect_ex(place)  # type: ignore[arg-type]  # as getaddrinfo gave it
        if code not in _BUSY:
            return code
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(_LOOK):
                if self._stop.is_set() or time.monotonic() >= until:
                    return errno.ETIMEDOUT
        return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def _secure(self, sock: socket.socket) -> str:
        """Agree on keys; gives the fingerprint of the host's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Nobody on a local network has a certificate that systems know: `_is_known` decides.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        stream = SecureStream(context, server_side=False, server_hostname=_name(self.address))
        self._shake_hands(sock, stream)
        shown = fingerprint(stream.peer_certificate())
        if self._pin and shown != self._pin and not self._is_vouched_for(shown):
            raise _NoConnectionError(self._problem(ProblemKind.KEY_CHANGED, shown))
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
            ssl.create_default_context(), server_side=False, server_hostname=_name(self.address)
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
            while True:
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
                    self.incoming.put(messages)


def _name(address: Address) -> str:
    """The host's name for TLS, without the zone of an IPv6 address."""
    return address.host.partition("%")[0]


class _NoConnectionError(Exception):
    """Ends `_connect`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem
