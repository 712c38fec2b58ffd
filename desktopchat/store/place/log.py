"""Reading the log of a host: pages of it, by msgid and by moment.

A bound is a msgid, or the beginning of one (`events.bound`): both sort the same way, so a moment
needs no index of its own. Every page is a walk along one index, from the bound on.
"""

import heapq
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from desktopchat.store.events import FARTHEST, KINDS, Event, Write, kind_number, moment_of
from desktopchat.store.events import bound as bound_of

COLUMNS = (
    "events.msgid, moment, targets.name, kind, source, account, params, tags, label, events.id"
)
_COMINGS = ("JOIN", "PART", "QUIT", "KICK", "NICK")
_LOOKED_THROUGH = 100_000
"""Events: what takes about a tenth of a second."""
_LAST = "~"  # sorts after every msgid
_END = bound_of(FARTHEST)


def event_of(row: Sequence[Any]) -> Event:
    """A row of `COLUMNS`."""
    msgid, moment, target, kind, *texts = row[:9]
    return Event(msgid, moment, target, KINDS[kind], *texts)


class Log:
    """The log as one connection reads it. Lists are oldest first; `targets` are names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def latest(
        self,
        targets: Iterable[str],
        limit: int,
        *,
        after: str | None = None,
        kinds: Sequence[str] = KINDS,
    ) -> list[Event]:
        """The newest, and newer than `after`."""
        return self._walk(targets, after or "", _END, limit, kinds, newest=True)

    def before(
        self, targets: Iterable[str], bound: str, limit: int, *, kinds: Sequence[str] = KINDS
    ) -> list[Event]:
        """The newest before a bound."""
        return self._walk(targets, "", bound, limit, kinds, newest=True)

    def after(
        self, targets: Iterable[str], bound: str, limit: int, *, kinds: Sequence[str] = KINDS
    ) -> list[Event]:
        """The oldest after a bound."""
        return self._walk(targets, bound, _END, limit, kinds, newest=False)

    def around(
        self, targets: Iterable[str], bound: str, limit: int, *, kinds: Sequence[str] = KINDS
    ) -> list[Event]:
        """Half before the bound, half from it on; where one half is short the other is longer."""
        names = list(targets)
        # The bound itself is of the later half.
        start = bound[:-1] + chr(ord(bound[-1]) - 1) + _LAST if bound else ""
        later = self._walk(names, start, _END, limit, kinds, newest=False)
        earlier = self._walk(names, "", bound, limit, kinds, newest=True)
        keep = max(limit - limit // 2, limit - len(earlier))
        later = later[:keep]
        rest = limit - len(later)
        return (earlier[-rest:] if rest else []) + later

    def between(
        self,
        targets: Iterable[str],
        low: str,
        high: str,
        limit: int,
        *,
        newest: bool,
        kinds: Sequence[str] = KINDS,
    ) -> list[Event]:
        """Between two bounds, without them; `newest`: counted from the high one."""
        return self._walk(targets, low, high, limit, kinds, newest=newest)

    def _walk(
        self,
        targets: Iterable[str],
        low: str,
        high: str,
        limit: int,
        kinds: Sequence[str],
        *,
        newest: bool,
    ) -> list[Event]:
        """Up to `limit` events with low < msgid < high, from the one end or the other."""
        numbers = ",".join(str(kind_number(kind)) for kind in kinds)
        chosen = f"AND kind IN ({numbers})" if len(kinds) < len(KINDS) else ""
        statement = f"""
            SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
            WHERE targets.name = ? AND events.msgid > ? AND events.msgid < ?
            AND redacted = 0 {chosen}
            ORDER BY events.msgid {"DESC" if newest else ""} LIMIT ?"""
        pages = []
        for target in targets:
            rows = self._connection.execute(statement, (target, low, high, limit))
            pages.append([event_of(row) for row in rows])
        found = list(heapq.merge(*pages, key=lambda event: event.msgid, reverse=newest))[:limit]
        return found[::-1] if newest else found

    def by_msgid(self, targets: Iterable[str], msgid: str) -> Event | None:
        """The event of that name in one of those conversations; a redacted one is none."""
        for target in targets:
            row = self._connection.execute(
                f"""SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
                WHERE targets.name = ? AND msgid = ? AND redacted = 0""",
                (target, msgid),
            ).fetchone()
            if row is not None:
                return event_of(row)
        return None

    def comings(self) -> list[Event]:
        """Who came into rooms, left them or took another name, in the order in which that was
        written down, as far as it is among the last events of all."""
        numbers = ",".join(str(kind_number(kind)) for kind in _COMINGS)
        statement = f"""
            SELECT {COLUMNS} FROM events JOIN targets ON target = targets.id
            WHERE kind IN ({numbers}) AND events.id > (SELECT max(id) FROM events) - ?
            ORDER BY events.id"""
        return [event_of(row) for row in self._connection.execute(statement, (_LOOKED_THROUGH,))]

    def every(self, targets: Sequence[str] | None = None) -> Iterator[tuple[Event, bool]]:
        """All events, of these conversations or of all, and whether each is redacted.

        Of all: in the order of time, which is not that in which they were written down where two
        halves of the place became one. Of some: one conversation after the other. What is written
        meanwhile may or may not be among them.
        """
        if targets is None:
            # Each has an index in that order, so that nothing is sorted, or held, as a whole.
            of_each = map(self._every_of, self.names())
            yield from heapq.merge(*of_each, key=lambda pair: pair[0].msgid)
            return
        for target in targets:
            yield from self._every_of(target)

    def _every_of(self, target: str) -> Iterator[tuple[Event, bool]]:
        number = self._connection.execute("SELECT id FROM targets WHERE name = ?", (target,))
        found = number.fetchone()
        if found is None:
            return
        statement = f"""SELECT {COLUMNS}, redacted FROM events JOIN targets ON target = targets.id
            WHERE target = ? ORDER BY events.msgid"""
        for row in self._connection.execute(statement, found):
            yield event_of(row), bool(row[10])

    def names(self) -> list[str]:
        """The conversations that there are, by name."""
        rows = self._connection.execute(
            """SELECT name FROM targets
            WHERE EXISTS (SELECT 1 FROM events WHERE target = targets.id) ORDER BY name"""
        )
        return [name for (name,) in rows]

    def has_words(self, target: str) -> bool:
        """Whether anything that was said in a conversation is still there."""
        row = self._connection.execute(
            """SELECT EXISTS (SELECT 1 FROM targets JOIN events ON target = targets.id
            WHERE name = ? AND redacted = 0 AND kind < 2)""",
            (target,),
        ).fetchone()
        return bool(row[0])

    def state(self, target: str, msgid: str) -> bool | None:
        """Whether an event is redacted; None where there is none of that name."""
        row = self._connection.execute(
            """SELECT redacted FROM targets JOIN events ON target = targets.id
            WHERE targets.name = ? AND msgid = ?""",
            (target, msgid),
        ).fetchone()
        return bool(row[0]) if row else None

    def with_tag(self, target: str, tag: str, after: str) -> list[Event]:
        """What was said in a conversation after a msgid, with a tag ("+key=value") as written.

        The value may hold no "%" and no "_".
        """
        rows = self._connection.execute(
            f"""SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
            WHERE targets.name = ? AND msgid > ? AND redacted = 0 AND kind < 2
            AND tags <> '' AND ';' || tags || ';' LIKE ?""",
            (target, after, f"%;{tag};%"),
        )
        return [event_of(row) for row in rows]

    def with_tag_key(self, target: str, key: str, after: str) -> list[Event]:
        """The same with a tag of that key and any value, which has to be made sure of."""
        rows = self._connection.execute(
            f"""SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
            WHERE targets.name = ? AND msgid > ? AND redacted = 0 AND kind < 2
            AND tags <> '' AND instr(tags, ?) ORDER BY msgid""",
            (target, after, f"{key}="),
        )
        return [event_of(row) for row in rows]

    def by_label(self, label: str) -> Event | None:
        """The event that its sender named so; a redacted one, too."""
        row = self._connection.execute(
            f"""SELECT {COLUMNS} FROM events JOIN targets ON target = targets.id
            WHERE label = ? AND label <> ''""",
            (label,),
        ).fetchone()
        return event_of(row) if row else None

    def taking_away(self, target: str, msgid: str) -> list[Event]:
        """What says that an event was redacted."""
        rows = self._connection.execute(
            f"""SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
            WHERE targets.name = ? AND msgid > ? AND kind = ?
            AND (params = ? OR substr(params, 1, length(?) + 1) = ? || ' ')""",
            (target, msgid, kind_number("REDACT"), msgid, msgid, msgid),
        )
        return [event_of(row) for row in rows]

    def reactions(self, targets: Iterable[str], msgid: str) -> list[Event]:
        """What was answered to a message by a TAGMSG."""
        found = []
        for target in targets:
            rows = self._connection.execute(
                f"""SELECT {COLUMNS} FROM targets JOIN events ON target = targets.id
                WHERE targets.name = ? AND msgid > ? AND redacted = 0 AND kind = ?
                AND instr(tags, ?)""",
                (target, msgid, kind_number("TAGMSG"), f"reply={msgid}"),
            )
            found += [event_of(row) for row in rows]
        return found

    def last_msgid(self) -> str:
        """The newest of all, "" in an empty log."""
        row = self._connection.execute(
            """SELECT max((SELECT max(msgid) FROM events WHERE target = targets.id AND msgid < ?))
            FROM targets""",
            (_END,),
        ).fetchone()
        return row[0] or ""

    def targets(
        self,
        rooms: Mapping[str, str],
        identity: str,
        low: str,
        high: str,
        limit: int,
        *,
        newest: bool = False,
    ) -> list[tuple[str, int]]:
        """Conversations whose newest message lies between two bounds, with its moment.

        Among the rooms, each with the bound after which it may be read, and the direct ones of
        `identity` ("" for none); the oldest first. newest: of too many, these.
        """
        after = {**rooms, **dict.fromkeys(self.direct_targets(identity) if identity else (), "")}
        found = []
        for name, since in after.items():
            row = self._connection.execute(
                """SELECT msgid FROM targets JOIN events ON target = targets.id
                WHERE name = ? AND redacted = 0 AND kind < 2 ORDER BY msgid DESC LIMIT 1""",
                (name,),
            ).fetchone()
            if row and max(low, since) < row[0] < high:
                found.append((name, moment_of(row[0])))
        found.sort(key=lambda pair: pair[1])
        return found[-limit:] if newest else found[:limit]

    def direct_targets(self, identity: str) -> list[str]:
        """The direct conversations of somebody."""
        # As bytes: of a text SQLite's functions see only what stands before the NUL.
        first, second = f"{identity}\0".encode(), f"\0{identity}".encode()
        rows = self._connection.execute(
            """SELECT name FROM targets WHERE substr(CAST(name AS BLOB), 1, length(?1)) = ?1
            OR substr(CAST(name AS BLOB), -length(?2)) = ?2""",
            (first, second),
        )
        return [name for (name,) in rows]

    def too_late(self) -> int:
        """How many events are dated later than any clock is."""
        statement = """SELECT count(*) FROM targets JOIN events ON target = targets.id
            WHERE events.msgid >= ?"""
        return int(self._connection.execute(statement, (_END,)).fetchone()[0])

    def count(self) -> int:
        """How many events there are."""
        return int(self._connection.execute("SELECT count(*) FROM events").fetchone()[0])


def redact(target: str, msgid: str) -> list[Write]:
    """The words of an event go; that there was one stays, with its sender's name for it: what comes
    once more by that name is not said anew."""
    where = "(SELECT id FROM targets WHERE name = ?) AND msgid = ?"
    return [
        (
            (f"UPDATE events SET redacted = 1, params = '', tags = '' WHERE target = {where}"),
            (target, msgid),
        )
    ]
