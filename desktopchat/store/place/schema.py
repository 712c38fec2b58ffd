"""The tables of a host's database, as migrations: each function brings it one version on."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from desktopchat.irc.modes import hide_key
from desktopchat.store.database import NewerError, connect
from desktopchat.store.errors import StoreError
from desktopchat.store.events import kind_number
from desktopchat.words import tr

EVENTS = """CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL,
    msgid TEXT NOT NULL,
    moment INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source TEXT NOT NULL,
    account TEXT NOT NULL,
    params TEXT NOT NULL,
    tags TEXT NOT NULL,
    label TEXT NOT NULL,
    redacted INTEGER NOT NULL DEFAULT 0)"""
"""The log. The order of id is that of time; see `HostStore.put_in_order`."""
EVENT_INDEXES = (
    "CREATE UNIQUE INDEX events_place ON events (target, msgid)",
    "CREATE INDEX events_label ON events (label) WHERE label <> ''",
)


def _first(connection: sqlite3.Connection) -> None:
    for statement in (
        "CREATE TABLE targets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        EVENTS,
        *EVENT_INDEXES,
        # Names that two accounts can't share: an account's own, and the nick chosen last.
        """CREATE TABLE accounts (
            folded TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            nick TEXT NOT NULL,
            salt BLOB NOT NULL,
            iterations INTEGER NOT NULL,
            stored_key BLOB NOT NULL,
            server_key BLOB NOT NULL,
            created INTEGER NOT NULL,
            address TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE TABLE rooms (folded TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE members (
            account TEXT, room TEXT, since INTEGER NOT NULL,
            PRIMARY KEY (account, room)) WITHOUT ROWID""",
        """CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            moment INTEGER NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            target TEXT NOT NULL,
            detail TEXT NOT NULL)""",
        """CREATE TABLE markers (
            identity TEXT, target TEXT, moment INTEGER NOT NULL,
            PRIMARY KEY (identity, target)) WITHOUT ROWID""",
        """CREATE TABLE metadata (
            target TEXT, key TEXT, value TEXT NOT NULL,
            PRIMARY KEY (target, key)) WITHOUT ROWID""",
        """CREATE TABLE host_bans (
            mask TEXT PRIMARY KEY,
            reason TEXT NOT NULL,
            by TEXT NOT NULL,
            moment INTEGER NOT NULL,
            expires INTEGER NOT NULL) WITHOUT ROWID""",
    ):
        connection.execute(statement)


def _files(connection: sqlite3.Connection) -> None:
    """See `store.shared_files`."""
    for statement in (
        """CREATE TABLE files (
            token TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            room TEXT NOT NULL,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            hash TEXT NOT NULL,
            created INTEGER NOT NULL,
            mentioned INTEGER NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX files_owner ON files (owner)",
        "CREATE INDEX files_room ON files (room)",
        "CREATE INDEX files_hash ON files (hash)",
        """CREATE TABLE mentions (
            token TEXT, target TEXT, msgid TEXT,
            PRIMARY KEY (token, target, msgid)) WITHOUT ROWID""",
        "CREATE INDEX mentions_message ON mentions (msgid)",
    ):
        connection.execute(statement)


def _without_keys(connection: sqlite3.Connection) -> None:
    """Older versions wrote the keys of rooms down where who came later could read them."""
    for table, column, chosen in (
        ("events", "params", f"kind = {kind_number('MODE')}"),
        ("audit", "detail", "what = 'MODE'"),
    ):
        rows = connection.execute(f"SELECT id, {column} FROM {table} WHERE {chosen}").fetchall()
        hidden = [(hide_key(words), number) for number, words in rows if hide_key(words) != words]
        connection.executemany(f"UPDATE {table} SET {column} = ? WHERE id = ?", hidden)


def _grants(connection: sqlite3.Connection) -> None:
    """See `store.grants`."""
    connection.execute(
        """CREATE TABLE grants (
            token_hash TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            room TEXT NOT NULL,
            expires INTEGER NOT NULL) WITHOUT ROWID"""
    )


_OURS = {"targets", "accounts"}
"""Tables that every version has."""

MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _first,
    _files,
    _without_keys,
    _grants,
)


def check(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether a host has kept anything in it yet; only reads.

    Raises StoreError where the database is a newer version's or another program's, which must
    stay as it is.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {
        name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")
    }
    # Other programs number their versions too, so that the number alone tells little.
    if tables and not (version and tables >= _OURS):
        raise StoreError(
            tr(
                "{path} is a database of another program. Move it away, or name another folder "
                "with --data: what a host keeps is in a file host.db that the host itself has "
                "made.",
                path=path,
            )
        )
    if version > len(MIGRATIONS):
        raise NewerError(
            tr(
                "{path} was written by a newer version of DesktopChat. Use that version, or "
                "another folder.",
                path=path,
            )
        )
    return bool(tables)


def check_file(path: Path) -> None:
    """The same of a file, which may not be there yet; sqlite3.DatabaseError where it is damaged."""
    if not path.exists():
        return
    connection = connect(path)
    try:
        check(connection, path)
    finally:
        connection.close()
