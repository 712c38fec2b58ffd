"""The thread that has a client's file open: whoever asks never waits for the disk.

What is to be written and read goes in through a queue and is done in its order; what is written
together is committed together, and is on the disk, power failure or not, when its `then` is in
`results`, unless `troubled` is told before that it is not. The owner takes those out and calls
them, in a thread of its choice.

Several windows of one person may have the file open. Each holds a lock of its own, by whose number
its messages in the outbox are known; what a window left that is no more is taken over by the next
that opens the file.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO, TypeVar

from desktopchat.store.database import failure, open_sound, transaction
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from desktopchat.store.lock import claim
from desktopchat.words import tr
from desktopchat.words.reasons import reason

from .earlier_books import EarlierBooks
from .logbook import MIGRATIONS, SCRUB, KeptConversation, OpenedLogbook, Page, Pages

log = logging.getLogger(__name__)

FIRST_PAGE, MOST_FIRST = 100, 500
"""Entries of a conversation that are read at the start: so many, and up to so many unread ones."""
_WINDOWS = 64
_AGAIN = 3.0  # seconds after which what could not be written is tried again
_KEPT_BACK = 20_000  # writes that wait for that

Done = Callable[[], object]
T = TypeVar("T")


@dataclass(slots=True)
class _Writing:
    writes: Sequence[Write]
    then: Done | None
    """Called when it is on the disk, or can't be: `troubled` was told before."""


@dataclass(slots=True)
class _Reading:
    work: Callable[[Pages], Done]
    """Reads, and gives what is to be done with it."""
    failed: Done


class LogbookStore:
    """opened: gets what there is in the file; among `results`, as everything. troubled: gets why
    nothing can be written any more, and "" when what waited for that is on the disk. earlier: files
    whose content belongs into this one.

    Thread: `logbook`, from the beginning to `close`; it alone uses the connection.
    """

    def __init__(
        self,
        path: Path,
        opened: Callable[[OpenedLogbook], object],
        troubled: Callable[[str], object],
        earlier: EarlierBooks | None = None,
    ) -> None:
        self.results: SimpleQueue[Done] = SimpleQueue()
        self.window = 0
        """The number by which this window is known; right once `opened` was called."""
        self._path = path
        self._opened, self._troubled = opened, troubled
        self._earlier = earlier
        self._wrong = ""  # what was told of it last
        self._asked: SimpleQueue[_Writing | _Reading | None] = SimpleQueue()
        self._unwritten: list[Write] = []
        self._lock: BinaryIO | None = None
        self._connection: sqlite3.Connection | None = None
        self._thread = threading.Thread(target=self._run, name="logbook", daemon=True)
        self._thread.start()

    # what the owner does

    def write(self, writes: Sequence[Write], then: Done | None = None) -> None:
        """Write all of them or none."""
        self._asked.put(_Writing(writes, then))

    def read(self, work: Callable[[Pages], T], then: Callable[[T | None], object]) -> None:
        """Read something; `then` gets it, or None where that failed."""

        def read(pages: Pages) -> Done:
            found = work(pages)
            return lambda: then(found)

        self._asked.put(_Reading(read, lambda: then(None)))

    def close(self, wait: float) -> None:
        """End when all is written; waits so many seconds for that."""
        self._asked.put(None)
        self._thread.join(wait)

    # the thread

    def _run(self) -> None:
        try:
            kept = self._open()
        except (StoreError, OSError, sqlite3.Error) as error:
            self._wrong = _plain(error)
            kept = OpenedLogbook(problem=self._wrong)
        self.results.put(lambda: self._opened(kept))
        try:
            while self._turn():
                pass
        finally:
            if self._connection is not None:
                self._connection.close()
            if self._lock is not None:
                self._lock.close()

    def _turn(self) -> bool:
        """Do what is asked for now; False when it was the last."""
        try:
            asked = self._asked.get(timeout=_AGAIN if self._unwritten else None)
        except Empty:
            self._commit([])
            return True
        writings: list[_Writing] = []
        while isinstance(asked, _Writing):
            writings.append(asked)
            try:
                asked = self._asked.get_nowait()
            except Empty:
                self._commit(writings)
                return True
        if writings:
            self._commit(writings)
        if asked is None:
            return False
        self._read(asked)
        return True

    def _open(self) -> OpenedLogbook:
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(_WINDOWS):
            lock = claim(self._lock_path(number))
            if lock is not None:
                self._lock, self.window = lock, number
                break
        else:
            raise StoreError(tr("Too many windows use {path}. Close some.", path=self._path))
        connection, aside = open_sound(self._path, MIGRATIONS, durable="at once")
        self._connection = connection
        with transaction(connection):
            self._take_over(connection)
        if self._earlier is not None:
            self._earlier.move_into(connection, self.window)
        kept = self._begin(Pages(connection))
        kept.aside = aside
        return kept

    def _lock_path(self, window: int) -> Path:
        return self._path.with_name(f"{self._path.stem}.{window}.lock")

    def _take_over(self, connection: sqlite3.Connection) -> None:
        """What windows left that are no more."""
        rows = connection.execute("SELECT DISTINCT window FROM outbox").fetchall()
        for (window,) in rows:
            if window == self.window:
                continue
            lock = claim(self._lock_path(window))
            if lock is not None:
                change = "UPDATE outbox SET window = ? WHERE window = ?"
                connection.execute(change, (self.window, window))
                lock.close()

    def _begin(self, pages: Pages) -> OpenedLogbook:
        kept = OpenedLogbook(
            pages.conversations(),
            messages=pages.messages(self.window),
            names=pages.names(),
            host=pages.host(),
        )
        for one in kept.conversations:
            if one.open:
                kept.pages[one.key] = first_page(pages, one)
        return kept

    def _commit(self, writings: Sequence[_Writing]) -> None:
        writes = [*self._unwritten, *(write for one in writings for write in one.writes)]
        self._unwritten, wrong = [], self._wrong
        if self._connection is not None:
            wrong = self._try(self._connection, writes)
        if wrong != self._wrong:
            self._wrong = wrong
            self.results.put(lambda: self._troubled(wrong))
        for one in writings:
            if one.then is not None:
                self.results.put(one.then)

    def _try(self, connection: sqlite3.Connection, writes: list[Write]) -> str:
        try:
            with transaction(connection):
                for write in writes:
                    if write is not SCRUB:
                        connection.execute(*write)
            if SCRUB in writes:
                # What is overwritten stands in the WAL still.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except (StoreError, sqlite3.Error) as error:
            log.warning("What happens can't be kept: %s", error)
            if isinstance(error.__cause__ or error, sqlite3.OperationalError):
                self._unwritten = writes[-_KEPT_BACK:]  # the disk may have room later
            return _plain(error)
        return ""

    def _read(self, asked: _Reading) -> None:
        done = asked.failed
        if self._connection is not None:
            try:
                done = asked.work(Pages(self._connection))
            except sqlite3.Error as error:
                log.warning("%s can't be read: %s", self._path, failure(error, self._connection))
        self.results.put(done)


def first_page(pages: Pages, one: KeptConversation) -> Page:
    """The newest of a conversation, and what is unread of it."""
    unread = pages.unread(one.key, one.read_until, MOST_FIRST) if one.read_until else 0
    return pages.latest(one.key, max(FIRST_PAGE, unread))


def _plain(error: Exception) -> str:
    if isinstance(error, OSError):
        if error.filename:
            return tr("{path} can't be used: {error}.", path=error.filename, error=reason(error))
        return tr("The folder can't be used: {error}.", error=reason(error))
    return str(error)
