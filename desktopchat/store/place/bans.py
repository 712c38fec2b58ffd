"""Who may not come to the host at all."""

import sqlite3
from dataclasses import dataclass

from desktopchat.store.events import Write


@dataclass(slots=True, frozen=True)
class HostBan:
    """moment, expires: milliseconds since 1970; it never expires at 0."""

    mask: str
    reason: str
    by: str
    moment: int
    expires: int


class Bans:
    """The bans as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self) -> list[HostBan]:
        rows = self._connection.execute(
            "SELECT mask, reason, by, moment, expires FROM host_bans ORDER BY moment"
        )
        return [HostBan(*row) for row in rows]


def write_ban(ban: HostBan) -> Write:
    return (
        "INSERT OR REPLACE INTO host_bans VALUES (?, ?, ?, ?, ?)",
        (ban.mask, ban.reason, ban.by, ban.moment, ban.expires),
    )


def remove_ban(mask: str) -> Write:
    return "DELETE FROM host_bans WHERE mask = ?", (mask,)


def forget_bans(moment: int) -> Write:
    """Take out those that have run out."""
    return "DELETE FROM host_bans WHERE expires BETWEEN 1 AND ?", (moment,)
