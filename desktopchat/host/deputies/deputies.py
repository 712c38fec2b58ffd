"""The deputies that a host has just now; it waits for them before people see a round."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from desktopchat.irc.address import Address
from desktopchat.store.events import Write

from .frames import Chain, Kind, Position
from .roster import Candidate

CONFIRM_WITHIN = 0.15
"""Seconds in which a deputy has to confirm a round that another one has; longer, and people would
feel it."""
FIRST_CONFIRMS_WITHIN = 1.0
"""Seconds in which one of them has to: after that people see what is on this computer alone. They
feel it, but once, for then nobody is waited for."""
_REMEMBERED = 16 * 1024 * 1024
"""Bytes of frames that are kept for a deputy that was away for a moment."""
_REMEMBERED_FOR = 60.0
"""Seconds after which nobody is expected back who went."""


class Standing(Enum):
    """How a deputy stands, as hosts and deputies say it."""

    IN_SYNC = "in-sync"
    """It has confirmed all, and the host waits for it."""
    BEHIND = "behind"
    """It is still copying, or was too slow."""
    STUCK = "stuck"
    """It can't write what comes, and comes anew once it can."""
    GONE = "gone"


class Feed(Protocol):
    """One deputy's connection, as this file knows it. address: where it would listen, None where
    it can't. confirmed: the number of the last frame that it has committed. power: what its
    computer runs on (`protocol.MAINS`, …), "" where that is not known. heard: when it said
    something last (time.monotonic)."""

    fingerprint: str
    address: Address | None
    confirmed: int
    power: str
    heard: float

    def give(self, kind: Kind, body: bytes) -> None:
        """Send this after what was given before; called from any thread, and waits for nothing."""

    def break_off(self) -> None:
        """End it soon; called from any thread."""


@dataclass(slots=True)
class _Remembered:
    """before: the position that the frame follows."""

    before: Position
    frame: bytes


class Deputies:
    """on_change: told (on any thread) of a deputy, by its fingerprint, how it stands now."""

    def __init__(self, on_change: Callable[[str, Standing], object] = lambda *_: None) -> None:
        self._on_change = on_change
        self._changed = threading.Condition()
        """Guards all below, and is notified when a deputy has confirmed."""
        self._met: set[Feed] = set()
        """Those of whom it is known who they are, also before they are among the next."""
        self._feeds: dict[Feed, Standing] = {}
        self._chain = Chain(secrets.token_hex(8))
        self._remembered: deque[_Remembered] = deque()
        self._remembered_bytes = 0
        self._left_at = 0.0  # when the last one went (time.monotonic)
        self._gone: dict[str, tuple[Address, float]] = {}
        """By their fingerprints: those that were cut off, where they would listen, and when."""

    @property
    def position(self) -> Position:
        """That of a copy which has everything."""
        with self._changed:
            return self._chain.at

    @property
    def standings(self) -> dict[str, Standing]:
        with self._changed:
            return {feed.fingerprint: standing for feed, standing in self._feeds.items()}

    @property
    def feeds(self) -> list[Feed]:
        with self._changed:
            return list(self._feeds)

    def publish(self, writes: Sequence[Write]) -> None:
        """These were committed just now. Whoever commits calls this in the order of commits."""
        with self._changed:
            if not self._feeds and not self._expects_somebody():
                return
            before = self._chain.at
            frame = self._chain.next(writes)
            self._remember(_Remembered(before, frame))
            for feed in self._feeds:
                feed.give(Kind.FRAME, frame)

    def settle(self) -> None:
        """Wait until each deputy that is in sync has confirmed what was published; one that takes
        too long is in sync no longer."""
        with self._changed:
            number, begun = self._chain.at.number, time.monotonic()
            while late := self._late(number):
                one_has_it = Standing.IN_SYNC in self._besides(late)
                within = CONFIRM_WITHIN if one_has_it else FIRST_CONFIRMS_WITHIN
                if (left := begun + within - time.monotonic()) <= 0:
                    break
                self._changed.wait(left)
            for feed in late:
                self._set(feed, Standing.BEHIND)

    def _besides(self, some: Sequence[Feed]) -> list[Standing]:
        return [standing for feed, standing in self._feeds.items() if feed not in some]

    def _late(self, number: int) -> list[Feed]:
        return [
            feed
            for feed, standing in self._feeds.items()
            if standing is Standing.IN_SYNC and feed.confirmed < number
        ]

    # handing over

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Who could carry on, in that order: first those in sync, and who is here longest; at last
        those that were cut off a moment ago, for it may be this computer that is."""
        with self._changed:
            found = [
                Candidate(feed.address, standing is Standing.IN_SYNC)
                for feed, standing in self._feeds.items()
                if feed.address is not None
            ]
            here = {feed.fingerprint for feed in self._feeds}
            self._forget_long_gone()
            gone = [Candidate(one[0], False) for key, one in self._gone.items() if key not in here]
        return (*sorted(found, key=lambda one: not one.in_sync), *gone)

    def _forget_long_gone(self) -> None:
        late = time.monotonic() - _REMEMBERED_FOR
        self._gone = {key: one for key, one in self._gone.items() if one[1] > late}

    def tell(self, kind: Kind, body: bytes) -> None:
        """Say this to each of them."""
        with self._changed:
            for feed in self._feeds:
                feed.give(kind, body)

    def hand_over(self, key: str, about: bytes, within: float) -> bool:
        """Have the one with this key carry on; nothing is published after that. about: see
        `Kind.TAKE_OVER`. Whether it has gone to do so within so many seconds; not where it had gone
        before."""
        until = time.monotonic() + within
        with self._changed:
            heir = next((feed for feed in self._feeds if feed.fingerprint == key), None)
            if heir is None:
                return False
            heir.give(Kind.TAKE_OVER, about)
            while heir in self._feeds and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return heir not in self._feeds

    def wait_until_gone(self, within: float) -> bool:
        """Whether none is left within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._feeds, within)

    # what feeds call

    def meet(self, feed: Feed) -> Feed | None:
        """It is known who this is; gives the connection by which the same one is here already."""
        with self._changed:
            for one in self._met:
                if one.fingerprint == feed.fingerprint:
                    return one
            self._met.add(feed)
            return None

    def resume(self, feed: Feed, at: Position) -> bool:
        """Let a deputy go on where it was; False where what it lacks is no longer known."""
        with self._changed:
            if not self._feeds and not self._expects_somebody():
                return False  # commits have gone by unseen
            missing = [one for one in self._remembered if one.before.number >= at.number]
            if at != (missing[0].before if missing else self._chain.at):
                return False
            for one in missing:
                feed.give(Kind.FRAME, one.frame)
            self._enter(feed, at)
            return True

    def begin(self, feed: Feed) -> Position:
        """Take in a deputy that copies all as it is now; nobody commits meanwhile."""
        with self._changed:
            if not self._feeds and not self._expects_somebody():
                # Commits have gone by unseen: what was known before leads nowhere.
                self._chain = Chain(secrets.token_hex(8))
                self._remembered.clear()
                self._remembered_bytes = 0
            self._enter(feed, self._chain.at)
            return self._chain.at

    def _enter(self, feed: Feed, at: Position) -> None:
        feed.confirmed = at.number - 1  # until it says that it has it
        self._gone.pop(feed.fingerprint, None)
        self._feeds[feed] = Standing.BEHIND
        self._on_change(feed.fingerprint, Standing.BEHIND)

    def confirm(self, feed: Feed, at: Position) -> None:
        """A deputy has committed all up to there."""
        number = at.number
        with self._changed:
            if feed not in self._feeds or at.run != self._chain.at.run:
                return
            if not feed.confirmed < number <= self._chain.at.number:
                return
            feed.confirmed = number
            if number == self._chain.at.number and self._feeds[feed] is not Standing.IN_SYNC:
                self._set(feed, Standing.IN_SYNC)
            self._changed.notify_all()

    def stuck(self, feed: Feed) -> bool:
        """A deputy can't write; whether that is news."""
        with self._changed:
            if self._feeds.get(feed, Standing.STUCK) is Standing.STUCK:
                return False
            self._set(feed, Standing.STUCK)
            self._changed.notify_all()
            return True

    def leave(self, feed: Feed, *, cut_off: bool = False) -> None:
        """A deputy's connection has ended. cut_off: it says nothing more, and may well be alive."""
        with self._changed:
            self._met.discard(feed)
            if self._feeds.pop(feed, None) is None:
                return
            self._left_at = time.monotonic()
            if cut_off and feed.address is not None:
                self._gone[feed.fingerprint] = feed.address, self._left_at
            self._changed.notify_all()
            if feed.fingerprint not in {one.fingerprint for one in self._feeds}:
                self._on_change(feed.fingerprint, Standing.GONE)

    def _set(self, feed: Feed, standing: Standing) -> None:
        self._feeds[feed] = standing
        feed.give(Kind.STANDING, standing.value.encode())
        self._on_change(feed.fingerprint, standing)

    # for those that come back

    def _expects_somebody(self) -> bool:
        return self._left_at > 0 and time.monotonic() - self._left_at < _REMEMBERED_FOR

    def _remember(self, one: _Remembered) -> None:
        self._remembered.append(one)
        self._remembered_bytes += len(one.frame)
        while self._remembered_bytes > _REMEMBERED:
            self._remembered_bytes -= len(self._remembered.popleft().frame)
