"""What people and rooms say of themselves (draft/metadata-2): avatar, status and the like."""

import sqlite3

from desktopchat.store.events import Write


class Metadata:
    """The metadata as one connection reads it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[tuple[str, str, str]]:
        """Targets (a folded account or room), keys, values."""
        return self._connection.execute("SELECT target, key, value FROM metadata").fetchall()


def write_metadata(target: str, key: str, value: str) -> Write:
    return (
        (
            "INSERT INTO metadata VALUES (?, ?, ?) ON CONFLICT (target, key) "
            "DO UPDATE SET value = excluded.value"
        ),
        (target, key, value),
    )


def remove_metadata(target: str, key: str) -> Write:
    return "DELETE FROM metadata WHERE target = ? AND key = ?", (target, key)
