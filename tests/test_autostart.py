"""Starting with the computer: what is written where, and that it is what the system reads."""

import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from desktopchat import autostart


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "autostart" / "desktopchat.desktop"


def exec_of(text: str) -> str:
    """The value of Exec, with what every string of such a file may have escaped undone."""
    line = next(line for line in text.splitlines() if line.startswith("Exec="))
    signs = {"\\\\": "\\", r"\n": "\n", r"\t": "\t", r"\r": "\r"}
    value, left = "", line.removeprefix("Exec=")
    while left:
        taken = left[:2] if left[:2] in signs else left[:1]
        value += signs.get(taken, taken)
        left = left[len(taken) :]
    return value


def test_turning_it_on_and_off_is_what_one_reads_back(entry: Path) -> None:
    assert not autostart.is_on()
    autostart.turn(True)
    assert autostart.is_on()
    assert "--hidden" in entry.read_text()
    autostart.turn(False)
    assert not autostart.is_on()
    assert not entry.exists()
    autostart.turn(False)  # there is nothing to take away


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_an_entry_that_a_desktop_turned_off_counts_as_off(entry: Path, line: str) -> None:
    autostart.turn(True)
    entry.write_text(f"[Desktop Entry]\nExec=x\n{line}\n")
    assert not autostart.is_on()
    autostart.turn(True)
    assert autostart.is_on()


def test_a_folder_for_settings_that_is_not_absolute_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    monkeypatch.setenv("HOME", str(tmp_path))
    autostart.turn(True)
    assert (tmp_path / ".config/autostart/desktopchat.desktop").exists()


WORDS = [
    ["/opt/desktopchat", "--hidden"],
    ["/home/ada/My Programs/desktop chat", "--hidden"],
    ['/a"b', "/back\\slash", "/a`date`$HOME", "/it's"],
    ["/with\ttab", "/with\nline"],
]


@pytest.mark.skipif(sys.platform == "win32", reason="asks a POSIX shell")
@pytest.mark.parametrize("words", WORDS)
def test_a_path_with_any_sign_is_read_back_as_it_was(words: list[str]) -> None:
    # In double quotes the specification and a POSIX shell have the same rules.
    line = exec_of(autostart.desktop_entry(words))
    said = subprocess.run(["sh", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert said.stdout.decode().split("\0")[:-1] == words


def test_a_percent_sign_is_no_field_code() -> None:
    assert exec_of(autostart.desktop_entry(["/100%"])) == "/100%%"


def test_a_backslash_is_escaped_for_the_quotes_and_for_the_file() -> None:
    assert 'Exec="/a\\\\\\\\b"' in autostart.desktop_entry(["/a\\b"])


def test_an_appimage_starts_by_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPIMAGE", "/home/ada/DesktopChat.AppImage")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert autostart.command() == ["/home/ada/DesktopChat.AppImage", "--hidden"]


def test_on_macos_it_is_a_launch_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("HOME", str(tmp_path))
    autostart.turn(True)
    (file,) = (tmp_path / "Library/LaunchAgents").iterdir()
    agent = plistlib.loads(file.read_bytes())
    assert agent["RunAtLoad"]
    assert agent["ProgramArguments"] == autostart.command()
    assert file.name == f"{agent['Label']}.plist"
    assert autostart.is_on()
    autostart.turn(False)
    assert not autostart.is_on()
