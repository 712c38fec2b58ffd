"""A real window and a desktop's tray of the test's own: it goes there, says what came, and comes
back."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import HEARTBEAT_PORT, TURN
from tests.ui.notification_server import bus
from tests.ui.tray_host import TrayHost, tray_host
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="no dbus-daemon here"),
]


def on_screen(window: str) -> bool:
    seen = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "DesktopChat"],
                          capture_output=True, text=True, check=False)  # fmt: skip
    return window in seen.stdout.split()


def tip(host: TrayHost) -> str:
    return str(host.read("ToolTip")[2])


@contextmanager
def tray_of_ada(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrayHost]:
    """A tray on a bus of its own, and Ada's choice that a closed window goes there."""
    with bus(folder) as address, tray_host(address) as host:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        chosen = folder / "ada" / "config" / "settings.json"
        chosen.parent.mkdir(parents=True)
        chosen.write_text(json.dumps({"heartbeat_port": HEARTBEAT_PORT, "when_closed": "tray"}))
        yield host


def test_a_closed_window_stays_in_the_tray_and_hosts_on(
    open_window: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tray_of_ada(tmp_path, monkeypatch) as host:
        ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3", home="ada")
        ada.in_chat()
        wait_until(lambda: host.items, TURN, "the icon")
        address_of_ada = address_of(ada)
        ada.press("alt+F4")  # before there is another window that could get it
        wait_until(lambda: not on_screen(ada.window), TURN, "Ada's window out of sight")
        grace = open_window("join", address_of_ada, "--name", "Grace")
        grace.in_chat()
        grace.say("Are you there?")
        wait_until(lambda: tip(host) == "DesktopChat: 1 new message", TURN, lambda: tip(host))
        host.click()
        wait_until(lambda: on_screen(ada.window), TURN, "Ada's window back")
        ada.reads("Are you there?")
        wait_until(lambda: tip(host) == "DesktopChat", TURN, lambda: tip(host))
        host.choose("Keep hosting in the background")
        wait_until(lambda: not on_screen(ada.window), TURN, "Ada's window out of sight")
        host.choose("Quit")
        ada.shows("the question", lambda s: s["sheet"] == "QuestionSheet")
        wait_until(lambda: on_screen(ada.window), TURN, "Ada's window with the question")


def test_a_second_start_shows_the_window_that_waits_in_the_tray(
    open_window: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tray_of_ada(tmp_path, monkeypatch) as host:
        ada = open_window("--name", "Ada", home="ada")
        ada.shows("the first page", lambda s: s["page"] == "start")
        wait_until(lambda: host.items, TURN, "the icon")
        ada.press("alt+F4")
        wait_until(lambda: not on_screen(ada.window), TURN, "Ada's window out of sight")
        hidden = tmp_path / "ada" / "data" / "window.hidden"
        wait_until(hidden.exists, TURN, "the sign that it waits")
        home = {**os.environ, "DESKTOPCHAT_HOME": str(tmp_path / "ada")}
        again = subprocess.run(ada.process.args, env=home, timeout=TURN, check=False)
        assert again.returncode == 0
        wait_until(lambda: on_screen(ada.window), TURN, "Ada's window back")
        ada.press("ctrl+q")
        assert ada.process.wait(15) == 0
