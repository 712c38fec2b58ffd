"""A window that wants to be looked at, as the window manager shows it."""

import subprocess
import tkinter as tk
from collections.abc import Iterator

import pytest

from desktopchat.x11.attention import ask_for_attention
from desktopchat.x11.connection import Connection, XError, display_name
from tests.waiting import wait_until

pytestmark = pytest.mark.gui


@pytest.fixture
def managed(display: str) -> Iterator[tk.Tk]:
    """A window that another one covers, under a window manager."""
    manager = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    root = tk.Tk()
    try:
        root.geometry("200x100+10+10")
        wait_until(lambda: "_NET_WM_STATE" in _properties(root), 20, step=root.update)
        yield root
    finally:
        root.destroy()
        manager.terminate()
        manager.wait()


def _properties(root: tk.Tk) -> str:
    """What xprop says of the window that the manager knows."""
    with Connection(display_name(), 2.0) as connection:
        window = connection.parent(root.winfo_id())
    done = subprocess.run(
        ["xprop", "-id", str(window)], capture_output=True, text=True, check=False
    )
    return done.stdout


def test_the_manager_shows_that_a_window_wants_to_be_looked_at(managed: tk.Tk) -> None:
    managed.iconify()
    wait_until(lambda: managed.state() == "iconic", 20, step=managed.update)
    ask_for_attention(managed.winfo_id())
    wait_until(lambda: "DEMANDS_ATTENTION" in _properties(managed), 20, step=managed.update)


def test_a_window_that_is_gone_is_refused(display: str) -> None:
    with pytest.raises(XError):
        ask_for_attention(0x7FFFFFF)
