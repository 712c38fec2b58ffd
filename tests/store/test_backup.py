"""A person's own side, put into one file and brought back."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktopchat.store.errors import StoreError
from desktopchat.store.lock import claim
from desktopchat.store.paths import staged_restore
from desktopchat.store.person import backup, settings
from desktopchat.store.person.secrets import Secrets
from desktopchat.store.person.settings import Settings
from desktopchat.store.person.trust import Trust

BOOK = f"{'ab' * 16}.db"
KEY = "00" * 32


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.dcbackup"


@pytest.fixture
def lived(home: Path) -> Path:
    """Ada's side, with one logbook that is open: what was written last is in its WAL."""
    settings.save(Settings(name="Ada", theme="dark"))
    Secrets().put("host", "ada", "hunter2")
    Trust().remember("lab:6697", KEY)
    write(home / "data/logbooks" / BOOK, "hello")
    return home


def write(book: Path, text: str) -> None:
    book.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(book)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE IF NOT EXISTS entries (text)")
        connection.execute("INSERT INTO entries VALUES (?)", (text,))
        connection.commit()


def read(book: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(book)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM entries")]


def test_all_comes_back_on_another_computer(
    lived: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup.write_backup(file)
    assert (made.logbooks, made.left_out) == (1, 0)
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "other"))
    assert backup.stage(file) == backup.Backup(made.made, made.program, 1)
    assert settings.load().name == ""  # not before the next start
    assert backup.take_in()
    assert (settings.load().name, settings.load().theme) == ("Ada", "dark")
    assert Secrets().get("host") == ("ada", "hunter2")
    assert Trust().pin("lab:6697") == KEY
    assert read(tmp_path / "other/data/logbooks" / BOOK) == ["hello"]
    assert not backup.take_in()  # once
    assert {path.name for path in (tmp_path / "other/data").iterdir()} == {
        "accounts.json",
        "known-hosts.json",
        "logbooks",
    }  # nothing was replaced


def test_what_was_written_last_by_an_open_window_is_in_it(lived: Path, file: Path) -> None:
    book = lived / "data/logbooks" / BOOK
    with contextlib.closing(sqlite3.connect(book)) as window:
        window.execute("INSERT INTO entries VALUES ('just now')")
        window.commit()
        backup.write_backup(file)
    shutil.rmtree(lived)
    backup.stage(file)
    assert backup.take_in()
    assert read(book) == ["hello", "just now"]


def test_what_is_replaced_is_kept_aside(lived: Path, file: Path) -> None:
    backup.write_backup(file)
    settings.save(Settings(name="Bo"))
    write(lived / "data/logbooks" / f"{'cd' * 16}.db", "later")
    backup.stage(file)
    assert backup.take_in()
    assert settings.load().name == "Ada"
    assert [path.name for path in (lived / "data/logbooks").iterdir()] == [BOOK]
    aside = lived / "data" / "before-restore"
    assert json.loads((aside / "settings.json").read_text())["name"] == "Bo"
    assert read(aside / "logbooks" / f"{'cd' * 16}.db") == ["later"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_its_owner_reads_it(lived: Path, file: Path) -> None:
    backup.write_backup(file)
    backup.stage(file)
    for path in (file, staged_restore()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_the_older_one(
    lived: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("older")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        backup.write_backup(file)
    assert file.read_text() == "older"
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]


def test_a_damaged_logbook_is_left_out_and_counted(lived: Path, file: Path) -> None:
    (lived / "data/logbooks" / f"{'cd' * 16}.db").write_bytes(b"nonsense" * 1000)
    made = backup.write_backup(file)
    assert (made.logbooks, made.left_out) == (1, 1)
    assert backup.read_backup(file).logbooks == 1


def test_it_waits_while_a_window_has_a_logbook_open(lived: Path, file: Path) -> None:
    backup.write_backup(file)
    settings.save(Settings(name="Bo"))
    backup.stage(file)
    lock = claim(lived / "data/logbooks" / BOOK.replace(".db", ".0.lock"))
    assert lock is not None
    with lock:
        assert not backup.take_in()
        assert settings.load().name == "Bo"
    assert backup.take_in()
    assert settings.load().name == "Ada"


def test_a_restore_that_breaks_off_goes_on_and_loses_nothing(
    lived: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.write_backup(file)
    settings.save(Settings(name="Bo"))
    write(lived / "data/logbooks" / BOOK, "later")
    backup.stage(file)
    moved, real = [0], shutil.move
    for broken_at in range(1, 8):

        def move(source: Path, target: Path, at: int = broken_at) -> object:
            moved[0] += 1
            if moved[0] == at:
                raise OSError(5, "Input/output error")
            return real(source, target)

        moved[0] = 0
        monkeypatch.setattr(shutil, "move", move)
        with contextlib.suppress(StoreError):
            backup.take_in()
    monkeypatch.setattr(shutil, "move", real)
    assert backup.take_in() or settings.load().name == "Ada"
    assert read(lived / "data/logbooks" / BOOK) == ["hello"]
    aside = lived / "data" / "before-restore"
    assert json.loads((aside / "settings.json").read_text())["name"] == "Bo"
    assert read(aside / "logbooks" / BOOK) == ["hello", "later"]


# What is no backup


def spoil(change: Callable[[zipfile.ZipFile], object]) -> Callable[[Path], None]:
    def spoiled(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as pack:
            change(pack)

    return spoiled


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def note(**changed: object) -> Callable[[Path], None]:
    def noted(path: Path) -> None:
        said = {"format": backup.FORMAT, "version": 1, "made": "2026-01-01T00:00:00+00:00"}
        with zipfile.ZipFile(path, "w") as pack:
            pack.writestr("backup.json", json.dumps(said | changed))

    return noted


@pytest.mark.parametrize(
    "harm",
    [
        cut,
        flip,
        lambda path: path.write_text("a letter"),
        lambda path: path.write_bytes(b""),
        spoil(lambda pack: pack.writestr("../../evil", "x")),
        spoil(lambda pack: pack.writestr("logbooks/../../evil.db", "x")),
        spoil(lambda pack: pack.writestr(f"logbooks/{'ee' * 16}.db", "no database")),
        note(format="another program's"),
        note(version="one"),
        pytest.param(
            spoil(lambda pack: pack.writestr("settings.json", "{}")),
            marks=pytest.mark.filterwarnings("ignore:Duplicate name"),
        ),
        note(made="yesterday"),
        note(made=None),
    ],
)
def test_what_is_no_backup_of_ours_is_refused_and_changes_nothing(
    lived: Path, file: Path, harm: Callable[[Path], object]
) -> None:
    backup.write_backup(file)
    harm(file)
    with pytest.raises(StoreError, match=r"damaged, or no backup.*another file"):
        backup.stage(file)
    assert not staged_restore().exists()


def test_whatever_byte_is_wrong_it_is_said_in_words(lived: Path, file: Path) -> None:
    backup.write_backup(file)
    content = file.read_bytes()
    refused = 0
    for at in range(0, len(content), 7):
        file.write_bytes(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        try:
            backup.read_backup(file)
        except StoreError:
            refused += 1
    assert refused > len(content) // 14  # some of a zip's bytes mean nothing


def test_one_of_a_newer_version_and_one_that_is_not_there_say_so(file: Path) -> None:
    with pytest.raises(StoreError, match="can't be read"):
        backup.read_backup(file)
    note(version=2)(file)
    with pytest.raises(StoreError, match="newer version"):
        backup.read_backup(file)
