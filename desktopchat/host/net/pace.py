"""How fast one connection may have the host work."""

import threading
import time

from desktopchat.host.config import HostConfig
from desktopchat.host.limits import Throttle
from desktopchat.irc.tls import SecureStream

READ = 64 * 1024
IDLE_READ = 4 * 1024
"""Bytes asked for in one read: the large buffer only while somebody really sends much."""
_SIP = 512
"""The same of somebody whom the throttle has just let wait: many of these may wake at one moment,
and what each has to be worked through then keeps the others waiting."""
_PART = 0.2
"""What a line of a message of several counts for the throttle, where others count 1."""
READ_COSTS = 0.2
"""What a read and a record of TLS count for it where no line pays: a drop now and then is work."""
_READ_PAYS = 1024
"""Bytes of a file with which a read, or a record of TLS, pays for itself."""


class Pace:
    """Lets it wait as the throttle says, where there is one. stream: its TLS, of which each record
    is work. stopping: ends each wait."""

    __slots__ = (
        "_debt_limit",
        "_records",
        "_stopping",
        "_stream",
        "_throttle",
        "flooded",
        "waited",
    )

    def __init__(
        self, config: HostConfig, stopping: threading.Event, stream: SecureStream | None
    ) -> None:
        throttle = Throttle(config.lines_per_second, config.lines_burst)
        self._throttle = throttle if config.throttle else None
        self._debt_limit, self._stopping, self._stream = config.debt_limit, stopping, stream
        self._records = 0
        """Records of TLS that were counted."""
        self.waited = False
        """Whether it had to wait when this was asked last."""
        self.flooded = False
        """Whether it is to end, since it asks for too much."""

    @property
    def limits(self) -> bool:
        """Whether there is a throttle."""
        return self._throttle is not None

    def spend(self, cost: float, more: float = 0) -> bool:
        """Wait before what counts as `cost` lines; `more` are to follow.

        False where somebody floods, or the host stops.
        """
        if self._throttle is None or not cost:
            return True
        wait = self._throttle.spend(cost, time.monotonic())
        self.waited = wait > 0
        if self._throttle.wait_for(more) > self._debt_limit:
            self.flooded = True
            return False
        return wait <= 0 or not self._stopping.wait(wait)

    def spend_read(self, brought: int = 0) -> bool:
        """The same for a read of HTTP, which brought so many bytes of a file."""
        cost = READ_COSTS * (1 + self._new_records() - brought / _READ_PAYS)
        return self.spend(max(0.0, cost))

    def cost(self, size: int) -> float:
        """What a read of so many bytes counts for, of which the lines in it pay their part."""
        return READ_COSTS * (1 + self._new_records()) + size / IDLE_READ

    def give_back(self, parts: int) -> None:
        """So many of the lines that were counted were parts of one message."""
        if self._throttle is not None:
            self._throttle.give_back((1 - _PART) * parts)

    def _new_records(self) -> int:
        """Records of TLS since the last look."""
        before, self._records = self._records, self._stream.records if self._stream else 0
        return self._records - before

    def next_read(self, before: int, came: int) -> int:
        """Bytes to ask for in the next read, after one that asked for `before` and got `came`."""
        if self._throttle is not None:
            return _SIP if self.waited else IDLE_READ
        return READ if came == before else IDLE_READ
