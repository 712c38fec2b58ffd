"""The socket of a client: bytes to messages and back, and nothing that a chat means.

Threads: one *receive thread* a Link, from `start` until the connection ends. It connects
(`Dialer`), then reads, splits, decodes, parses and puts what came on `incoming`, one item a read.
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
from collections.abc import Callable
from dataclasses import dataclass
from queue import Full, Queue

from desktopchat.client.link.dialing import CONNECT_WITHIN, LOOK, Dialer, NoConnectionError
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.framing import LineBuffer, decode
from desktopchat.irc.message import Message
from desktopchat.irc.tls import SecureStream

_READ = 65536  # bytes
_UNREAD_MOST = 256  # reads that wait for the owner
_UNSENT_MOST = 8 * 1024 * 1024  # bytes that wait for a host that takes nothing
_FALLBACK = "latin-1"  # for old servers' text that is not UTF-8; it reads anything


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

    pin: the fingerprint of the key that the host had before, "" where it was never met.
    """

    def __init__(self, address: Address, *, pin: str = "") -> None:
        self.address = address
        self._pin = pin
        self.incoming: Queue[Item] = Queue(_UNREAD_MOST)
        """From the receive thread to the owner. While it is full nothing is read, so that a host
        that says more than is taken has to wait, and fills no memory here."""
        self.on_item: Callable[[], object] = lambda: None
        """Called on the receive thread after each; set before `start`."""
        self.connect_within = CONNECT_WITHIN
        """Seconds; set before `start`."""
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
            with contextlib.suppress(OSError):  # it is over already
                if self._stream is not None and not self._backlog:
                    sock.send(self._stream.close())
            with contextlib.suppress(OSError):  # whatever became of that
                sock.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(wait if sock is not None else min(wait, 3 * LOOK))
        if not self._thread.is_alive() and self._sock is not None:
            self._sock.close()

    # the receive thread's

    def _run(self) -> None:
        dialer = Dialer(self.address, self._pin, self._stop, self.connect_within)
        try:
            sock = dialer.dial()
        except NoConnectionError as failure:
            self._hand_on(Closed(failure.problem))
            return
        self.received = dialer.received
        self._stream, self._sock = dialer.stream, sock
        if self._stop.is_set():  # looked at after _sock is set: the owner does it in turn
            sock.close()
            return
        self._hand_on(Connected(dialer.fingerprint, dialer.host))
        self._hand_on(Closed(self._receive(sock)))

    def _hand_on(self, item: Item) -> None:
        while True:
            try:
                self.incoming.put(item, timeout=LOOK)
            except Full:
                if self._stop.is_set():
                    return
            else:
                break
        self.on_item()

    def _problem(self, kind: ProblemKind, detail: str = "") -> Problem:
        return Problem(kind, detail, self.address.authority)

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
