"""What those in charge have done: kept for those who ask later who it was."""

import sqlite3
from dataclasses import dataclass

from desktopchat.store.events import Write


@dataclass(slots=True, frozen=True)
class AuditEntry:
    """moment: milliseconds since 1970. who: nick, account and address. what: a command."""

    moment: int
    who: str
    what: str
    target: str
    detail: str


class Audit:
    """The deeds as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def latest(self, limit: int, target: str = "") -> list[AuditEntry]:
        """The last ones, oldest first; of one target (as written) or all."""
        rows = self._connection.execute(
            "SELECT moment, who, what, target, detail FROM audit "
            "WHERE ?1 = '' OR target = ?1 ORDER BY id DESC LIMIT ?2",
            (target, limit),
        )
        return [AuditEntry(*row) for row in rows][::-1]


def write_deed(deed: AuditEntry) -> Write:
    return (
        "INSERT INTO audit (moment, who, what, target, detail) VALUES (?, ?, ?, ?, ?)",
        (deed.moment, deed.who, deed.what, deed.target, deed.detail),
    )
