"""A SQLite file: opened, brought up to date, or set aside when it is damaged.

WAL mode: readers never wait for the writer, and a commit is one append to a file. Such a commit
is safe against a killed process at once. Against a power failure it is safe when the file has
been synced: the `Syncer` does so once a second (`durable="second"`), or each commit does
(`durable="at once"`), at the price of waiting for the disk every time.
"""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from desktopchat.store.errors import DamagedError, StoreError
from desktopchat.store.events import without_account
from desktopchat.words import tr, tr_noop
from desktopchat.words.reasons import reason

log = logging.getLogger(__name__)

DURABLE = ("second", "at once")
_CACHED_STATEMENTS = 300
_PRIVATE = 0o600
_BUSY = 10.0  # seconds to wait for another process, such as `desktopchat account`
_SYNC_EVERY = 1.0  # seconds
_CHECKPOINT_AFTER = 250  # commits
_WAL_MOST = 8000
"""Pages (4 KiB) of a WAL from which on commits copy them into the file themselves: who floods
waits for the disk, and so does not fill it."""
_SMALL = 50_000_000  # bytes of a database
_READERS_CACHE = 512  # KiB; there are several, and the system has the file's pages in memory too

Migration = Callable[[sqlite3.Connection], None]


class NewerError(StoreError):
    """The file was written by a newer version of the program."""


def open_database(
    path: Path, migrations: Sequence[Migration], *, durable: str = "second"
) -> sqlite3.Connection:
    """A connection to a database of the newest schema.

    Raises StoreError; sqlite3.DatabaseError where the file is damaged.
    """
    new = not path.exists()
    keep_private(path)
    if not os.access(path if path.exists() else path.parent, os.R_OK | os.W_OK):
        raise StoreError(
            tr(
                "You have no right to read and write {path}. Have it given to you, or choose "
                "another folder.",
                path=path,
            )
        )
    connection = connect(path)
    try:
        known = connection.execute("PRAGMA user_version").fetchone()[0]
        if known > len(migrations):
            raise NewerError(
                tr(
                    "{path} was written by a newer version of DesktopChat. Use that version, or "
                    "another folder.",
                    path=path,
                )
            )
        if not known:
            # A new file can give back to the system what it needs no more; see `retention`.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        # What is taken away is overwritten, so that nobody finds it in the file.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable == 'at once' else 'NORMAL'}")
        for number in range(known, len(migrations)):
            connection.execute("BEGIN IMMEDIATE")
            migrations[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        # Whether it can be written at all: later would be too late to say so.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        # Reads the whole schema, so that a damaged one shows now.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        if new:
            _take_away(path)
        raise
    return connection


def _take_away(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + ending).unlink()


def open_sound(
    path: Path,
    migrations: Sequence[Migration],
    *,
    durable: str = "second",
    check: Callable[[Path], object] = lambda _path: None,
) -> tuple[sqlite3.Connection, Path | None]:
    """The same; a damaged file is set aside and a new one begun. Gives where it is now, too.

    check: looks at the file before anything is written to it. Raises StoreError.
    """
    # A WAL that is still there tells of an end that was not clean. A small file is looked
    # through in any case, which takes a moment.
    suspicious = path.with_name(path.name + "-wal").exists() or (
        path.exists() and path.stat().st_size < _SMALL
    )
    # Ours is never empty: what was in it is lost, which must not pass for a first start.
    emptied = path.exists() and not path.stat().st_size
    try:
        check(path)
        if emptied:
            raise sqlite3.DatabaseError
        connection = open_database(path, migrations, durable=durable)
        if not suspicious or sound(connection):
            return connection, None
        connection.close()
    except sqlite3.OperationalError as error:
        raise StoreError(tr("{path} can't be used: {error}.", path=path, error=error)) from error
    except sqlite3.DatabaseError:
        pass
    aside = set_aside(path)
    return open_database(path, migrations, durable=durable), aside


def keep_private(path: Path) -> None:
    """Let nobody else on this computer read it; SQLite's files beside it follow."""
    try:
        path.touch(mode=_PRIVATE)
        if path.stat().st_mode & 0o077:
            path.chmod(_PRIVATE)
    except OSError:  # not ours, or not to be written, which shows in a moment
        pass


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written in it or none of it. Raises StoreError."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise failure(error, connection) from error


_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_REASONS = (
    (
        ("SQLITE_FULL",),
        tr_noop("The disk with {where} is full. Make room on it."),
        "The host's disk is full.",  # no words: said on IRC
    ),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
        tr_noop("{where} can't be read and written. Give its user the right to."),
        "The host may not read and write its files.",  # no words: said on IRC
    ),
    (
        _DAMAGED,
        tr_noop("The database in {where} is damaged. Start anew: then it is set aside."),
        "The host's database is damaged.",  # no words: said on IRC
    ),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        tr_noop("Another program holds the database in {where}. End it."),
        "Another program holds the host's database.",  # no words: said on IRC
    ),
    (
        ("",),
        tr_noop("Using the database in {where} failed: {error}."),
        "Using the host's database failed.",  # no words: said on IRC
    ),
)
"""How SQLite's codes begin, and what they mean: to who runs the program, and to others."""


def failure(error: sqlite3.Error, connection: sqlite3.Connection) -> StoreError:
    """What went wrong with a database, in plain words."""
    row = connection.execute("PRAGMA database_list").fetchone()
    where = Path(row[2]).parent if row and row[2] else tr("memory")
    code = getattr(error, "sqlite_errorname", "")
    text, plain = next(words for begin, *words in _REASONS if code.startswith(begin))
    kind = DamagedError if code.startswith(_DAMAGED) else StoreError
    return kind(tr(text, where=where, error=error), plain)


def lies_still(path: Path) -> bool:
    """Whether a database is whole in its file, in a folder in which nothing can be written."""
    wal = path.with_name(path.name + "-wal")
    return not os.access(path.parent, os.W_OK) and not wal.exists()


def connect(path: Path | str, *, readonly: bool = False, still: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode that any thread may use, one at a time.

    still: nobody writes to it meanwhile; then SQLite needs no file of its own beside it.
    """
    try:
        connection = sqlite3.connect(
            f"{Path(path).absolute().as_uri()}?immutable=1" if still else path,
            uri=still,
            timeout=_BUSY,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_CACHED_STATEMENTS,
        )
    except sqlite3.OperationalError as error:
        raise StoreError(tr("{path} can't be opened: {error}.", path=path, error=error)) from error
    connection.create_function("without_account", 2, without_account, deterministic=True)
    connection.execute("PRAGMA query_only = ON" if readonly else "PRAGMA foreign_keys = OFF")
    if readonly:
        connection.execute(f"PRAGMA cache_size = -{_READERS_CACHE}")
    return connection


def give_back(connection: sqlite3.Connection, pages: int) -> None:
    """Return up to so many unused pages to the system; not in a transaction."""
    # The statement has rows without columns, of which execute() takes one and is content.
    connection.executescript(f"PRAGMA incremental_vacuum({pages})")


def sound(connection: sqlite3.Connection) -> bool:
    """Whether all pages of a database make sense; takes a second for some 100 MB."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found == ("ok",))


def set_aside(path: Path) -> Path:
    """Move a damaged database out of the way, whole; where it is now. Raises StoreError."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    try:
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
    except OSError as error:
        raise StoreError(
            tr(
                "{path} is damaged and can't be moved away ({why}). Move it yourself, then "
                "start again.",
                path=path,
                why=reason(error),
            )
        ) from error
    return aside


class Syncer:
    """Has the operating system write a database's WAL to the disk, at most once a second, and now
    and then has it come into the file, so that `writer`, the connection that commits, need not.

    Thread: `sync`, from `start` to `stop`; it touches only what it opens itself, and what
    `committed` tells it.
    """

    def __init__(self, path: Path, writer: sqlite3.Connection) -> None:
        self._path = path
        self._wal = path.with_name(path.name + "-wal")
        self._end = threading.Event()
        self._dirty = threading.Event()
        """Set after a commit, taken back by the thread before it syncs."""
        self._commits = 0
        """Since the last checkpoint, about: of two at the same time one may not be counted."""
        self._thread = threading.Thread(target=self._run, name="sync")
        writer.execute(f"PRAGMA wal_autocheckpoint = {_WAL_MOST}")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._dirty.set()
        self._thread.join()

    def committed(self) -> None:
        """Told after each commit, by whichever thread did it."""
        self._commits += 1
        self._dirty.set()

    def _run(self) -> None:
        while True:
            self._dirty.wait()
            self._end.wait(_SYNC_EVERY)
            # First: what `stop` sets between a look at the end and this would be lost.
            self._dirty.clear()
            if self._end.is_set():
                return
            with contextlib.suppress(OSError):  # no WAL: then all is in the main file
                number = os.open(self._wal, os.O_RDWR)
                try:
                    os.fsync(number)
                finally:
                    os.close(number)
            if self._commits >= _CHECKPOINT_AFTER:
                self._commits = 0
                self._checkpoint()

    def _checkpoint(self) -> None:
        """Copy into the file what nobody reads from the WAL; nobody waits for it."""
        # A disk that refuses this is met again by the next commit, which can say so.
        with (
            contextlib.suppress(sqlite3.Error, StoreError),
            contextlib.closing(connect(self._path)) as connection,
        ):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
