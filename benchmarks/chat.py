"""What a crowd in one channel of a server sees: joining, memory, how late words come, a flood.

All of one start of the server, one after the other, so that a crowd has to come in only once.
"""

import selectors
import time
from pathlib import Path

from benchmarks.load import Client, Crowd
from benchmarks.peers import Peer, running
from benchmarks.row import Effort
from benchmarks.runner import Failed

SENDERS, UNDER_WAY = 8, 64
TEXT = b"x" * 80
_LINE = b"PRIVMSG #bench :" + TEXT + b"\r\n"

PER_SECOND = 200
_DELIVERIES = 40_000
"""A second, at most, while latency is measured: a crowd's one thread can read no more of them one
by one. So the larger crowds hear fewer words, from each side alike."""

_LISTENERS = 8
_IDLE, _SETTLES = 10.0, 3.0
"""Seconds of nothing that are looked at, and before them, for what the coming in has left to do."""
_PATIENCE = 10.0


def crowd(peer: Peer, clients: int, effort: Effort, *, tls: bool = False) -> dict[str, float]:
    """joining (s), memory (KB for each client), resident (MB), p50, p95 and p99 (ms), flood
    (million delivered lines/s)."""
    # Also a slow one is waited for where it is the crowd that makes it slow.
    within = max(25.0, clients / 50)
    with running(peer, tls=tls) as (port, process):
        before = _memory(process)
        with Crowd(port, clients, tls=tls, within=within) as people:
            memory = _memory(process)
            found = {
                "joining": people.seconds,
                "memory": (memory - before) / clients,
                "resident": memory / 1000,
            }
            found |= spread(paced(people, effort.seconds * 1.5))
            people.settle()
            return found | {"flood": flood(people, effort.seconds) / 1e6}


def stuck(peer: Peer, clients: int, effort: Effort) -> dict[str, float]:
    """p50 and p99 (ms) of the others without and with one who reads nothing, and how much memory
    (MB) the server has more for it."""
    with running(peer) as (port, process), Crowd(port, clients) as people:
        found = spread(paced(people, effort.seconds * 1.5))
        people.settle()
        before = _memory(process)
        stuck = people.clients.pop()
        people.stop_reading(stuck)
        flood(people, effort.seconds)  # fills what the system takes for the stuck one
        people.settle()
        late = spread(paced(people, effort.seconds * 1.5))
        stuck.socket.close()
        return found | {
            "stuck p50": late["p50"],
            "stuck p99": late["p99"],
            "stuck memory": (_memory(process) - before) / 1000,
        }


def idle(peer: Peer, clients: int) -> dict[str, float]:
    """The share of one processor (%) that a server takes while its clients do nothing."""
    with running(peer) as (port, process), Crowd(port, clients):
        time.sleep(_SETTLES)
        began, used = time.monotonic(), processor(process)
        time.sleep(_IDLE)
        return {"idle": (processor(process) - used) / (time.monotonic() - began) * 100}


def flood(people: Crowd, seconds: float) -> float:
    """Delivered lines a second: 8 senders with up to 64 messages of 80 bytes under way each.
    Failed if a line is lost."""
    senders = people.clients[:SENDERS]
    listener = people.clients[-1]
    others = len(people.clients) - 1  # nobody hears themselves
    sent = delivered = listener.lines = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        room = (SENDERS * UNDER_WAY - (sent - listener.lines)) // SENDERS
        if room >= UNDER_WAY // 8:
            for sender in senders:
                sender.socket.send(_LINE * room)
            sent += room * SENDERS
        delivered += people.read(0.1)
    elapsed = time.perf_counter() - start
    rate = delivered / elapsed
    while delivered < sent * others and (some := people.read(5.0)):
        delivered += some
    if delivered < sent * others:
        raise Failed(f"{sent * others - delivered} of {sent * others} lines were lost")
    return rate


def paced(people: Crowd, seconds: float) -> list[float]:
    """How late (s) words come to a few of the crowd, at most 200 words a second. Who did not get
    one within ten seconds has it ten seconds late."""
    listeners = people.clients[1 :: max(1, (len(people.clients) - 1) // _LISTENERS)]
    speaker = people.clients[0]
    every = 1 / min(PER_SECOND, _DELIVERIES / len(people.clients))
    count = max(1, int(seconds / every))
    for listener in listeners:
        listener.seen = b""
    late: list[float] = []
    sent = 0
    begin = time.perf_counter()
    deadline = begin + seconds + _PATIENCE
    expected = count * len(listeners)
    with selectors.DefaultSelector() as selector:
        for client in people.clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
        chosen = set(listeners)
        while len(late) < expected and time.perf_counter() < deadline:
            now = time.perf_counter()
            due = begin + sent * every
            if sent < count and now >= due:
                speaker.socket.send(b"PRIVMSG #bench :at %.6f\r\n" % now)
                sent += 1
                continue
            wait = due - now if sent < count else 0.1
            ready = [key.data for key, _ in selector.select(max(0.0, min(wait, 0.1)))]
            # First those whose delay is looked at, so that it is the server's and not the crowd's.
            for client in sorted(ready, key=lambda one: one not in chosen):
                data = client.receive()
                if client in chosen:
                    late += _delays(client, data)
    return late + [_PATIENCE] * (expected - len(late))


def _delays(client: Client, data: bytes) -> list[float]:
    *lines, client.seen = (client.seen + data).split(b"\n")
    now = time.perf_counter()
    return [now - float(line.rpartition(b" ")[2]) for line in lines if b":at " in line]


def spread(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and p99 in ms."""
    ordered = sorted(seconds)
    last = len(ordered) - 1
    return {
        f"p{part}": ordered[min(last, len(ordered) * part // 100)] * 1000 for part in (50, 95, 99)
    }


def _memory(process: int) -> float:
    """What a process holds in RAM, in KB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    return float(status.partition("VmRSS:")[2].split()[0])


def processor(process: int) -> float:
    """Seconds of processor that a process has used (Linux), also less than a tick of /proc has."""
    return time.clock_gettime(~process << 3 | 2)  # clock_getcpuclockid(3)
