"""A person's own side in one file, from the command line."""

from pathlib import Path

import pytest

from desktopchat.cli import commands, opening
from desktopchat.store.lock import claim
from desktopchat.store.person import settings
from desktopchat.store.person.settings import Settings

BOOK = "ab" * 16


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path / "home"))
    settings.save(Settings(name="Ada"))
    return tmp_path / "mine.dcbackup"


def test_it_is_put_into_a_file_and_brought_back(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.run(["backup", str(file)]) == 0
    said = capsys.readouterr()
    assert said.out == f"0 chats and your settings are in {file}\n"
    assert "keys to your accounts" in said.err
    settings.save(Settings(name="Bo"))
    assert commands.run(["restore", str(file)]) == 0
    assert settings.load().name == "Ada"
    aside = Path(capsys.readouterr().out.splitlines()[-1].rpartition(" in ")[2])
    assert settings.load(aside / "settings.json").name == "Bo"


def test_while_a_window_is_open_it_waits_for_the_next_one(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands.run(["backup", str(file)])
    settings.save(Settings(name="Bo"))
    books = file.parent / "home/data/logbooks"
    books.mkdir(parents=True)
    (books / f"{BOOK}.db").touch()
    lock = claim(books / f"{BOOK}.0.lock")
    assert lock is not None
    with lock:
        assert commands.run(["restore", str(file)]) == 0
    assert "A window is open" in capsys.readouterr().out
    assert settings.load().name == "Bo"
    opening._restore_what_waits()
    assert settings.load().name == "Ada"


def test_what_can_not_be_done_is_said_in_a_line(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("Dear Bo")
    assert commands.run(["restore", str(file)]) == 1
    assert capsys.readouterr().err.startswith("desktopchat: mine.dcbackup is damaged")
    assert commands.run(["restore", str(file.with_name("none"))]) == 2
    assert commands.run(["backup", str(file.parent)]) == 2
    assert commands.run(["backup", str(file / "below")]) != 0


def test_only_a_backup_is_written_over(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(["backup", str(file)]) == commands.run(["backup", str(file)]) == 0
    file.write_text("My thesis")
    assert commands.run(["backup", str(file)]) == 2
    assert "is no backup" in capsys.readouterr().err
    assert file.read_text() == "My thesis"
