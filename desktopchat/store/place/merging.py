"""One place that was two for a while: what a host lacks of what the other half has kept.

Both halves knew the same until the *cut*. What was said is a set of events with names for all
time, so that their union is easy. Who came and went there stays out of it: that is about the
connections of one host, and who left it may have been here all the while. Of all else that is
kept, the cut tells which half has changed it, or taken it away: a change of one half counts, and
where both have changed the same thing, the change of the half that stays counts.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktopchat.irc.tags import ALSO
from desktopchat.store.database import connect
from desktopchat.store.events import BASE32, FARTHEST, Event, Write, bound, kind_number, write_event
from desktopchat.store.files import read_object, write_whole

from .host_store import COPIED
from .log import COLUMNS, Log, event_of, redact
from .markers import Markers, write_marker

_OF_ONE_HOST = tuple(kind_number(kind) for kind in ("JOIN", "QUIT"))
"""Kinds of events that say nothing of the whole place."""

CUT_FILE = "cut.json"
"""A `Cut`, among the files of a host that carries on after another one."""

Rows = dict[str, dict[str, Any]]
"""The rows of a table as JSON has them, by column, each row by its key as text."""


@dataclass(slots=True, frozen=True)
class _Table:
    """columns: of the rows, so many `keys` first. parsed: the one that holds JSON, "" for none."""

    name: str
    columns: tuple[str, ...]
    keys: int
    parsed: str = ""


_TABLES = (
    _Table("rooms", ("folded", "state"), 1, parsed="state"),
    _Table("host_bans", ("mask", "reason", "by", "moment", "expires"), 1),
    _Table("metadata", ("target", "key", "value"), 2),
    _Table("members", ("account", "room", "since"), 2),
    _Table(
        "files",
        ("token", "owner", "room", "name", "size", "hash", "created", "mentioned"),
        1,
    ),
    _Table("mentions", ("token", "target", "msgid"), 3),
    _Table(
        "accounts",
        (
            "folded", "name", "nick", "salt", "iterations", "stored_key", "server_key", "created",
            "address",
        ),
        1,
    ),
)  # fmt: skip


@dataclass(slots=True)
class Cut:
    """What both halves knew. msgid: of the newest event. tables: the rows of each. parted: of the
    event after which the other half may have what this one lacks. That is an earlier one where the
    other half had taken this one in, and is lost before this one has a copy of both. had: how far
    it had what the host before has written, as `frames_in`."""

    msgid: str = ""
    tables: dict[str, Rows] = field(default_factory=dict)
    parted: str = ""
    had: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: sqlite3.Connection, parted: str | None = None) -> "Cut":
        """What is kept just now. parted: None where no other half is known."""
        newest = Log(connection).last_msgid()
        tables = {one.name: _rows(connection, one) for one in _TABLES}
        return cls(newest, tables, newest if parted is None else parted, frames_in(connection))

    def keep(self, folder: Path) -> None:
        """Raises OSError."""
        said = {
            "msgid": self.msgid,
            "tables": self.tables,
            "parted": self.parted,
            "had": self.had,
        }
        write_whole(folder / CUT_FILE, json.dumps(said).encode())

    @classmethod
    def kept(cls, folder: Path) -> "Cut | None":
        """That of the host in a folder; None where it never carried on after another one."""
        said = read_object(folder / CUT_FILE)
        match said:
            case {"msgid": str(msgid), "tables": dict(tables)}:
                had = said.get("had")
                return cls(
                    msgid,
                    tables,
                    str(said.get("parted", msgid)),
                    had if isinstance(had, dict) else {},
                )
        return None


def take_cut(folder: Path, database: str, parted: str | None = None) -> None:
    """Note down what is kept in a folder, where no host runs, as the cut. parted: as for `Cut.of`.
    Raises OSError, sqlite3.Error, StoreError."""
    connection = connect(folder / database, readonly=True)
    try:
        Cut.of(connection, parted).keep(folder)
    finally:
        connection.close()


def frames_in(copy: sqlite3.Connection) -> dict[str, int]:
    """How many of a host's rounds are in a copy of it, by the name of that host's run; nothing
    where it is no copy."""
    try:
        rows = copy.execute(f"SELECT run, number FROM {COPIED}").fetchall()
    except sqlite3.OperationalError:  # no such table
        return {}
    return {run: number for run, number in rows if run}


# what was said


def missing_events(
    ours: sqlite3.Connection, theirs: sqlite3.Connection, after: str
) -> Iterator[list[Write]]:
    """What the other half has of what was said and done after a msgid and we have not, event by
    event. A message that was said to both stands where it was said first, by the name that it has
    there: so each half keeps its order, and both come to the same. What is dated later than any
    clock is stays out of it."""
    log = Log(ours)
    rows = theirs.execute(
        f"""SELECT {COLUMNS}, redacted FROM events CROSS JOIN targets ON target = targets.id
        WHERE events.msgid > ? AND events.msgid < ? AND kind NOT IN (?, ?) ORDER BY events.id""",
        (after, bound(FARTHEST), *_OF_ONE_HOST),
    )
    for row in rows:
        event, redacted = event_of(row), bool(row[10])
        writes: list[Write] = []
        if event.kind == "REDACT":
            writes += redact(event.target, event.params.split(" ", 1)[0])
        if log.state(event.target, event.msgid) is None:
            same = _same_message(log, event)
            if same is None:
                writes.append(write_event(event))
            elif event.msgid < same.msgid:
                writes += _renamed(same, event)
            else:
                writes.append(_called_also(same, event.msgid))
            if same is not None and (redacted or log.state(same.target, same.msgid)):
                writes += _taken_back(log, Log(theirs), same, event)
        if redacted:
            writes += redact(event.target, event.msgid)
        if writes:
            yield writes


def has_copied_since(ours: sqlite3.Connection, theirs: sqlite3.Connection, after: str) -> bool:
    """Whether the other one has something of ours that is later than a msgid. Then it has kept a
    copy of us since, and its tables are an old state of ours, which changes nothing."""
    log = Log(ours)
    rows = theirs.execute(
        """SELECT targets.name, events.msgid FROM events CROSS JOIN targets ON target = targets.id
        WHERE events.msgid > ?""",
        (after,),
    )
    return any(log.state(target, msgid) is not None for target, msgid in rows)


def _same_message(log: Log, event: Event) -> Event | None:
    """What its sender has said to our half too, by the name that they gave it."""
    same = log.by_label(event.label) if event.label else None
    if same is None or same.target != event.target:
        return None
    # To one of the halves they may have said it before they logged in.
    mine = same.account == event.account or "" in (same.account, event.account)
    return same if mine else None


def _called_also(event: Event, msgid: str) -> Write:
    """Who has it under that name already learns that it is the same."""
    tag = f"{ALSO}={msgid}"
    return (
        """UPDATE events SET tags = CASE tags WHEN '' THEN ?1 ELSE tags || ';' || ?1 END
        WHERE target = (SELECT id FROM targets WHERE name = ?2) AND msgid = ?3
        AND instr(tags, ?1) = 0""",
        (tag, event.target, event.msgid),
    )


def _renamed(event: Event, first: Event) -> list[Write]:
    """It was said to the other half first."""
    name = (event.target, event.msgid)
    return [
        _called_also(event, event.msgid),
        (
            """UPDATE events SET msgid = ?3, moment = ?4
            WHERE target = (SELECT id FROM targets WHERE name = ?1) AND msgid = ?2""",
            (*name, first.msgid, first.moment),
        ),
        (
            "UPDATE OR REPLACE mentions SET msgid = ?3 WHERE target = ?1 AND msgid = ?2",
            (*name, first.msgid),
        ),
    ]


def _taken_back(log: Log, theirs: Log, same: Event, event: Event) -> list[Write]:
    """What was said to both, and taken back in one half: those who have it by the name that it has
    in the other one are to learn that, too."""
    writes = [*redact(same.target, same.msgid), *redact(event.target, event.msgid)]
    said: list[tuple[Event, Event]] = []
    for name, other in ((same.msgid, event.msgid), (event.msgid, same.msgid)):
        for kept in (log, theirs):
            said += [
                (one, _of_other(one, name, other)) for one in kept.taking_away(same.target, name)
            ]
    made = {twin.msgid for _, twin in said}
    return writes + [write_event(twin) for one, twin in said if one.msgid not in made]


def _of_other(event: Event, name: str, other: str) -> Event:
    """A REDACT of a message, by the other name of that. Its own follows from both: each half comes
    to the same."""
    digits = hashlib.sha256(f"{event.msgid} {other}".encode()).digest()[:16]
    msgid = event.msgid[:10] + "".join(BASE32[digit & 31] for digit in digits)
    return replace(event, msgid=msgid, params=other + event.params.removeprefix(name), label="")


def later_markers(ours: sqlite3.Connection, theirs: sqlite3.Connection) -> list[Write]:
    """How far people have read: a marker only ever goes on."""
    known = {(who, target): moment for who, target, moment in Markers(ours).all()}
    return [
        write_marker(who, target, moment)
        for who, target, moment in Markers(theirs).all()
        if known.get((who, target), 0) < moment < FARTHEST
    ]


# all else


def missing_changes(
    cut: Cut, ours: sqlite3.Connection, theirs: sqlite3.Connection
) -> dict[str, list[Write]]:
    """What the other half has changed of the tables since the cut, by table."""
    changes = {}
    for table in _TABLES:
        here = _rows(ours, table)
        base = cut.tables.get(table.name, {})
        merged = merge(base, here, _rows(theirs, table))
        changes[table.name] = _writes(table, here, merged)
    return changes


def merge(base: Any, ours: Any, theirs: Any) -> Any:
    """What comes of two values that were `base` both; None is one that is not there. Objects are
    merged key by key, and lists as sets; of others ours counts where both have changed it."""
    if theirs == base or ours == theirs:
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        before = base if isinstance(base, dict) else {}
        return _merge_objects(before, ours, theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _merge_sets(base if isinstance(base, list) else [], ours, theirs)
    return ours


def _merge_objects(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any]:
    merged = {
        key: merge(base.get(key), ours.get(key), theirs.get(key)) for key in {**ours, **theirs}
    }
    return {key: value for key, value in merged.items() if value is not None}


def _merge_sets(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    kept = [one for one in ours if one in theirs or one not in base]
    return kept + [one for one in theirs if one not in base and one not in ours]


def _rows(connection: sqlite3.Connection, table: _Table) -> Rows:
    rows = {}
    for row in connection.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}"):
        rows[json.dumps(row[: table.keys])] = {
            column: _plain(value, parse=column == table.parsed)
            for column, value in zip(table.columns, row, strict=True)
        }
    return rows


def _plain(value: object, *, parse: bool) -> object:
    """A value of the database, as JSON has it."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    return json.loads(str(value)) if parse else value


def _kept(value: object, *, parsed: bool) -> object:
    """The same the other way."""
    if parsed:
        return json.dumps(value, ensure_ascii=False)
    match value:
        case {"bytes": str(text)}:
            return bytes.fromhex(text)
    return value


def _writes(table: _Table, before: Rows, after: Rows) -> list[Write]:
    """What makes the one of the other."""
    places = ", ".join("?" * len(table.columns))
    put = f"INSERT OR REPLACE INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"
    keys = table.columns[: table.keys]
    take = f"DELETE FROM {table.name} WHERE {' AND '.join(f'{key} = ?' for key in keys)}"
    writes: list[Write] = [
        (take, tuple(row[key] for key in keys)) for at, row in before.items() if at not in after
    ]
    for at, row in after.items():
        if before.get(at) != row:
            values = [_kept(row[one], parsed=one == table.parsed) for one in table.columns]
            writes.append((put, tuple(values)))
    return writes
