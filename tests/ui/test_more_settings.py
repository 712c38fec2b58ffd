"""What the settings show besides choices: what is kept here, and what the program is."""

import threading
import tkinter as tk
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktopchat import __version__
from desktopchat.store.paths import staged_restore
from desktopchat.store.person import settings as stored
from desktopchat.store.person.settings import Settings
from desktopchat.store.person.storage import KeptPart
from desktopchat.ui.look.theme import Theme
from desktopchat.ui.parts.about_rows import AboutRows
from desktopchat.ui.parts.backup_rows import BackupRows
from desktopchat.ui.parts.storage_rows import StorageRows
from tests.ui.test_network_sheets import BAD, GOOD, Script
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@dataclass
class Disk:
    size: int = 2_400_000
    cleared: list[str] = field(default_factory=list)

    def part(self, folder: Path, loss: str = "") -> KeptPart:
        return KeptPart("Pictures", "They come again.", (folder,), folder, self.clear, loss)

    def clear(self) -> int:
        self.cleared.append(threading.current_thread().name)
        return 2


@pytest.fixture
def theme(root: tk.Tk) -> Theme:
    return Theme(root, Settings(theme="light", scale=1.0))


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    tmp_path.joinpath("a").write_bytes(b"x" * 2400)
    return Disk()


def shown(root: tk.Tk, theme: Theme, part: KeptPart) -> StorageRows:
    rows = StorageRows(root, theme, [part], on_folder=lambda _folder: "")
    rows.pack(fill="x")
    counted = rows.rows[0].counted
    wait_until(lambda: counted.cget("text") != "…", 20, step=root.update)
    return rows


def words(rows: StorageRows) -> str:
    return str(rows.rows[0].words.cget("text"))


def test_it_counts_when_it_is_seen_and_clears_in_a_thread(
    root: tk.Tk, theme: Theme, disk: Disk, tmp_path: Path
) -> None:
    rows = shown(root, theme, disk.part(tmp_path))
    assert rows.rows[0].counted.cget("text") == "2.4 kB"
    rows.rows[0].clears.invoke()
    wait_until(lambda: words(rows) == "Cleared, but for 2 in use now.", 20, step=root.update)
    assert disk.cleared == ["background"]
    wait_until(lambda: rows.rows[0].clears.instate(["!disabled"]), 20, step=root.update)


def test_what_uses_it_lets_go_before_it_is_cleared(
    root: tk.Tk, theme: Theme, disk: Disk, tmp_path: Path
) -> None:
    let_go: list[tuple[str, list[str]]] = []

    def ends() -> None:
        let_go.append((threading.current_thread().name, list(disk.cleared)))

    rows = shown(root, theme, replace(disk.part(tmp_path, loss="It is lost."), let_go=ends))
    rows.rows[0].clears.invoke()
    assert let_go == []
    rows.rows[0].clears.invoke()
    assert let_go == [("MainThread", [])]
    wait_until(lambda: "Cleared" in words(rows), 20, step=root.update)


def test_what_is_lost_for_good_is_asked_for_twice(
    root: tk.Tk, theme: Theme, disk: Disk, tmp_path: Path
) -> None:
    rows = shown(root, theme, disk.part(tmp_path, loss="All is lost."))
    clears = rows.rows[0].clears
    root.focus_force()
    clears.focus_set()
    root.update()
    clears.invoke()
    root.update()
    assert (words(rows), clears.cget("text")) == ("All is lost.", "Clear for good")
    rows.rows[0].opens.focus_set()
    root.update()
    assert (words(rows), clears.cget("text")) == ("They come again.", "Clear")
    clears.invoke()
    assert not disk.cleared
    clears.invoke()
    wait_until(lambda: words(rows).startswith("Cleared"), 20, step=root.update)


def test_a_backup_is_made_and_replaces_what_is_here_when_it_was_said_twice(
    root: tk.Tk, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKTOPCHAT_HOME", str(tmp_path))
    file = tmp_path / "mine.dcbackup"
    stored.save(Settings(name="Ada"))
    rows = BackupRows(root, theme, choose_place=lambda: file, choose_file=lambda: file)
    rows.pack(fill="x")
    root.update()
    root.focus_force()
    rows.make.invoke()
    wait_until(lambda: "All is in it" in str(rows.made.cget("text")), 20, step=root.update)
    assert "keys to your accounts" in str(rows.made.cget("text"))
    rows.bring.invoke()
    asks = "Replace what is here"
    wait_until(lambda: rows.bring.cget("text") == asks, 20, step=root.update)
    rows.make.focus_set()
    root.update()
    assert rows.bring.cget("text") == "Restore…"  # it was not meant
    rows.bring.invoke()
    wait_until(lambda: rows.bring.cget("text") == asks, 20, step=root.update)
    assert not staged_restore().exists()
    rows.bring.invoke()
    wait_until(lambda: "start it again" in str(rows.brought.cget("text")), 20, step=root.update)
    assert staged_restore().exists()


def test_what_is_no_backup_is_said(root: tk.Tk, theme: Theme, tmp_path: Path) -> None:
    file = tmp_path / "letter.dcbackup"
    file.write_text("Dear Bo")
    rows = BackupRows(root, theme, choose_place=lambda: None, choose_file=lambda: file)
    rows.pack(fill="x")
    rows.bring.invoke()
    wait_until(
        lambda: "letter.dcbackup is damaged" in str(rows.brought.cget("text")), 20, step=root.update
    )
    assert rows.bring.cget("text") == "Restore…"


def test_the_report_has_versions_and_the_doctors_short_answer_and_nobodys_address(
    root: tk.Tk, theme: Theme
) -> None:
    script = Script()
    script.found, script.over = [GOOD, BAD], True
    about = AboutRows(
        root,
        theme,
        visit=lambda: script,  # type: ignore[arg-type, return-value]
        on_doctor=lambda: None,
        on_help=lambda: None,
    )
    about.pack(fill="x")
    wait_until(
        lambda: "Pillow".casefold() in str(about.inside.cget("text")).casefold(),
        20,
        step=root.update,
    )
    about.copy.invoke()
    report = root.clipboard_get()
    assert f"DesktopChat {__version__}" in report
    assert "Tk 8" in report or "Tk 9" in report
    assert "Doctor: cards good, firewall bad" in report
    assert "192.168" not in report
