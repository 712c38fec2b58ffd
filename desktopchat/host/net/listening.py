"""Accepting connections on one address, a thread for each of them."""

import contextlib
import errno
import logging
import os
import socket
import socketserver
import sys
import threading

from desktopchat.hosting.protocol import Failure, Reason
from desktopchat.irc.address import Address

log = logging.getLogger(__name__)

_LOOK_FOR_END = 2.0 if sys.platform == "linux" else 0.2
"""Seconds between a listener's looks at whether it is to end. On Linux it is woken for that, and a
host that nobody talks on sleeps."""
_REST = 0.1
"""Seconds without a new try where accepting failed."""


class ListenError(OSError):
    """An address can't be listened on."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class Listening(socketserver.ThreadingTCPServer):
    """Listens once it is made, and accepts from `start` to `stop`. handler: made for each
    connection, on a thread of its own. stopping: set when all is to end. Raises ListenError."""

    # On Windows the option would let two programs share a port; elsewhere it only spares the
    # wait after a restart.
    allow_reuse_address = os.name != "nt"
    daemon_threads = True
    request_queue_size = 1024

    def __init__(
        self,
        address: Address,
        handler: type[socketserver.BaseRequestHandler],
        stopping: threading.Event,
    ) -> None:
        self.asked = address
        self._stopping = stopping
        try:
            family, _, _, _, where = socket.getaddrinfo(
                address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
        except OSError as error:
            raise ListenError(Failure(Reason.NOT_AN_ADDRESS, address.authority)) from error
        self.address_family = family
        try:
            super().__init__((str(where[0]), int(where[1])), handler)
        except OSError as error:
            raise ListenError(_failure(error, address)) from error
        self._thread = threading.Thread(
            target=self.serve_forever, args=(_LOOK_FOR_END,), name=f"listen {address.authority}"
        )

    @property
    def address(self) -> Address:
        """Where it listens, with the port that it really has."""
        return Address(self.asked.host, self.server_address[1], self.asked.tls)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            # One listener an address family, so that both can be asked for side by side.
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if os.name == "nt":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        super().server_bind()

    def get_request(self) -> tuple[socket.socket, object]:
        try:
            return super().get_request()
        except OSError:
            # Out of descriptors, say: whoever waits is still there, so the next try comes at once.
            self._stopping.wait(_REST)
            raise

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Accept no more."""
        if self._thread.ident is not None:
            with contextlib.suppress(OSError):  # only Linux shuts down what listens
                self.socket.shutdown(socket.SHUT_RDWR)
            self.shutdown()
            self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        log.exception("A connection from %s failed", client_address)  # noqa: LOG004 - called in one


def _failure(error: OSError, address: Address) -> Failure:
    where = address.authority
    if error.errno == errno.EADDRINUSE or getattr(error, "winerror", 0) == 10048:
        return Failure(Reason.PORT_TAKEN, where)
    if error.errno == errno.EACCES:
        return Failure(Reason.PORT_REFUSED, where)
    if error.errno == errno.EADDRNOTAVAIL:
        return Failure(Reason.NOT_AN_ADDRESS, where)
    return Failure(Reason.NOT_LISTENING, where, error.strerror or str(error))
