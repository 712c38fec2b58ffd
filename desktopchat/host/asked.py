"""What is asked of the process of a host or a deputy while it runs.

Threads: signals ask on the main one, deputies and other halves of the place on theirs; the window's
orders are read from standard input on one of its own.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING

from desktopchat.hosting import protocol
from desktopchat.hosting.protocol import DoorOrder
from desktopchat.irc.address import Address

from .config import HostConfig
from .net.listening import ListenError, Ports

if TYPE_CHECKING:
    from .deputies.roster import Inheritance

log = logging.getLogger(__name__)

_STDIN = 0
_LINE_MAX = 1024
"""Bytes kept of a line from the window, which says only short ones."""
_HEIR_WITHIN = 3.0
"""Seconds that somebody has to answer who could carry on."""


class Asked:
    """What was asked, until whoever waits for `stirred` has done it.

    An order to end is for the process, whatever that is just then, and is never taken back. That a
    host goes over to another one, or that its chat was ended before, is none: a copy comes after
    it.
    """

    def __init__(self) -> None:
        self.end = self.hands_over = self.vanished = self.read_again = False
        self.yields_to: Address | None = None
        """Who hosts the same place, to which this host goes over, or has gone over in the end."""
        self.ended_at = 0
        """When the host before this one ended the chat for everyone."""
        self.waits_for: Address | None = None
        """That host, until it hosts again."""
        self.heir_by = 0.0
        """Until when (time.monotonic) the host is to look for somebody to hand over to; 0 where its
        window asks for nothing like that."""
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

    @property
    def ends_host(self) -> bool:
        """Whether the host of this process is to end, though a copy may come after it."""
        return self.end or self.yields_to is not None or self.ended_at > 0

    @property
    def ends_chat(self) -> bool:
        """Whether it does so for everyone."""
        return self.ended_at > 0 or (self.end and not self.hands_over)

    def whom_to_follow(self) -> Address | None:
        """Of whom this process is to keep a copy now that its host has ended; asked once."""
        there = self.yields_to or self.waits_for
        self.yields_to, self.waits_for, self.ended_at = None, None, 0
        return there

    def listen_to_window(self) -> None:
        """Read its orders from standard input from now on, on a thread of its own."""
        if not self._listens:
            self._listens = True
            threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        # Read without Python's buffer: its lock, held by a thread that waits here for ever, would
        # make the end of the program a crash.
        said = b""
        with contextlib.suppress(OSError):
            while more := os.read(_STDIN, 4096):
                said += more
                for line in said.split(b"\n")[:-1]:
                    order = line.decode("ascii", "replace").strip()
                    if order == protocol.STOP:
                        self.to_end()
                        return
                    if order == protocol.HAND_OVER:
                        self.to_hand_over()
                    self.of_door(protocol.parse_door_order(order))
                said = said.rpartition(b"\n")[2][-_LINE_MAX:]
        self.to_live_on()

    def of_door(self, order: DoorOrder | None) -> None:
        if order is not None:
            self.door.put(order)
            self.stirred.set()

    def to_end(self, *, hands_over: bool = False) -> None:
        """hands_over: this computer goes, and a deputy may carry on; else the chat ends."""
        self.end, self.hands_over = True, hands_over
        self.stirred.set()
        self.on_left()

    def to_hand_over(self) -> None:
        """The window goes, or wants another computer to host: the host ends once one does."""
        self.heir_by = self.heir_by or time.monotonic() + _HEIR_WITHIN
        self.stirred.set()

    def to_yield(self, there: Address) -> None:
        """Another half of the place is hosted there, and both are to become one."""
        self.yields_to = there
        self.stirred.set()

    def to_be_ended(self, moment: int) -> None:
        """The chat was ended for everyone, and this host took that for a death."""
        self.ended_at = moment
        self.stirred.set()

    def to_read_again(self) -> None:
        self.read_again = True
        self.stirred.set()

    def to_be_as(self, before: "Inheritance", config: HostConfig, ports: Ports) -> None:
        """The host that begins now is as the one was that it comes after, where its ports are free
        here: nobody has to wait for one that is taken. ports: takes the unencrypted ones; pages for
        browsers are opened once people can come."""
        before.settle_in(config)
        config.listen = [one for one in config.listen if one.tls] + list(
            open_plain(before.plain, config.listen, ports)
        )
        for door in before.doors:
            self.of_door(DoorOrder(on=True, tls=door.tls))

    def to_live_on(self) -> None:
        """The window is gone."""
        self.vanished = True
        self.stirred.set()
        self.on_left()


def open_plain(port: int, listen: Sequence[Address], ports: Ports) -> Iterator[Address]:
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
