"""The one connection that writes to a host's database."""

import sqlite3
from collections.abc import Sequence
from functools import cache

from desktopchat.store.database import Syncer, transaction
from desktopchat.store.events import EVENT, Write

_ROWS = (64, 32, 16, 8, 4, 2, 1)
"""Events of one statement. Each statement is a moment in which every other thread may take the
interpreter away from the writer, so many rows go in one. Of few sizes, since each is kept ready:
one for each number of rows would take some 6 MB."""
_COLUMNS = 9


_RENAMES = "UPDATE targets"
"""How a write begins that gives a target another name."""


class Writer:
    """Commits writes, a transaction a call. One thread calls at a time."""

    def __init__(self, connection: sqlite3.Connection, syncer: Syncer | None) -> None:
        self._connection = connection
        self._syncer = syncer
        self._targets: dict[object, int] = {}
        """The ids of targets by name, as far as they have come up."""

    def commit(self, writes: Sequence[Write]) -> None:
        """All of them or none, in their order. Raises StoreError."""
        try:
            with transaction(self._connection):
                self._write(writes)
        except BaseException:
            self._targets.clear()
            raise
        if self._syncer is not None:
            self._syncer.committed()

    def _write(self, writes: Sequence[Write]) -> None:
        rows: list[object] = []
        for statement, values in writes:
            if statement == EVENT:
                rows.append(self._target(values[0]))
                rows.extend(values[1:])
                continue
            if rows:
                self._insert(rows)
                rows = []
            self._connection.execute(statement, values)
            if statement.startswith(_RENAMES):
                self._targets.clear()
        if rows:
            self._insert(rows)

    def _target(self, name: object) -> int:
        known = self._targets.get(name)
        if known is None:
            self._connection.execute("INSERT OR IGNORE INTO targets (name) VALUES (?)", (name,))
            row = self._connection.execute("SELECT id FROM targets WHERE name = ?", (name,))
            known = self._targets[name] = row.fetchone()[0]
        return known

    def _insert(self, values: list[object]) -> None:
        begin = 0
        for rows in _ROWS:
            size = rows * _COLUMNS
            while len(values) - begin >= size:
                self._connection.execute(_insertion(rows), values[begin : begin + size])
                begin += size


@cache
def _insertion(rows: int) -> str:
    places = ",".join(["(?,?,?,?,?,?,?,?,?)"] * rows)
    return (
        "INSERT OR IGNORE INTO events "
        f"(target, msgid, moment, kind, source, account, params, tags, label) VALUES {places}"
    )
