"""What the first page does not show is not loaded before it: imports are most of a start."""

import subprocess
import sys

import pytest

LATER = {
    "desktopchat.autostart",
    "desktopchat.client.client",
    "desktopchat.client.model",
    "desktopchat.host",
    "desktopchat.hosting.own_host",
    "desktopchat.lan",
    "desktopchat.ui.chat",
    "desktopchat.ui.leaving",
    "desktopchat.ui.open_place",
    "desktopchat.ui.outside",
    "desktopchat.ui.parts.clipboard",
    "desktopchat.ui.reader",
    "desktopchat.ui.sheets.sheet",
    "desktopchat.ui.timeline",
    "desktopchat.ui.tray",
    "desktopchat.ui.window_sheets",
    "desktopchat.x11",
    "PIL.Image",
    "accesskit",
    "_hashlib",  # OpenSSL
    "argparse",
    "asyncio",
    "cryptography",
    "dbus_fast",
    "http",
    "ifaddr",
    "logging",
    "secrets",
    "socket",
    "sqlite3",
    "ssl",
    "tkinterdnd2",
    "subprocess",
    "webbrowser",
    "websockets",
    "zeroconf",
}


FIRST_PAGE = """
import tkinter
from desktopchat.ui.app import Window
from desktopchat.ui.start_request import StartRequest
from desktopchat.ui import run
root = tkinter.Tk()
Window(root, StartRequest(theme="light", discovery=False)).begin()
root.update_idletasks()
"""


def loaded(code: str) -> set[str]:
    """The names of the modules that this loads, and of the packages around them."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    names = done.stdout.split()
    return {".".join(name.split(".")[:n]) for name in names for n in range(1, name.count(".") + 2)}


@pytest.mark.gui
def test_the_window_loads_for_its_first_page_no_more_than_that_shows() -> None:
    assert loaded(FIRST_PAGE) & LATER == set()


def test_a_double_click_does_not_wait_for_what_reads_a_command_line() -> None:
    assert loaded("import desktopchat.cli.opening, desktopchat.cli") & LATER == set()


def test_the_command_line_loads_no_front_end_before_it_knows_which() -> None:
    later = (LATER - {"argparse"}) | {"tkinter", "desktopchat.ui"}
    assert loaded("import desktopchat.cli.commands") & later == set()
