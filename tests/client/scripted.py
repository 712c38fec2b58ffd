"""A host in the test's hands, on a real loopback socket: it says and hears what a test tells it."""

import contextlib
import socket
import threading
from collections.abc import Callable

from desktopchat.client.client import Client
from desktopchat.client.model import Event
from desktopchat.irc.address import Address
from tests.waiting import wait_until


class Host:
    """Listens on a port, a free one unless told; takes connections one after the other.

    `heard` are the lines of all of them. `answer` gets each line and gives what to say to it.
    """

    def __init__(
        self,
        answer: Callable[[str], str | bytes] | None = None,
        greeting: bytes = b"",
        port: int = 0,
    ) -> None:
        self.heard: list[str] = []
        self.connections: list[socket.socket] = []
        self._answer = answer or (lambda _line: "")
        self._greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", port))
        self.address = Address("127.0.0.1", self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, name="scripted host")]
        self._threads[0].start()

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Take no connection any more, and end those there are."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()
        for thread in self._threads:
            thread.join(5)

    def drop(self) -> None:
        """End the connections, without a word."""
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def say(self, *lines: str) -> None:
        """Say lines to the newest connection."""
        self.connections[-1].sendall("".join(f"{line}\r\n" for line in lines).encode())

    def has_heard(self, *parts: str) -> bool:
        """Whether some line has all these parts."""
        return any(all(part in line for part in parts) for line in self.heard)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), name="scripted host")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.sendall(self._greeting)
            rest = b""
            while data := connection.recv(65536):
                *lines, rest = (rest + data).split(b"\r\n")
                for line in lines:
                    self.heard.append(line.decode())
                    said = self._answer(line.decode())
                    connection.sendall(said.encode() if isinstance(said, str) else said)


def friendly(line: str) -> str:
    """What a small host without capabilities answers."""
    word, _, rest = line.partition(" ")
    answers = {
        "NICK": f":h 001 {rest} :Welcome\r\n:h 005 {rest} CASEMAPPING=ascii :are\r\n"
        f":h 422 {rest} :No MOTD\r\n",
        "JOIN": f":Ada!ada@here JOIN {rest}\r\n:h 353 Ada = {rest} :Ada @Bo\r\n"
        f":h 366 Ada {rest} :End\r\n",
        "MODE": f":h 324 Ada {rest} +nt\r\n",
        "PING": f":h PONG h {rest}\r\n",
        "QUIT": "ERROR :Goodbye\r\n",
    }
    return answers.get(word, "")


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def until(client: Client, condition: Callable[[], object], timeout: float = 10.0) -> list[Event]:
    """Drive a client until something is so; gives the events on the way."""
    events: list[Event] = []
    wait_until(
        condition,
        timeout,
        lambda: (client.phase, client.problem),
        lambda: events.extend(client.poll()),
    )
    return events
