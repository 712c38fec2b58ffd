"""`python -m benchmarks.floods [ROW…]`: how long others wait for each other's words under a flood.

    pings        WebSocket pings
    empty        WebSocket frames with nothing in them, and pieces of a message without end
    records      TLS records of one byte each
    handshakes   TLS handshakes that come byte by byte

Each from 50 connections of one other process that have not registered, on a host with its limits
as they are by default; "quiet" is the same without them, each in turns and the middle one of three.
(A renegotiation or an update of keys is
no more than a record to the host, and Python's own `ssl` can send neither.) Who is thrown out
comes again a second later. Eight people say four things a second each in a room of 24; the figures
are milliseconds from saying to hearing.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import selectors
import socket
import statistics
import tempfile
import time
from pathlib import Path

import tests  # noqa: F401 - keeps what is started to this computer
from benchmarks.load import Crowd, unverified
from benchmarks.peers import set_limits
from benchmarks.runner import Failed
from desktopchat.irc.address import parse_address
from desktopchat.irc.tls import SecureStream
from tests.host.wire import Serve
from tests.waiting import wait_until

RESULTS = Path(__file__).with_name("floods.json")
FLOODERS, PEOPLE, SPEAKERS = 50, 24, 8
ROUNDS = 3
_PER_SECOND = 4
_AGAIN = 1.0
"""Seconds until a flooder comes again."""

_SETTLE = 3.0
"""Seconds until all flooders are there."""

_UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_PING = b"\x89\x80\0\0\0\0"
_EMPTY = b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 50 + b"\x80\x80\0\0\0\0"


class Flooder:
    """One connection that sends again and again what `more` gives it, as fast as it is taken."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        # Else it takes the whole processor for a while only to fill what the kernel takes.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
        self.left = b""

    def begin(self) -> None:
        """What is said once, before the flood."""

    def more(self) -> bytes:
        raise NotImplementedError


class Pings(Flooder):
    said = _PING * 2000

    def begin(self) -> None:
        self.socket.sendall(_UPGRADE)

    def more(self) -> bytes:
        return self.said


class Empty(Pings):
    said = _EMPTY * 50


class Records(Flooder):
    """Each record has one character of a line without end."""

    def begin(self) -> None:
        self.stream = SecureStream(unverified(), server_side=False)
        done = self.stream.handshake()
        while not done:
            self.socket.sendall(self.stream.pending())
            done = self.stream.handshake(self.socket.recv(65536))

    def more(self) -> bytes:
        return b"".join(self.stream.encrypt(b"x") for _ in range(500))


class Handshakes(Flooder):
    """The first message of a handshake, and then no second."""

    def begin(self) -> None:
        stream = SecureStream(unverified(), server_side=False)
        stream.handshake()
        self.hello = stream.pending()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def more(self) -> bytes:
        said, self.hello = self.hello[:1], self.hello[1:]
        return said


ROWS: dict[str, tuple[type[Flooder], bool]] = {
    "pings": (Pings, False),
    "empty": (Empty, False),
    "records": (Records, True),
    "handshakes": (Handshakes, True),
}


def flood(kind: type[Flooder], port: int) -> None:
    """Until this process is ended."""
    selector = selectors.DefaultSelector()
    due = [time.monotonic()] * FLOODERS
    while True:
        while due and due[0] <= time.monotonic():
            due.pop(0)
            try:
                one = kind(port)
                one.begin()
                one.socket.setblocking(False)
                selector.register(one.socket, selectors.EVENT_READ | selectors.EVENT_WRITE, one)
            except OSError:
                due.append(time.monotonic() + _AGAIN)
        for key, events in selector.select(0.1):
            try:
                _serve(key.data, events, selector)
            except OSError:
                selector.unregister(key.fileobj)
                key.data.socket.close()
                due.append(time.monotonic() + _AGAIN)


def _serve(one: Flooder, events: int, selector: selectors.BaseSelector) -> None:
    if events & selectors.EVENT_READ and not one.socket.recv(65536):
        raise ConnectionResetError
    if events & selectors.EVENT_WRITE:
        one.left = one.left or one.more()
        if not one.left:
            selector.modify(one.socket, selectors.EVENT_READ, one)
            return
        with contextlib.suppress(BlockingIOError):
            one.left = one.left[one.socket.send(one.left) :]


def talk(crowd: Crowd, seconds: float) -> list[float]:
    """How long each word took to each person, in seconds; what never came took 30."""
    late: list[float] = []
    begin = time.monotonic()
    end = begin + seconds
    speakers = crowd.clients[:SPEAKERS]
    due = [(begin + number / SPEAKERS / _PER_SECOND, one) for number, one in enumerate(speakers)]
    expected, deadline = 0, end + 30
    with selectors.DefaultSelector() as selector:
        for client in crowd.clients:
            client.seen = b""
            selector.register(client.socket, selectors.EVENT_READ, client)
        while time.monotonic() < end or (len(late) < expected and time.monotonic() < deadline):
            now = time.monotonic()
            while due[0][0] <= now < end:
                when, one = due.pop(0)
                one.socket.send(f"PRIVMSG #bench :at {now:.6f}\r\n".encode())
                expected += PEOPLE - 1
                due.append((when + 1 / _PER_SECOND, one))
            for key, _ in selector.select(max(0.0, min(due[0][0] - now, 0.05))):
                client = key.data
                data = client.socket.recv(65536)
                if not data:
                    raise Failed("the host closed a person's connection")
                *lines, client.seen = (client.seen + data).split(b"\r\n")
                now = time.monotonic()
                late += [now - float(line.rpartition(b" ")[2]) for line in lines if b":at " in line]
    return late + [30.0] * (expected - len(late))


def measure(name: str, seconds: float) -> dict[str, float]:
    """Milliseconds, of the quiet host and of one that is flooded."""
    rounds: list[dict[str, float]] = []
    with (
        tempfile.TemporaryDirectory() as data,
        Serve("--no-discovery", "--listen=ircs://127.0.0.1:0", f"--data={data}") as host,
    ):
        wait_until(lambda: len(host.told("listening")) == 2)
        tls, plain = sorted(map(parse_address, host.told("listening")), key=lambda one: not one.tls)
        with Crowd(plain.port, PEOPLE) as crowd:
            kind, encrypted = ROWS[name]
            port = tls.port if encrypted else plain.port
            for _ in range(ROUNDS):
                quiet = _figures("quiet", talk(crowd, seconds))
                other = multiprocessing.Process(target=flood, args=(kind, port))
                other.start()
                try:
                    time.sleep(_SETTLE)
                    rounds.append(quiet | _figures("flooded", talk(crowd, seconds)))
                finally:
                    other.kill()
                    other.join()
    return {part: statistics.median(one[part] for one in rounds) for part in rounds[0]}


def _figures(name: str, late: list[float]) -> dict[str, float]:
    late.sort()
    return {
        f"{name} {part}": round(late[int(len(late) * share)] * 1000, 2)
        for part, share in (("p50", 0.5), ("p99", 0.99))
    } | {f"{name} most": round(late[-1] * 1000, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floods", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], help="all of them if none is named")
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    set_limits()
    table = {}
    for name in options.rows or ROWS:
        table[name] = measure(name, options.seconds)
        print(f"{name:12}", table[name], flush=True)
    if not options.rows:
        machine = {"cores": os.cpu_count(), "flooders": FLOODERS, "people": PEOPLE}
        text = json.dumps({"machine": machine, "milliseconds": table}, indent=2)
        RESULTS.write_text(text + "\n")


if __name__ == "__main__":
    main()
