"""What the program keeps on this computer: counted, and cleared where that may be."""

import threading
from pathlib import Path

import pytest

from desktopchat.store.lock import LOCK, claim
from desktopchat.store.person import storage
from desktopchat.store.person.storage import KeptPart, clear_logbooks, kept_copies, kept_parts

GO = threading.Event()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))


@pytest.fixture
def parts(_home: None) -> dict[str, KeptPart]:
    return {part.title: part for part in kept_parts()}


def put(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)


def test_each_part_counts_its_own_files(parts: dict[str, KeptPart], tmp_path: Path) -> None:
    put(tmp_path / "data/pictures/a", 10)
    put(tmp_path / "data/host/blobs/ab/cd", 7)
    put(tmp_path / "data/accounts.json", 3)
    put(tmp_path / "config/settings.json", 2)
    sizes = {title: part.size(GO) for title, part in parts.items()}
    assert sizes == {
        "Pictures": 10,
        "Conversations": 0,
        "Files on their way": 0,
        "Settings and keys": 5,
        "The chat you host": 7,
    }


def test_counting_ends_when_nobody_waits(parts: dict[str, KeptPart], tmp_path: Path) -> None:
    put(tmp_path / "data/pictures/a", 10)
    stop = threading.Event()
    stop.set()
    assert parts["Pictures"].size(stop) == 0


def test_pictures_are_cleared_and_nothing_else(parts: dict[str, KeptPart], tmp_path: Path) -> None:
    put(tmp_path / "data/pictures/a", 10)
    put(tmp_path / "data/logbooks/b.db", 20)
    clear = parts["Pictures"].clear
    assert clear is not None
    assert clear() == 0
    assert parts["Pictures"].size(GO) == 0
    assert parts["Conversations"].size(GO) == 20


def test_what_is_lost_for_good_says_so(parts: dict[str, KeptPart]) -> None:
    assert {title for title, part in parts.items() if part.loss} == {"Conversations"}
    assert {title for title, part in parts.items() if part.clear} == {"Conversations", "Pictures"}


def test_each_copy_of_a_chat_is_cleared_for_itself_with_what_it_had_become(tmp_path: Path) -> None:
    copies = tmp_path / "data/copies"
    put(copies / "ab/host.db", 5)
    put(copies / "ab-2/host.db", 2)
    put(copies / "cd/host.db", 3)
    (copies / "ab/inheritance.json").write_text('{"said": {"title": "Lab"}}')
    let_go: list[str] = []
    one, other = kept_copies(let_go.append)
    assert (one.title, other.title) == ("Copy of Lab", "Copy of a chat")
    assert one.size(GO) == 5 + 2 + len('{"said": {"title": "Lab"}}')
    assert one.loss
    one.let_go()
    assert let_go == ["ab"]
    assert one.clear is not None
    assert one.clear() == 0
    assert [each.name for each in copies.iterdir()] == ["cd"]
    assert one.clear() == 0  # whoever kept it was faster


def test_a_copy_that_has_not_begun_to_come_is_none_to_clear(tmp_path: Path) -> None:
    copies = tmp_path / "data/copies"
    for name in ("host-key.pem", "host.lock"):
        put(copies / "ab" / name, 1)
        put(copies / "cd" / name, 1)
    put(copies / "cd/copy-coming.db", 5)
    assert [one.folder.name for one in kept_copies(bool)] == ["cd"]
    put(copies / "ab-1/host.db", 5)  # what it had become before
    assert [one.folder.name for one in kept_copies(bool)] == ["ab", "cd"]


def test_a_copy_that_is_in_use_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "data/copies/ab/host.db", 5)
    (one,) = kept_copies(bool)
    assert one.clear is not None
    monkeypatch.setattr(storage, "_ENDS_WITHIN", 0)
    held = claim(one.folder / LOCK)
    assert held is not None
    assert one.clear() == 1
    held.close()
    assert one.clear() == 0
    assert not one.folder.exists()


def test_what_a_restore_replaced_is_there_until_it_is_cleared(
    parts: dict[str, KeptPart], tmp_path: Path
) -> None:
    put(tmp_path / "data/before-restore/logbooks/a.db", 5)
    before = next(part for part in kept_parts() if part.title not in parts)
    assert before.size(GO) == 5
    assert before.loss
    assert before.clear is not None
    before.clear()
    assert {part.title for part in kept_parts()} == set(parts)


def test_a_logbook_that_a_window_has_open_stays(tmp_path: Path) -> None:
    for name in ("open.db", "open.db-wal", "shut.db", "shut.db-wal", "shut.0.lock"):
        put(tmp_path / name, 1)
    lock = claim(tmp_path / "open.0.lock")
    assert lock is not None
    with lock:
        assert clear_logbooks(tmp_path) == 1
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"open.db", "open.db-wal", "open.0.lock"}
