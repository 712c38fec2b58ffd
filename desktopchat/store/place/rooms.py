"""Rooms that are there to stay, and since when people have been in them.

What a room is like is one JSON text; the host knows what it means (host/rooms.py).
"""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from desktopchat.store.events import Write


class Rooms:
    """The rooms as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[dict[str, Any]]:
        """The state of every room."""
        rows = self._connection.execute("SELECT state FROM rooms ORDER BY folded")
        return [json.loads(state) for (state,) in rows]

    def members(self) -> list[tuple[str, str, int]]:
        """Accounts, the rooms they have been in, and since when (milliseconds since 1970)."""
        return self._connection.execute("SELECT account, room, since FROM members").fetchall()


def write_room(folded: str, state: dict[str, Any]) -> Write:
    return (
        "INSERT INTO rooms VALUES (?, ?) ON CONFLICT (folded) DO UPDATE SET state = excluded.state",
        (folded, json.dumps(state, ensure_ascii=False)),
    )


def remove_room(folded: str) -> Write:
    """The room is there to stay no longer; what was said in it is."""
    return "DELETE FROM rooms WHERE folded = ?", (folded,)


def forget_account(state: dict[str, Any], account: str, fold: Callable[[str], str]) -> bool:
    """Take what lets an account in or up out of a room's state; whether there was anything."""
    changed = state.get("grants", {}).pop(account, None) is not None
    if account in state.get("let_in", ()):
        state["let_in"].remove(account)
        changed = True
    for letter in "eI":
        masks = state.get("lists", {}).get(letter, [])
        left = [mask for mask in masks if fold(mask[0]) != f"~a:{account}"]
        changed = changed or len(left) < len(masks)
        masks[:] = left
    return changed


def write_member(account: str, room: str, moment: int) -> Write:
    """An account has come to a room, perhaps for the first time."""
    return "INSERT OR IGNORE INTO members VALUES (?, ?, ?)", (account, room, moment)


def end_room(folded: str) -> list[Write]:
    """There is no such room any more: who was in it has not been in the next of that name."""
    return [remove_room(folded), ("DELETE FROM members WHERE room = ?", (folded,))]


def set_aside(folded: str, after: str = "") -> list[Write]:
    """What was said in a room after a msgid stays in the log, where no name leads to it."""
    aside = f"{folded}\x01{after}"
    return [
        # Renamed where nothing else was said, since moving many events takes its time.
        (
            """UPDATE targets SET name = name || char(1) || id WHERE name = ?1 AND NOT EXISTS
            (SELECT 1 FROM events WHERE target = targets.id AND msgid <= ?2 AND kind < 3)""",
            (folded, after),
        ),
        (
            """INSERT OR IGNORE INTO targets (name)
            SELECT ?2 FROM targets WHERE name = ?1""",
            (folded, aside),
        ),
        (
            """UPDATE events SET target = (SELECT id FROM targets WHERE name = ?3)
            WHERE target = (SELECT id FROM targets WHERE name = ?1) AND msgid > ?2""",
            (folded, after, aside),
        ),
    ]


def rename_room(old: str, new: str) -> list[Write]:
    """All that is kept under a room's folded name is kept under another."""
    return [
        ("UPDATE OR REPLACE rooms SET folded = ? WHERE folded = ?", (new, old)),
        ("UPDATE OR REPLACE members SET room = ? WHERE room = ?", (new, old)),
        ("UPDATE OR REPLACE markers SET target = ? WHERE target = ?", (new, old)),
        ("UPDATE OR IGNORE files SET room = ? WHERE room = ?", (new, old)),
        ("UPDATE OR IGNORE mentions SET target = ? WHERE target = ?", (new, old)),
        *set_aside(new),
        ("UPDATE targets SET name = ? WHERE name = ?", (new, old)),
    ]
