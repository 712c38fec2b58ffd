"""Accounts: a name, what its password is checked with, and the nick that goes with it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktopchat.irc.scram import Keys
from desktopchat.store.events import Write

_COLUMNS = "folded, name, nick, salt, iterations, stored_key, server_key, created, address"


@dataclass(slots=True, frozen=True)
class AccountRecord:
    """created: milliseconds since 1970. address: from where it was registered."""

    folded: str
    name: str
    nick: str
    keys: Keys
    created: int
    address: str


class Accounts:
    """The accounts as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, folded: str) -> AccountRecord | None:
        """The account of that name."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM accounts WHERE folded = ?", (folded,)
        ).fetchone()
        return _record(row) if row else None

    def sign(self) -> tuple[int, ...]:
        """A few numbers that are others when accounts have come or gone."""
        row = self._connection.execute(
            "SELECT count(*), coalesce(max(created), 0), coalesce(sum(created), 0) FROM accounts"
        )
        return tuple(row.fetchone())

    def all(self) -> list[AccountRecord]:
        """Every account, by name."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM accounts ORDER BY folded")
        return [_record(row) for row in rows]


def _record(row: Sequence[Any]) -> AccountRecord:
    folded, name, nick, salt, iterations, stored_key, server_key, created, address = row
    keys = Keys(salt, iterations, stored_key, server_key)
    return AccountRecord(folded, name, nick, keys, created, address)


def write_account(record: AccountRecord) -> Write:
    """A new account; where there is one of that name already, that stays."""
    keys = record.keys
    return (
        f"INSERT OR IGNORE INTO accounts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.folded,
            record.name,
            record.nick,
            keys.salt,
            keys.iterations,
            keys.stored_key,
            keys.server_key,
            record.created,
            record.address,
        ),
    )


def write_keys(folded: str, keys: Keys) -> Write:
    """Another password."""
    return (
        (
            "UPDATE accounts SET salt = ?, iterations = ?, stored_key = ?, server_key = ? "
            "WHERE folded = ?"
        ),
        (keys.salt, keys.iterations, keys.stored_key, keys.server_key, folded),
    )


def write_nick(folded: str, nick: str) -> Write:
    """The nick that its person chose last."""
    return "UPDATE accounts SET nick = ? WHERE folded = ?", (nick, folded)


def forget_person(folded: str) -> list[Write]:
    """Everything that an account has: who gets its name later is somebody else."""
    return [
        remove_account(folded),
        ("DELETE FROM members WHERE account = ?", (folded,)),
        ("DELETE FROM markers WHERE identity = ?", (folded,)),
        ("DELETE FROM metadata WHERE target = ?", (folded,)),
    ]


def remove_account(folded: str) -> Write:
    """The account is gone, and its name free."""
    return "DELETE FROM accounts WHERE folded = ?", (folded,)
