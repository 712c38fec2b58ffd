"""The crowd: clients in one thread that read in big pieces and count line ends, nothing more."""

import selectors
import socket
import time
from dataclasses import dataclass, field

READ = 1 << 20


class Refused(Exception):  # noqa: N818 - what happened, as OSError has it
    """The server let not all of the crowd in."""


@dataclass(slots=True, eq=False)
class Client:
    """One connection. lines: how many line ends came since `Crowd.settle`."""

    socket: socket.socket
    lines: int = 0
    seen: bytes = b""
    ready: bool = False


@dataclass(slots=True)
class Crowd:
    """`size` clients in the channel #bench of the server on `port` of loopback."""

    port: int
    size: int
    within: float = 25.0
    """Seconds in which all must be in."""
    clients: list[Client] = field(default_factory=list)
    seconds: float = 0.0
    """How long it took until all were in."""
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _buffer: bytearray = field(default_factory=lambda: bytearray(READ))

    def __enter__(self) -> "Crowd":
        try:
            self._enter()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.socket.close()
        self._selector.close()

    def _enter(self) -> None:
        """Connect, register and join, all at once; in when the channel's list of names came."""
        start = time.perf_counter()
        for number in range(self.size):
            connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
            connection.sendall(f"NICK u{number}\r\nUSER u 0 * :u\r\n".encode())
            connection.setblocking(False)
            client = Client(connection)
            self.clients.append(client)
            self._selector.register(connection, selectors.EVENT_READ, client)
        self._wait_for(b" 001 ", start)
        for client in self.clients:
            client.socket.send(b"JOIN #bench\r\n")
        self._wait_for(b" 366 ", start)
        self.seconds = time.perf_counter() - start
        self.settle()

    def _wait_for(self, word: bytes, start: float) -> None:
        for client in self.clients:
            client.ready = False
        waiting = len(self.clients)
        while waiting:
            if time.perf_counter() - start > self.within:
                raise Refused(f"{waiting} of {self.size} were not in after {self.within:.0f} s")
            for key, _ in self._selector.select(1.0):
                client = key.data
                data = client.socket.recv(READ)
                if not data:
                    raise Refused("the server closed a connection")
                client.seen = (client.seen + data)[-600:] if client.ready else client.seen + data
                if b"PING " in data:
                    token = data.partition(b"PING ")[2].partition(b"\r\n")[0]
                    client.socket.send(b"PONG " + token + b"\r\n")
                if not client.ready and word in client.seen:
                    client.ready = True
                    client.seen = client.seen[-20:]
                    waiting -= 1

    def settle(self) -> None:
        """Read until nothing comes any more; then count from nought."""
        while self.read(0.5):
            pass
        for client in self.clients:
            client.lines = 0

    def read(self, wait: float) -> int:
        """Read once from everybody who has something; how many lines came. Refused on a close."""
        count = 0
        for key, _ in self._selector.select(wait):
            size = key.fileobj.recv_into(self._buffer)  # type: ignore[union-attr]
            if not size:
                raise Refused(f"the server closed a connection: {bytes(self._buffer[:80])!r}")
            lines = self._buffer.count(b"\n", 0, size)
            key.data.lines += lines
            count += lines
        return count
