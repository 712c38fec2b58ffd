"""Forgetting: what is older than so many days, or more than so many MB, goes from the log.

Off unless it is asked for. The oldest goes first, of all conversations alike. Redacted or not,
what goes leaves no words behind, in the log or in the search index, and the files shrink.

Thread: `Retention`, from `start` to `stop`. It has a connection of its own and takes small steps,
so the host's writer waits for a few milliseconds at most; it ends between two steps.

Age does not count from the wall clock alone, which may be wrong by years for a day: see
`RetentionClock`.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

from desktopchat.store.database import connect, give_back

from .search import SearchIndex

log = logging.getLogger(__name__)

_STEP = 200  # events of one transaction
_REST = 0.02  # seconds between two
_EVERY = 3600.0  # seconds
_AGAIN = 60.0  # seconds, after something went wrong
_PAGES = 100  # given back to the system in one transaction
_DAY = 24 * 3600 * 1000
_PACE = 24


def _wall() -> int:
    return time.time_ns() // 1_000_000


def _ticks() -> int:
    return time.monotonic_ns() // 1_000_000


class RetentionClock:
    """What age counts from, in milliseconds since 1970.

    It begins at the newest event and follows the wall clock from there, by a day an hour at most:
    one start with a clock that is a year ahead takes no log away. It never goes back.
    """

    def __init__(
        self, newest: int, wall: Callable[[], int] = _wall, ticks: Callable[[], int] = _ticks
    ) -> None:
        self._wall, self._ticks = wall, ticks
        self._moment, self._since = min(newest, wall()), ticks()

    def moment(self) -> int:
        before, self._since = self._since, self._ticks()
        farthest = self._moment + (self._since - before) * _PACE
        self._moment = max(self._moment, min(farthest, self._wall()))
        return self._moment


class Retention:
    """Keeps the log at `path` within `days` and `megabytes` (of 1,000,000 bytes); 0 for no limit.

    The size is that of the log; the search index takes some more beside it. on_gone, on the thread:
    after all up to a msgid has gone from the log.
    """

    def __init__(
        self,
        path: Path,
        search: SearchIndex,
        days: int,
        megabytes: int,
        on_gone: Callable[[str], object] = bool,
    ) -> None:
        self._path = path
        self._search = search
        self._days = days
        self._today: RetentionClock | None = None
        """From the thread's first look at the log on."""
        self._most = megabytes * 1_000_000
        self._on_gone = on_gone
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention")
        self.rounds = 0
        """How often all that was too old or too much has gone; written by the thread."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the step that it is at."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._end.is_set():
            wait = _EVERY
            try:
                self._round()
                self.rounds += 1
            except sqlite3.Error:
                log.warning("What is too old can't be taken away just now", exc_info=True)
                wait = _AGAIN
            self._end.wait(wait)

    def _round(self) -> None:
        connection = connect(self._path)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            if self._today is None:
                newest = connection.execute("SELECT moment FROM events ORDER BY id DESC LIMIT 1")
                self._today = RetentionClock(*(newest.fetchone() or (_wall(),)))
            oldest = self._today.moment() - self._days * _DAY if self._days > 0 else 0
            gone = False
            while not self._end.is_set() and self._step(connection, oldest):
                gone = True
                self._end.wait(_REST)
            if gone:
                self._search.tidy(self._end)
        finally:
            connection.close()

    def _step(self, connection: sqlite3.Connection, oldest: int) -> bool:
        """Take away a few of what is before `oldest` or too much; whether there were any."""
        # The newest stays in any case: the host's clock goes on from it, and its number is not
        # given again, by which the search index knows what is new.
        rows = connection.execute(
            """SELECT id, moment FROM events WHERE id < (SELECT max(id) FROM events)
            ORDER BY id LIMIT ?""",
            (_STEP,),
        ).fetchall()
        if not self._too_much(connection):
            old = [number for number, moment in rows if moment < oldest]
        else:
            old = [number for number, _ in rows]
        if not old:
            return False
        first, last = old[0], old[-1]
        select = "SELECT max(msgid) FROM events WHERE id BETWEEN ? AND ?"
        (msgid,) = connection.execute(select, (first, last)).fetchone()
        self._search.drop(
            first,
            last,
            lambda: self._delete(connection, first, last),
        )
        give_back(connection, _PAGES)
        self._on_gone(msgid)
        return True

    def _too_much(self, connection: sqlite3.Connection) -> bool:
        if self._most <= 0:
            return False
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return bool((pages - free) * size > self._most)

    @staticmethod
    def _delete(connection: sqlite3.Connection, first: int, last: int) -> None:
        connection.execute("DELETE FROM events WHERE id BETWEEN ? AND ?", (first, last))
