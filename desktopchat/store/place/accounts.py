"""Accounts: a name, what its password is checked with, and the nick that goes with it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktopchat.irc.scram import Keys
from desktopchat.store.events import Write, bare

from .shared_files import pass_on_files

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


def forget_person(folded: str, name: str) -> list[Write]:
    """Everything that an account has: who gets its name later is somebody else.

    What was said stays, as if by somebody without an account, whom nobody can show to be. name:
    as the account wrote itself.
    """
    old = (folded,)
    mine = "name <> without_account(name, ?1)"
    return [
        ("DELETE FROM members WHERE account = ?", old),
        ("DELETE FROM markers WHERE identity = ?", old),
        ("UPDATE OR REPLACE markers SET target = ? WHERE target = ?", (bare(folded), folded)),
        ("DELETE FROM metadata WHERE target = ?", old),
        ("UPDATE OR IGNORE targets SET name = without_account(name, ?1) WHERE " + mine, old),
        # Where the other one has talked with somebody of the bare name, the two become one.
        (
            f"""UPDATE OR IGNORE events SET target = (SELECT there.id FROM targets AS there
            JOIN targets AS here ON there.name = without_account(here.name, ?1)
            WHERE here.id = events.target)
            WHERE target IN (SELECT id FROM targets WHERE {mine})""",
            old,
        ),
        # The writer knows the numbers of targets only until one is renamed.
        (f"UPDATE targets SET name = name || char(1) || id WHERE {mine}", old),
        ("UPDATE OR IGNORE mentions SET target = without_account(target, ?1)", old),
        ("UPDATE events SET account = '' WHERE account = ? COLLATE NOCASE", (name,)),
        pass_on_files(folded, bare(folded)),
    ]


def remove_account(folded: str) -> Write:
    """The account is gone, and its name free."""
    return "DELETE FROM accounts WHERE folded = ?", (folded,)
