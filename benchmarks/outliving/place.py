"""The computers of a place, and what runs on them: a host, its deputies, processes of people."""

import contextlib
import itertools
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktopchat.host.net.tls import load_key
from desktopchat.irc.address import Address
from desktopchat.store.events import kind_number
from desktopchat.store.place.host_store import DATABASE
from tests.child import Child
from tests.lan.networks import Computer, Networks

from .account import balance
from .talk import ROOM, Said, Told, parse, times_changed
from .windows import Windows

T = TypeVar("T")
PATIENCE = 60.0  # seconds
FAKE_CLOCK = "*/faketime/libfaketimeMT.so.1"
"""Of Debian's package faketime, under /usr/lib."""
PORT = 6697
_LOOK = 0.02  # seconds


class BrokenError(Exception):
    """The place does not get whole again; why."""


def wait_for(
    condition: Callable[[], T], what: Callable[[], object], patience: float = PATIENCE
) -> T:
    """patience: seconds. Raises BrokenError."""
    until = time.monotonic() + patience
    while not (result := condition()):
        if time.monotonic() > until:
            raise BrokenError(f"not within {patience:g} s: {what()}")
        time.sleep(_LOOK)
    return result


@dataclass(slots=True, eq=False)
class Server:
    """A host, or a deputy that may become one. key: its fingerprint."""

    computer: Computer
    process: Child
    folder: Path
    key: str = ""

    @property
    def serves(self) -> bool:
        told = [one for one in self.process.out if one.startswith(("listening ", "yielded "))]
        return self.process.alive and bool(told) and told[-1].startswith("listening ")

    @property
    def in_sync(self) -> bool:
        told = [one for one in self.process.out if one.startswith(("standing ", "apart "))]
        return self.process.alive and told[-1:] == ["standing in-sync"]

    @property
    def told(self) -> list[str]:
        """What it has said last."""
        return self.process.out[-5:] + self.process.err[-12:]

    @property
    def address(self) -> Address:
        return Address(self.computer.addresses[0], PORT, True, "", self.key)


class Place:
    """folder: for all that is kept. apart: seconds by which the clocks of computers differ from the
    true time, or not at all, or the other way. `close` ends all that `begin` began."""

    host: Server
    deputies: list[Server]
    people: dict[Computer, Child]
    """By the computer where they are, a few in each process."""
    pages: list[Child]
    windows: Windows
    hosts: int
    """How many have served at one time since this was set to 1."""

    def __init__(self, folder: Path, apart: int = 0) -> None:
        self._folder = folder
        self._clocks = itertools.cycle((0, apart, -apart))
        self._undo = ExitStack()
        self._networks = Networks()
        self._undo.callback(self._networks.close)
        self._copies = self._moves = 0
        self.hosts = 1

    def begin(self, people: int, windows: int = 0, pages: int = 0) -> None:
        """people: how many, a few in each process. windows: how many real ones there are, too.
        pages: how many pages for browsers, at computers of the people. Raises BrokenError."""
        computers = [self._computer(f"host{number}") for number in range(3)]
        self.host = self._start_host(computers[0])
        self.deputies = [self.start_deputy(computer) for computer in computers[1:]]
        self.people = self._start_people(people)
        there = zip(range(1, pages + 1), itertools.cycle(self.people), strict=False)
        self.pages = [self._open_page(computer, f"p{number:02}") for number, computer in there]
        computers = [self._computer(f"w{number:02}") for number in range(1, windows + 1)]
        self.windows = Windows(computers, self.host.address, self._folder / "windows")
        self._undo.callback(self.windows.close)
        self.order("talk")
        self.wait_until_whole()
        if pages:
            self.wait_until_back(0.0, pages=True)
            self.ask(whole=True)
            self.order("talk")

    def close(self) -> None:
        self._undo.close()

    def keep(self, folder: Path) -> None:
        """Put there what tells why a round is broken: all that hosts and deputies keep, what each
        has said, and what each of its threads was doing. They end with it."""
        folder.mkdir(parents=True)
        with contextlib.suppress(BrokenError):
            people = "\n".join(map(str, self.ask(whole=True)))
            (folder / "people.txt").write_text(people, encoding="utf-8")
        for number, server in enumerate((self.host, *self.deputies)):
            there = folder / f"{number}-{server.computer.name}"
            server.process.process.send_signal(signal.SIGABRT)
            server.process.process.send_signal(signal.SIGCONT)  # to one that is stopped
            server.process.wait()
            shutil.copytree(server.folder, there)
            said = [f"key {server.key}", *server.process.out, *server.process.err]
            (there / "said.txt").write_text("\n".join(said), encoding="utf-8")

    def _computer(self, name: str) -> Computer:
        computer = self._networks.computer(name, ipv6=False)
        computer.more_environment["DESKTOPCHAT_INTERFACE"] = "eth0"
        computer.more_environment["PYTHONFAULTHANDLER"] = "1"  # see `keep`
        if wrong := next(self._clocks):
            computer.more_environment |= another_clock(wrong)
        return computer

    def _run(self, computer: Computer, *words: str) -> Child:
        return self._undo.enter_context(computer.running(sys.executable, "-m", *words))

    # hosts and deputies

    def _serve(self, computer: Computer, folder: Path, *options: str) -> Server:
        there = f"--listen=ircs://0.0.0.0:{PORT}"  # its address may change
        common = ("--no-throttle", "--no-discovery", there, f"--data={folder}")
        process = self._run(computer, "desktopchat", "serve", *common, *options)
        return Server(computer, process, folder)

    def _start_host(self, computer: Computer) -> Server:
        folder = self._folder / "host"
        options = ("--deputies=any", "--title=Lab", f"--room={ROOM}", "--door=plain")
        server = self._serve(computer, folder, *options)
        wait_for(lambda: server.process.told("door"), lambda: server.process.err)
        server.key = load_key(folder).fingerprint
        return server

    def start_deputy(self, computer: Computer, folder: Path | None = None) -> Server:
        """folder: with a copy that it had before."""
        self._copies += 1
        folder = folder or self._folder / f"copy{self._copies}"
        server = self._serve(computer, folder, f"--deputy-of={self.host.address}")
        wait_for(lambda: server.process.told("key"), lambda: server.process.err)
        server.key = load_key(folder).fingerprint
        return server

    def start_again(self, server: Server) -> None:
        """By the very command that it had, with what it has kept."""
        server.process.close()
        again = Child(*server.process.command, environment=server.computer.environment)
        server.process = self._undo.enter_context(again)

    def settle(self) -> int:
        """Take as the host who alone serves, and begin a new deputy for each that is missing; how
        many serve just now."""
        servers = (self.host, *self.deputies)
        serving = [one for one in servers if one.serves]
        self.hosts = max(self.hosts, len(serving))
        if len(serving) == 1:
            (self.host,) = serving
            self.deputies = [
                one if one.process.alive else self._replaced(one)
                for one in servers
                if one is not self.host
            ]
        return len(serving)

    def _replaced(self, dead: Server) -> Server:
        dead.process.close()
        return self.start_deputy(dead.computer)

    def split(self, half: Sequence[Computer]) -> Callable[[], None]:
        """Cut the network between these computers and all others. What makes it one again."""
        return self._networks.split(half)

    def move(self, server: Server) -> None:
        """Give its computer another address."""
        self._moves += 1
        server.computer.move(f"10.77.1.{100 + self._moves % 150}/24")

    # people

    def _start_people(self, count: int) -> dict[Computer, Child]:
        names = [f"m{number:02}" for number in range(1, count + 1)]
        each = max(1, (count + 4) // 5)
        told = (str(self._folder / "people"), str(self.host.address))
        computers = {first: self._computer(f"people{first}") for first in range(0, count, each)}
        return {
            computer: self._run(
                computer, "benchmarks.outliving.members", *told, *names[first : first + each]
            )
            for first, computer in computers.items()
        }

    def _open_page(self, computer: Computer, name: str) -> Child:
        """It ends by itself, with its browser, when its input does."""
        words = str(self._folder / name), *self.host.process.told("door"), name
        page = self._run(computer, "benchmarks.outliving.pages", *words)

        def end() -> None:
            if page.alive:
                page.hang_up()
                page.wait()

        self._undo.callback(end)
        return page

    def order(self, words: str) -> None:
        for process in (*self.people.values(), *self.pages):
            process.tell(words)

    def ask(self, *, whole: bool = False) -> list[Told]:
        """What all tell. whole: with what stands in their windows."""
        word = "tell" if whole else "short"
        return _ask(self.people.values(), word) + self._ask_pages(word)

    def _ask_pages(self, word: str) -> list[Told]:
        """They know hosts by their address."""
        keys = {one.address.host: one.key for one in (self.host, *self.deputies)}
        told = _ask(self.pages, word)
        for one in told:
            one.at = keys.get(one.at, "")
            one.back = {keys.get(host, ""): moment for host, moment in one.back.items()}
        return told

    # together

    def wait_until_back(
        self, event: float, gone: str = "", lasts: float = 0.0, *, pages: bool = False
    ) -> float:
        """Until all people, or all pages, are at one host that serves, and have read there what was
        said after the event; seconds from the event. gone: the key of the host that ends with it.
        lasts: seconds of the event."""

        def back() -> float:
            servers = (self.host, *self.deputies)
            serving = {one.key for one in servers if one.serves and one.key != gone}
            self.hosts = max(self.hosts, len(serving))
            told = self._ask_pages("short") if pages else _ask(self.people.values(), "short")
            at = {one.at for one in told}
            if len(at) != 1 or not at <= serving:
                return 0.0
            (key,) = at
            if any(key not in one.back for one in told):
                return 0.0
            return max(one.back[key] for one in told) - event

        return wait_for(back, self._describe, PATIENCE + lasts)

    def wait_until_carried_on(self) -> None:
        """Until a deputy is the host."""
        wait_for(lambda: any(one.serves for one in self.deputies), self._describe)

    def wait_until_whole(self) -> float:
        """Until all people are at the one host, and all deputies are in sync with it; when that
        was."""

        def whole() -> float:
            synced = self.settle() == 1 and all(one.in_sync for one in self.deputies)
            there = {one.at for one in _ask(self.people.values(), "short")} == {self.host.key}
            return time.monotonic() if synced and there else 0.0

        return wait_for(whole, self._describe)

    def wait_until_confirmed(self) -> None:
        """Until all that was said is confirmed, or has failed."""
        wait_for(lambda: not any(one.waiting for one in self.ask()), self._describe)

    def wait_until_all_have_it(self) -> list[Told]:
        """Until as much stands in each window as the host keeps, of which the last may only come
        now; what stands there, that or not."""
        until = time.monotonic() + PATIENCE / 6
        told = self._ask_all()
        while not balance(self.kept(), told).clean and time.monotonic() < until:
            time.sleep(10 * _LOOK)
            told = self._ask_all()
        return told

    def _ask_all(self) -> list[Told]:
        return self.ask(whole=True) + self.windows.tell()

    def kept(self) -> list[Said]:
        """What the host's database holds of what people said, in the order of its times."""
        path = self.host.folder / DATABASE
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT params FROM events WHERE kind = ? ORDER BY moment, msgid",
                (kind_number("PRIVMSG"),),
            )
            found = [parse(row[0]) for row in rows if not times_changed(row[0])]
        return [one[0] for one in found if one is not None]

    def _describe(self) -> str:
        servers = [f"{one.computer.name}: {one.told}" for one in (self.host, *self.deputies)]
        people = [f"{one.name} {one.trouble}" for one in self.ask() if one.at != self.host.key]
        return "\n  ".join([*servers, *people[:5]])


def _ask(processes: Iterable[Child], word: str) -> list[Told]:
    asked = [(process, len(process.out)) for process in processes]
    for process, _ in asked:
        if not process.alive:
            raise BrokenError(f"it has ended: {process.err[-20:]}")
        process.tell(word)
    told: list[Told] = []
    for process, lines in asked:
        wait_for(lambda p=process, n=lines: len(p.out) > n, lambda p=process: p.err[-20:])
        told += [Told.of_json(one) for one in json.loads(process.out.pop())["people"]]
    return told


def another_clock(seconds: int) -> dict[str, str]:
    """The environment of a process whose clock on the wall is so much fast, by libfaketime; how
    long something takes it measures as ever."""
    return {
        "LD_PRELOAD": next(map(str, Path("/usr/lib").glob(FAKE_CLOCK))),
        "FAKETIME": f"{seconds:+d}",
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


def prepare(folder: Path) -> None:
    """Let nothing that is started read or write a person's own files."""
    os.environ["DESKTOPCHAT_HOME"] = str(folder / "home")
