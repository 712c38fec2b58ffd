"""How many connections are open and half open, in all and from one address.

Half open is one that has not said yet what it wants: its TLS handshake, or the head of a request
of HTTP, has begun and is not whole.
"""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

from .config import HostConfig

_TOO_MANY = "Too many connections from your address. Close one and try again."


class Admission:
    """Every method may be called from any thread."""

    def __init__(self, config: HostConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        """Guards the two counts."""
        self._open: Counter[str] = Counter()
        """By address, from being accepted until the handler's end."""
        self._half_open: Counter[str] = Counter()

    def enter(self, address: str) -> str:
        """Count a new connection, or say why it is turned away; "" where it is not."""
        config = self._config
        with self._lock:
            if config.throttle and self._open.total() >= config.max_connections:
                return "This host is full. Try again later."
            if config.throttle and self._open[address] >= config.connections_per_address:
                return _TOO_MANY
            self._open[address] += 1
        return ""

    def leave(self, address: str) -> None:
        """A connection that was let in is over."""
        with self._lock:
            _less(self._open, address)

    @contextlib.contextmanager
    def half_open(self, address: str) -> Iterator[str]:
        """Counts one meanwhile; gives why it can't be, "" where it can."""
        refusal = self._begin(address)
        try:
            yield refusal
        finally:
            if not refusal:
                with self._lock:
                    _less(self._half_open, address)

    def _begin(self, address: str) -> str:
        config = self._config
        with self._lock:
            if config.throttle and self._half_open.total() >= config.half_open:
                return "This host is busy. Try again in a moment."
            if config.throttle and self._half_open[address] >= config.half_open_per_address:
                return _TOO_MANY
            self._half_open[address] += 1
        return ""


def _less(counts: Counter[str], address: str) -> None:
    counts[address] -= 1
    if not counts[address]:  # else a count stays for every address that ever came
        del counts[address]
