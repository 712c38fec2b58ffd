"""`python -m benchmarks.long_run`: a host that people join, talk on and leave, for an hour.

Prints each minute what the host's process holds: memory, threads, descriptors. Half of the people
come encrypted. Each acts about once a second: most talk, some change rooms, some go and come
back, some just vanish.
"""

import argparse
import json
import random
import selectors
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import unverified
from benchmarks.peers import set_limits
from desktopchat.irc.tls import SecureStream
from tests.host.wire import Serve

RESULTS = Path(__file__).with_name("long_run.json")
ROOMS = 10
_READ = 1 << 16


@dataclass(slots=True, eq=False)
class Guest:
    """One of the crowd, who comes and goes."""

    number: int
    connection: socket.socket | None = None
    stream: SecureStream | None = None
    ready: bool = False
    visits: int = 0


class Crowd:
    """people: how many at once. said: lines that were sent; heard: that came."""

    def __init__(self, plain: int, secure: int, people: int) -> None:
        self._ports = plain, secure
        self._guests = [Guest(number) for number in range(people)]
        self._selector = selectors.DefaultSelector()
        self._random = random.Random(1)
        self._context = unverified()
        self.said = self.heard = self.visits = self.refused = 0

    def run(self, seconds: float) -> None:
        """Be busy for so long."""
        end = time.monotonic() + seconds
        last = time.monotonic()
        while time.monotonic() < end:
            for key, _ in self._selector.select(0.02):
                self._read(key.data)
            now = time.monotonic()
            # Each guest acts once a second, at random moments.
            for _ in range(round(len(self._guests) * (now - last))):
                self._act(self._random.choice(self._guests))
                last = now

    def _act(self, guest: Guest) -> None:
        if guest.connection is None:
            self._come(guest)
            return
        if not guest.ready:
            return
        dice = self._random.random()
        room = f"#room{guest.number % ROOMS}"
        if dice < 0.9:
            words = " ".join("word" for _ in range(self._random.randint(1, 20)))
            self._say(guest, f"PRIVMSG {room} :{words} {self.said}")
        elif dice < 0.94:
            other = f"#room{self._random.randrange(ROOMS)}-{guest.number % 7}"
            self._say(guest, f"JOIN {other}", f"PRIVMSG {other} :hello", f"PART {other}")
        elif dice < 0.96:
            self._say(guest, f"NICK g{guest.number}x{guest.visits}{self.said % 10}")
        elif dice < 0.98:
            self._say(guest, "QUIT :later")
        elif dice < 0.99:
            self._leave(guest)
        else:
            self._say(guest, f"WHO {room}", f"NAMES {room}", "LIST")

    def _come(self, guest: Guest) -> None:
        plain, secure = self._ports
        encrypted = guest.number % 2 == 1
        try:
            connection = socket.create_connection(("127.0.0.1", secure if encrypted else plain))
            if encrypted:
                guest.stream = SecureStream(self._context, server_side=False)
                connection.settimeout(10)
                data, done = b"", False
                while not done:
                    done = guest.stream.handshake(data)
                    connection.sendall(guest.stream.pending())
                    data = b"" if done else connection.recv(_READ)
                    if not (done or data):
                        raise EOFError
        except (OSError, EOFError):
            self.refused += 1
            return
        connection.setblocking(False)
        guest.connection = connection
        guest.ready = False
        guest.visits += 1
        self.visits += 1
        self._selector.register(connection, selectors.EVENT_READ, guest)
        nick = f"g{guest.number}"
        room = f"#room{guest.number % ROOMS}"
        self._say(guest, f"NICK {nick}", f"USER {nick} 0 * :{nick}", f"JOIN {room}")

    def _say(self, guest: Guest, *lines: str) -> None:
        assert guest.connection is not None
        data = "".join(f"{line}\r\n" for line in lines).encode()
        if guest.stream is not None:
            data = guest.stream.encrypt(data)
        try:
            guest.connection.send(data)
        except OSError:
            self._leave(guest)
            return
        self.said += len(lines)

    def _read(self, guest: Guest) -> None:
        assert guest.connection is not None
        try:
            data = guest.connection.recv(_READ)
            if data and guest.stream is not None:
                data = guest.stream.decrypt(data)
                if not data:
                    return
        except BlockingIOError:
            return
        except (OSError, EOFError):
            data = b""
        if not data:
            self._leave(guest)
            return
        self.heard += data.count(b"\n")
        if not guest.ready and b" 366 " in data:
            guest.ready = True
        if b"PING " in data:
            for line in data.split(b"\r\n"):
                if line.startswith(b"PING "):
                    self._say(guest, "PONG " + line.partition(b" ")[2].decode())

    def _leave(self, guest: Guest) -> None:
        if guest.connection is not None:
            self._selector.unregister(guest.connection)
            guest.connection.close()
        guest.connection = guest.stream = None


def holds(process: int) -> dict[str, int]:
    """What a process has: memory (kB), threads, descriptors, and processor time used (seconds)."""
    place = Path("/proc") / str(process)
    status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
    ticks = (place / "stat").read_text().rpartition(")")[2].split()
    return {
        "memory": int(status["VmRSS"].split()[0]),
        "threads": int(status["Threads"]),
        "descriptors": len(list((place / "fd").iterdir())),
        "seconds": (int(ticks[11]) + int(ticks[12])) // 100,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_run", description=__doc__)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--people", type=int, default=200)
    options = parser.parse_args()
    set_limits()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        listen = ["--listen=irc://127.0.0.1:0", "--listen=ircs://127.0.0.1:0"]
        with Serve(
            f"--data={folder}", "--no-throttle", "--no-discovery", *listen, listen=False
        ) as serve:
            plain = serve.address.port
            while len(serve.out) < 2:
                time.sleep(0.05)
            secure = int(serve.out[1].rpartition(":")[2])
            crowd = Crowd(plain, secure, options.people)
            for minute in range(1, options.minutes + 1):
                crowd.run(60)
                row = {
                    "minute": minute,
                    **holds(serve.process.pid),
                    "said": crowd.said,
                    "heard": crowd.heard,
                    "visits": crowd.visits,
                    "refused": crowd.refused,
                }
                rows.append(row)
                print(json.dumps(row), flush=True)
                RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
            if serve.err:
                print("\n".join(serve.err[-20:]), file=sys.stderr)
            serve.process.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
