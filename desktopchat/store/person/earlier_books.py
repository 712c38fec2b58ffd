"""What was kept of a place under another name, moved into its logbook.

A logbook's file is named by the place and the person's nick. A place is known by the fingerprint of
its key, but may have been met before that was known: at an address without encryption, or, in
earlier versions, by the short form of a join code. When its logbook is opened, what stands in those
files is moved into it, messages on their way and drafts too; all in the thread of the store.
"""

import contextlib
import logging
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from desktopchat.irc import fingerprint
from desktopchat.store.database import open_database, transaction
from desktopchat.store.errors import StoreError
from desktopchat.store.person.logbook import MIGRATIONS
from desktopchat.store.person.storage import logbook_is_open

log = logging.getLogger(__name__)


@dataclass(slots=True, frozen=True)
class LogbookName:
    """place: the whole fingerprint of its key, or "host:port". nick: the one that I want there."""

    folder: Path
    place: str
    nick: str

    @property
    def path(self) -> Path:
        whose = f"{self.place.lower()} {self.nick.casefold()}"
        return self.folder / f"{sha256(whose.encode()).hexdigest()[:32]}.db"


class EarlierBooks:
    """names: by what else the place of `book` was known, as far as somebody knows."""

    def __init__(self, book: LogbookName, names: Sequence[str]) -> None:
        self._book, self._names = book, names

    def move_into(self, connection: sqlite3.Connection, window: int) -> None:
        """Move what stands in files under other names into the book, which is open. What goes wrong
        there must not keep this one from being used: it is logged, and tried again next time.

        window: which of the person's windows looks after the messages that wait in them.
        """
        for name in self._all_names(connection):
            path = replace(self._book, place=name).path
            if path.exists() and path != self._book.path and not logbook_is_open(path):
                try:
                    _move(path, connection, window)
                except (StoreError, OSError, sqlite3.Error) as error:
                    log.warning("%s can't be moved to %s: %s", path, self._book.path, error)

    def _all_names(self, connection: sqlite3.Connection) -> list[str]:
        """All by which it was ever known. The short form takes 0.1 s to make: that is done once."""
        place = self._book.place
        with transaction(connection):
            known = connection.execute("SELECT name FROM known_as").fetchall()
            names = dict.fromkeys([*(name for (name,) in known), *self._names])
            whole = fingerprint.valid(place) and not fingerprint.is_short(place)
            if whole and not any(map(fingerprint.is_short, names)):
                names[fingerprint.short(place)] = None
            connection.executemany(
                "INSERT OR IGNORE INTO known_as VALUES (?)", [(name,) for name in names]
            )
        return list(names)


_MOVE = (
    # An entry without a name of the host's is known by all that it says, should a crash between
    # this and taking the file away have it moved twice.
    """INSERT OR IGNORE INTO entries (conversation, msgid, moment, sort, kind, sender, text, own,
        more) SELECT conversation, msgid, moment, sort, kind, sender, text, own, more
        FROM earlier.entries AS one WHERE msgid <> '' OR NOT EXISTS (SELECT 1 FROM main.entries
        AS here WHERE (here.conversation, here.moment, here.kind, here.sender, here.text)
        = (one.conversation, one.moment, one.kind, one.sender, one.text)) ORDER BY id""",
    """INSERT OR IGNORE INTO outbox (label, conversation, room, name, moment, kind, text, reply_to,
        tried, failure, window) SELECT label, conversation, room, name, moment, kind, text,
        reply_to, tried, failure, :window FROM earlier.outbox ORDER BY position""",
    """INSERT INTO conversations SELECT * FROM earlier.conversations WHERE true
        ON CONFLICT (key) DO UPDATE SET
        open = max(open, excluded.open), wanted = max(wanted, excluded.wanted),
        password = CASE WHEN password <> '' THEN password ELSE excluded.password END,
        draft = CASE WHEN draft <> '' THEN draft ELSE excluded.draft END,
        read_until = max(read_until, excluded.read_until)""",
    "INSERT OR IGNORE INTO names SELECT nick, name FROM earlier.names ORDER BY earlier.names.rowid",
    "INSERT OR IGNORE INTO host SELECT name, value FROM earlier.host",
)


def _move(path: Path, connection: sqlite3.Connection, window: int) -> None:
    """Raises StoreError, OSError and sqlite3.Error; then all is as it was."""
    open_database(path, MIGRATIONS).close()  # brought up to date
    connection.execute("ATTACH ? AS earlier", (str(path),))  # no words: SQL
    try:
        with transaction(connection):
            for statement in _MOVE:
                connection.execute(statement, {"window": window})
    finally:
        connection.execute("DETACH earlier")  # no words: SQL
    for part in sorted(path.parent.glob(f"{path.stem}.*")):
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
