"""Looking after a room and a host, with the real host and by real keys."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktopchat.client.client import Client
from desktopchat.client.model import Event, Phase
from desktopchat.client.model.administration import JoinRefused
from desktopchat.irc.address import parse_address
from tests.e2e.conftest import Opener
from tests.e2e.test_two_windows import LISTEN, address_of
from tests.e2e.windows import RealWindow
from tests.waiting import wait_until

pytestmark = pytest.mark.timeout(240)

ENCRYPTED = ("--listen", "ircs://127.0.0.1:0")


class Guest:
    """Somebody else in the chat, driven by the test. `events` are all that came."""

    def __init__(self, address: str, name: str, room: str) -> None:
        self.client = Client(parse_address(address), name, rooms=[room])
        self.session = self.client.session
        self.events: list[Event] = []
        self.client.connect()

    def until(self, condition: Callable[[], object]) -> None:
        wait_until(
            condition,
            20,
            lambda: (self.client.phase, self.client.problem, self.events[-5:]),
            lambda: self.events.extend(self.client.poll()),
        )

    def in_room(self) -> bool:
        return any(one.joined for one in self.session.model.conversations.values())


@contextmanager
def guest(address: str, name: str, room: str = "#Lab-3") -> Iterator[Guest]:
    one = Guest(address, name, room)
    try:
        yield one
    finally:
        one.client.quit()


def close_the_room(window: RealWindow) -> None:
    """Let only invited people in, by the keyboard alone."""
    window.press("ctrl+e")
    window.shows("the room's settings", lambda s: s["sheet"] == "RoomSettings")
    window.press("Tab", "space", "shift+Tab", "Return")
    window.shows("the settings closed", lambda s: not s["sheet"])


def test_who_knocks_is_seen_and_let_in(open_window: Opener) -> None:
    ada = open_window("host", *ENCRYPTED, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    address = f"ircs://{address_of(ada)}"
    close_the_room(ada)
    ada.reads("only who is invited")
    with guest(address, "Zoe") as zoe:
        zoe.until(lambda: any(isinstance(event, JoinRefused) for event in zoe.events))
        refused = next(event for event in zoe.events if isinstance(event, JoinRefused))
        assert refused.can_knock
        zoe.session.rooms.knock(refused.name, "hello")
        zoe.until(lambda: "Zoe asks to come into Lab-3: “hello”" in ada.seen().get("knock", ""))
        ada.press("ctrl+e")
        ada.shows("the room's settings", lambda s: s["sheet"] == "RoomSettings")
        ada.press("shift+Tab", "shift+Tab", "Return")
        ada.shows("who is at the door", lambda s: s["sheet_rows"] == ["Zoe"])
        ada.press("Tab", "Return", "Tab", "space")
        zoe.until(lambda: not ada.seen().get("knock"))
        ada.press("Escape")
        ada.reads("invited Zoe")
        zoe.session.rooms.join("#Lab-3")
        zoe.until(zoe.in_room)


def test_who_runs_the_host_sees_who_is_connected_and_disconnects_them(
    open_window: Opener,
) -> None:
    ada = open_window("host", *LISTEN, "--name", "Ada", "--title", "Lab 3")
    ada.in_chat()
    with guest(address_of(ada), "Zoe") as zoe:
        zoe.until(zoe.in_room)
        ada.shows("Zoe among the people", lambda s: "Zoe" in s["people"])
        ada.press("ctrl+shift+h")
        ada.shows("both connections", lambda s: s["sheet_rows"] == ["Ada (you)", "Zoe"])
        ada.press("Tab", "Tab", "Tab", "Tab", "End", "Return", "Tab", "space", "space")
        zoe.until(lambda: zoe.client.phase is not Phase.ONLINE)


@contextmanager
def served(data: Path, port: str = "0") -> Iterator[str]:
    """A host that encrypts, with the key in `data`; gives its address."""
    command = [sys.executable, "-m", "desktopchat", "serve", "--data", str(data)]
    process = subprocess.Popen(
        [*command, "--listen", f"ircs://127.0.0.1:{port}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            found = re.search(r"127\.0\.0\.1:\d+", line)
            if found is not None:
                break
        else:
            raise AssertionError(f"the host did not start: {said}")
        yield f"ircs://{found[0]}"
    finally:
        process.terminate()
        process.communicate(timeout=20)


def gone(window: RealWindow) -> None:
    """Close a window, and forget what it showed: the next has the same home."""
    window.press("ctrl+q")
    wait_until(lambda: window.process.poll() is not None, 20)
    window.probe.unlink()


def test_a_host_with_another_key_is_entered_only_when_its_key_is_trusted(
    open_window: Opener, tmp_path: Path
) -> None:
    with served(tmp_path / "first") as address:
        ada = open_window("join", f"{address}/Lab", "--name", "Ada", home="ada")
        ada.in_chat()
        ada.shows("the lock", lambda s: s["lock"] == "lock")
        gone(ada)
    with served(tmp_path / "second", address.rpartition(":")[2]):
        wary = open_window("join", f"{address}/Lab", "--name", "Ada", home="ada")
        wary.shows("the question", lambda s: s.get("sheet") == "KeyChangedSheet", 30)
        wary.press("Return")
        wary.shows("the first page", lambda s: s["page"] == "start" and not s["sheet"])
        gone(wary)
        trusting = open_window("join", f"{address}/Lab", "--name", "Ada", home="ada")
        trusting.shows("the question", lambda s: s.get("sheet") == "KeyChangedSheet", 30)
        trusting.press("Tab", "Return")
        trusting.in_chat()
