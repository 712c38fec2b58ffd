"""Who may upload, kept so that an upload goes on over a new start of the host."""

import sqlite3

from desktopchat.store.events import Write


class KeptGrants:
    """The grants as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[tuple[str, str, str, int]]:
        """Hashes of tokens, owners, rooms, and when they expire, milliseconds since 1970; the one
        that expires first is the first."""
        rows = "SELECT token_hash, owner, room, expires FROM grants ORDER BY expires"
        return self._connection.execute(rows).fetchall()


def write_grant(token_hash: str, owner: str, room: str, expires: int) -> Write:
    return (
        "INSERT OR REPLACE INTO grants VALUES (?, ?, ?, ?)",
        (token_hash, owner, room, expires),
    )


def forget_grant(token_hash: str) -> Write:
    return "DELETE FROM grants WHERE token_hash = ?", (token_hash,)


def forget_expired_grants(moment: int) -> Write:
    return "DELETE FROM grants WHERE expires <= ?", (moment,)


def pass_on_grants(owner: str, new: str) -> Write:
    """What somebody got is somebody else's now."""
    return "UPDATE grants SET owner = ? WHERE owner = ?", (new, owner)
