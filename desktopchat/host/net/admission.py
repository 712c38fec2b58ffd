"""How many connections are open and half open, in all and from one address, and how fast it may
make new ones.

Half open is one that has not said yet what it wants: its TLS handshake, or the head of a request
of HTTP, has begun and is not whole.
"""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

from desktopchat.host.config import HostConfig
from desktopchat.host.limits import Throttle
from desktopchat.host.state.networks import is_local, shares_of

_TOO_MANY = "Too many connections from your address. Close one and try again."
_TOO_FAST = "You connect too often from your address. Wait a minute and try again."
_PACES_MOST = 10_000
"""Addresses whose pace is known before those that rest are forgotten."""


class Admission:
    """Every method may be called from any thread. now: seconds that go on evenly."""

    def __init__(self, config: HostConfig, now: Callable[[], float] = time.monotonic) -> None:
        self._config = config
        self._now = now
        self._lock = threading.Lock()
        """Guards the counts and paces."""
        self._open: Counter[str] = Counter()
        """By address and network (`networks`), from being accepted until the handler's end."""
        self._all = 0
        self._half_open: Counter[str] = Counter()
        self._all_half_open = 0
        self._paces: dict[str, Throttle] = {}
        """How fast each connects; of those alone who have come lately."""

    @property
    def open(self) -> int:
        """Connections that count now."""
        return self._all

    def enter(self, address: str) -> str:
        """Count a new connection, or say why it is turned away; "" where it is not."""
        config, shares = self._config, shares_of(address)
        with self._lock:
            if config.throttle:
                if self._all >= config.max_connections:
                    return "This host is full. Try again later."
                if _full(self._open, shares, config.connections_per_address):
                    return _TOO_MANY
                if not is_local(address) and not self._slow_enough(shares):
                    return _TOO_FAST
            self._open.update(shares.keys())
            self._all += 1
        return ""

    def leave(self, address: str) -> None:
        """A connection that was let in is over."""
        with self._lock:
            _less(self._open, address)
            self._all -= 1

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
                    self._all_half_open -= 1

    def _begin(self, address: str) -> str:
        config, shares = self._config, shares_of(address)
        with self._lock:
            if config.throttle:
                if self._all_half_open >= config.half_open:
                    return "This host is busy. Try again in a moment."
                if _full(self._half_open, shares, config.half_open_per_address):
                    return _TOO_MANY
            self._half_open.update(shares.keys())
            self._all_half_open += 1
        return ""

    def _slow_enough(self, shares: dict[str, int]) -> bool:
        """Whether one more may connect now; counts it only then, so that trying on and on keeps
        nobody out."""
        now = self._now()
        if len(self._paces) >= _PACES_MOST:
            self._paces = {key: one for key, one in self._paces.items() if not one.rests(now)}
        paces = [self._pace(place, share) for place, share in shares.items()]
        if any(pace.spend(0, now) or pace.wait_for(1) for pace in paces):
            return False
        for pace in paces:
            pace.spend(1, now)
        return True

    def _pace(self, place: str, share: int) -> Throttle:
        config = self._config
        if place not in self._paces:
            rate, burst = config.connects_per_second, config.connects_burst
            self._paces[place] = Throttle(share * rate, share * burst)
        return self._paces[place]


def _full(counts: Counter[str], shares: dict[str, int], most: int) -> bool:
    return any(counts[place] >= share * most for place, share in shares.items())


def _less(counts: Counter[str], address: str) -> None:
    for place in shares_of(address):
        counts[place] -= 1
        if not counts[place]:  # else a count stays for every address that ever came
            del counts[place]
