"""What other programs show: a link in the browser, a file in the file manager."""

import os
import sys
import threading
from pathlib import Path

_NO_BROWSER = "No browser was found on this computer. Copy the link and open it elsewhere."


def open_link(url: str) -> str:
    """Open a link in the browser. Returns in plain words what went wrong, "" for nothing."""
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return _NO_BROWSER
    # Some browsers are waited for, up to five seconds.
    threading.Thread(target=browser.open, args=(url,), name="browser", daemon=True).start()
    return ""


def show_in_folder(path: Path) -> str:
    """Show a file in the file manager; it is not opened, and never run. Returns in plain words what
    went wrong, "" for nothing."""
    import subprocess

    command = {
        "win32": ["explorer", "/select,", os.fspath(path)],
        "darwin": ["open", "-R", os.fspath(path)],
    }.get(sys.platform, ["xdg-open", os.fspath(path.parent)])
    try:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return f"No program was found that shows folders. The file is in {path.parent}."
    threading.Thread(target=process.wait, name="file manager", daemon=True).start()
    return ""
