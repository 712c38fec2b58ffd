"""The host that a window starts: its own process, from start to stop. Or the copy of somebody
else's host, which becomes a host where that one hands over to it.

The process is this very program with `serve` (the same Python from source, the same executable
when built). The window writes its orders (`stop`) to its standard input; when the window vanishes,
the input's end tells the process, which lives on while others are connected. A later window finds
it again by the sign beside its files.

Threads: two *output readers* a process, one for its standard output, one for its standard
error; each puts lines on one queue and ends with its stream. All else is the owner's, who calls
`poll`; it never waits, save `stop`.
"""

import contextlib
import math
import os
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO

from desktopchat import itself
from desktopchat.irc.address import Address, AddressError, parse_address
from desktopchat.store.lock import in_use
from desktopchat.store.paths import host_dir

from . import protocol, sign
from .protocol import Failure, Word

_STOP_WITHIN = 2.5  # seconds the host has to say goodbye
_HAND_OVER_WITHIN = 6.0  # seconds it has to let a deputy carry on
_READ_EVERY = 1.0  # seconds between looks at a host that was found
_LOOK_EVERY = 0.05  # seconds between looks whether such a one has ended
_READY_WITHIN = 30.0  # seconds it has to listen


class HostState(Enum):
    IDLE = auto()
    STARTING = auto()
    """Of a deputy: it keeps its copy."""
    RUNNING = auto()
    """It listens at `addresses`."""
    FAILED = auto()
    """It did not start, or ended by itself; `end` says why."""
    STOPPED = auto()
    """It ended because it was told to."""


@dataclass(frozen=True, slots=True)
class HostEnd:
    """Why there is no host, or no longer one, as far as is known."""

    failure: Failure | None = None
    """What it said itself."""
    hosted: bool = False
    """Whether people could come before."""
    late: bool = False
    """It did not get ready in time."""
    exit_code: int | None = None
    words: str = ""
    """The last line that it left for people, or the system's words where it never ran."""


class OwnHost:
    """A host process. state, addresses and end are as of the last `poll`."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        import secrets  # here: it brings OpenSSL, which the first page can do without

        self.state = HostState.IDLE
        self.addresses: list[Address] = []
        """Where it listens, with the real ports."""
        self.link: str | None = None
        """What others join it by, "" where nobody else can; None before it has told."""
        self.code = ""
        """The same in words, "" where there are none."""
        self.door = ""
        """Where browsers find its page, with the secret that lets them in; "" for none."""
        self.encrypted_door = ""
        """The same where that is encrypted."""
        self.door_failure: Failure | None = None
        """Why that can't be opened, where that was asked for last."""
        self.deputies: dict[str, str] = {}
        """How those stand that keep a copy (`protocol.IN_SYNC`, …), by their fingerprints."""
        self.cut_off: set[str] = set()
        """The fingerprints of those that could not be reached if they carried on."""
        self.power: dict[str, str] = {}
        """What their computers run on, by their fingerprints, where that is known."""
        self.has_gone_over = False
        """Whether it has gone over to another host of its place, and its folder awaits a copy."""
        self.key = ""
        """Its key in words."""
        self.standing = ""
        """Of a deputy: how its copy stands; "" while it has no connection to its host."""
        self.is_cut_off = False
        """Of a deputy: whether nobody could come to it."""
        self.end: HostEnd | None = None
        self.owner_password = secrets.token_urlsafe(24)
        """Makes the host's owner of who says it with OPER; new for each process."""
        self._command = list(command) or itself.command("serve")
        self._process: subprocess.Popen[str] | None = None
        self._found: Path | None = None
        """The files of a host that was found running: this object has no process of it."""
        self._read_at = 0.0  # when its sign is read again
        self._readers: list[threading.Thread] = []
        self._lines: SimpleQueue[tuple[str, str]] = SimpleQueue()
        """From the output readers: which stream, and a line of it."""
        self._wanted = 0  # how many listeners there will be; 0 for as many as the host likes
        self._last_error = ""
        self._failure: Failure | None = None
        """What the host says why it does not start."""
        self._ready_by = 0.0
        self.goes = False
        """Whether it was told to hand over, and has not said that it goes on; or to end soon."""

    def find(self, data: Path | None = None) -> dict[str, str] | None:
        """Go on with a host that an earlier window left running on these files: what its sign says
        (`sign`); None where there is none, or where its window is still there."""
        folder = data or host_dir()
        said = sign.left_running(folder)
        if said is None:
            return None
        try:
            self.addresses = [parse_address(said.get(sign.LISTENING, ""))]
        except AddressError:
            return None
        self._found = folder
        self.owner_password = said.get(sign.OWNER, "")
        self.key = said.get(sign.KEY, "")
        self.state = HostState.RUNNING
        self._read_sign(said)
        return said

    def _read_sign(self, said: Mapping[str, str]) -> None:
        self.link, self.code = said.get(sign.LINK), said.get(sign.CODE, "")
        self._take_doors(said.get(sign.DOOR, ""))
        self.door_failure = protocol.parse_failure(said.get(sign.DOOR_FAILED, ""))
        for word, text in sign.lines_of_deputies(said):
            self._take(word, text)
        self._read_at = time.monotonic() + _READ_EVERY

    def _look_at_found(self, folder: Path) -> None:
        if time.monotonic() < self._read_at:
            return
        goes = self.goes and sign.is_asked_to_end(folder)
        said = sign.read(folder)
        if said is not None:
            self._read_sign(said)
            self.goes = goes
            return
        if sign.went_over(folder) is not None:
            self.goes = self.has_gone_over = True
        if not self.goes:
            self._fail(HostEnd(hosted=True))
        elif not in_use(folder):
            self.state = HostState.STOPPED

    def start(
        self,
        title: str = "",
        room: str = "",
        password: str = "",
        listen: Sequence[str] = (),
        data: Path | None = None,
        more: Sequence[str] = (),
        deputy_of: str = "",
    ) -> None:
        """Start the process. listen: irc:// URLs, none for the usual ones; more: other options.
        deputy_of: the link of a host to keep a copy of."""
        if self._process is not None:
            raise RuntimeError("this host was started before")
        options = [protocol.ATTENDED]
        for name, value in (("title", title), ("room", room)):
            if value:
                options.append(f"--{name}={value}")
        options += [f"--listen={url}" for url in listen]
        if data is not None:
            options.append(f"--data={data}")
        if deputy_of:
            options.append(f"--deputy-of={deputy_of}")
        self._wanted = len(listen)
        # A deputy is ready when its host hands over.
        self._ready_by = math.inf if deputy_of else time.monotonic() + _READY_WITHIN
        try:
            self._process = subprocess.Popen(
                [*self._command, *options, *more],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env=_environment(password, self.owner_password),
                # Ctrl-C in the window's terminal is the window's to answer.
                start_new_session=os.name != "nt",
                creationflags=itself.creation_flags(),
            )
        except OSError as error:
            self._fail(HostEnd(words=error.strerror or str(error)))
            return
        self.state = HostState.STARTING
        for name, stream in (("out", self._process.stdout), ("err", self._process.stderr)):
            reader = threading.Thread(
                target=self._read, args=(name, stream), name=f"host's std{name}", daemon=True
            )
            self._readers.append(reader)
            reader.start()

    def poll(self) -> HostState:
        """Look how the process does."""
        if self.state not in (HostState.STARTING, HostState.RUNNING):
            return self.state
        if self._found is not None:
            self._look_at_found(self._found)
            return self.state
        process = self._process
        # The process first, its lines then: what it said before it ended is there by now.
        ended = process is not None and process.poll() is not None
        if ended:
            self._join_readers()
        self._take_lines()
        if ended and self.goes:
            self._clean_up()
            self.state = HostState.STOPPED
        elif ended:
            self._fail(self._reason())
        elif self.state is HostState.STARTING:
            if self._listens():
                self.state = HostState.RUNNING
            elif time.monotonic() >= self._ready_by:
                self._kill()
                self._fail(HostEnd(late=True))
        return self.state

    def stop(self) -> None:
        """End the host, with a goodbye to everyone. Waits until it is over (about 2 s at most, and
        6 s where it hands over: it is left to those who are there where nobody carries on)."""
        process = self._process
        if self._found is not None and self.state is HostState.RUNNING:
            self._end_found(self._found)
        if process is None or self.state in (HostState.FAILED, HostState.STOPPED):
            return
        if not self.goes:
            self._order(protocol.STOP)
        try:
            process.wait(_HAND_OVER_WITHIN if self.goes else _STOP_WITHIN)
        except subprocess.TimeoutExpired:
            if self.goes and self.state is HostState.RUNNING:
                self.let_go()  # nobody carries on: it is for those who are there
                return
            self._kill()
        self._clean_up()
        self.state = HostState.STOPPED

    def _take_doors(self, links: str) -> None:
        found = links.split()
        self.encrypted_door = next((one for one in found if one.startswith("https:")), "")
        self.door = next((one for one in found if one != self.encrypted_door), "")

    def hand_over(self) -> None:
        """Have a deputy carry on, and end the host then; where none does it goes on, and is asked
        no longer to go, some seconds later."""
        if self.state is HostState.RUNNING and not self.goes:
            self.goes = True
            if self._found is None:
                self._order(protocol.HAND_OVER)
            else:
                with contextlib.suppress(OSError):
                    sign.ask_to_end(self._found, protocol.HAND_OVER)

    def end_soon(self) -> None:
        """End a deputy without waiting: `poll` tells when it has."""
        if self.state is HostState.STARTING:
            self.goes = True
            self._order(protocol.STOP)

    @property
    def can_hand_over(self) -> bool:
        """Whether a deputy is in sync and can be reached, as far as this object is told."""
        return self.state is HostState.RUNNING and any(
            how == protocol.IN_SYNC and who not in self.cut_off
            for who, how in self.deputies.items()
        )

    @property
    def leaves_deputies(self) -> bool:
        """Whether somebody has a copy and may carry on by themselves, should it end."""
        standings = set(self.deputies.values())
        return not standings.isdisjoint((protocol.IN_SYNC, protocol.BEHIND, protocol.STUCK))

    def switch_door(self, on: bool, *, tls: bool = False) -> None:
        """Open the page for browsers, or close it; `door` or `door_failure` tell what became of
        that. tls: the encrypted one, then `encrypted_door` tells."""
        order = protocol.DoorOrder(on, tls)
        self.door_failure = None
        if self._found is not None:
            with contextlib.suppress(OSError):
                sign.ask_for_door(self._found, order)
        elif self.state is HostState.RUNNING:
            self._order(str(order))

    def _order(self, order: str) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):  # it is gone already
                process.stdin.write(f"{order}\n")
                process.stdin.flush()

    def _end_found(self, folder: Path) -> None:
        if self.goes:
            until, goes_on = time.monotonic() + _HAND_OVER_WITHIN, in_use
        else:
            until, goes_on = time.monotonic() + _STOP_WITHIN, sign.is_there
            with contextlib.suppress(OSError):
                sign.ask_to_end(folder)
        while goes_on(folder) and time.monotonic() < until:
            time.sleep(_LOOK_EVERY)
        self.state = HostState.STOPPED

    def let_go(self) -> None:
        """Leave the host to those who are connected: it ends when the last one goes.

        Only for a window that is about to close: nobody looks after the process from then on.
        """
        process = self._process
        if process is not None and process.stdin is not None:
            try:
                process.stdin.close()
            except OSError:
                pass
        self.state = HostState.STOPPED

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _fail(self, end: HostEnd) -> None:
        self.state, self.end = HostState.FAILED, end
        self._clean_up()

    def _clean_up(self) -> None:
        self._join_readers()
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                try:
                    if stream is not None:
                        stream.close()
                except OSError:  # what was left to write has no reader any more
                    pass

    def _join_readers(self) -> None:
        for reader in self._readers:
            reader.join(1.0)

    def _read(self, name: str, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put((name, line.strip()))

    def _take_lines(self) -> None:
        while True:
            try:
                name, line = self._lines.get_nowait()
            except Empty:
                return
            if name == "err":
                self._last_error = line or self._last_error
            elif (said := protocol.parse(line)) is not None:
                self._take(*said)

    def _take(self, word: Word, text: str) -> None:
        match word:
            case Word.LINK:
                self.link = text
            case Word.CODE:
                self.code = text
            case Word.LISTENING:
                with contextlib.suppress(AddressError):
                    self.addresses.append(parse_address(text))
            case Word.FAILED:
                self._failure = protocol.parse_failure(text)
            case Word.DOOR:
                self._take_doors(text)
            case Word.STAYS | Word.YIELDED:
                self.goes = self.has_gone_over = word is Word.YIELDED
            case Word.DOOR_FAILED:
                self.door_failure = protocol.parse_failure(text)
            case Word.KEY:
                self.key = text
            case Word.DEPUTY:
                standing, _, who = text.partition(" ")
                self.deputies[who] = standing
            case Word.DEPUTY_REACH:
                self._take_reach(text)
            case Word.REACH | Word.STANDING | Word.COPYING | Word.APART | Word.STUCK:
                self._take_copy(word, text)

    def _take_copy(self, word: Word, text: str) -> None:
        if word is Word.REACH:
            self.is_cut_off = text == protocol.CUT_OFF
        else:
            said = {Word.COPYING: protocol.BEHIND, Word.APART: "", Word.STUCK: protocol.STUCK}
            self.standing = said.get(word, text)

    def _take_reach(self, text: str) -> None:
        reach, who, power, *_ = [*text.split(" "), "", ""]
        self.power[who] = power
        if reach == protocol.CUT_OFF:
            self.cut_off.add(who)
        else:
            self.cut_off.discard(who)

    def _listens(self) -> bool:
        """Whether it hosted: it said of each listener that people can come."""
        return bool(self.addresses) and len(self.addresses) >= self._wanted

    def _reason(self) -> HostEnd:
        """Why the process ended."""
        code = self._process.returncode if self._process is not None else None
        return HostEnd(self._failure, self._listens(), exit_code=code, words=self._last_error)


def free_places(port: int) -> list[str]:
    """Where a deputy would listen, as irc:// URLs: everywhere at this port, or, where another
    program has that, at a free one."""
    with contextlib.ExitStack() as held:
        for wanted in (port, 0):
            try:
                first = held.enter_context(socket.create_server(("0.0.0.0", wanted)))
            except OSError:
                continue
            taken = first.getsockname()[1]
            urls = [f"ircs://0.0.0.0:{taken}"]
            with contextlib.suppress(OSError):  # without IPv6, or taken there
                listening = socket.create_server(("::", taken), family=socket.AF_INET6)
                held.enter_context(listening)
                urls.append(f"ircs://[::]:{taken}")
            return urls
    return []


def _environment(password: str, owner_password: str) -> dict[str, str]:
    """The process's environment. The passwords go this way because everybody on the computer can
    read a command line."""
    environment = itself.environment()
    environment[protocol.PASSWORD_VARIABLE] = password
    environment[protocol.OWNER_VARIABLE] = owner_password
    return environment
