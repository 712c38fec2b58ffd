"""The host's two clocks: `LogClock` says when something was, `ticks` how long it is ago.

The clock on the wall jumps: by NTP, an empty battery, somebody who sets it. So nothing that waits
may ask it; and the log, whose order is that of its times, may follow it ahead but never back.
"""

import time
from collections.abc import Callable

_COUNTS_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""On Linux `monotonic` stands still while the computer sleeps, and this one does not."""


def ticks() -> int:
    """Milliseconds since some moment, that go on evenly whatever the wall clock does."""
    if _COUNTS_SLEEP is not None:
        return time.clock_gettime_ns(_COUNTS_SLEEP) // 1_000_000
    return time.monotonic_ns() // 1_000_000


def wall() -> int:
    """Milliseconds since 1970, as the system has them now."""
    return time.time_ns() // 1_000_000


_AT_PACE = 600_000
"""Milliseconds in which a log that is ahead keeps pace: another half of the place may be hosted by
that other clock, and what somebody says here after something there is to be later."""


class LogClock:
    """Milliseconds since 1970 for the log: never less than before.

    Where the log is ahead of the wall clock, it goes on from there, after a while at half the pace,
    so that what follows is later and the wall clock catches up. newest: the moment of the last
    event.
    """

    __slots__ = ("_latest", "_ticks", "_wall")

    def __init__(self, wall: Callable[[], int], ticks: Callable[[], int], newest: int = 0) -> None:
        self._wall = wall
        self._ticks = ticks
        self._latest = newest, ticks()
        """A moment, and when it was that, in ticks. Both at once: several threads ask what time it
        is."""

    def go_after(self, moment: int) -> None:
        """Let all that is from here on be later than that."""
        if self.now() <= moment:
            self._latest = moment + 1, self._ticks()

    def now(self) -> int:
        wall, ticks = self._wall(), self._ticks()
        moment, since = self._latest
        passed = ticks - since
        by_order = moment + passed - max(0, passed - _AT_PACE) // 2
        if wall < by_order:
            return by_order
        self._latest = wall, ticks
        return wall
