"""How far somebody has read, in each conversation (draft/read-marker)."""

import sqlite3

from desktopchat.store.events import Write


class Markers:
    """The markers as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, identity: str, target: str) -> int:
        """Milliseconds since 1970; 0 for nothing read."""
        row = self._connection.execute(
            "SELECT moment FROM markers WHERE identity = ? AND target = ?", (identity, target)
        ).fetchone()
        return int(row[0]) if row else 0

    def all(self) -> list[tuple[str, str, int]]:
        return self._connection.execute("SELECT identity, target, moment FROM markers").fetchall()


def rename_markers(target: str, new: str) -> list[Write]:
    """A conversation has another name; what was known under that is of an older one."""
    return [
        ("DELETE FROM markers WHERE target = ?", (new,)),
        ("UPDATE markers SET target = ? WHERE target = ?", (new, target)),
    ]


def write_marker(identity: str, target: str, moment: int) -> Write:
    """A marker only ever goes on."""
    return (
        (
            "INSERT INTO markers VALUES (?, ?, ?) ON CONFLICT (identity, target) "
            "DO UPDATE SET moment = max(moment, excluded.moment)"
        ),
        (identity, target, moment),
    )
