"""A way to a host that can be cut, for tests."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from desktopchat.irc.address import Address


class Cable:
    """Listens at `address` and passes on what comes to `to` and back. sent: bytes that went there.
    holds_at: after so many of these nothing goes there until `going` is set.

    cuts: after how many bytes of each connection, there and back together, it is cut; then none is.
    """

    def __init__(self, to: Address, cuts: list[int]) -> None:
        self._to, self._cuts = to, cuts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = Address("127.0.0.1", self._listener.getsockname()[1], to.tls)
        self.sent = self.received = self.connections = 0
        self.holds_at: int | None = None
        self.going = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            left = [self._cuts.pop(0) if self._cuts else -1]
            try:
                far = socket.create_connection((self._to.host, self._to.port))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for one, other, there in ((near, far, True), (far, near, False)):
                thread = threading.Thread(target=self._pass, args=(one, other, left, there))
                self._threads.append(thread)
                thread.start()

    def _pass(self, one: socket.socket, other: socket.socket, left: list[int], there: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if there:
                    self.sent += len(data)
                    if self.holds_at is not None and self.sent > self.holds_at:
                        self.going.wait()
                else:
                    self.received += len(data)
                other.sendall(data)
                if left[0] >= 0:
                    left[0] -= len(data)
                    if left[0] < 0:
                        break
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.going.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in self._threads:
            thread.join()


@contextlib.contextmanager
def cable(to: Address, *cuts: int) -> Iterator[Cable]:
    made = Cable(to, list(cuts))
    try:
        yield made
    finally:
        made.close()
