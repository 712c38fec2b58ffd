"""Finding what was said: an index of words, derived from the log and behind it by a moment.

The index is a file of its own, so that filling it never holds up the log; it is made anew from
the log when it is missing or damaged. SQLite's FTS5 finds words in most scripts. Chinese,
Japanese and Korean are written without spaces, so there every two neighbouring characters are a
word, and the last one of a run stands alone; a single character is found as the beginning of one.

Thread: `SearchIndex` fills the index, from `start` to `stop`, a little at a time. Who searches
fills what is left first, so nothing just said is missed. `_lock` is held by whoever uses the
index's connections.
"""

import contextlib
import logging
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from desktopchat.irc.filehost import names_in
from desktopchat.store.database import connect, give_back, keep_private
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event
from desktopchat.words import tr

from .log import COLUMNS, event_of

log = logging.getLogger(__name__)

_VERSION = 4
_ROW = "events.id, target, params"  # no words: SQL
_MERGE = 64  # pages of one step of tidying up
_BATCH = 500  # events of one transaction
_REST = 0.05  # seconds between two, so that the talk has the processor
_LATER = 0.5  # seconds that the index waits for more of what is said
_AT_ONCE = 50_000  # events that a search takes in before it looks

_WITHOUT_SPACES = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]+"
)


def normal(text: str) -> str:
    """A text as it is searched: full-width letters, capitals and ligatures are as others."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_of(text: str) -> str:
    """A text as words with spaces between; a shared file is found by the words of its name."""
    return _WITHOUT_SPACES.sub(_pairs, normal(" ".join([text, *names_in(text)])))


def _pairs(found: re.Match[str]) -> str:
    run = found[0]
    pairs = [run[at : at + 2] for at in range(len(run))]
    return f" {' '.join(pairs)} "


def query_of(text: str) -> str:
    """What FTS5 is asked for a text of words that must all be there; "" for none.

    The last letter may be the beginning of more. Nothing in the text has a meaning to FTS5.
    """
    phrases = []
    for word in normal(text).split():
        at = 0
        for run in _WITHOUT_SPACES.finditer(word):
            phrases += _plain(word[at : run.start()])
            characters = run[0]
            if len(characters) == 1:
                phrases.append(f'"{characters}" *')
            else:
                pairs = (characters[at : at + 2] for at in range(len(characters) - 1))
                phrases.append(f'"{" ".join(pairs)}"')
            at = run.end()
        phrases += _plain(word[at:])
    return " AND ".join(phrases)


def _plain(word: str) -> list[str]:
    if not any(c.isalnum() for c in word):
        return []
    kept = word.replace('"', " ").replace("\0", " ")
    return [f'"{kept}" *']


@contextlib.contextmanager
def _transaction(index: sqlite3.Connection) -> Iterator[None]:
    """All that is written in it or none of it. Raises sqlite3.Error."""
    index.execute("BEGIN")
    try:
        yield
        index.execute("COMMIT")
    except BaseException:
        if index.in_transaction:  # a full disk has ended it already
            index.execute("ROLLBACK")
        raise


class SearchIndex:
    """The index at `path` (None: in memory) of the log that `source` reads."""

    def __init__(self, path: Path | None, source: sqlite3.Connection) -> None:
        self.behind = threading.Event()
        """Set by who has written to the log: it is taken up a moment later."""
        self.behind.set()
        self._path = path
        self._source = source
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index")
        try:
            self._index = self._open()
        except sqlite3.DatabaseError:
            self._index = self._anew()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the file."""
        self._end.set()
        self.behind.set()
        self._thread.join()
        self._index.close()
        self._source.close()

    def search(
        self,
        targets: Sequence[str],
        text: str,
        *,
        limit: int = 50,
        before: str = "",
        after: Mapping[str, str] | None = None,
    ) -> list[Event]:
        """Messages in these conversations with all the words of `text`, the newest first.

        before: only what is earlier than that msgid, for the page after this one. after: by target
        the msgid from which on it may be read. Raises StoreError.
        """
        query = query_of(text)
        if not query or not targets:
            return []
        with self._lock:
            try:
                self._take_in(_AT_ONCE)
                return self._look(targets, query, limit, before, after or {})
            except sqlite3.Error as error:
                if isinstance(error, sqlite3.OperationalError):
                    plain = "Searching failed. Try again later."  # no words: said on IRC
                    raise StoreError(
                        tr("Searching failed: {error}.", error=error), plain
                    ) from error
                self._index.close()
                self._index = self._anew()
                plain = "The search index is damaged and made anew. Try again."  # no words: IRC
                raise StoreError(plain, plain) from error

    def forget(self, events: Iterable[Event]) -> None:
        """Take the words of events out of the index, just before they go from the log.

        Raises StoreError; then they are there until the index is made anew, and never found.
        """
        with self._lock:
            try:
                while self._take_in(_AT_ONCE) == _AT_ONCE:
                    pass
                with _transaction(self._index):
                    for event in events:
                        row = self._source.execute(
                            f"""SELECT {_ROW} FROM events JOIN targets ON target = targets.id
                            WHERE name = ? AND msgid = ? AND kind < 2 AND redacted = 0""",
                            (event.target, event.msgid),
                        ).fetchone()
                        if row is not None:
                            self._forget(row)
            except sqlite3.Error as error:
                raise StoreError(
                    tr("The search index can't be changed: {error}.", error=error)
                ) from error

    def drop(self, first: int, last: int, delete: Callable[[], None]) -> None:
        """Take the rows of the log from `first` to `last` out, and have them deleted there.

        Raises what `delete` raises, and sqlite3.Error; then the index is as it was.
        """
        with self._lock:
            (seen,) = self._index.execute("SELECT id FROM seen").fetchone()
            rows = self._source.execute(
                f"""SELECT {_ROW} FROM events
                WHERE id BETWEEN ? AND ? AND kind < 2 AND redacted = 0""",
                (first, min(last, seen)),
            ).fetchall()
            with _transaction(self._index):
                for row in rows:
                    self._forget(row)
                delete()
                self._index.execute("DELETE FROM forgotten WHERE id BETWEEN ? AND ?", (first, last))

    def tidy(self, end: threading.Event) -> None:
        """Give back the room of what was dropped, a little at a time, until `end` is set."""
        step = -_MERGE  # all of the index; then on with what that began
        while not end.is_set():
            with self._lock:
                before = self._index.total_changes
                self._index.execute("INSERT INTO words (words, rank) VALUES ('merge', ?)", (step,))
                done = self._index.total_changes - before < 2
                give_back(self._index, _MERGE)
            if done:
                return
            step = _MERGE
            end.wait(_REST)

    def renew(self, change: Callable[[], None] | None = None) -> None:
        """Begin the index anew, after a change to the log that it could not follow."""
        with self._lock:
            if change is not None:
                change()
            self._index.close()
            self._index = self._anew()

    def _forget(self, row: tuple[int, int, str]) -> None:
        number, target, text = row
        # Taken out twice it would take out what is not there, which damages the index.
        done = self._index.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", (number,))
        if done.rowcount:
            self._index.execute(
                "INSERT INTO words (words, rowid, place, body) VALUES ('delete', ?, ?, ?)",
                (number, f"t{target}", words_of(text)),
            )

    def _look(
        self,
        targets: Sequence[str],
        query: str,
        limit: int,
        before: str,
        after: Mapping[str, str],
    ) -> list[Event]:
        places = []
        newest = 0 if before else 1 << 62
        for name in targets:
            row = self._source.execute("SELECT id FROM targets WHERE name = ?", (name,)).fetchone()
            if row:
                places.append(f'"t{row[0]}"')
                if before:
                    newest = max(newest, self._last_before(row[0], before) + 1)
        if not places:
            return []
        match = f"place : ({' OR '.join(places)}) AND body : ({query})"
        found: list[Event] = []
        while len(found) < limit:
            rows = self._index.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? "
                "ORDER BY rowid DESC LIMIT ?",
                (match, newest, limit),
            ).fetchall()
            for (number,) in rows:
                event = self._event(number)
                if event is None or event.target not in targets:
                    continue  # gone, or moved to another place since it was taken in
                if event.msgid > after.get(event.target, "") and (
                    not before or event.msgid < before
                ):
                    found.append(event)
            if len(rows) < limit:
                break
            newest = rows[-1][0]
        return sorted(found[:limit], key=lambda event: event.msgid, reverse=True)

    def _last_before(self, target: int, msgid: str) -> int:
        """The row of the last event of a conversation that is earlier than that msgid."""
        row = self._source.execute(
            "SELECT id FROM events WHERE target = ? AND msgid < ? ORDER BY msgid DESC LIMIT 1",
            (target, msgid),
        ).fetchone()
        return int(row[0]) if row else 0

    def _event(self, number: int) -> Event | None:
        row = self._source.execute(
            f"""SELECT {COLUMNS} FROM events JOIN targets ON target = targets.id
            WHERE events.id = ? AND redacted = 0""",
            (number,),
        ).fetchone()
        return event_of(row) if row else None

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            keep_private(self._path)
        index = connect(self._path if self._path is not None else ":memory:")
        try:
            index.execute("PRAGMA auto_vacuum = INCREMENTAL")
            index.execute("PRAGMA journal_mode = WAL")
            # What is lost with the power is taken in again.
            index.execute("PRAGMA synchronous = OFF")
            if index.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                index.execute("BEGIN")
                for table in ("words", "seen", "forgotten"):
                    index.execute(f"DROP TABLE IF EXISTS {table}")
                index.execute(
                    "CREATE VIRTUAL TABLE words USING fts5 (place, body, content = '', "
                    "tokenize = 'unicode61 remove_diacritics 2', detail = full, "
                    # Beginnings of words as if they were words, as each one asked for may be.
                    "prefix = '1 2 3 4 5 6')"
                )
                index.execute("CREATE TABLE seen (id INTEGER NOT NULL)")
                index.execute("INSERT INTO seen VALUES (0)")
                # Rows that were taken out before they went from the log.
                index.execute("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)")
                index.execute(f"PRAGMA user_version = {_VERSION}")
                index.execute("COMMIT")
            seen = index.execute("SELECT id FROM seen").fetchone()[0]
            last = self._source.execute("SELECT max(id) FROM events").fetchone()[0] or 0
            if seen > last:  # of another log
                raise sqlite3.DatabaseError("the index is of another log")  # no words: made anew
        except BaseException:
            index.close()
            raise
        return index

    def _anew(self) -> sqlite3.Connection:
        if self._path is not None:
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self.behind.set()
        return self._open()

    def _take_in(self, limit: int) -> int:
        """Index up to `limit` events that are new; how many there were."""
        (seen,) = self._index.execute("SELECT id FROM seen").fetchone()
        rows = self._source.execute(
            """SELECT id, target, kind < 2 AND redacted = 0, params FROM events
            WHERE id > ? ORDER BY id LIMIT ?""",
            (seen, limit),
        ).fetchall()
        if not rows:
            return 0
        with _transaction(self._index):
            self._index.executemany(
                "INSERT INTO words (rowid, place, body) VALUES (?, ?, ?)",
                (
                    (number, f"t{target}", words_of(text))
                    for number, target, said, text in rows
                    if said
                ),
            )
            self._index.execute("UPDATE seen SET id = ?", (rows[-1][0],))
        return len(rows)

    def _run(self) -> None:
        while self.behind.wait() and not self._end.wait(_LATER):
            while self.behind.is_set():
                # First: what `stop` sets between a look at the end and this would be lost.
                self.behind.clear()
                if self._end.is_set():
                    return
                try:
                    with self._lock:
                        if self._take_in(_BATCH) == _BATCH:
                            self.behind.set()
                except sqlite3.Error as error:
                    log.warning("The search index can't be filled just now: %s.", error)
                    break
                self._end.wait(_REST)
