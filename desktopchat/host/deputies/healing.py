"""Two halves of a place become one again: the host of the one looks for that of the other, has it
hand over, and takes in what was said and changed there since the cut.

Both look, where the other one was and where it is seen on the network: the one that is to go over
may be at another address than it was, and says where by its question.

Nobody is told apart by it: who was at the other host follows to this one as they follow any host
that goes, and both find what the others have said in its place.
"""

import contextlib
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from desktopchat.irc.address import Address
from desktopchat.store.database import connect
from desktopchat.store.errors import StoreError
from desktopchat.store.events import Write, moment_of
from desktopchat.store.place.host_store import DATABASE
from desktopchat.store.place.log import Log
from desktopchat.store.place.merging import (
    Cut,
    frames_in,
    has_copied_since,
    later_markers,
    missing_changes,
    missing_events,
)

from . import RefusedError
from .asking import ask
from .follower import Follower, Hosting
from .half import Half

log = logging.getLogger(__name__)

FOLDER = "healing"
"""Among a host's files: the copy of the other half, until it is taken in."""
_HANDED_OVER = "handed-over"
"""An empty file beside that copy, once the other half has no more to say: nobody else has it by
then, so it stays until it is taken in, over any end of this host."""
_LOOK_EVERY, _LOOK_SELDOM = 2.0, 15.0
"""Seconds between two looks, at first and later."""
_LOOK_OFTEN_FOR = 600.0
_AT_ONCE = 500
"""Writes that are handed on together, so that a long absence holds up nobody."""


class Healing:
    """Looks for other halves than this one on a thread of its own, from `start` to `stop`. hosting:
    what this one is for them."""

    def __init__(self, half: Half, hosting: Hosting) -> None:
        self._half, self._hosting = half, hosting
        self._copy = half.folder / FOLDER
        """Of another half, until it is taken in."""
        self._told: dict[str, Address] = {}
        """Where others say that they host the place, by their keys."""
        self._own = Address("", hosting.port, True, "", hosting.key.fingerprint)
        self._carried_on = False
        """Whether this host has: else it is never the one that stays."""
        self._cut = 0
        """The moment of the last that it had of the host before, then."""
        self._stopping = threading.Event()
        self._stirred = threading.Event()
        """Set when it is to look at once, or to stop."""
        self._follower: Follower | None = None
        self._thread = threading.Thread(target=self._run, name="healing")

    def start(self) -> None:
        cut = Cut.kept(self._half.folder)
        if cut is not None:
            self._carried_on, self._cut = True, moment_of(cut.msgid)
            self._hosting = replace(self._hosting, parted=cut.parted)
        self._thread.start()

    def look_at(self, place: Address) -> None:
        """Somebody says, from whom nothing is believed before its key is seen, that the place is
        hosted there, too."""
        key = place.fingerprint
        if self._half.roster.knows(key) and self._told.get(key) != place:
            self._told[key] = place
            self._stirred.set()

    def stop(self) -> None:
        self._stopping.set()
        self._stirred.set()
        if (follower := self._follower) is not None:
            follower.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        often_until = time.monotonic() + _LOOK_OFTEN_FOR
        while not self._stopping.is_set():
            often = time.monotonic() < often_until
            self._stirred.wait(_LOOK_EVERY if often else _LOOK_SELDOM)
            self._stirred.clear()
            try:
                self._take_in_left()
                for place in self._other_halves():
                    self._heal(place)
            except (OSError, sqlite3.Error, StoreError, RefusedError) as error:
                log.warning("What another half of this chat has can't be taken in: %s", error)

    def _other_halves(self) -> list[Address]:
        places = list(dict.fromkeys((*self._half.elsewhere, *self._told.copy().values())))
        if not places or self._stopping.is_set():
            return []
        with ThreadPoolExecutor(len(places)) as pool:
            found = pool.map(self._is_other_half, places)
        return [place for place, other in zip(places, found, strict=True) if other]

    def _is_other_half(self, place: Address) -> bool:
        answer, roster = ask(place, self._own), self._half.roster
        if (
            answer is not None
            and self._carried_on
            and answer.tells_end(roster.root, roster.epoch - 1, self._cut)
        ):
            self._half.ended(answer.ended)
            return False
        return (
            self._carried_on
            and answer is not None
            and answer.serves
            and answer.root == roster.root
            and roster.goes_before(self._hosting.key.fingerprint, answer.epoch, place.fingerprint)
        )

    def _heal(self, place: Address) -> None:
        shutil.rmtree(self._copy, ignore_errors=True)
        there = Follower(place, self._copy, lambda *_: None, host=self._hosting)
        try:
            with there as self._follower:
                has_all = not self._stopping.is_set() and there.run_once()
            if has_all:
                (self._copy / _HANDED_OVER).touch()
                self._take_in_left()
        finally:
            self._half.store.whole.set()
            self._follower = None

    def _take_in_left(self) -> None:
        """Take in what another half has handed over, now or before an end of this host."""
        if has_left(self._half.folder):
            self._take_in(self._copy / DATABASE)
            shutil.rmtree(self._copy, ignore_errors=True)

    def _take_in(self, other: Path) -> None:
        cut = Cut.kept(self._half.folder)
        assert cut is not None
        changes: dict[str, list[Write]] = {}
        with contextlib.closing(connect(other, readonly=True)) as theirs:
            had = frames_in(theirs)
            if left_out := Log(theirs).too_late():
                log.warning(
                    "%d messages and events of another half of this chat are dated thousands of "
                    "years ahead, and are left out: the clock of its computer was wrong.",
                    left_out,
                )
            # A host's clock is after all that it keeps: else the next cut would not be either.
            self._hosting.go_after(moment_of(Log(theirs).last_msgid()))
            self._half.settle()  # what people have said again here by now is seen, too
            with self._half.store.reading() as reader:
                ours = reader.connection
                if not has_copied_since(ours, theirs, cut.msgid):
                    # First, while nothing of it is here: taken in twice, it is the same.
                    changes = missing_changes(cut, ours, theirs)
                    for writes in changes.values():
                        self._half.put(writes)
                for writes in _runs(missing_events(ours, theirs, cut.parted)):
                    self._half.put(writes)
                    self._half.settle()
                self._half.put(later_markers(ours, theirs))
        self._half.settle()
        self._half.taken(
            [table for table, writes in changes.items() if writes], moment_of(cut.parted), had
        )


def has_left(folder: Path) -> bool:
    """Whether another half has handed over to the host in a folder, and is not taken in yet."""
    return (folder / FOLDER / _HANDED_OVER).exists()


def _runs(several: Iterator[list[Write]]) -> Iterator[list[Write]]:
    """The same, some hundred at a time."""
    run: list[Write] = []
    for writes in several:
        run += writes
        if len(run) >= _AT_ONCE:
            yield run
            run = []
    yield run
