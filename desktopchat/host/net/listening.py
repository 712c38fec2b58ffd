"""Accepting connections on one address, a thread for each of them.

A port stays open when who accepts on it changes: the listening socket goes from one to the other
in `Ports`, and whoever comes meanwhile waits in its backlog.
"""

import errno
import logging
import os
import selectors
import socket
import socketserver
import threading

from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.irc.address import Address

log = logging.getLogger(__name__)

_BACKLOG = 1024
_REST = 0.1
"""Seconds without a new try where accepting failed."""


class ListenError(OSError):
    """An address can't be listened on."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Ports:
    """Listening sockets that nobody accepts on just now, by their addresses with real ports. Closes
    them in the end, as a context."""

    def __init__(self) -> None:
        self._kept: dict[Address, socket.socket] = {}

    def __enter__(self) -> "Ports":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, address: Address) -> Address:
        """Listen there for whoever takes it; the address with the real port. Raises ListenError."""
        opened = _open(address)
        there = Address(address.host, opened.getsockname()[1], address.tls)
        self._kept[there] = opened
        return there

    def keep(self, listening: "Listening") -> None:
        """Have it accept no more, for whoever does next."""
        self._kept[listening.address] = listening.let_go()

    def take(self, address: Address) -> socket.socket:
        """The one that was kept, or a new one. Raises ListenError."""
        kept = self._kept.pop(address, None)
        return kept if kept is not None else _open(address)

    def close(self) -> None:
        """Refuse whoever waits at what is left."""
        while self._kept:
            self._kept.popitem()[1].close()


class Listening(socketserver.ThreadingTCPServer):
    """Listens once it is made, and accepts from `start` to `stop` or `let_go`. handler: made for
    each connection, on a thread of its own. stopping: set when all is to end. ports: where its
    socket may be kept. Raises ListenError."""

    daemon_threads = True
    timeout = 0  # of `handle_request`, which is called when somebody is there

    def __init__(
        self,
        address: Address,
        handler: type[socketserver.BaseRequestHandler],
        stopping: threading.Event,
        ports: Ports | None = None,
    ) -> None:
        self.asked = address
        self._stopping = stopping
        opened = (ports or Ports()).take(address)
        # Not TCPServer's, which makes a socket of its own.
        socketserver.BaseServer.__init__(self, opened.getsockname(), handler)
        self.socket = opened
        self._woken, self._wake = socket.socketpair()
        self._thread = threading.Thread(target=self._accept, name=f"listen {address.authority}")

    @property
    def address(self) -> Address:
        """Where it listens, with the port that it really has."""
        return Address(self.asked.host, self.server_address[1], self.asked.tls)

    def get_request(self) -> tuple[socket.socket, object]:
        try:
            return super().get_request()
        except OSError:
            # Out of descriptors, say: whoever waits is still there, so the next try comes at once.
            self._stopping.wait(_REST)
            raise

    def start(self) -> None:
        self._thread.start()

    def _accept(self) -> None:
        """Not `serve_forever`, which wakes up for nothing and ends late."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while all(key.fileobj is not self._woken for key, _ in selector.select()):
                self.handle_request()

    def let_go(self) -> socket.socket:
        """Accept no more; the socket, still open."""
        if self._thread.ident is not None:
            self._wake.close()
            self._thread.join()
        self._wake.close()
        self._woken.close()
        return self.socket

    def stop(self) -> None:
        """Accept no more, and free the port."""
        self.let_go().close()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        log.exception("A connection from %s failed", client_address)  # noqa: LOG004 - called in one


def _open(address: Address) -> socket.socket:
    """A new one. Raises ListenError."""
    try:
        family, _, _, _, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise ListenError(Failure(Reason.NOT_AN_ADDRESS, address.authority)) from error
    try:
        opened = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise ListenError(_failure(error, address)) from error
    try:
        if family == socket.AF_INET6:
            # One listener an address family, so that both can be asked for side by side.
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if os.name == "nt":
            # The other option would let two programs share a port there.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # no wait after a restart
        opened.bind(where)
        opened.listen(_BACKLOG)
    except OSError as error:
        opened.close()
        raise ListenError(_failure(error, address)) from error
    return opened


def _failure(error: OSError, address: Address) -> Failure:
    where = address.authority
    if error.errno == errno.EADDRINUSE or getattr(error, "winerror", 0) == 10048:
        return Failure(Reason.PORT_TAKEN, where)
    if error.errno == errno.EACCES:
        return Failure(Reason.PORT_REFUSED, where)
    if error.errno == errno.EADDRNOTAVAIL:
        return Failure(Reason.NOT_AN_ADDRESS, where)
    return Failure(Reason.NOT_LISTENING, where, error.strerror or str(error))
