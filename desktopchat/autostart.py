"""Starting with the computer: what the system itself keeps of that is read, written and taken away.

On Linux it is an entry of the Desktop Application Autostart Specification, on Windows a value of
the registry's key Run, on macOS a LaunchAgent. Nothing is remembered beside it: what people change
in their system's own settings counts here too. The program then starts in the tray (`--hidden`).
"""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from desktopchat import itself

NAME = "DesktopChat"
HIDDEN = "--hidden"
_ENTRY, _AGENT = "desktopchat.desktop", "io.github.desktopchat.plist"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")  # as the Desktop Entry Specification has them


def is_on() -> bool:
    """Whether the system starts this program for this person."""
    if sys.platform == "win32":
        return _run_value() is not None
    try:
        data = _file().read_bytes()
    except OSError:
        return False
    return True if sys.platform == "darwin" else starts(data.decode("utf-8", "replace"))


def turn(on: bool) -> None:
    """Have the system start this program, or not. Raises OSError where the system does not allow
    it."""
    if sys.platform == "win32":
        _put_run_value(subprocess.list2cmdline(command()) if on else None)
    elif not on:
        _file().unlink(missing_ok=True)
    else:
        file = _file()
        file.parent.mkdir(parents=True, exist_ok=True)
        agent = sys.platform == "darwin"
        file.write_bytes(launch_agent(command()) if agent else desktop_entry(command()).encode())


def command() -> list[str]:
    """What starts the program in the tray."""
    words = itself.command(HIDDEN)
    if packed := os.environ.get("APPIMAGE"):  # else the executable is within a mount that goes away
        words[0] = packed
    windowed = Path(words[0]).with_name("pythonw.exe")
    if sys.platform == "win32" and len(words) > 2 and windowed.exists():
        words[0] = str(windowed)  # without a console beside the window
    return words


def desktop_entry(words: Sequence[str]) -> str:
    """The entry that runs a command (Desktop Entry Specification 1.5)."""
    line = " ".join(map(_quoted, words))
    for sign, written in (("\\", r"\\"), ("\n", r"\n"), ("\t", r"\t"), ("\r", r"\r")):
        line = line.replace(sign, written)  # as in every value that is a string
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        f"Name={NAME}\n"
        "Comment=A chat for the people on one network\n"
        f"Exec={line}\n"
        "Terminal=false\n"
        "X-GNOME-Autostart-enabled=true\n"
    )


def _quoted(word: str) -> str:
    """An argument of Exec, where "%" begins a field code."""
    word = word.replace("%", "%%")
    if word and not _RESERVED & set(word):
        return word
    for sign in '\\"`$':
        word = word.replace(sign, "\\" + sign)
    return f'"{word}"'


def starts(entry: str) -> bool:
    """Whether an entry is one that the system follows: desktops turn one off by a line in it."""
    lines = {line.replace(" ", "").casefold() for line in entry.splitlines()}
    return not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}


def launch_agent(words: Sequence[str]) -> bytes:
    """The property list that runs a command when the person logs in (launchd.plist(5))."""
    return plistlib.dumps(
        {
            "Label": _AGENT.removesuffix(".plist"),
            "ProgramArguments": list(words),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
    )


def _file() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library/LaunchAgents" / _AGENT
    configured = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    # One that is not absolute is to be ignored (XDG Base Directory Specification).
    base = configured if configured.is_absolute() else Path.home() / ".config"
    return base / "autostart" / _ENTRY


def _run_value() -> str | None:
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                return str(winreg.QueryValueEx(key, NAME)[0])
        except FileNotFoundError:
            pass
    return None


def _put_run_value(line: str | None) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            if line is not None:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)
            elif _run_value() is not None:
                winreg.DeleteValue(key, NAME)
