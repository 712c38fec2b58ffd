"""All that a host keeps, in one folder: its database, the search index, and who may use them.

Threads: the one that calls `commit` (the host's pump), any number that read, each with a
connection of its own for that while, and those of `Syncer`, `SearchIndex` and `Retention`.
"""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO, TypeVar

from desktopchat.store.database import Syncer, connect, failure, open_sound, transaction
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write
from desktopchat.store.lock import LOCK, claim
from desktopchat.words import tr
from desktopchat.words.lists import sentences
from desktopchat.words.reasons import reason

from .accounts import Accounts
from .audit import Audit
from .bans import Bans
from .grants import KeptGrants
from .log import Log
from .markers import Markers
from .metadata import Metadata
from .retention import Retention
from .rooms import Rooms
from .schema import EVENT_INDEXES, EVENTS, MIGRATIONS, check_file
from .search import SearchIndex
from .shared_files import SharedFiles
from .writer import Writer

log = logging.getLogger(__name__)

T = TypeVar("T")  # no words: a name

DATABASE = "host.db"
SEARCH = "search.db"
COPIED = "copied"
"""The table that a copy of another host has besides (`host.deputies.copy`)."""
SNAPSHOT = "snapshot-"
"""How a folder is called in which all that is kept is got ready for a deputy (`host.deputies`)."""
_PRIVATE_FOLDER = 0o700
_READERS = 4
"""Connections that read at the same time; more would only wait for the processor."""

_CLOSE_WITHIN = 2.0
"""Seconds that closing waits for somebody who reads."""


class Reader:
    """A connection that reads, and all that there is to be read."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.log = Log(connection)
        self.accounts = Accounts(connection)
        self.rooms = Rooms(connection)
        self.audit = Audit(connection)
        self.bans = Bans(connection)
        self.markers = Markers(connection)
        self.metadata = Metadata(connection)
        self.files = SharedFiles(connection)
        self.grants = KeptGrants(connection)


class HostStore:
    """A host's database. durable: see `database`. Raises StoreError.

    A damaged file is set aside, which the log of the program tells.
    """

    def __init__(self, folder: Path, *, durable: str = "second") -> None:
        self.folder = folder
        self._before = _listing(folder)
        """What was in the folder; None where there was none."""
        self._lock = _claim(folder)
        self.last_here = _last_here(folder)
        """When a host was there last before this one (milliseconds since 1970); 0 for unknown."""
        self._syncer: Syncer | None = None
        self._retention: Retention | None = None
        with contextlib.ExitStack() as undo:  # what is open already, where the rest fails
            undo.callback(self._lock.close)
            _remove_snapshots(folder)
            connection = self._open(folder / DATABASE, durable)
            undo.callback(connection.close)
            syncer = Syncer(folder / DATABASE, connection) if durable == "second" else None
            self._begin(connection, str(folder / DATABASE), _READERS, syncer)
            undo.pop_all()
            undo.callback(self._close)
            self.search = self._open_search()
            undo.pop_all()
        if syncer is not None:
            self._syncer = syncer
            syncer.start()
        self.search.start()

    def still_here(self) -> None:
        """Note that the host is there, for one that comes after its death."""
        with contextlib.suppress(OSError):
            os.utime(self.folder / LOCK)

    def _open_search(self) -> SearchIndex:
        source = connect(self.folder / DATABASE, readonly=True)
        try:
            return SearchIndex(self.folder / SEARCH, source)
        except (sqlite3.Error, OSError, StoreError) as error:
            why = failure(error, source) if isinstance(error, sqlite3.Error) else error
            source.close()
            raise StoreError(
                sentences(tr("{path} can't be made.", path=self.folder / SEARCH), str(why))
            ) from error

    @classmethod
    def in_memory(cls) -> "HostStore":
        """A store that is gone with the program, for one thread."""
        store = cls.__new__(cls)
        store.folder = Path()
        store._before = set()
        store._lock = None
        store.last_here = 0
        store._syncer = None
        store._retention = None
        connection = connect(":memory:")
        for migration in MIGRATIONS:
            migration(connection)
        store._begin(connection, "", 0)
        store._idle.put(Reader(connection))
        store.search = SearchIndex(None, connection)
        return store

    def _begin(
        self,
        connection: sqlite3.Connection,
        path: str,
        readers: int,
        syncer: Syncer | None = None,
    ) -> None:
        self._connection = connection
        self._writer = Writer(connection, syncer)
        self._order = threading.Lock()
        """Held while something is committed and told, so that all is told in its order."""
        self.on_commit: Callable[[Sequence[Write]], object] = bool
        """Told of what was committed, on the thread that did it, before anybody else commits."""
        self.whole = threading.Event()
        """Set unless another half of the place is about to be taken in: then nobody can say whether
        something was said before."""
        self.whole.set()
        self._idle: SimpleQueue[Reader] = SimpleQueue()
        """Readers that nobody uses."""
        self._readers = readers
        self._closed = False
        for _ in range(readers):
            self._idle.put(Reader(connect(path, readonly=True)))

    def _open(self, path: Path, durable: str) -> sqlite3.Connection:
        connection, aside = open_sound(path, MIGRATIONS, durable=durable, check=check_file)
        connection.execute(f"DROP TABLE IF EXISTS {COPIED}")  # from now on it is nobody's copy
        if aside is not None:
            log.warning(
                "The database %s was damaged. It is kept as %s; the host begins a new one.",
                path,
                aside,
            )
        return connection

    _lock: BinaryIO | None

    def commit(self, writes: Sequence[Write]) -> None:
        """Write all of them or none. Raises StoreError. The pump's thread alone calls this."""
        with self._order:
            self._writer.commit(writes)
            self.on_commit(writes)
        self.search.behind.set()

    def snapshot(self, note: Callable[[], T]) -> tuple[sqlite3.Connection, T]:
        """A connection that sees all that is committed now, and nothing later, until it is closed.
        note: called at that moment, while nobody commits; what it gives is given too."""
        with self._order:
            connection = connect(self.folder / DATABASE, readonly=True)
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return connection, note()

    def write_now(self, writes: Sequence[Write]) -> None:
        """The same from any thread, beside the pump: it waits for nothing that is queued, and
        what fails is not tried again. No events. Raises StoreError."""
        if self._lock is None:  # in memory
            self.commit(writes)
            return
        connection = connect(self.folder / DATABASE)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            with self._order:
                with transaction(connection):
                    for statement, values in writes:
                        connection.execute(statement, values)
                self.on_commit(writes)
        finally:
            connection.close()
        if self._syncer is not None:
            self._syncer.committed()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read what is committed. Raises StoreError where the database can't be read."""
        reader = self._idle.get()
        try:
            yield reader
        except sqlite3.Error as error:
            raise failure(error, reader.connection) from error
        finally:
            self._idle.put(reader)

    def keep(self, days: int, megabytes: int, on_gone: Callable[[str], object] = bool) -> None:
        """From now on only the newest is kept: so many days, so many MB of log; 0 for all.
        on_gone: see `Retention`."""
        if (days > 0 or megabytes > 0) and self._retention is None:
            path = self.folder / DATABASE
            self._retention = Retention(path, self.search, days, megabytes, on_gone)
            self._retention.start()

    def put_in_order(self) -> None:
        """Number the log by time again, after older events came in. Raises StoreError.

        Nobody else may use the store meanwhile. It takes as much room on the disk again.
        """
        self.search.renew(self._number_anew)

    def _number_anew(self) -> None:
        columns = "target, msgid, moment, kind, source, account, params, tags, label, redacted"
        connection = self._connection
        with transaction(connection):
            connection.execute(EVENTS.replace("TABLE events", "TABLE ordered"))
            connection.execute(
                f"INSERT INTO ordered ({columns}) SELECT {columns} FROM events ORDER BY msgid"
            )
            connection.execute("DROP TABLE events")
            connection.execute("ALTER TABLE ordered RENAME TO events")
            for statement in EVENT_INDEXES:
                connection.execute(statement)

    def close(self) -> None:
        """End the threads and close the files. Who still reads is waited for a moment."""
        if self._closed:
            return
        self._closed = True
        if self._retention is not None:
            self._retention.stop()
        self.search.stop()
        self._close()

    def _close(self) -> None:
        if self._syncer is not None:
            self._syncer.stop()
        with contextlib.suppress(Empty):
            for _ in range(self._readers):
                self._idle.get(timeout=_CLOSE_WITHIN).connection.close()
        self._connection.close()
        if self._lock is not None:
            self._lock.close()

    def take_back(self) -> None:
        """Leave the folder as it was before this store was made, which is closed: the start has
        failed, and nothing was kept yet."""
        for path in (_listing(self.folder) or set()) - (self._before or set()):
            with contextlib.suppress(OSError):
                path.unlink()
        if self._before is None:
            with contextlib.suppress(OSError):
                self.folder.rmdir()


def _listing(folder: Path) -> set[Path] | None:
    """What is in a folder, as far as one may look; None where there is none."""
    try:
        return set(folder.iterdir())
    except FileNotFoundError:
        return None
    except OSError:
        return set()


def _last_here(folder: Path) -> int:
    try:
        return (folder / LOCK).stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0


def _remove_snapshots(folder: Path) -> None:
    """Those that a host left behind which was killed: each is as large as its database."""
    for left in folder.glob(f"{SNAPSHOT}*"):
        with contextlib.suppress(OSError):
            for file in left.iterdir():
                file.unlink()
            left.rmdir()


def _claim(folder: Path) -> BinaryIO:
    """Hold the folder for this process alone, until the file is closed or the process ends."""
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        file = claim(folder / LOCK)
    except OSError as error:
        raise StoreError(
            tr(
                "{folder} can't be used for the host's files: {why}. Choose another with --data.",
                folder=folder,
                why=reason(error),
            )
        ) from error
    if file is None:
        raise StoreError(
            tr(
                "Another host already keeps its files in {folder}. End it, or choose another "
                "folder with --data.",
                folder=folder,
            )
        )
    return file
