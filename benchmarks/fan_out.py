"""Row: delivered lines a second in one busy channel.

8 senders with up to 64 messages of 80 bytes under way each; everybody reads all of them.
"""

import time

from benchmarks.load import Crowd

SENDERS = 8
UNDER_WAY = 64
TEXT = b"x" * 80


def measure(port: int, clients: int, seconds: float) -> tuple[float, int]:
    """Delivered lines a second, and how many lines were lost (0, or the server is at fault)."""
    line = b"PRIVMSG #bench :" + TEXT + b"\r\n"
    with Crowd(port, clients) as crowd:
        senders = crowd.clients[:SENDERS]
        listener = crowd.clients[-1]
        sent = 0
        delivered = 0
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            room = (SENDERS * UNDER_WAY - (sent - listener.lines)) // SENDERS
            if room >= UNDER_WAY // 8:
                for sender in senders:
                    sender.socket.send(line * room)
                sent += room * SENDERS
            delivered += crowd.read(0.1)
        elapsed = time.perf_counter() - start
        expected = sent * clients - sent  # nobody hears themselves
        total = delivered
        while total < expected and (more := crowd.read(5.0)):
            total += more
        return delivered / elapsed, expected - total
