"""Real hosts and plain clients over loopback sockets, for tests."""

import contextlib
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from desktopchat.host.config import HostConfig
from desktopchat.host.server import Host
from desktopchat.irc.address import Address, parse_address
from desktopchat.irc.message import Message
from tests.child import PATIENCE, Child
from tests.waiting import wait_until


@contextlib.contextmanager
def running(**config: object) -> Iterator[Host]:
    """A host in this process, on a free port of 127.0.0.1 unless `config` says otherwise."""
    config.setdefault("listen", [Address("127.0.0.1", 0)])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        config.setdefault("data", Path(folder))
        host = Host(HostConfig(**config))  # type: ignore[arg-type]
        host.start()
        try:
            yield host
        finally:
            host.stop()


class Raw:
    """A connection that sends what it is told and reads lines, without any manners of its own."""

    def __init__(self, where: Host | Address | int, host: str = "127.0.0.1") -> None:
        if isinstance(where, Host):
            where = where.listeners[0].address
        if isinstance(where, Address):
            host, where = where.host, where.port
        self.socket = socket.create_connection((host, where), timeout=PATIENCE)
        self._rest = b""

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """End the connection with a RST, as a computer that is switched off and on does."""
        linger = b"\x01\0\0\0\0\0\0\0"
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()

    def send(self, *lines: str) -> None:
        self.socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def line(self) -> str | None:
        """The next line without CR LF; None at the end of the connection."""
        while b"\r\n" not in self._rest:
            try:
                data = self.socket.recv(65536)
            except ConnectionError:
                data = b""
            if not data:
                assert not self._rest, f"half a line at the end: {self._rest!r}"
                return None
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line.decode()

    def until(self, what: str | Callable[[Message], bool]) -> Message:
        """Read on until a command, or a message for which a function is true, and return it."""
        seen = []
        while (line := self.line()) is not None:
            seen.append(line)
            message = Message.parse(line)
            assert message is not None
            if message.command == what if isinstance(what, str) else what(message):
                return message
        raise AssertionError(f"never came: {what}; last came {seen[-5:]}")

    def says(self, text: str) -> Message:
        """Read on until somebody says the text."""
        return self.until(lambda m: m.command == "PRIVMSG" and m.params[1] == text)

    def to_the_end(self) -> list[str]:
        """All that comes until the connection ends."""
        lines = []
        while (line := self.line()) is not None:
            lines.append(line)
        return lines

    def register(self, nick: str, *rooms: str, password: str = "") -> "Raw":
        """Come in, and into rooms."""
        if password:
            self.send(f"PASS :{password}")
        self.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        self.until(lambda m: m.command in ("376", "422"))
        for room in rooms:
            self.send(f"JOIN {room}")
            self.until("366")
        return self


class Process(Child):
    """`python -m desktopchat` as a process."""

    def __init__(self, *words: str) -> None:
        super().__init__(sys.executable, "-m", "desktopchat", *words)


class Serve(Process):
    """`serve` as a process."""

    def __init__(self, *options: str, attended: bool = False, listen: bool = True) -> None:
        words = ["serve", *options]
        if listen:
            words.append("--listen=irc://127.0.0.1:0")
        if attended:
            words.append("--attended")
        super().__init__(*words)

    @property
    def address(self) -> Address:
        """Where it listens, once it does."""
        wait_until(lambda: self.told("listening") or not self.alive, PATIENCE)
        assert self.told("listening"), self.err
        return parse_address(self.told("listening")[0])


class Talk:
    """Two people who talk all the while, and what they heard of each other."""

    def __init__(self, where: Host | Address, room: str = "#talk") -> None:
        self.room = room
        self.ada = Raw(where).register("talk-ada", room)
        self.bo = Raw(where).register("talk-bo", room)
        self._number = 0

    def __enter__(self) -> "Talk":
        return self

    def __exit__(self, *_: object) -> None:
        self.ada.close()
        self.bo.close()

    def go_on(self, rounds: int = 3) -> None:
        """Each hears the other's next words, Chinese ones too."""
        for _ in range(rounds):
            self._number += 1
            self.ada.send(f"PRIVMSG {self.room} :问 {self._number}")
            self.bo.says(f"问 {self._number}")
            self.bo.send(f"PRIVMSG {self.room} :答 {self._number}")
            self.ada.says(f"答 {self._number}")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
