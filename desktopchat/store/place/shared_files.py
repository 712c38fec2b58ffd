"""Files that belong to rooms: what is known of each, and which messages name it.

A file has a token, which is all that one must know to read it. Its bytes are elsewhere, by their
hash (`store.blobs`), so that two files of the same bytes take the room of one.
"""

import sqlite3
from dataclasses import dataclass

from desktopchat.store.events import Write

_PAID = "owner = ?1 OR (owner > ?1 || ' ' AND owner < ?1 || '!')"
"""Condition for the files that count for who pays (`payer_of`); "!" follows the space."""
_COLUMNS = "token, owner, room, name, size, hash, created, mentioned"


@dataclass(slots=True, frozen=True)
class SharedFile:
    """owner: an account, or one connection from an address ("@10.0.0.7 key"). room: a room's
    folded name, "" for none. size: bytes, when it is whole. hash: SHA-256 in hex, "" while it is
    not whole.
    created: milliseconds since 1970. mentioned: whether its owner ever named it in a message."""

    token: str
    owner: str
    room: str
    name: str
    size: int
    hash: str
    created: int
    mentioned: bool = False

    @property
    def whole(self) -> bool:
        return bool(self.hash)


class SharedFiles:
    """The files as one connection reads them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, token: str) -> SharedFile | None:
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM files WHERE token = ?", (token,)
        ).fetchone()
        return _file(row) if row else None

    def taken(self) -> int:
        """Bytes that all of them have or are to have; equal ones count once."""
        return self._sum(
            "SELECT sum(size) FROM (SELECT size FROM files GROUP BY "
            "CASE hash WHEN '' THEN token ELSE hash END)"
        )

    def taken_by(self, owner: str) -> int:
        """Of an account, or of all connections from an address: another is quickly made."""
        return self._sum(f"SELECT sum(size) FROM files WHERE {_PAID}", payer_of(owner))

    def taken_in(self, room: str) -> int:
        return self._sum("SELECT sum(size) FROM files WHERE room = ?", room)

    def begun_by(self, owner: str) -> int:
        """How many of theirs (see `taken_by`) are not whole."""
        statement = f"SELECT count(*) FROM files WHERE ({_PAID}) AND hash = ''"
        return self._sum(statement, payer_of(owner))

    def unfinished(self) -> list[SharedFile]:
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM files WHERE hash = ''")
        return [_file(row) for row in rows]

    def unwanted(self, before: int) -> list[SharedFile]:
        """Whole ones that no message names any more, or none ever did since before a moment."""
        rows = self._connection.execute(
            f"""SELECT {_COLUMNS} FROM files WHERE hash <> '' AND (mentioned = 1 OR created < ?)
            AND NOT EXISTS (SELECT 1 FROM mentions WHERE mentions.token = files.token)""",
            (before,),
        )
        return [_file(row) for row in rows]

    def hashes(self) -> set[str]:
        """Of all that are whole."""
        return {one for (one,) in self._connection.execute("SELECT DISTINCT hash FROM files")}

    def _sum(self, statement: str, *values: str) -> int:
        return int(self._connection.execute(statement, values).fetchone()[0] or 0)


def _file(row: tuple[str, str, str, str, int, str, int, int]) -> SharedFile:
    return SharedFile(*row[:7], bool(row[7]))


def payer_of(owner: str) -> str:
    """For whom the quota counts: the account, else the address."""
    return owner.partition(" ")[0]


def write_file(file: SharedFile) -> Write:
    """A file that has begun to come."""
    return (
        f"INSERT INTO files ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            file.token, file.owner, file.room, file.name, file.size, file.hash, file.created,
            int(file.mentioned),
        ),
    )  # fmt: skip


def finish_file(token: str, digest: str) -> Write:
    """It is whole."""
    return "UPDATE files SET hash = ? WHERE token = ?", (digest, token)


def remove_file(token: str) -> list[Write]:
    return [
        ("DELETE FROM mentions WHERE token = ?", (token,)),
        ("DELETE FROM files WHERE token = ?", (token,)),
    ]


def mention(token: str, target: str, msgid: str, owner: str) -> list[Write]:
    """A message that is kept names a file, if there is one of that token; owner: who wrote it.

    Once who shared it has named it, it goes with the last message that does. What others write,
    and take away, does not make it go sooner.
    """
    return [
        (
            "INSERT OR IGNORE INTO mentions SELECT token, ?, ? FROM files WHERE token = ?",
            (target, msgid, token),
        ),
        ("UPDATE files SET mentioned = 1 WHERE token = ? AND owner = ?", (token, owner)),
    ]


def profile_target(owner: str) -> str:
    """What people and rooms say of themselves, as a conversation that mentions files; owner: a
    folded account or room. No name of either begins so."""
    return f"={owner}"


def pass_on_files(owner: str, new: str) -> Write:
    """What somebody has shared is somebody else's now."""
    return "UPDATE files SET owner = ? WHERE owner = ?", (new, owner)


def forget_mentions(target: str, msgid: str) -> Write:
    """A message is taken away."""
    return "DELETE FROM mentions WHERE target = ? AND msgid = ?", (target, msgid)


FORGET_LOST_MENTIONS: Write = (
    """DELETE FROM mentions WHERE substr(target, 1, 1) <> '=' AND NOT EXISTS (
    SELECT 1 FROM targets JOIN events
    ON events.target = targets.id AND events.msgid = mentions.msgid
    WHERE targets.name = mentions.target AND redacted = 0)""",
    (),
)
"""What has fallen out of the log names nothing any more. What people say of themselves
(`profile_target`) is in no log."""
