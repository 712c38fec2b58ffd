"""The files of a host: killed amid writing, damaged, on a full disk, of another version, in use."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktopchat.store import database
from desktopchat.store.database import Migration, Syncer, connect, open_database, open_sound
from desktopchat.store.errors import StoreError
from desktopchat.store.events import kind_number, write_event
from desktopchat.store.lock import in_use
from desktopchat.store.place.audit import AuditEntry, write_deed
from desktopchat.store.place.host_store import DATABASE, HostStore
from desktopchat.store.place.log import redact
from desktopchat.store.place.schema import MIGRATIONS
from desktopchat.store.place.search import SearchIndex
from tests.waiting import wait_until

from .logs import event, msgid, numbers, opened


class StoppedRightBefore(threading.Event):
    """It is stopped right before this is cleared, whenever that is."""

    def __init__(self, end: threading.Event) -> None:
        super().__init__()
        self._ends = end
        self.set()

    def clear(self) -> None:
        self._ends.set()
        self.set()
        super().clear()


WRITER = """
import sys
from pathlib import Path
from desktopchat.store.events import write_event
from desktopchat.store.place.host_store import HostStore
from tests.store.logs import event
store = HostStore(Path(sys.argv[1]))
for number in range(10**9):
    # Three events a commit: all of them are there afterwards, or none.
    store.commit([write_event(event(3 * number + n)) for n in range(3)])
    print(3 * number + 2, flush=True)
"""

LIMITED = """
import resource, signal, sys
from pathlib import Path
from desktopchat.store.errors import StoreError
from desktopchat.store.events import write_event
from desktopchat.store.place.host_store import HostStore
from tests.store.logs import event
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = HostStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
written = 0
try:
    while written < 100_000:
        store.commit([write_event(event(written + n, "x" * 500)) for n in range(10)])
        written += 10
except StoreError as error:
    print(written, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.commit([write_event(event(written))])
store.close()
"""


def run(program: str, folder: Path) -> "subprocess.Popen[str]":
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(root)},
    )  # fmt: skip


def kept(folder: Path) -> list[int]:
    with opened(folder) as store, store.reading() as reader:
        return numbers(reader.log.latest(["#room"], 1_000_000))


def asides(folder: Path) -> list[Path]:
    found = folder.glob(f"{DATABASE}.broken-*")
    return [path for path in found if not path.name.endswith(("-wal", "-shm"))]


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
@pytest.mark.parametrize("commits", [1, 7, 60])
def test_a_writer_that_is_killed_loses_nothing_that_it_committed(
    tmp_path: Path, commits: int
) -> None:
    with run(WRITER, tmp_path) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(commits)]
        process.send_signal(signal.SIGKILL)
        said += [line for line in process.stdout if line.endswith("\n")]
    found = kept(tmp_path)
    assert len(found) >= int(said[-1]) + 1
    assert found == list(range(len(found)))
    assert len(found) % 3 == 0


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_full_disk_is_said_and_nothing_of_before_is_lost(tmp_path: Path) -> None:
    with run(LIMITED, tmp_path) as process:
        assert process.stdout is not None
        written, _, words = process.stdout.read().partition(" ")
    assert process.returncode == 0
    assert str(tmp_path) in words
    assert kept(tmp_path) == list(range(int(written) + 1))


def test_a_database_that_may_not_grow_is_said_to_be_full(tmp_path: Path) -> None:
    with opened(tmp_path, [event(0)]) as store:
        store._connection.execute("PRAGMA max_page_count = 1")  # the least is what it has
        with pytest.raises(StoreError, match="is full"):
            store.commit([write_event(event(n, "x" * 1000)) for n in range(1, 1000)])
        store._connection.execute("PRAGMA max_page_count = 1000000")
        store.commit([write_event(event(1))])
    assert kept(tmp_path) == [0, 1]


def test_a_commit_is_all_or_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with pytest.raises(StoreError, match="no such table"):
            store.commit([write_event(event(1)), ("INSERT INTO nowhere VALUES (1)", ())])
        store.commit([write_event(event(2))])
    assert kept(tmp_path) == [2]


def _nothing(content: bytes) -> bytes:
    return b""


def _other(content: bytes) -> bytes:
    return b"This is a letter, not a database. " * 500


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _noise(content: bytes) -> bytes:
    chance = random.Random(5)
    return content[:4096] + chance.randbytes(len(content) - 4096)


def _noisy_schema(content: bytes) -> bytes:
    return content[:100] + random.Random(6).randbytes(3996) + content[4096:]


@pytest.mark.parametrize("damage", [_nothing, _other, _half, _noise, _noisy_schema])
def test_a_damaged_database_is_set_aside_whole_and_named(
    tmp_path: Path, damage: object, caplog: pytest.LogCaptureFixture
) -> None:
    assert callable(damage)
    with opened(tmp_path, [event(number) for number in range(2000)]):
        pass
    path = tmp_path / DATABASE
    broken = damage(path.read_bytes())
    path.write_bytes(broken)
    with opened(tmp_path, [event(1)]):
        (aside,) = asides(tmp_path)
        (told,) = caplog.messages
        assert str(aside) in told
        assert "damaged" in told
        assert aside.read_bytes() == broken
    assert kept(tmp_path) == [1]


def test_a_first_start_that_failed_leaves_no_empty_file(tmp_path: Path) -> None:
    def fail(_connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    path = tmp_path / DATABASE
    with pytest.raises(StoreError, match="full"):
        open_sound(path, [fail])
    assert not list(tmp_path.iterdir())
    path.write_bytes(b"")
    with pytest.raises(sqlite3.OperationalError):
        open_database(path, [fail])
    assert path.exists(), "what was there before stays"


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_nobody_else_on_the_computer_reads_what_is_kept(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = tmp_path / "new"
        with opened(folder, [event(1)]):
            assert folder.stat().st_mode & 0o777 == 0o700
            kept_files = [path for path in folder.iterdir() if path.suffix != ".lock"]
            assert {path.stat().st_mode & 0o777 for path in kept_files} == {0o600}
        (folder / DATABASE).chmod(0o644)
        with opened(folder):
            assert (folder / DATABASE).stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", [DATABASE, "search.db"])
def test_a_file_that_cannot_be_used_is_told_and_holds_nothing_open(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(StoreError, match=name), opened(tmp_path):
        pass
    (tmp_path / name).rmdir()
    with opened(tmp_path, [event(1)]):
        pass


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_damaged_log_of_the_last_moments_hinders_nobody(tmp_path: Path) -> None:
    with run(WRITER, tmp_path) as process:
        assert process.stdout is not None
        for _ in range(50):
            process.stdout.readline()
        process.kill()
    wal = tmp_path / f"{DATABASE}-wal"
    content = wal.read_bytes()
    wal.write_bytes(content[: len(content) // 2] + bytes(2000))
    found = kept(tmp_path)
    assert found == list(range(len(found)))
    assert len(found) % 3 == 0


def test_a_newer_database_is_refused_in_plain_words_and_not_touched(tmp_path: Path) -> None:
    with opened(tmp_path, [event(1)]):
        pass
    path = tmp_path / DATABASE
    connection = connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version of DesktopChat"):
        HostStore(tmp_path)
    assert path.read_bytes() == before
    assert asides(tmp_path) == []
    assert not in_use(tmp_path)


@pytest.mark.parametrize("version", [0, 1, 74])
def test_a_database_of_another_program_is_refused_and_not_touched(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / DATABASE
    connection = connect(path)
    connection.execute("CREATE TABLE bookmarks (place TEXT)")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="is a database of another program"):
        HostStore(tmp_path)
    assert path.read_bytes() == before
    assert asides(tmp_path) == []
    assert not in_use(tmp_path)


def test_two_hosts_do_not_share_a_folder(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert in_use(tmp_path)
        with pytest.raises(StoreError, match="Another host already keeps its files"):
            HostStore(tmp_path)
    assert not in_use(tmp_path)
    with opened(tmp_path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_host_that_was_killed_holds_its_folder_no_more(tmp_path: Path) -> None:
    with run(WRITER, tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert in_use(tmp_path)
        process.kill()
    assert not in_use(tmp_path)


def test_a_folder_that_can_not_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="Choose another with --data"):
        HostStore(tmp_path / "file" / "host")


def _second(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE events ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")


def _failing(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half (id INTEGER)")
    raise sqlite3.OperationalError("no more")


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A database of version 1 with two events."""
    with opened(tmp_path, [event(1), event(2)]):
        pass
    path = tmp_path / DATABASE
    copy = tmp_path / "first.db"
    shutil.copy(path, copy)
    connection = connect(copy)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    connection.close()
    return copy


def test_an_older_database_is_brought_up_to_date(first_version: Path) -> None:
    newer: list[Migration] = [*MIGRATIONS, _second]
    for _ in range(2):  # the second time there is nothing left to do
        connection = open_database(first_version, newer)
        assert connection.execute("SELECT mood FROM events").fetchall() == [("fine",)] * 2
        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
        connection.close()


def test_keys_of_rooms_that_an_older_version_wrote_down_are_nowhere_in_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / DATABASE
    old = open_database(path, MIGRATIONS[:2])
    written = {
        "+ik oldsesame": "+ik *",
        "+lb-k+o 5 *!*@bad oldsesame bo": "+lb-k+o 5 *!*@bad * bo",
        "-k *": "-k *",
        "+vH kai joined": "+vH kai joined",
    }
    old.execute("INSERT INTO targets VALUES (1, '#room')")
    for number, words in enumerate(written):
        row = (1, msgid(number), 0, kind_number("MODE"), "Ada!ada@127.0.0.1", "", words, "", "")
        old.execute(
            """INSERT INTO events
            (target, msgid, moment, kind, source, account, params, tags, label)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            row,
        )
        write, values = write_deed(AuditEntry(0, "Ada", "MODE", "#room", words))
        old.execute(write, values)
    for deed in (
        AuditEntry(0, "Ada", "KICK", "#room", "+k kept"),
        AuditEntry(0, "Ada", "TOPIC", "#r", ""),
    ):
        old.execute(*write_deed(deed))
    old.commit()
    old.close()
    with opened(tmp_path) as store, store.reading() as reader:
        kept = [one.params for one in reader.log.latest(["#room"], 10)]
        done = [one.detail for one in reader.audit.latest(10)]
    assert kept == list(written.values())
    assert done == [*written.values(), "+k kept", ""]
    for file in tmp_path.glob("host.db*"):
        assert b"oldsesame" not in file.read_bytes()


def test_a_change_of_the_schema_that_fails_leaves_the_old_one(first_version: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no more"):
        open_database(first_version, [*MIGRATIONS, _failing])
    connection = connect(first_version)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE name = 'half'").fetchall()
    connection.close()
    assert tables == []


def test_redacted_words_are_nowhere_in_the_file(tmp_path: Path) -> None:
    with opened(tmp_path, [event(1, "verysecret words"), event(2)]) as store:
        store.commit(redact("#room", msgid(1)))
    for path in tmp_path.glob("host.db*"):
        assert b"verysecret" not in path.read_bytes()


def test_what_is_committed_is_read_at_once_by_others(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for number in range(20):
            store.commit([write_event(event(number))])
            with store.reading() as reader:
                assert reader.log.last_msgid() == msgid(number)


@pytest.mark.parametrize("durable", ["second", "at once"])
def test_the_disk_has_it_after_a_second_or_at_once(
    tmp_path: Path, durable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with opened(tmp_path, durable=durable) as store:
        full = store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert full == (durable == "at once")
        store.commit([write_event(event(1))])
        if durable == "second":
            wait_until(lambda: synced)


def test_what_was_committed_comes_into_the_file_while_no_commit_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_CHECKPOINT_AFTER", 1)
    monkeypatch.setattr(database, "_SYNC_EVERY", 0.01)
    with opened(tmp_path) as store:
        store.commit([write_event(event(1, "some words"))])
        wait_until(lambda: b"some words" in (tmp_path / DATABASE).read_bytes())


def test_an_unknown_kind_of_trouble_while_reading_is_said_in_words(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with pytest.raises(StoreError, match="failed"), store.reading() as reader:
            reader.connection.execute("SELECT * FROM nowhere")
        with store.reading() as reader:
            assert reader.log.count() == 0


def test_rights_are_looked_at_before_anything_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    HostStore(tmp_path).close()
    refused = tmp_path / DATABASE

    def access(path: object, _mode: int) -> bool:
        return Path(str(path)) != refused

    monkeypatch.setattr("desktopchat.store.database.os.access", access)
    with pytest.raises(StoreError, match=f"no right to read and write {refused}"):
        HostStore(tmp_path)


def test_what_syncs_ends_whenever_it_is_told_to(tmp_path: Path) -> None:
    with contextlib.closing(connect(tmp_path / DATABASE)) as writer:
        syncer = Syncer(tmp_path / DATABASE, writer)
        syncer._dirty = StoppedRightBefore(syncer._end)
        syncer._thread.daemon = True
        syncer.start()
        wait_until(lambda: not syncer._thread.is_alive())


def test_what_fills_the_index_ends_whenever_it_is_told_to(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.commit([write_event(event(1))])
        index = SearchIndex(None, connect(tmp_path / DATABASE, readonly=True))
        index.behind = StoppedRightBefore(index._end)
        index._thread.daemon = True
        index.start()
        wait_until(lambda: not index._thread.is_alive())
        index.stop()
