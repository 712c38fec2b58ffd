"""What other programs show: a link in the browser, a file in the file manager."""

import os
import sys
import threading
from pathlib import Path

from desktopchat.irc.filehost import is_film
from desktopchat.words import tr, tr_noop

_NO_BROWSER = tr_noop("No browser was found on this computer. Copy the link and open it elsewhere.")


def open_link(url: str) -> str:
    """Open a link in the browser. Returns in plain words what went wrong, "" for nothing."""
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return tr(_NO_BROWSER)
    # Some browsers are waited for, up to five seconds.
    threading.Thread(target=browser.open, args=(url,), name="browser", daemon=True).start()
    return ""


def show_in_folder(path: Path) -> str:
    """Show a file in the file manager; it is not opened, and never run. Returns in plain words what
    went wrong, "" for nothing."""
    if sys.platform == "win32":
        return _run(["explorer", "/select,", os.fspath(path)], path.parent)
    if sys.platform == "darwin":
        return _run(["open", "-R", os.fspath(path)], path.parent)
    return open_folder(path.parent)


def open_folder(folder: Path) -> str:
    """Open a folder in the file manager. Returns in plain words what went wrong, "" for nothing."""
    program = {"win32": "explorer", "darwin": "open"}.get(sys.platform, "xdg-open")
    return _run([program, os.fspath(folder)], folder)


def play_film(path: Path) -> str:
    """Play a film with the program that the person has for such. Only what is called as films are
    is opened: nothing that could be run. Returns in plain words what went wrong, "" for nothing."""
    if not is_film(path.name):
        return show_in_folder(path)
    program = {"win32": "explorer", "darwin": "open"}.get(sys.platform, "xdg-open")
    return _run([program, os.fspath(path)], path.parent)


def _run(command: list[str], folder: Path) -> str:
    import subprocess

    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return tr("No program was found that shows it. Look in {folder}.", folder=folder)
    threading.Thread(target=process.wait, name="file manager", daemon=True).start()
    return ""
