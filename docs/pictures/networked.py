"""The pictures of windows that see others near: each window is on a computer of its own, which is
a network namespace (Linux, as root), and so are the hosts and people around it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.e2e.windows import RealWindow
from tests.lan.networks import Computer, Networks

HOSTS = (("Lab 3", ""), ("Kitchen", "tea"), ("Book club", ""))
PEOPLE = ("Grace Hopper", "Mía Núñez", "杨丽")
_PROGRAM = (sys.executable, "-m", "desktopchat")
_PERSON = """
import time
from desktopchat.lan.discovery import Discovery
near = Discovery(name={name!r})
near.start()
time.sleep(600)
"""


@contextmanager
def neighbourhood() -> Iterator[tuple[Computer, Computer]]:
    """A network with hosts and people: the first host's computer, and mine."""
    networks = Networks()
    try:
        with ExitStack() as running:
            mine = networks.computer("mine")
            hosts = []
            for number, (title, password) in enumerate(HOSTS):
                host = networks.computer(f"host{number}")
                hosts.append(host)
                words = [f"--title={title}"] + ([f"--password={password}"] if password else [])
                running.enter_context(host.running(*_PROGRAM, "serve", *words))
            for number, name in enumerate(PEOPLE):
                computer = networks.computer(f"person{number}")
                script = _PERSON.format(name=name)
                running.enter_context(computer.running(sys.executable, "-c", script))
            yield hosts[0], mine
    finally:
        networks.close()


@contextmanager
def opened(computer: Computer, home: Path, scale: str, *arguments: str) -> Iterator[RealWindow]:
    """A window on a computer of its own."""
    command = ["ip", "netns", "exec", computer.namespace, "env", "-u", "DESKTOPCHAT_INTERFACE"]
    command += [f"DESKTOPCHAT_SCALE={scale}", *_PROGRAM]
    window = RealWindow(command, arguments, home)
    try:
        yield window
    finally:
        window.end()


Settings = Callable[[Path, str], None]
Picture = Callable[[RealWindow, str], None]


def near(home: Path, name: str, scale: str, picture: Picture) -> None:
    """The first page with hosts and people."""
    names = {title for title, _ in HOSTS}.union(PEOPLE)
    with neighbourhood() as (_, mine), opened(mine, home, scale) as window:
        window.shows("who is near", lambda s: names.issubset(s["near"]), 30)
        picture(window, name)


def share(home: Path, name: str, scale: str, picture: Picture) -> None:
    """The sheet that brings others in."""
    hosting = ("host", "--title", "Workshop")
    with neighbourhood() as (_, mine), opened(mine, home, scale, *hosting) as window:
        window.in_chat()
        window.shows("the code", lambda s: s.get("share"), 30)
        window.press("ctrl+i")
        window.shows("the sheet", lambda s: s["sheet"] == "ShareSheet" and s["sheet_rows"])
        picture(window, name)


def doctor(
    home: Path,
    name: str,
    scale: str,
    picture: Picture,
    *,
    blocked: bool = False,
    kept_in: bool = False,
) -> None:
    """What the doctor finds. blocked: where nobody is found; kept_in: where a host's address is
    given that this computer's firewall lets nobody connect to."""
    with neighbourhood() as (host, mine):
        if blocked:
            mine.block_multicast_and_broadcast()
        if kept_in:
            mine.block("oifname eth0 tcp dport 6697")
        with opened(mine, home, scale) as window:
            window.shows("the first page", lambda s: s["page"] == "start", 30)
            window.press("F1")
            window.shows("the help", lambda s: s["sheet"] == "HelpSheet")
            window.press("shift+Tab", "Return")
            window.shows("the doctor", lambda s: s["sheet"] == "DoctorSheet")
            if kept_in:
                window.press("shift+Tab")
                window.type(host.addresses[0])
                window.press("Return")
                window.shows("the way there", lambda s: "Trying the way" in s["sheet_words"], 30)
            ends = ("Nothing is broken.", "What is wrong is marked")
            window.shows("its end", lambda s: any(end in s["sheet_words"] for end in ends))
            picture(window, name)
