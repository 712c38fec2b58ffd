"""Connecting: to each address of a host in turn, the next one soon beside one that is slow to
answer (RFC 8305), then agreeing on keys where the connection is encrypted. All on the caller's
thread.
"""

import errno
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from typing import Any

from desktopchat.client.link.pace import watch_cable
from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import asked_for, fingerprint, matches
from desktopchat.irc.tls import SecureStream

CONNECT_WITHIN = 10.0
"""Seconds for all addresses of a host together."""
_NEXT_ONE = 0.25  # seconds after which another address is tried too
_AGAIN = 2.0  # seconds without an answer after which all are tried anew, beside the first tries
_HANDSHAKE = 8.0  # seconds for agreeing on keys
LOOK = 0.05
"""Seconds between two looks whether anybody still wants the connection."""
_READ = 65536  # bytes
_OTHER_KEY = (ProblemKind.WRONG_CODE, ProblemKind.KEY_CHANGED)

_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)
_BUSY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0))


class NoConnectionError(Exception):
    """problem: why there is none."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Dialer:
    """One try to connect.

    pin: the fingerprint of the key that the host had before, "" where it was never met. Another
    key is taken only where the address asks for it, or where the system's authorities know it.
    stop: set once nobody wants the connection any more. within: seconds for all addresses,
    and again for agreeing on keys.

    host: which of the address's hosts it was. stream: what encrypts, None where nothing does.
    fingerprint: of the key that the host showed, "" where none is needed. received: bytes that
    came meanwhile.
    """

    def __init__(
        self,
        address: Address,
        pin: str,
        stop: threading.Event,
        within: float = CONNECT_WITHIN,
    ) -> None:
        self._within = within
        self._address, self._pin, self._stop = address, address.fingerprint or pin, stop
        self.host = ""
        self.stream: SecureStream | None = None
        self.fingerprint = ""
        self.received = 0

    def dial(self) -> socket.socket:
        """A connection, on which nothing of IRC was said yet. Raises NoConnectionError."""
        sock = self._connect()
        if not self._address.tls:
            return sock
        try:
            self._secure(sock, _name(self.host))
        except NoConnectionError as other:
            sock.close()
            expected = self._address.fingerprint
            if other.problem.kind not in _OTHER_KEY or not expected:
                raise
            # Whoever began a chat that goes on elsewhere, and keeps a copy of it here, has that
            # key, too: they say where it is, under the key that the link or the code names.
            sock = self._connect()
            try:
                self._secure(sock, asked_for(expected))
            except NoConnectionError:
                sock.close()
                raise other from None
        return sock

    def _connect(self) -> socket.socket:
        """A connection to the first of the addresses that takes one; `host` says to which."""
        places = self._look_up()
        waiting: deque[tuple[str, int, Any]] = deque()
        again_at = 0.0
        deadline = time.monotonic() + self._within
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
                    for key, _ in selector.select(LOOK):
                        sock = key.fileobj  # type: ignore[assignment]  # what was registered
                        host = trying.pop(sock)
                        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                        if code == 0:
                            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                            watch_cable(sock)
                            self.host = host
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
        raise NoConnectionError(self._problem(kind, errno.errorcode.get(worst, "")))

    def _look_up(self) -> list[tuple[str, int, Any]]:
        """Every address that there is: for which host, of which family, and the system's form."""
        address = self._address
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
            raise NoConnectionError(problem) from trouble
        return found

    def _secure(self, sock: socket.socket, name: str) -> None:
        """Agree on keys, and look at the host's. name: whom to ask for (RFC 6066, section 3)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Nobody on a local network has a certificate that systems know: `_is_known` decides.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        stream = SecureStream(context, server_side=False, server_hostname=name)
        self._shake_hands(sock, stream)
        shown = fingerprint(stream.peer_certificate())
        if self._pin and not matches(self._pin, shown) and not self._is_vouched_for(shown):
            by_code = self._address.by_code
            kind = ProblemKind.WRONG_CODE if by_code else ProblemKind.KEY_CHANGED
            raise NoConnectionError(self._problem(kind, shown))
        self.stream, self.fingerprint = stream, shown

    def _shake_hands(self, sock: socket.socket, stream: SecureStream) -> None:
        """The handshake, on a socket that does not block. Raises NoConnectionError."""
        deadline = time.monotonic() + min(_HANDSHAKE, self._within)
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
                    while not selector.select(LOOK):
                        if self._stop.is_set() or time.monotonic() >= deadline:
                            raise NoConnectionError(self._problem(ProblemKind.SILENT))
                    data = sock.recv(_READ)
                    if not data:
                        raise NoConnectionError(self._problem(ProblemKind.NOT_ENCRYPTED))
                    self.received += len(data)
        except ssl.SSLError as error:
            reason = error.reason or ""
            raise NoConnectionError(self._problem(ProblemKind.NOT_ENCRYPTED, reason)) from error
        except OSError as error:
            reason = errno.errorcode.get(error.errno or 0, "")
            raise NoConnectionError(self._problem(ProblemKind.LOST, reason)) from error

    def _is_vouched_for(self, shown: str) -> bool:
        """Whether an authority that this system knows has signed the key for this very name: a
        public server renews its key every few months. It takes a second connection."""
        if self._address.fingerprint:
            return False
        stream = SecureStream(
            ssl.create_default_context(), server_side=False, server_hostname=_name(self.host)
        )
        try:
            with self._connect() as sock:
                self._shake_hands(sock, stream)
        except NoConnectionError:
            return False
        return fingerprint(stream.peer_certificate()) == shown

    def _problem(self, kind: ProblemKind, detail: str = "") -> Problem:
        return Problem(kind, detail, self._address.authority)


def _name(host: str) -> str:
    """A host's name for TLS, without the zone of an IPv6 address."""
    return host.partition("%")[0]
