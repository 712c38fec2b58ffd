"""The crowd: clients in one thread that read in big pieces and count line ends, nothing more."""

import selectors
import socket
import ssl
import time
from dataclasses import dataclass, field

from benchmarks.runner import Failed

READ = 1 << 20
_RECORD = 1 << 14
"""The most that one TLS record holds."""


@dataclass(slots=True, eq=False)
class Client:
    """One connection. lines: how many line ends came since `Crowd.settle`."""

    socket: socket.socket
    lines: int = 0
    seen: bytes = b""
    ready: bool = False

    def receive(self) -> bytes:
        """What is there; b"" when there is no whole TLS record yet. Failed at the end."""
        try:
            data = self.socket.recv(READ)
        except (ssl.SSLWantReadError, BlockingIOError):
            return b""
        if not data:
            raise Failed(f"the server closed a connection: {self.seen[-80:]!r}")
        return data


def unverified() -> ssl.SSLContext:
    """For certificates that a benchmark has just made."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@dataclass(slots=True)
class Crowd:
    """`size` clients in the channel #bench of the server on `port` of loopback."""

    port: int
    size: int
    tls: bool = False
    within: float = 25.0
    """Seconds in which all must be in."""
    clients: list[Client] = field(default_factory=list)
    seconds: float = 0.0
    """How long it took until all were in."""
    _context: ssl.SSLContext = field(default_factory=unverified)
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
            client = self.connect(number)
            self._selector.register(client.socket, selectors.EVENT_READ, client)
        self._wait_for(b" 001 ", start)
        for client in self.clients:
            client.socket.send(b"JOIN #bench\r\n")
        self._wait_for(b" 366 ", start)
        self.seconds = time.perf_counter() - start
        self.settle()

    def connect(self, number: int) -> Client:
        """A client that has said its name, or begun a TLS handshake after which it will."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        # Else a word may wait 40 ms here for the server's system to acknowledge the one before.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            connection = self._context.wrap_socket(connection, do_handshake_on_connect=False)
        client = Client(connection)
        self.clients.append(client)
        connection.setblocking(False)
        if not self.tls or self._shake_hands(connection):
            self._register(number, connection)
        return client

    @staticmethod
    def _shake_hands(connection: ssl.SSLSocket) -> bool:
        """Go on with the handshake; whether it is done."""
        try:
            connection.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    @staticmethod
    def _register(number: int, connection: socket.socket) -> None:
        connection.sendall(f"NICK u{number}\r\nUSER u 0 * :u\r\n".encode())

    def _wait_for(self, word: bytes, start: float) -> None:
        for client in self.clients:
            client.ready = False
        shaking = {
            client: number
            for number, client in enumerate(self.clients)
            if isinstance(client.socket, ssl.SSLSocket) and client.socket.version() is None
        }
        waiting = len(self.clients)
        while waiting:
            if time.perf_counter() - start > self.within:
                raise Failed(f"{waiting} of {self.size} were not in after {self.within:.0f} s")
            for key, _ in self._selector.select(1.0):
                client = key.data
                if client in shaking:
                    if self._shake_hands(client.socket):
                        self._register(shaking.pop(client), client.socket)
                    continue
                data = client.receive()
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
        while self.read(0.25):
            pass
        for client in self.clients:
            client.lines = 0

    def stop_reading(self, client: Client) -> None:
        """Let one be stuck: nothing of what comes for it is read from now on, nor counted."""
        self._selector.unregister(client.socket)

    def read(self, wait: float) -> int:
        """Read from everybody who has something; how many lines came. Failed on a close."""
        count = 0
        for key, _ in self._selector.select(wait):
            lines = self._lines(key.data.socket)
            key.data.lines += lines
            count += lines
        return count

    def _lines(self, connection: socket.socket) -> int:
        """One read; over TLS as many as there are whole records."""
        lines = 0
        while True:
            try:
                size = connection.recv_into(self._buffer)
            except ssl.SSLWantReadError:
                return lines
            if not size:
                raise Failed(f"the server closed a connection: {bytes(self._buffer[:80])!r}")
            lines += self._buffer.count(b"\n", 0, size)
            if not self.tls or size < _RECORD:
                return lines
