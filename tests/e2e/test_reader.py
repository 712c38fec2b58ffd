"""The window as a screen reader gets it on Linux: over AT-SPI, on a bus of the test's own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.atspi import BUTTON, DIALOG, LIST_ITEM, LOG, Listener
from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.ui.notification_server import bus
from tests.waiting import wait_until

pytest.importorskip("accesskit")
pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is Linux's"),
]


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))  # the second bus has its socket there
    with bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        made = Listener(address)
        yield made
        made.stop()


def test_a_reader_hears_the_focus_what_is_written_and_new_messages(
    listener: Listener, open_window: Opener
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    bo = open_window("join", address_of(ada), "--name", "Bo")
    bo.in_chat()
    ada.to_front()
    listener.hears(listener.focused, "Message #Lab-3")
    tree = listener.tree()
    assert (BUTTON, "Send") in tree
    assert (LOG, "#Lab-3") in tree
    assert (LIST_ITEM, "#Lab-3") in tree

    bo.say("Can you hear this?")
    listener.hears(listener.said, "Bo: Can you hear this?")
    ada.type("Yes")
    listener.hears(listener.written, "s")
    ada.press("Return")
    listener.hears(listener.said, "Ada: Yes")  # in Bo's window

    ada.press("F6")
    listener.hears(listener.focused, "#Lab-3")
    ada.press("Escape")
    listener.press("Settings (Ctrl+,)")
    listener.hears(listener.focused, "Search the settings")
    wait_until(lambda: (DIALOG, "Settings") in listener.tree(), 20)
