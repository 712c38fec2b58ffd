"""What a client keeps of one place: what was seen there, what is on its way, drafts.

One file for each person and place. `entries` is the logbook: a row for each entry of a
conversation, as it stands now, edits and deletions in it. `outbox` has what was written and whose
end is not known. A conversation's `key` is its name, folded.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktopchat.store.database import Migration
from desktopchat.store.events import Write, moment_of

Cursor = tuple[int, str, int]
"""The place of an entry among those of its conversation."""


@dataclass(slots=True)
class KeptConversation:
    """room: a channel, else a person. open: it is shown. wanted: I want to be in that room.

    read_until: milliseconds since 1970, 0 where it is not known. anchor: how the host is asked for
    what is missing (CHATHISTORY), "" where nothing is missing before the newest. has_older: the
    host may have more from before the oldest. newest: the msgid of the newest, only read.
    """

    key: str
    name: str
    room: bool
    open: bool = True
    wanted: bool = False
    password: str = ""
    draft: str = ""
    read_until: int = 0
    anchor: str = ""
    has_older: bool = False
    newest: str = ""


@dataclass(slots=True)
class KeptEntry:
    """moment: milliseconds since 1970. more: what few entries have, by name; JSON can hold it."""

    msgid: str
    moment: int
    kind: str
    sender: str
    text: str
    own: bool
    more: dict[str, object]


@dataclass(slots=True)
class KeptMessage:
    """A message of mine whose end is not known, or something else that I did, whose words are in
    `text`, and the message it is about `reply_to`. tried: it may have gone out.

    failure: why it was not taken, "" where that did not happen.
    """

    label: str
    conversation: str
    room: bool
    name: str
    moment: int
    kind: str
    text: str
    reply_to: str
    tried: bool
    failure: str


@dataclass(slots=True)
class Page:
    """Entries, oldest first. cursor: the place of the first; None where none is before it."""

    entries: list[KeptEntry]
    cursor: Cursor | None


@dataclass(slots=True)
class OpenedLogbook:
    """What there was when the file was opened. pages: of open conversations, by key. names: nicks
    with the name that each was last shown under, oldest first. host: what is to be known of the
    host while it is not there, by name.

    aside: where a damaged file is now. problem: why nothing can be kept, "" where all is well.
    """

    conversations: list[KeptConversation] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    messages: list[KeptMessage] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    host: dict[str, str] = field(default_factory=dict)
    aside: Path | None = None
    problem: str = ""


def _first(connection: sqlite3.Connection) -> None:
    for statement in (
        """CREATE TABLE conversations (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            room INTEGER NOT NULL,
            open INTEGER NOT NULL,
            wanted INTEGER NOT NULL,
            password TEXT NOT NULL,
            draft TEXT NOT NULL,
            read_until INTEGER NOT NULL,
            anchor TEXT NOT NULL,
            has_older INTEGER NOT NULL) WITHOUT ROWID""",
        # sort: the order within a millisecond, where the msgid tells it.
        """CREATE TABLE entries (
            id INTEGER PRIMARY KEY,
            conversation TEXT NOT NULL,
            msgid TEXT NOT NULL,
            moment INTEGER NOT NULL,
            sort TEXT NOT NULL,
            kind TEXT NOT NULL,
            sender TEXT NOT NULL,
            text TEXT NOT NULL,
            own INTEGER NOT NULL,
            more TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX entries_msgid ON entries (conversation, msgid) WHERE msgid <> ''",
        "CREATE INDEX entries_order ON entries (conversation, moment, sort, id)",
        # window: which of the person's windows looks after it.
        """CREATE TABLE outbox (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            label TEXT NOT NULL UNIQUE,
            conversation TEXT NOT NULL,
            room INTEGER NOT NULL,
            name TEXT NOT NULL,
            moment INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            reply_to TEXT NOT NULL,
            tried INTEGER NOT NULL,
            failure TEXT NOT NULL,
            window INTEGER NOT NULL)""",
    ):
        connection.execute(statement)


def _second(connection: sqlite3.Connection) -> None:
    # Its rowid tells which is newest: a name that is written again gets the next one.
    connection.execute("CREATE TABLE names (nick TEXT PRIMARY KEY, name TEXT NOT NULL)")


def _third(connection: sqlite3.Connection) -> None:
    # By what else the place of this logbook was known; see `earlier_books`.
    connection.execute("CREATE TABLE known_as (name TEXT PRIMARY KEY)")


def _fourth(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE host (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


MIGRATIONS: tuple[Migration, ...] = (_first, _second, _third, _fourth)

NAMES_KEPT = 5000

SCRUB: Write = ("scrub", ())
"""Not a statement: after it what was overwritten is in no file any more."""


def write_conversation(kept: KeptConversation) -> Write:
    values = (
        kept.key, kept.name, kept.room, kept.open, kept.wanted, kept.password, kept.draft,
        kept.read_until, kept.anchor, kept.has_older,
    )  # fmt: skip
    return "INSERT OR REPLACE INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values


def move_conversation(old: str, new: str) -> list[Write]:
    """It has another name: what was said in it goes along."""
    return [
        ("UPDATE OR IGNORE entries SET conversation = ? WHERE conversation = ?", (new, old)),
        ("DELETE FROM entries WHERE conversation = ?", (old,)),
        ("UPDATE outbox SET conversation = ? WHERE conversation = ?", (new, old)),
        ("DELETE FROM conversations WHERE key = ?", (old,)),
    ]


def write_entry(conversation: str, kept: KeptEntry) -> Write:
    """The entry as it is now; one of the same msgid is replaced, in its place."""
    sort = kept.msgid if moment_of(kept.msgid) == kept.moment else ""
    more = json.dumps(kept.more, ensure_ascii=False) if kept.more else ""
    return (
        (
            "INSERT INTO entries (conversation, msgid, moment, sort, kind, sender, text, own, more)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (conversation, msgid)"
            " WHERE msgid <> ''"
            " DO UPDATE SET text = excluded.text, own = excluded.own, more = excluded.more"
        ),
        (
            conversation, kept.msgid, kept.moment, sort, kept.kind, kept.sender, kept.text,
            kept.own, more,
        ),
    )  # fmt: skip


def remove_entry(conversation: str, msgid: str) -> Write:
    """It is kept under another name."""
    return "DELETE FROM entries WHERE conversation = ? AND msgid = ?", (conversation, msgid)


def write_name(nick: str, name: str) -> list[Write]:
    """What people see of that nick; the oldest names go."""
    return [
        ("INSERT OR REPLACE INTO names VALUES (?, ?)", (nick, name)),
        ("DELETE FROM names WHERE rowid <= (SELECT max(rowid) FROM names) - ?", (NAMES_KEPT,)),
    ]


def write_host(name: str, value: str) -> Write:
    """Something that is to be known of the host while it is not there."""
    return "INSERT OR REPLACE INTO host VALUES (?, ?)", (name, value)


def write_message(kept: KeptMessage, window: int) -> Write:
    return (
        (
            "INSERT INTO outbox (label, conversation, room, name, moment, kind, text, reply_to, "
            "tried, failure, window) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ),
        (
            kept.label, kept.conversation, kept.room, kept.name, kept.moment, kept.kind, kept.text,
            kept.reply_to, kept.tried, kept.failure, window,
        ),
    )  # fmt: skip


def write_fate(label: str, *, tried: bool, failure: str) -> Write:
    """What is known of a message now."""
    return "UPDATE outbox SET tried = ?, failure = ? WHERE label = ?", (tried, failure, label)


def write_words(label: str, text: str) -> Write:
    """A message says something else before it goes out."""
    return "UPDATE outbox SET text = ? WHERE label = ?", (text, label)


def remove_message(label: str) -> Write:
    """Its end is known."""
    return "DELETE FROM outbox WHERE label = ?", (label,)


class Pages:
    """The file as one connection reads it."""

    _COLUMNS = "msgid, moment, kind, sender, text, own, more, sort, id"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def conversations(self) -> list[KeptConversation]:
        """All there are, by key."""
        rows = self._connection.execute(
            "SELECT key, name, room, open, wanted, password, draft, read_until, anchor, has_older,"
            " coalesce((SELECT msgid FROM entries WHERE conversation = key AND msgid <> ''"
            " ORDER BY moment DESC, sort DESC, id DESC LIMIT 1), '') FROM conversations"
        )
        return [
            KeptConversation(
                key, name, bool(room), bool(open_), bool(wanted), password, draft, read_until,
                anchor, bool(has_older), newest,
            )
            for key, name, room, open_, wanted, password, draft, read_until, anchor, has_older,
            newest in rows
        ]  # fmt: skip

    def messages(self, window: int) -> list[KeptMessage]:
        """What that window looks after, in the order in which it was written."""
        rows = self._connection.execute(
            "SELECT label, conversation, room, name, moment, kind, text, reply_to, tried, failure "
            "FROM outbox WHERE window = ? ORDER BY position",
            (window,),
        )
        found = []
        for row in rows:
            label, conversation, room, name, moment, kind, text, reply_to, tried, failure = row
            kept = KeptMessage(
                label, conversation, bool(room), name, moment, kind, text, reply_to, bool(tried),
                failure,
            )  # fmt: skip
            found.append(kept)
        return found

    def names(self) -> list[tuple[str, str]]:
        """Nicks with what people saw of them, oldest first."""
        return self._connection.execute("SELECT nick, name FROM names ORDER BY rowid").fetchall()

    def host(self) -> dict[str, str]:
        return dict(self._connection.execute("SELECT name, value FROM host").fetchall())

    def latest(self, conversation: str, limit: int) -> Page:
        return self._page(conversation, "", (), limit)

    def before(self, conversation: str, cursor: Cursor, limit: int) -> Page:
        """The newest before that place."""
        return self._page(conversation, "AND (moment, sort, id) < (?, ?, ?)", cursor, limit)

    def of_kinds(
        self, conversation: str, kinds: Sequence[str], cursor: Cursor | None, limit: int
    ) -> Page:
        """The newest of these kinds, before that place where one is given."""
        condition = f"AND kind IN ({', '.join('?' * len(kinds))})"
        if cursor is not None:
            condition += " AND (moment, sort, id) < (?, ?, ?)"
        return self._page(conversation, condition, (*kinds, *(cursor or ())), limit)

    def unread(self, conversation: str, after: int, most: int) -> int:
        """How many are later than that moment; no more than `most` are counted."""
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM entries WHERE conversation = ? AND moment > ? "
            "LIMIT ?)",
            (conversation, after, most),
        )
        return int(row.fetchone()[0])

    def by_msgid(self, conversation: str, msgid: str) -> KeptEntry | None:
        row = self._connection.execute(
            f"SELECT {self._COLUMNS} FROM entries WHERE conversation = ? AND msgid = ? "
            "AND msgid <> ''",
            (conversation, msgid),
        ).fetchone()
        return _entry(row) if row else None

    def _page(
        self, conversation: str, condition: str, values: Sequence[object], limit: int
    ) -> Page:
        rows = self._connection.execute(
            f"SELECT {self._COLUMNS} FROM entries WHERE conversation = ? {condition} "
            "ORDER BY moment DESC, sort DESC, id DESC LIMIT ?",
            (conversation, *values, limit),
        ).fetchall()[::-1]
        cursor = (rows[0][1], rows[0][7], rows[0][8]) if len(rows) == limit else None
        return Page([_entry(row) for row in rows], cursor)


def _entry(row: Sequence[object]) -> KeptEntry:
    msgid, moment, kind, sender, text, own, more = row[:7]
    assert isinstance(moment, int)
    return KeptEntry(
        str(msgid),
        moment,
        str(kind),
        str(sender),
        str(text),
        bool(own),
        json.loads(str(more)) if more else {},
    )
