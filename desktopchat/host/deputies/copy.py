"""The copy that a deputy keeps: the host's database, and how far it is.

How far it is stands in the database itself, written with each frame in one transaction: whenever
the deputy is ended, both agree. What the host has written runs here as it ran there, but for what
would reach beyond the tables of this one file.
"""

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import IO

from desktopchat.store.database import Syncer, connect, open_database, sound, transaction
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event, Write, moment_of
from desktopchat.store.files import private
from desktopchat.store.lock import LOCK, claim
from desktopchat.store.paths import INHERITANCE_FILE
from desktopchat.store.place.host_store import COPIED, DATABASE, SEARCH
from desktopchat.store.place.log import Log
from desktopchat.store.place.schema import MIGRATIONS, check_file
from desktopchat.store.place.writer import Writer
from desktopchat.words import number, tr
from desktopchat.words.reasons import reason

from .frames import FrameError, Position, read_frame

_COMING = "copy-coming.db"
_ENDINGS = ("", "-wal", "-shm")
"""Of the files of one database."""
_UNWRITTEN = ("SQLITE_FULL", "SQLITE_IOERR")
"""How the codes of SQLite begin that say nothing of what is written."""
BEFORE = "host-before.db"
"""What a host kept whose place goes on elsewhere, once a copy has all of it."""
_KEPT = f"""CREATE TABLE IF NOT EXISTS {COPIED} (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    run TEXT NOT NULL, number INTEGER NOT NULL, digest TEXT NOT NULL)"""
_KEEP = f"INSERT OR REPLACE INTO {COPIED} (one, run, number, digest) VALUES (1, ?, ?, ?)"
_ALLOWED = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE,
    sqlite3.SQLITE_DELETE, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}  # fmt: skip
"""What a statement of the host may do here: nothing with other files, nothing with how this program
reads them."""


class Copy:
    """The copy in a folder, which no host may use meanwhile. Raises StoreError.

    Where this computer was the host before (`await_copy`), what it kept then counts as a copy that
    is nowhere yet, until a whole one takes its place.

    A copy that is damaged, or a newer program's, is as if it were not there: the host gives
    another one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = claim(folder / LOCK)
        except OSError as error:
            raise StoreError(
                tr("{path} can't be used: {why}.", path=folder, why=reason(error))
            ) from error
        if self._lock is None:
            raise StoreError(
                tr("A host, or another copy, keeps its files in {folder} already.", folder=folder)
            )
        self._connection: sqlite3.Connection | None = None
        self._syncer: Syncer | None = None
        self._coming: IO[bytes] | None = None
        self._missing = 0
        """Bytes of the snapshot that are still to come."""
        self._at_end = Position()
        self.position = Position()
        """How far it is; that of nowhere where there is none."""
        _bring_back(folder)
        self._refuse_strangers()
        with contextlib.suppress(StoreError, sqlite3.Error):
            self._open()

    def _refuse_strangers(self) -> None:
        """A host's own database is no copy, and must not be replaced by one."""
        path = self._folder / DATABASE
        if not path.exists() or _is_copy(self._folder):
            return
        self.close()
        if holds_own(self._folder):
            words = tr(
                "{path} is no copy, but a host's own. Choose another folder with --data.", path=path
            )
        else:  # whose it was, nothing tells
            words = tr(
                "{path} is damaged. Move it away, or choose another folder with --data.", path=path
            )
        raise StoreError(words)

    def _open(self) -> None:
        path = self._folder / DATABASE
        if not path.exists():
            return
        check_file(path)
        connection = open_database(path, MIGRATIONS, durable="second")
        try:
            row = connection.execute(f"SELECT run, number, digest FROM {COPIED}").fetchone()
            if row is None or not sound(connection):
                raise StoreError("no copy")  # no words: nobody reads it
        except BaseException:
            connection.close()
            raise
        connection.execute("PRAGMA trusted_schema = OFF")
        # As a host's: a word that waits for this copy does not wait for the disk.
        syncer = Syncer(path, connection)
        connection.set_authorizer(_authorize)
        self._connection, self._writer = connection, Writer(connection, syncer)
        self.position = Position(*row)
        syncer.start()
        self._syncer = syncer

    # a copy of all

    def begin(self, at: Position, size: int) -> None:
        """A snapshot of so many bytes comes, of how it was at a position. Raises StoreError."""
        self._drop_coming()
        free = os.statvfs(self._folder).f_bavail if hasattr(os, "statvfs") else None
        if free is not None and free * os.statvfs(self._folder).f_frsize < size:
            raise StoreError(
                tr(
                    "There is no room for a copy in {folder}: it takes {n} bytes.",
                    folder=self._folder,
                    n=number(size),
                )
            )
        try:
            self._coming = open(self._folder / _COMING, "wb", opener=private)  # noqa: SIM115 - until it is whole
        except OSError as error:
            raise _unwritten(reason(error)) from error
        self._missing, self._at_end = size, at
        self.piece(b"")

    def piece(self, data: bytes) -> bool:
        """The next bytes; whether it is whole now. Raises FrameError, and StoreError, after which
        it is to be begun anew."""
        if self._coming is None or len(data) > self._missing:
            raise FrameError("more than was said")
        try:
            self._coming.write(data)
            self._missing -= len(data)
            if self._missing:
                return False
            self._coming.flush()
            os.fsync(self._coming.fileno())
            self._take_whole()
        except OSError as error:
            self._drop_coming()  # what has come takes room that somebody may need
            raise _unwritten(reason(error)) from error
        return True

    def _take_whole(self) -> None:
        assert self._coming is not None
        self._coming.close()
        self._coming = None
        coming, path = self._folder / _COMING, self._folder / DATABASE
        try:
            check_file(coming)
            with contextlib.closing(sqlite3.connect(coming, isolation_level=None)) as made:
                made.execute("PRAGMA trusted_schema = OFF")
                if not sound(made):
                    raise FrameError("a damaged copy")
                made.execute(_KEPT)
                made.execute(_KEEP, (self._at_end.run, self._at_end.number, self._at_end.digest))
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "").startswith(_UNWRITTEN):
                raise _unwritten(str(error)) from error
            raise FrameError(f"a damaged copy: {error}") from error
        was_host = self.exists and not self.position.run
        self._close_database()
        if was_host:
            _move(self._folder, DATABASE, BEFORE)
        for name in (DATABASE, SEARCH):  # what is searched is made anew of it
            for ending in _ENDINGS:
                (self._folder / f"{name}{ending}").unlink(missing_ok=True)
        coming.replace(path)
        try:
            self._open()
        except sqlite3.Error as error:
            raise _unwritten(str(error)) from error

    # each round

    def apply(self, frame: bytes) -> Position:
        """Commit a frame; how far the copy is now. Raises FrameError, StoreError."""
        if not self.position.run:
            raise FrameError("a frame before a copy")
        at, writes = read_frame(frame, self.position)
        here: list[Write] = [*writes, (_KEEP, (at.run, at.number, at.digest))]
        try:
            self._writer.commit(here)
        # ValueError: half a character; OverflowError: a number that SQLite has no room for.
        except (sqlite3.Warning, TypeError, ValueError, OverflowError) as error:
            raise FrameError(f"a write that can't be made: {error}") from error
        self.position = at
        return at

    @property
    def exists(self) -> bool:
        """Whether there is something to carry on with."""
        return self._connection is not None

    def check(self) -> None:
        """Raises StoreError where somebody has taken away what is kept: what is written then is
        nowhere."""
        if self.exists and not (self._folder / DATABASE).exists():
            raise StoreError(
                tr(
                    "The copy in {folder} was taken away. Start this again, and a new one comes.",
                    folder=self._folder,
                )
            )

    @property
    def newest(self) -> int:
        """The moment of the last that was said or done, in milliseconds since 1970; 0 for none.
        Raises sqlite3.Error."""
        if self._connection is None:
            return 0
        return moment_of(Log(self._connection).last_msgid())

    @property
    def comings(self) -> list[Event]:
        """Who came and went at that host, as `Log.comings`. Raises sqlite3.Error."""
        return Log(self._connection).comings() if self._connection is not None else []

    def files(self) -> dict[str, int]:
        """The whole files that are shared, by their hash, each with its size. Raises
        sqlite3.Error."""
        if self._connection is None:
            return {}
        return dict(self._connection.execute("SELECT hash, size FROM files WHERE hash <> ''"))

    def close(self) -> None:
        self._drop_coming()
        self._close_database()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _close_database(self) -> None:
        self.position = Position()
        if self._syncer is not None:
            self._syncer.stop()
            self._syncer = None
        if self._connection is not None:
            self._connection.set_authorizer(None)
            self._connection.close()
            self._connection = None

    def _drop_coming(self) -> None:
        if self._coming is not None:
            self._coming.close()
            self._coming = None
        (self._folder / _COMING).unlink(missing_ok=True)


def _unwritten(why: str) -> StoreError:
    return StoreError(tr("The copy can't be written: {why}.", why=why))


def holds_own(folder: Path) -> bool:
    """Whether the database in a folder is a host's own, and no copy."""
    return _is_copy(folder) is False


def holds_copy(folder: Path) -> bool:
    """Whether the database in a folder is a copy of another host's, or one is to come there."""
    comes = not (folder / DATABASE).exists() and (folder / INHERITANCE_FILE).exists()
    return comes or _lacks_own(folder) or _is_copy(folder) is True


def _is_copy(folder: Path) -> bool | None:
    """None where there is no database, or a damaged one, of which whoever uses it says so."""
    path = folder / DATABASE
    if not path.exists():
        return None
    try:
        with contextlib.closing(connect(path, readonly=True)) as there:
            found = there.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (COPIED,))
            return found.fetchone() is not None
    except sqlite3.Error:
        return None


def await_copy(folder: Path) -> None:
    """The place of a host goes on elsewhere, and a copy is to come in the place of its own
    database, which no host uses any more. Raises StoreError."""
    with contextlib.closing(connect(folder / DATABASE)) as own, transaction(own):
        own.execute(_KEPT)
        own.execute(_KEEP, ("", 0, ""))  # nowhere


def awaits_copy(folder: Path) -> bool:
    """Whether what is kept in a folder is what its host had when its place went on elsewhere."""
    try:
        with contextlib.closing(connect(folder / DATABASE, readonly=True)) as there:
            return bool(there.execute(f"SELECT run FROM {COPIED}").fetchone() == ("",))
    except sqlite3.Error:
        return False


def _bring_back(folder: Path) -> None:
    """The program ended while a whole copy took the place of what a host kept. Raises
    StoreError."""
    if _lacks_own(folder):
        _move(folder, BEFORE, DATABASE)
        await_copy(folder)


def _lacks_own(folder: Path) -> bool:
    return not (folder / DATABASE).exists() and (folder / BEFORE).exists()


def _move(folder: Path, name: str, other: str) -> None:
    """Raises StoreError."""
    try:
        for ending in reversed(_ENDINGS):  # the file itself last: while it is there, the rest is
            there = folder / f"{name}{ending}"
            if there.exists():
                there.replace(folder / f"{other}{ending}")
    except OSError as error:
        raise StoreError(
            tr("{path} can't be used: {why}.", path=folder, why=reason(error))
        ) from error


def _authorize(action: int, what: str | None, *_about: object) -> int:
    # Where the database is, which `store.database` asks to say what is wrong with it.
    asks_where = action == sqlite3.SQLITE_PRAGMA and what == "database_list"
    return sqlite3.SQLITE_OK if action in _ALLOWED or asks_where else sqlite3.SQLITE_DENY
