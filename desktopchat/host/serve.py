"""`desktopchat serve`: a host without a window, until somebody stops it.

Threads: the main one waits; with `attended` one more reads stdin.
"""

import contextlib
import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, TextIO

from desktopchat.hosting import protocol, sign
from desktopchat.hosting.protocol import DoorOrder, Failure, Reason, Tell, Word
from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.store.errors import StoreError
from desktopchat.words import ENGLISH, tr, use

from .config import HostConfig
from .deputies.deputies import Standing
from .net.listening import ListenError, Ports
from .presence import Presence
from .server import Host

if TYPE_CHECKING:
    from .deputies.roster import Inheritance

log = logging.getLogger(__name__)

_SWITCH_INTERVAL = 0.0005
"""Seconds a thread may hold the interpreter while others want it: a tenth of the default, so that
the pump is not kept waiting by busy handlers (halves its p99)."""
_COLLECT_AFTER = 20_000
"""Objects more than before at which Python looks for circles of them that nobody needs. What is
said leaves none, and makes thousands of objects that live until the pump's next round: by the
default of 700 they would be looked through again and again."""
_LOOK_EVERY = 1.0
"""Seconds between looks at whether anybody is left, when the window is gone."""
_ACCOUNTS_EVERY = 2.0
"""Seconds between looks for accounts that another process has changed; a log-in looks, too."""
_TIDY_EVERY = 15.0
"""Seconds between two times that unused memory is given back."""
_SPARE_DESCRIPTORS = 100
"""For listeners, files and what else is open beside the connections."""
_STDIN = 0
_M_ARENA_MAX, _HEAPS = -8, 1
_M_MMAP_THRESHOLD, _LARGE_BLOCK = -3, 128 * 1024
"""glibc's mallopt(3); bytes."""
_LINE_MAX = 1024
"""Bytes kept of a line from the window, which says only short ones."""


def serve(
    config: HostConfig,
    *,
    attended: bool = False,
    stdout: TextIO | None = None,
    read_again: Callable[[], HostConfig] | None = None,
    asked: "Asked | None" = None,
    ports: Ports | None = None,
    carries_on: bool = False,
) -> int:
    """Run a host until SIGTERM, Ctrl-C, or, attended, the word of its window; the exit code.

    Prints the lines of `hosting.protocol`: the host's key in words, one a listener when people can
    come, then what `Presence` tells; a link is in quotes on a terminal, from where it goes into
    command lines. attended: stdin is a pipe from the window that started this process. The line
    `STOP` ends the host, `HAND_OVER` has a deputy carry on, a `DoorOrder` opens or closes its page
    for browsers; the end of the file means that the window vanished, and the host lives on while
    others are connected; another window finds it by its `HostSign`, and may ask the same of it.
    read_again: gives the settings anew when SIGHUP comes to a host that has no terminal; what it
    raises is told, and changes nothing; without it they stay as they are. asked: of this process
    before (`follow`). ports: where those that it listens at may be kept, and are when another host
    of the place takes over.
    carries_on: as for `Host`.
    Raises ListenError.
    """
    asked = asked or Asked()
    _allow_descriptors(config.max_connections + _SPARE_DESCRIPTORS)
    _share_memory()
    host = Host(config, ports, carries_on=carries_on)
    host.go_after(asked.clock())
    addresses = host.start()
    # Why it can't start is for who starts it. All later words go to IRC and into the log.
    use(ENGLISH, None)
    presence: Presence | None = None
    beside: sign.HostSign | None = None
    try:
        sys.setswitchinterval(_SWITCH_INTERVAL)
        gc.freeze()  # what a start makes stays: it need never be looked through again
        gc.set_threshold(_COLLECT_AFTER)
        _on_signals(
            lambda: asked.to_end(hands_over=True), None if attended else asked.to_read_again
        )
        if attended:
            beside = sign.HostSign(config.folder, _words_of(host, addresses))
        tell = partial(_tell, stdout, beside)
        host.on_deputy = partial(_tell_deputy, tell, asked)
        host.copies.on_reach = partial(_tell_reach, tell)
        host.copies.on_yield = asked.to_yield
        host.on_ended = asked.to_be_ended
        host.heal()
        if host.key is not None:
            tell(Word.KEY, fingerprint.words(host.key.fingerprint))
        for address in addresses:
            tell(Word.LISTENING, str(address))
        presence = Presence(host, addresses, tell)
        if attended:
            asked.listen_to_window()
        _wait(host, presence, beside, asked, read_again, tell)
    finally:
        if presence is not None:
            presence.close()
        if beside is not None:
            beside.remove(goes_over_to=str(asked.yields_to or ""))
        host.stop(
            hand_over=asked.hands_over,
            for_everyone=asked.end and not asked.hands_over,
            ports=ports if asked.yields_to is not None else None,
        )
    if asked.yields_to is not None:
        config.listen = addresses  # what comes next here is found where this was
        host.copies.goes_on_at(asked.yields_to)
        tell(Word.YIELDED, str(asked.yields_to))
    elif asked.ended_at:
        asked.waits_for = host.copies.was_ended(asked.ended_at)
    return 1 if host.pump.lost else 0


def _tell(stdout: TextIO | None, beside: sign.HostSign | None, word: Word, text: str) -> None:
    """Say a line to who started the host: on its output and, to a window, by the sign."""
    if beside is not None:
        beside.hear(word, text)
    if word in (Word.LINK, Word.DOOR) and text and (stdout or sys.stdout).isatty():
        text = " ".join(f'"{one}"' for one in text.split(" "))  # & and ? mean something to a shell
    # A window that is gone does not take the room with it.
    with contextlib.suppress(OSError) if beside is not None else contextlib.nullcontext():
        protocol.tell(word, text, stdout)


def _tell_deputy(tell: Tell, asked: "Asked", who: str, standing: Standing) -> None:
    asked.stirred.set()  # others are told, too
    tell(Word.DEPUTY, f"{standing.value} {who}")


def _tell_reach(tell: Tell, who: str, known: tuple[bool, str]) -> None:
    reached, power = known
    word = protocol.REACHED if reached else protocol.CUT_OFF
    tell(Word.DEPUTY_REACH, f"{word} {who} {power}".rstrip())


def _words_of(host: Host, addresses: Sequence[Address]) -> dict[str, str]:
    """What a window that comes later has to know of the host."""
    config = host.config
    return {
        sign.TITLE: config.title,
        sign.ROOM: host.first_room,
        sign.PASSWORD: config.password,
        sign.OWNER: config.opers.get(protocol.OWNER, ""),
        sign.LISTENING: str(addresses[0]),
        sign.KEY: fingerprint.words(host.key.fingerprint) if host.key is not None else "",
    }


class Asked:
    """What is asked of this process while it runs: from signal handlers and another thread."""

    def __init__(self) -> None:
        self.end = self.hands_over = self.vanished = self.read_again = False
        self.yields_to: Address | None = None
        """Who hosts the same place, to which this host goes over."""
        self.ended_at = 0
        """When the host before this one ended the chat for everyone."""
        self.waits_for: Address | None = None
        """That host, until it hosts again."""
        self.stirred = threading.Event()
        """Set with each of them."""
        self.door: SimpleQueue[DoorOrder] = SimpleQueue()
        """What somebody wishes of the page for browsers, in turn."""
        self.clock: Callable[[], int] = int
        """That of the host before, which may be ahead of ours: milliseconds since 1970; 0 for
        none."""
        self.on_left: Callable[[], object] = lambda: None
        """Called, on any thread, when the end is asked for or the window is gone."""
        self._listens = False

    def listen_to_window(self) -> None:
        """Read its orders from standard input from now on, on a thread of its own."""
        if not self._listens:
            self._listens = True
            threading.Thread(target=_listen_to_window, args=(self,), daemon=True).start()

    def of_door(self, order: DoorOrder | None) -> None:
        if order is not None:
            self.door.put(order)
            self.stirred.set()

    def to_end(self, *, hands_over: bool = False) -> None:
        """hands_over: this computer goes, and a deputy may carry on; else the chat ends."""
        self.end, self.hands_over = True, hands_over
        self.stirred.set()
        self.on_left()

    def to_yield(self, there: Address) -> None:
        """Another half of the place is hosted there, and both are to become one."""
        self.yields_to = there
        self.to_end(hands_over=True)

    def to_be_ended(self, moment: int) -> None:
        """The chat was ended for everyone, and this host took that for a death."""
        self.ended_at = moment
        self.to_end()

    def to_read_again(self) -> None:
        self.read_again = True
        self.stirred.set()

    def to_be_as(self, before: "Inheritance", config: HostConfig, ports: Ports) -> None:
        """The host that begins now is as the one was that it comes after, where its ports are free
        here: nobody has to wait for one that is taken. ports: takes the unencrypted ones; pages for
        browsers are opened once people can come."""
        before.settle_in(config)
        config.listen = [one for one in config.listen if one.tls] + list(
            _open_plain(before.plain, config.listen, ports)
        )
        for door in before.doors:
            self.of_door(DoorOrder(on=True, tls=door.tls))

    def to_live_on(self) -> None:
        """The window is gone."""
        self.vanished = True
        self.stirred.set()
        self.on_left()


def _open_plain(port: int, listen: Sequence[Address], ports: Ports) -> Iterator[Address]:
    """Where people may come unencrypted. port: where others could at the host before, 0 for
    nowhere. listen: where this one was asked to."""
    for one in listen:
        if one.tls and port:
            try:
                yield ports.open(replace(one, port=port, tls=False))
            except ListenError as error:
                log.warning("Programs that come unencrypted can't at this computer: %s", error)
    for one in listen:
        if not one.tls:
            with contextlib.suppress(ListenError):  # it may be open for everybody now
                yield ports.open(one)


def _listen_to_window(asked: Asked) -> None:
    # Read without Python's buffer: its lock, held by a thread that waits here for ever, would
    # make the end of the program a crash.
    said = b""
    with contextlib.suppress(OSError):
        while more := os.read(_STDIN, 4096):
            said += more
            for line in said.split(b"\n")[:-1]:
                order = line.decode("ascii", "replace").strip()
                if order in (protocol.STOP, protocol.HAND_OVER):
                    asked.to_end(hands_over=order == protocol.HAND_OVER)
                    return
                asked.of_door(protocol.parse_door_order(order))
            said = said.rpartition(b"\n")[2][-_LINE_MAX:]
    asked.to_live_on()


def _switch_door(host: Host, presence: Presence, tell: Tell, order: DoorOrder) -> None:
    tell(Word.DOOR_FAILED, "")  # what an earlier try said counts no more
    try:
        if order.on:
            host.doors.open(tls=order.tls)
        else:
            host.doors.close(tls=order.tls)
    except ListenError as error:
        tell(Word.DOOR_FAILED, str(error.failure))
    except StoreError as error:
        tell(Word.DOOR_FAILED, str(Failure(Reason.FILES, words=str(error))))
    presence.look_at_door()


def _take_settings(host: Host, read_again: Callable[[], HostConfig]) -> None:
    try:
        later = host.take_settings(read_again())
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file, the host goes on
        host.tell_operators(f"The settings stay as they were: {error}")
        log.warning("The settings stay as they were: %s", error)
        return
    words = "The settings were read again."
    if later:
        words += f" These count after a new start only: {', '.join(later)}."
    host.tell_operators(words)
    log.warning("%s", words)


def _allow_descriptors(count: int) -> None:
    """Each connection takes a descriptor, and systems often allow 1,024 unless asked for more."""
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _on_signals(end: Callable[[], object], read_again: Callable[[], object] | None) -> None:
    """What the system asks of this process from now on. read_again: called for SIGHUP where no
    terminal is there that tells by it that it is closed; None where SIGHUP always means the end."""
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: end())
    if hasattr(signal, "SIGHUP") and read_again is not None and not _terminal():
        signal.signal(signal.SIGHUP, lambda *_: read_again())


def _terminal() -> bool:
    """Whether a terminal would tell by SIGHUP that it is closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def _share_memory() -> None:
    """Keep glibc from holding what a busy moment took.

    All threads take memory from one heap, where each would have its own; and large blocks stay
    outside of it, where glibc would put ever larger ones inside, which leave holes."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_ARENA_MAX, _HEAPS)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE_BLOCK)


def _give_memory_back() -> None:
    """Have glibc give the system what is free in the midst of the heap, which it never does by
    itself: what TLS took for those who came and went would add up. Takes some milliseconds."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _wait(
    host: Host,
    presence: Presence,
    beside: sign.HostSign | None,
    asked: Asked,
    read_again: Callable[[], HostConfig] | None,
    tell: Tell,
) -> None:
    """Until the end is asked for, or the window is gone and nobody is left."""
    # A wait without a time-out can't be interrupted by Ctrl-C on Windows.
    presence.look()
    tidy_at = time.monotonic() + _TIDY_EVERY
    accounts_at = 0.0
    while True:
        asked.stirred.wait(_LOOK_EVERY)
        asked.stirred.clear()
        if asked.end:
            return
        presence.look()
        if time.monotonic() >= accounts_at:
            accounts_at = time.monotonic() + _ACCOUNTS_EVERY
            with contextlib.suppress(StoreError):  # it is looked again in a moment
                host.look_at_accounts()
        host.look_at_deputies()
        if time.monotonic() >= tidy_at:
            tidy_at = time.monotonic() + _TIDY_EVERY
            _give_memory_back()
        while not asked.door.empty():
            _switch_door(host, presence, tell, asked.door.get())
        if asked.read_again and read_again is not None:
            asked.read_again = False
            _take_settings(host, read_again)
        if beside is not None and asked.vanished:
            beside.say(sign.LEFT, "yes")
            asked.of_door(beside.asked_for_door())
            if order := beside.asked_to_end():
                asked.to_end(hands_over=order == protocol.HAND_OVER)
            elif not host.people():
                return


def follow(
    address: Address,
    config: HostConfig,
    *,
    attended: bool = False,
    stdout: TextIO | None = None,
    say: Callable[[str], object] = bool,
    asked: Asked,
    ports: Ports,
) -> HostConfig | None:
    """Keep a copy of somebody else's host until SIGTERM or Ctrl-C, or until that host goes and has
    this one carry on: then the settings to `serve` with. config: those of that host in waiting.
    attended: as for `serve`; without its window it ends. asked, ports: what `serve` goes on with.

    Prints the lines of `hosting.protocol` that a deputy has. say: tells people how the copy is
    apart from its host. Raises StoreError, RefusedError, ListenError.
    """
    from .deputies.follower import Follower

    def tell(word: Word, text: str) -> None:
        protocol.tell(word, text, stdout)
        if word is Word.APART:
            say(tr("No connection to the host: {why}. It is tried again.", why=text))
        elif word is Word.STANDING and text == protocol.ENDED:
            say(tr("The host has ended this chat. The copy stays, and follows it once it is back."))

    encrypted = [one for one in config.listen if one.tls]
    follower = Follower(address, config.folder, tell, listen=encrypted, ports=ports)
    ports.close()  # unencrypted ones of the host that this was: nobody comes to a deputy there
    tell(Word.KEY, fingerprint.words(follower.fingerprint))
    tell(Word.COPY_OF, str(follower.host))
    # A copy has no settings but its host's: whoever asks a service to read them ends nothing.
    _on_signals(follower.stop, None if attended else bool)
    asked.on_left = follower.stop
    if attended:
        asked.listen_to_window()
    inherited = follower.run()
    if inherited is None:
        return None
    asked.on_left = lambda: None
    # The ports that people know, where any would have done.
    waited = iter(follower.addresses)
    config.listen = [next(waited) if one.tls else one for one in config.listen]
    asked.to_be_as(inherited, config, ports)
    asked.clock = follower.clock
    return config
