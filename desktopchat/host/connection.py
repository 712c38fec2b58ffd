"""One connection's thread: it reads, cuts lines, and runs them.

The thread only ever reads; what it causes to be sent goes through the pump. Two Python objects
share the one descriptor: the handler's waits with a timeout, the pump's never waits (a flag for
that on each call exists only on some systems).
"""

import contextlib
import logging
import socket
import socketserver
import time
from typing import TYPE_CHECKING, cast

from desktopchat.irc.framing import LineBuffer

from .limits import Throttle
from .pump import Port

if TYPE_CHECKING:
    from .server import Host, Listener

log = logging.getLogger(__name__)

READ = 64 * 1024
IDLE_READ = 4 * 1024
"""Bytes asked for in one read: the large buffer only while somebody really sends much."""
SLICE = 64
"""Lines run in one go under the lock, so that a flood of one does not hold up the others."""
THROTTLED_SLICE = 10


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
        port = _open_port(self.request)
        with self.host.lock:
            self.person = self.host.core.connect(port, self.client_address[0])

    def handle(self) -> None:
        self.reason = "Connection closed"
        deadline = time.monotonic() + self.config.register_within
        size = IDLE_READ
        asked = False
        while True:
            wait = self._patience(asked, deadline)
            try:
                if wait <= 0:
                    raise TimeoutError
                self.request.settimeout(wait)
                data = self.request.recv(size)
            except TimeoutError:
                if not self.person.registered:
                    self.reason = "Registration timed out"
                    return
                if asked:
                    self.reason = "Ping timeout"
                    return
                asked = True
                with self.host.lock:
                    self.host.core.ping(self.person)
                continue
            except OSError:
                self.reason = "Connection lost"
                return
            if not data:
                return
            asked = False
            if self.throttle is None:
                size = READ if len(data) == size else IDLE_READ
            lines = self.buffer.feed(data)
            if lines and not self._run(lines):
                return

    def _patience(self, asked: bool, deadline: float) -> float:
        """Seconds to wait for the next bytes."""
        if not self.person.registered:
            return deadline - time.monotonic()
        return self.config.ping_grace if asked else self.config.ping_after

    def _run(self, lines: list[bytes]) -> bool:
        """Run the lines; False where the connection is to end."""
        core, person = self.host.core, self.person
        step = SLICE if self.throttle is None else THROTTLED_SLICE
        for start in range(0, len(lines), step):
            some = lines[start : start + step]
            if self.throttle is not None and not self._hold_back(some, len(lines) - start):
                return False
            with self.host.lock:
                for line in some:
                    if person.gone:
                        return False
                    core.receive(person, line)
        return not person.gone

    def _hold_back(self, lines: list[bytes], waiting: int) -> bool:
        """Wait as the throttle says; False where somebody floods, or the host stops."""
        assert self.throttle is not None
        wait = self.throttle.spend(len(lines), time.monotonic())
        if self.throttle.wait_for(waiting - len(lines)) > self.config.debt_limit:
            self.reason = "Excess Flood"
            return False
        return wait <= 0 or not self.host.stopping.wait(wait)

    def finish(self) -> None:
        with self.host.lock:
            self.host.core.drop(self.person, self.reason)
        # The goodbye is still on its way, and the descriptor must not be somebody else's by then.
        cast("Port", self.person.port).wait_closed()


def _open_port(reader: socket.socket) -> Port:
    """The pump's end of a socket whose handler goes on reading from `reader`."""
    writer = socket.socket(reader.family, reader.type, reader.proto, fileno=reader.fileno())
    writer.settimeout(0)

    def shutdown() -> None:
        with contextlib.suppress(OSError):
            reader.shutdown(socket.SHUT_RDWR)
        writer.detach()

    return Port(writer.send, shutdown, reader.fileno())
