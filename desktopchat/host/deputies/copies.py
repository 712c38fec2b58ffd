"""A host's side of all that has to do with deputies: who gets a copy, who could carry on, and what
is said of the place to who asks."""

import contextlib
import logging
import secrets
import socket
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktopchat.host.clocks import wall
from desktopchat.host.net.tls import HostKey, key_here
from desktopchat.hosting import chosen
from desktopchat.hosting.protocol import CUT_OFF, REACHED
from desktopchat.irc.address import Address, once_each
from desktopchat.irc.isupport import FORMER_TOLD
from desktopchat.irc.tls import SecureStream
from desktopchat.store.errors import StoreError
from desktopchat.store.events import moment_of
from desktopchat.store.place.blobs import FOLDER, Blobs
from desktopchat.store.place.host_store import DATABASE, HostStore
from desktopchat.store.place.merging import Cut, take_cut
from desktopchat.words.reasons import reason

from . import UPGRADE
from .asking import Answer
from .deputies import Deputies, Feed
from .frames import Kind
from .reach import Known, Reach
from .roster import (
    Inheritance,
    KeptInheritance,
    Roster,
    keep_roster,
    kept_roster,
    reachable_first,
)

if TYPE_CHECKING:
    from .feed import DeputyFeed

log = logging.getLogger(__name__)

_SEEN_MOST = 2
"""Places that are looked at where a host is seen, and addresses of each: anybody can say so."""
_NONE = b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_UPGRADED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n"


class Copies:
    """folder: of the host's files. deputies: those there are. inheritance: what they have to know
    to carry on, where that is who could.

    roster: who could, and which place this is; it is the host's alone where it has no key.
    """

    def __init__(
        self,
        folder: Path,
        store: HostStore,
        deputies: Deputies,
        inheritance: Callable[[Roster], Inheritance],
    ) -> None:
        self._folder, self._store, self._deputies = folder, store, deputies
        self._inheritance = inheritance
        self.roster = kept_roster(folder) or Roster()
        self._changing = threading.Lock()
        """Held by who changes that."""
        cut = Cut.kept(folder)
        self._since = moment_of(cut.msgid) if cut is not None else 0
        self._had = dict(cut.had) if cut is not None else {}
        self._key = ""
        self._told = b""
        """The inheritance as deputies know it."""
        self._yields_to: DeputyFeed | None = None
        """Who hosts the place already, and is to have what was said here, too."""
        self.clock: Callable[[], int] = wall
        """Of the log, milliseconds since 1970."""
        self.find: Callable[[str], Sequence[Address]] = lambda _: ()
        """Where the host that has a key, given by its fingerprint, is seen on the network."""
        self.on_yield: Callable[[Address], object] = lambda _: None
        """Told, on any thread, that this host is to go, and who stays."""
        self.reach = Reach(lambda: deputies.feeds, self._reached)
        self.on_reach: Callable[[str, Known], object] = lambda *_: None
        """Told, on any thread, whether a deputy can be reached, by its fingerprint."""
        self._end = threading.Event()
        """Set when no deputy is served any more."""
        self._ended = False
        """Whether that is because the chat was ended for everyone."""
        self.cut_off: frozenset[str] = frozenset()
        """The keys of those that could not be reached when they were last told of."""

    def begin(self, key: str) -> None:
        """The host has a key, with this fingerprint."""
        self._key = key
        if not self.roster.root:
            self.roster = Roster(key)

    def founders_key(self) -> HostKey | None:
        """That of who began the place, where this is their computer, and it is another one."""
        root = self.roster.root
        return key_here(root) if root != self._key else None

    def answer(self, people: int) -> Answer:
        """What is said to who asks for the place."""
        root, epoch = self.roster.root, self.roster.epoch
        return Answer(root, epoch, serves=True, people=people, since=self._since, had=self._had)

    def was_ended(self, moment: int) -> Address | None:
        """The host before this one had ended the chat for everyone at that moment, and was taken
        for dead. Where it was, for it is waited for; None where that can't be remembered."""
        kept = KeptInheritance(self._folder, self.roster.former[0])
        try:
            kept.end(moment)
        except OSError as error:
            log.warning("That this chat was ended can't be remembered: %s", reason(error))
            return None
        return kept.host

    def serve(
        self, connection: socket.socket, secure: SecureStream, early: bytes, rule: str
    ) -> None:
        """Serve a deputy over its connection until that ends. rule: `HostConfig.deputies`."""
        if rule == "none" or not self._key:
            connection.sendall(secure.encrypt(_NONE))
            return
        from .allowed import may_copy  # here: most hosts have no deputies
        from .feed import DeputyFeed

        connection.sendall(secure.encrypt(_UPGRADED % UPGRADE))
        DeputyFeed(
            connection,
            secure,
            self._store,
            self._deputies,
            host=self._key,
            # Whoever began the place was never chosen, and is to keep a copy once others host it.
            may_copy=lambda who: (
                may_copy(rule, self._folder, who) or who == self.roster.root != self._key
            ),
            inheritance=lambda: self._inheritance(self.roster).body(),
            clock=self.clock,
            blobs=Blobs(self._folder / FOLDER),
            yields=self,
            stopping=self._end,
            ended=lambda: self._ended,
            early=early,
        ).serve()

    def _reached(self, feed: Feed, known: Known) -> None:
        feed.give(Kind.REACH, (REACHED if known[0] else CUT_OFF).encode())
        # A window that is gone does not mind.
        with contextlib.suppress(OSError):
            self.on_reach(feed.fingerprint, known)

    def look(self) -> bool:
        """Tell the deputies what has changed of what they have to know; whether others could carry
        on than before, or are in another order. Called often."""
        candidates = self._deputies.candidates
        if not (candidates or self._told):
            return False  # nobody ever came
        self.cut_off = frozenset(one.key for one in candidates if self.reach.is_cut_off(one.key))
        candidates = reachable_first(candidates, self.cut_off)
        another = self._change(
            lambda roster: (
                roster if candidates == roster.candidates else roster.with_candidates(candidates)
            )
        )
        said = self._inheritance(self.roster).body()
        if said == self._told:
            return False
        self._told = said
        self._deputies.tell(Kind.INHERITANCE, said)
        return another

    def _change(self, change: Callable[[Roster], Roster]) -> bool:
        """Have another roster, made of what it is now: several threads change it. Whether it is
        another one."""
        with self._changing:
            before = self.roster
            self.roster = change(before)
            if self.roster == before:
                return False
            try:
                keep_roster(self._folder, self.roster)
            except OSError as error:
                log.warning("Who could carry this chat on can't be remembered: %s", reason(error))
            return True

    # two halves that become one

    def may_go_over(self, key: str, epoch: int) -> bool:
        """As `feed.Yields`. Only to somebody who has hosted the place, as far as is known, or was
        introduced to all as who may carry on; and not while the database here lacks what another
        half has handed over."""
        from .healing import has_left  # here: most hosts are never a half

        stays = self.roster.goes_before(self._key, epoch, key)
        return self.roster.knows(key) and not stays and not has_left(self._folder)

    def choose(self, key: str) -> None:
        """Who has hosted the other half is to keep a copy from now on, until the owner takes that
        back."""
        if key == self.roster.root or chosen.has(self._folder, key):
            return
        try:
            chosen.add(self._folder, key, "")
        except OSError as error:
            log.warning(
                "That the other host may keep a copy can't be remembered: %s", reason(error)
            )

    @property
    def former(self) -> tuple[Address, ...]:
        """Where the place was hosted before, as people are told it."""
        others = (one for one in self.roster.former if one.fingerprint != self._key)
        return once_each(others, FORMER_TOLD, self.roster.root)

    @property
    def elsewhere(self) -> list[Address]:
        """Where the place may be hosted besides: but by none who keeps a copy of this host now.
        Each where it was, and where it is seen, which may be another port by now."""
        copy, found = {*self._deputies.standings, self._key}, []
        for key, there in self.roster.places.items():
            if key not in copy:
                seen = [one for one in self.find(key) if one.tls][:_SEEN_MOST]
                ways = ((host, one.port) for one in seen for host in one.hosts[:_SEEN_MOST])
                found += [there, *(Address(*way, True, "", key) for way in ways)]
        return list(dict.fromkeys(found))

    def go_over(self, feed: "DeputyFeed") -> None:
        if feed.address is not None:
            self._yields_to = feed
            self.on_yield(feed.address)

    def goes_on_at(self, there: Address) -> None:
        """This host has gone over: from its next start on its folder has a copy of that one. Where
        that one is lost before the copy is whole, what is kept here is carried on with after it."""
        kept = KeptInheritance(self._folder, there)
        roster, parted = self.roster, None
        if self._yields_to is not None:
            parted = self._yields_to.parted
            roster = replace(roster, epoch=max(roster.epoch, self._yields_to.hosts_in))
        try:
            kept.follow(there)
            kept.keep(self._inheritance(roster))
            take_cut(self._folder, DATABASE, parted)
        except (OSError, sqlite3.Error, StoreError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            log.warning("Where this chat goes on can't be remembered: %s", why)

    def healed(self, cut: int, had: Mapping[str, int]) -> None:
        """What another half has kept since a moment (milliseconds since 1970) is here too. had:
        how much of that host's run that is, as `merging.frames_in`."""
        self._had = self._had | dict(had)
        self._change(lambda roster: roster.with_healing(secrets.token_hex(4), cut))

    @property
    def heir(self) -> Address | None:
        """Where the place would go on if this host went now."""
        if self._yields_to is not None:
            # To nobody else: all that is kept here is to be there, also what it lacks just now,
            # which goes before the word that it hosts from now on.
            return self._yields_to.address
        able = [
            one.address
            for one in self._deputies.candidates
            if one.in_sync and not self.reach.is_cut_off(one.key)
        ]
        return next(iter(able), None)

    def answering_heir(self) -> Address | None:
        """The same, of those that answer just now: one whose computer fell asleep a moment ago may
        still seem to be in sync."""
        self._deputies.publish(())  # which they confirm
        self._deputies.settle()
        return self.heir

    def hand_over(self, heir: Address, within: float) -> bool:
        """Have this one carry on; nothing is committed after that. Whether it does."""
        said = self._inheritance(self.roster).body()
        carries_on = self._deputies.hand_over(heir.fingerprint, said, within)
        if not carries_on:
            log.error("The deputy at %s, where people were sent, does not carry on.", heir)
        return carries_on

    def end(self, *, for_everyone: bool = False, within: float = 0.0) -> None:
        """Serve no deputy any more. for_everyone: the chat ends, and each of them is told so, for
        which there are so many seconds."""
        self._ended = for_everyone
        self._end.set()
        if for_everyone and not self._deputies.wait_until_gone(within):
            log.error("A deputy did not hear that the chat has ended, and may carry it on.")
