"""The cable is pulled and the host freezes while people write, read and search: nothing is lost,
nothing doubled, the window says so, and all is well again soon after.

Each window and the host are on computers of their own (tests/lan/networks.py).
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.child import Child
from tests.e2e.windows import RealWindow, Words, windows, xdotool
from tests.lan.networks import Computer, Networks
from tests.waiting import wait_until

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

TOLD = 10.0  # seconds within which a window says that there is no connection
BACK = 5.0  # seconds after the cable's return within which all is well
TALK = """
import sys
from tests.host.wire import Raw
with Raw(6667) as bo:
    bo.register("Bo", "#Lab-3")
    bo.send("PRIVMSG #Lab-3 :the kettle is in the cupboard")
    bo.send(*(f"PRIVMSG #Lab-3 :remark {number}." for number in range(180)), "PING done")
    bo.until("PONG")
"""
LISTEN = """
import sys
from tests.host.wire import Raw
with Raw(6667) as log:
    log.register("Log")
    log.send("CAP REQ :batch draft/chathistory server-time message-tags draft/multiline")
    log.send("JOIN #Lab-3", "CHATHISTORY LATEST #Lab-3 * 40", "PING done")
    while (line := log.line()) is not None and "PONG" not in line:
        if " PRIVMSG " in line:
            print(line.rpartition(" :")[2], flush=True)
"""


class Lan:
    """A host and two windows, each on a computer of its own."""

    def __init__(self, networks: Networks, program: list[str], folder: Path) -> None:
        self._program, self._folder = program, folder
        self.host = networks.computer("host")
        self.computers = {name: networks.computer(name) for name in ("Ada", "Grace")}
        self._running = ExitStack()
        self.process = self._serve()
        self.link = self.process.told("link")[0]

    def _serve(self) -> Child:
        program = (sys.executable, "-m", "desktopchat", "serve")
        process = self.host.running(*program, "--title=Lab 3", "--no-throttle")
        self._running.enter_context(process)
        wait_until(lambda: process.told("link"), what=lambda: process.err)
        return process

    def open(self, name: str) -> RealWindow:
        """The window of a person, with what it kept from the last time."""
        computer = self.computers[name]
        command = ["ip", "netns", "exec", computer.namespace, "env", "-u", "DESKTOPCHAT_INTERFACE"]
        opener = self._running.enter_context(windows([*command, *self._program], self._folder))
        opened: RealWindow = opener("join", self.link, "--name", name, home=name)
        return opened

    def in_host(self, script: str) -> list[str]:
        done = self.host.run(sys.executable, "-c", script)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def close(self) -> None:
        self._running.close()


@pytest.fixture
def lan(networks: Networks, program: list[str], display: str, tmp_path: Path) -> Iterator[Lan]:
    lan = Lan(networks, program, tmp_path)
    try:
        yield lan
    finally:
        lan.close()


def unplug(computer: Computer) -> None:
    computer.ip("link", "set", "eth0", "down")


def plug_in(computer: Computer) -> None:
    computer.ip("link", "set", "eth0", "up")


def swallow(computer: Computer) -> None:
    """Lose all that comes and goes, without an error for anybody."""
    computer.block("iifname eth0", "oifname eth0")


def pass_on(computer: Computer) -> None:
    computer.block()


CUTS = [(swallow, pass_on), (unplug, plug_in)]


def well(seen: Words) -> bool:
    return not seen["status"] and "sending" not in seen["timeline"]


def says(window: RealWindow, waiting: int) -> None:
    """The window tells in time that there is no connection, and what is kept."""
    kept = f"kept ({waiting} waiting)" if waiting else "Reconnecting…"
    window.shows(f"that {waiting} wait", lambda s: "Reconnecting" in s["status"], TOLD)
    window.shows(kept, lambda s: kept in s["status"])


def once(lan: Lan, *said: str, by: tuple[RealWindow, ...]) -> None:
    """All of it is there in order, each once: in the windows and in the host's log."""
    logged = lan.in_host(LISTEN)
    assert [words for words in logged if words in said] == list(said)
    for window in by:
        lines = [line.removesuffix("  ✓") for line in window.seen()["timeline"].split("\n")]
        assert [line for line in lines if line in said] == list(said)


def scroll_up(window: RealWindow, clicks: int) -> None:
    window.to_front()
    xdotool("mousemove", "--window", window.window, "500", "300")
    xdotool("click", "--repeat", str(clicks), "--delay", "10", "4")


def test_a_pulled_cable_loses_nothing_and_doubles_nothing(lan: Lan) -> None:
    lan.in_host(TALK)
    ada, grace = lan.open("Ada"), lan.open("Grace")
    for window in (ada, grace):
        window.in_chat()
        window.reads("remark 179.")
    ada.shows("Grace", lambda s: "Grace" in s["people"])
    ada.say("plugged in")
    grace.reads("plugged in")
    said: list[str] = ["plugged in"]
    cable = lan.computers["Ada"]
    for turn, (cut, mend) in enumerate(CUTS):
        cut(cable)
        ada.say(f"one {turn}")
        ada.say(f"two {turn}")
        ada.type("half a thou")
        says(ada, 2)
        ada.press("ctrl+f")
        ada.shows("the search", lambda s: s["sheet"] == "SearchSheet")
        ada.type("plugged")
        ada.shows("what is here is found", lambda s: s["sheet_rows"] == ["Ada"])
        ada.press("Escape", "Escape")
        ada.shows("the draft", lambda s: s["composer"] == "half a thou" and not s["sheet"])
        scroll_up(ada, 60)  # to what is only on the host
        mend(cable)
        ada.shows("all is well", lambda s: not s["status"], BACK)
        grace.reads(f"two {turn}")
        ada.press("End")
        ada.type(f"t {turn}")
        ada.press("Return")
        said += [f"one {turn}", f"two {turn}", f"half a thout {turn}"]
        grace.reads(f"half a thout {turn}")
        ada.press("Escape")
        ada.shows("all is sent", lambda s, last=said[-1]: last in s["timeline"] and well(s))
        once(lan, *said, by=(ada, grace))
    grace.say("are you there?")
    ada.reads("are you there?")
    scroll_up(ada, 150)
    ada.reads("the kettle is in the cupboard")


def freeze(lan: Lan) -> Callable[[], None]:
    lan.process.signal(signal.SIGSTOP)
    return lambda: lan.process.signal(signal.SIGCONT)


def test_a_frozen_host_gets_what_waited_in_order_once_whatever_became_of_the_window(
    lan: Lan,
) -> None:
    ada, grace = lan.open("Ada"), lan.open("Grace")
    ada.in_chat()
    grace.in_chat()
    ada.shows("Grace", lambda s: "Grace" in s["people"])
    ada.say("before")
    grace.reads("before")
    wake = freeze(lan)
    ada.say("into the ice")
    grace.type("typed by Grace")
    says(ada, 1)
    ada.say("and another")
    ada.shows("two", lambda s: "(2 waiting)" in s["status"])
    ada.process.kill()
    ada.process.wait(15)
    ada = lan.open("Ada")
    ada.shows("what was said", lambda s: "and another" in s.get("timeline", ""), 30)
    ada.say("after the power cut")
    ada.shows("three", lambda s: "(3 waiting)" in s["status"])
    ada.press("ctrl+q")
    ada.process.wait(15)
    ada = lan.open("Ada")
    ada.shows("all three", lambda s: "after the power cut" in s.get("timeline", ""), 30)
    ada.shows("three", lambda s: "(3 waiting)" in s["status"])
    says(grace, 0)
    wake()
    ada.shows("all is well", lambda s: not s["status"], BACK)
    grace.shows("all is well", lambda s: not s["status"], BACK)
    grace.reads("after the power cut")
    assert grace.seen()["composer"] == "typed by Grace"
    grace.press("Return")
    ada.reads("typed by Grace")
    ada.shows("all is sent", well)
    said = "before", "into the ice", "and another", "after the power cut", "typed by Grace"
    once(lan, *said, by=(ada, grace))
