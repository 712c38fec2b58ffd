"""Whether a deputy could be reached if it carried on: its host asks it where it waits.

A firewall lets a computer call out and keeps callers away: such a copy is safe, and nobody could
follow to it.
"""

import threading
import time
from collections.abc import Callable, Sequence

from .asking import ask
from .deputies import Feed

_EVERY, _AGAIN = 30.0, 5.0
"""Seconds between two times that one is asked which answers, and one which does not."""
_TRIES = 2
"""So that one moment in which a computer is busy is no trouble yet."""

Known = tuple[bool, str]
"""Whether it was reached, and what it runs on (`power`)."""


class Reach:
    """feeds: those there are. told: told, on any thread, what is known of one when that changes.

    Threads: one that asks, for as long as it takes; there is never a second one.
    """

    def __init__(
        self, feeds: Callable[[], Sequence[Feed]], told: Callable[[Feed, Known], object]
    ) -> None:
        self._feeds, self._told = feeds, told
        self._known: dict[Feed, Known] = {}
        """Written by the thread that asks, and while there is none."""
        self._asked_at: dict[Feed, float] = {}
        self._asking: threading.Thread | None = None

    def is_cut_off(self, fingerprint: str) -> bool:
        """Whether the one with this key did not answer when it was asked last."""
        known = [
            said for feed, said in self._known.copy().items() if feed.fingerprint == fingerprint
        ]
        return bool(known) and not any(reached for reached, _ in known)

    def look(self) -> None:
        """Have those asked whose turn it is; called often, and waits for nothing."""
        if self._asking is not None and self._asking.is_alive():
            return
        feeds, now = self._feeds(), time.monotonic()
        for gone in self._asked_at.keys() - set(feeds):
            self._asked_at.pop(gone)
            self._known.pop(gone, None)
        due = [feed for feed in feeds if now >= self._due_at(feed)]
        if due:
            self._asking = threading.Thread(
                target=self._ask, args=(due,), name="asks deputies", daemon=True
            )
            self._asking.start()

    def _due_at(self, feed: Feed) -> float:
        known = self._known.get(feed)
        if known is None or known[1] != feed.power:
            return 0.0
        return self._asked_at[feed] + (_EVERY if known[0] else _AGAIN)

    def _ask(self, feeds: Sequence[Feed]) -> None:
        for feed in feeds:
            address, power = feed.address, feed.power
            reached = address is not None and any(ask(address) for _ in range(_TRIES))
            self._asked_at[feed] = time.monotonic()
            if self._known.get(feed) != (reached, power):
                self._known[feed] = reached, power
                self._told(feed, (reached, power))
