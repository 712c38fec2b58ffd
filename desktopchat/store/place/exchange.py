"""Taking what was said out of a host's files, and into another's.

For the command line: `export(folder, out, form=, rooms=)` and `bring_in(folder, file)`. An export
reads beside a running host; bringing in needs the folder for itself. Both raise StoreError with a
line for people, and take `progress(done)`, told every so many events, and `cancelled()`, asked as
often: True ends the work there.

The form is JSON lines, an event a line, with the fields of `store.events.Event`:
{"msgid", "time": "2026-11-23T08:30:00.250Z", "target": "#room" or ["one", "other"], "kind",
"source", "account", "params", "tags", "label", "redacted"}; what is empty is left out. The HTML
page is `page`'s.
"""

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from desktopchat.irc import timestamps
from desktopchat.irc.casemap import UNICODE, fold
from desktopchat.irc.names import CHANNEL_TYPES
from desktopchat.store.database import connect, failure, lies_still
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Event, Write, write_event
from desktopchat.store.lock import in_use
from desktopchat.words import tr

from .checks import LineError, read_event
from .host_store import DATABASE, HostStore, Reader
from .log import redact
from .page import write_page
from .schema import check

FORMS = ("jsonl", "html")
LINE_MAX = 1024 * 1024
"""Bytes of a line that is brought in."""
_BATCH = 1000
"""Events of one transaction, and between two calls of `progress`."""
_AHEAD = 60_000
"""Milliseconds that an event may lie in the future, as clocks differ a little. The host's clock
goes on from the newest event, so one from next year would make every later one so."""

Progress = Callable[[int], None]
Cancelled = Callable[[], bool]


@dataclass(slots=True)
class Counts:
    """What came of bringing events in. added: new ones; known: there already, and left so;
    refused: lines that make no sense, of which the first is told."""

    added: int = 0
    known: int = 0
    refused: int = 0
    first_refusal: str = ""
    redacted: int = 0
    """Known ones whose words were taken away, because the file knows them as taken away."""


def export(
    folder: Path,
    out: TextIO,
    *,
    form: str = "jsonl",
    rooms: Sequence[str] = (),
    title: str = "",
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """What a host keeps in `folder`, or of some rooms, as text; how many events it was.

    out: opened as UTF-8 with newline="\\n". Raises StoreError, and OSError from `out`.
    """
    with reading(folder) as reader:
        names = _targets(reader, rooms) if rooms else None
        if form == "html":
            return export_html(reader, out, names, progress, cancelled, title=title)
        return export_jsonl(reader, out, names, progress, cancelled)


def bring_in(
    folder: Path,
    file: BinaryIO,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Counts:
    """Merge an export into the files of a host that does not run. Raises StoreError."""
    if in_use(folder):
        raise StoreError(
            tr(
                "The host that keeps its files in {folder} runs. Stop it, import, and start it "
                "again.",
                folder=folder,
            )
        )
    store = HostStore(folder)
    try:
        return import_jsonl(store, lines_of(file), progress, cancelled)
    finally:
        store.close()


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """Read a host's files at one moment, whether it runs or not. Raises StoreError."""
    path = folder / DATABASE
    if not path.exists():
        raise StoreError(
            tr("No host has kept anything in {folder}. Name its folder with --data.", folder=folder)
        )
    # Not yet as one that reads: that reads, and what is damaged has to be found in the `try`.
    connection = connect(path, still=lies_still(path))
    try:
        connection.execute("PRAGMA query_only = ON")
        if not check(connection, path):
            raise StoreError(
                tr(
                    "No host has kept anything in {folder}. Name its folder with --data.",
                    folder=folder,
                )
            )
        connection.execute("BEGIN")
        yield Reader(connection)
    except sqlite3.Error as error:
        raise failure(error, connection) from error
    finally:
        connection.close()


def _targets(reader: Reader, rooms: Sequence[str]) -> list[str]:
    names = reader.log.names()
    found = []
    for room in rooms:
        name = fold(room if room[:1] in CHANNEL_TYPES else f"#{room}", UNICODE)
        if name not in names:
            raise StoreError(tr("Nothing was ever said in {room}.", room=room))
        found.append(name)
    return list(dict.fromkeys(found))


def export_jsonl(
    reader: Reader,
    out: TextIO,
    targets: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Every event a line, the oldest first; how many."""
    count = 0
    for event, redacted in _watched(reader.log.every(targets), progress, cancelled):
        out.write(as_json(event, redacted) + "\n")
        count += 1
    return count


def export_html(
    reader: Reader,
    out: TextIO,
    targets: Sequence[str] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    *,
    title: str = "",
) -> int:
    """A page to read in a browser, without anything from elsewhere; how many events it shows."""

    def every(targets: Sequence[str]) -> Iterator[tuple[Event, bool]]:
        return _watched(reader.log.every(targets), progress, cancelled)

    names = list(targets) if targets is not None else reader.log.names()
    return write_page(out, title or "DesktopChat", names, every)


def _watched(
    events: Iterable[tuple[Event, bool]], progress: Progress | None, cancelled: Cancelled | None
) -> Iterator[tuple[Event, bool]]:
    for count, pair in enumerate(events, 1):
        yield pair
        if count % _BATCH == 0:
            if progress is not None:
                progress(count)
            if cancelled is not None and cancelled():
                return


def as_json(event: Event, redacted: bool = False) -> str:
    """One line of an export, without its end."""
    target = event.target
    kept: dict[str, Any] = {
        "msgid": event.msgid,
        "time": timestamps.write(event.moment),
        "target": target.split("\0") if "\0" in target else target,
        "kind": event.kind,
        "source": event.source,
    }
    for key in ("account", "params", "tags", "label"):
        value = getattr(event, key)
        if value and not (redacted and key != "account"):
            kept[key] = value
    if redacted:
        kept["redacted"] = True
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is far too long only the beginning, which is refused."""
    while line := file.readline(LINE_MAX + 2):
        yield line


def import_jsonl(
    store: HostStore,
    lines: Iterable[bytes],
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Counts:
    """Merge an export into the log: what is there already, by its msgid, stays as it is.

    Only what the file knows as redacted is redacted here too. A line that makes no sense is left
    out, counted, and the first of them told. Nobody else may use the store meanwhile.
    """
    counts = Counts()
    done = 0
    with store.reading() as reader:
        newest = reader.log.last_msgid()
    disordered = False
    latest = round(time.time() * 1000) + _AHEAD
    batch: list[tuple[Event, bool]] = []
    try:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                if len(line) > LINE_MAX:
                    raise LineError(tr("it is longer than {most} bytes", most=LINE_MAX))
                event, redacted = read_event(line, latest)
            except LineError as error:
                counts.refused += 1
                counts.first_refusal = counts.first_refusal or f"line {number}: {error}"
                continue
            disordered = disordered or event.msgid < newest
            newest = max(newest, event.msgid)
            batch.append((event, redacted))
            if len(batch) == _BATCH:
                _merge(store, batch, counts)
                done += len(batch)
                batch.clear()
                if progress is not None:
                    progress(done)
                if cancelled is not None and cancelled():
                    break
    finally:
        _merge(store, batch, counts)
        if counts.added and disordered:
            store.put_in_order()
        elif counts.redacted:
            store.search.renew()
    return counts


def _merge(store: HostStore, batch: Sequence[tuple[Event, bool]], counts: Counts) -> None:
    writes: list[Write] = []
    seen: dict[tuple[str, str], bool] = {}
    with store.reading() as reader:
        for event, redacted in batch:
            place = event.target, event.msgid
            state = seen[place] if place in seen else reader.log.state(*place)
            if state is None:
                writes.append(write_event(event))
                counts.added += 1
            else:
                counts.known += 1
            if redacted and not state:
                writes += redact(*place)
                counts.redacted += state is not None
            seen[place] = bool(state) or redacted
    if writes:
        store.commit(writes)
