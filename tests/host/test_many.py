"""A thousand people at once: everybody hears everything, and nothing stays behind."""

import gc
import resource
import selectors
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktopchat.host.lines import Line
from desktopchat.host.net.connection import Connection
from desktopchat.host.net.port import Port
from desktopchat.host.server import Host
from desktopchat.host.state.people import Person
from tests.child import PATIENCE
from tests.guard import open_sockets
from tests.host.wire import running
from tests.waiting import wait_until

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

PEOPLE = 1000
SPEAKERS = 50
KINDS = (Person, Connection, Port, Line)
OBJECTS = PEOPLE // 2
"""A host that kept one object of each visitor would hold twice as many more after a visit."""
MEMORY = 32 * 1024 * PEOPLE
"""Bytes. For what is no object of Python's, such as the stack of a thread; the allocator's own
pools may grow by a part of it."""


class Guest:
    """One of very many: what it has yet to send, and the words it has heard."""

    def __init__(self, number: int, where: tuple[str, int]) -> None:
        self.socket = socket.socket()
        self.socket.connect(where)
        self.socket.setblocking(False)
        self.heard: list[str] = []
        self.joined = False
        self.left = False
        self._rest = b""
        self.send(f"NICK n{number}", f"USER n{number} 0 * :n", "JOIN #hall")

    def send(self, *lines: str) -> None:
        """Short lines always fit in the kernel's buffer here."""
        data = "".join(f"{line}\r\n" for line in lines).encode()
        assert self.socket.send(data) == len(data)

    def read(self) -> None:
        """Take what is there."""
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        self.left = not data
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in lines:
            _, _, rest = line.partition(b" ")
            if rest.startswith(b"PRIVMSG"):
                self.heard.append(rest.rpartition(b":")[2].decode())
            elif rest.startswith(b"366 "):
                self.joined = True


class Crowd:
    """All the guests, driven by one selector in the test's own thread."""

    def __init__(self, host: Host, count: int) -> None:
        address = host.listeners[0].address
        self.selector = selectors.DefaultSelector()
        self.guests = []
        for number in range(count):
            guest = Guest(number, (address.host, address.port))
            self.guests.append(guest)
            self.selector.register(guest.socket, selectors.EVENT_READ, guest)
            self.look(0)

    def look(self, timeout: float = 0.05) -> None:
        for key, _ in self.selector.select(timeout):
            key.data.read()
            if key.data.left:
                self.selector.unregister(key.data.socket)
                key.data.socket.close()

    def close(self) -> None:
        for guest in self.guests:
            guest.socket.close()
        self.selector.close()


@pytest.fixture
def descriptors() -> Iterator[None]:
    """Room for both ends of every connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * PEOPLE + 200
    if soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            pytest.skip(f"this system allows {hard} descriptors")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def visit(host: Host) -> None:
    """A thousand come, fifty of them speak, all hear it, and all go."""
    crowd = Crowd(host, PEOPLE)
    try:
        everybody = crowd.guests
        wait_until(lambda: all(guest.joined for guest in everybody), 20, step=crowd.look)
        assert host.people() == PEOPLE
        speakers = everybody[:: PEOPLE // SPEAKERS]
        for round_ in range(2):
            for number, guest in enumerate(speakers):
                guest.send(f"PRIVMSG #hall :{number} {round_}")
        enough = [2 * (SPEAKERS - (guest in speakers)) for guest in everybody]
        wait_until(
            lambda: all(
                len(one.heard) >= count for one, count in zip(everybody, enough, strict=True)
            ),
            20,
            step=crowd.look,
        )
        said = [f"{number} {round_}" for number in range(SPEAKERS) for round_ in range(2)]
        order = list(everybody[1].heard)
        assert sorted(order) == sorted(said)
        for index, guest in enumerate(everybody):
            own = f"{index * SPEAKERS // PEOPLE} " if guest in speakers else None
            others = [words for words in order if own is None or not words.startswith(own)]
            assert guest.heard == others, "each line once, and everybody in the same order"
        for speaker in range(SPEAKERS):
            rounds = [words for words in order if words.startswith(f"{speaker} ")]
            assert rounds == [f"{speaker} 0", f"{speaker} 1"]
        for guest in everybody:
            guest.send("QUIT")
        wait_until(lambda: all(guest.left for guest in everybody), 20, step=crowd.look)
    finally:
        crowd.close()
    wait_until(lambda: not host.handlers, PATIENCE)


def left_over(*kinds: type) -> list[object]:
    """What is still there of these kinds of things."""
    gc.collect()
    return [thing for thing in gc.get_objects() if isinstance(thing, kinds)]


def held() -> tuple[int, int]:
    """How many blocks of memory this process's objects have, and bytes of memory all in all."""
    gc.collect()
    pages = Path("/proc/self/statm").read_text().split()[1]
    return sys.getallocatedblocks(), int(pages) * resource.getpagesize()


@pytest.mark.usefixtures("descriptors")
@pytest.mark.timeout(120)
def test_a_thousand_come_talk_and_leave_and_nothing_stays_behind() -> None:
    with running(throttle=False, max_connections=PEOPLE, replay=0) as host:
        threads, sockets = threading.active_count(), len(open_sockets())
        there = len(left_over(*KINDS))
        visit(host)  # what is made once is made
        before = held()
        visit(host)
        objects, memory = (now - then for now, then in zip(held(), before, strict=True))
        assert threading.active_count() == threads
        assert len(open_sockets()) == sockets
        assert host.people() == 0
        assert not host.core.connections
        assert not host.core.people
        assert list(host.core.channels) == ["#lobby"]
        assert len(left_over(*KINDS)) == there
        assert objects < OBJECTS
        assert memory < MEMORY
