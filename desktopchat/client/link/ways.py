"""The ways to a host, the best first, and whom to trust at the end of each.

The key that a host shows first is remembered; another one is taken only when the person says so.
A host that wants encryption (IRCv3 STS) gets it, and no address that was ever encrypted is tried
without. A host that has moved is known by its key, where somebody can say who has that now.
"""

import contextlib
import ipaddress
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from desktopchat.client.problems import TOLD_BY_A_COPY, Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import is_short, matches
from desktopchat.store.person.trust import Trust

_SEEN_MOST = 3
"""Places that are tried where a host is said to be: anybody can say so."""
Find = Callable[[str], Sequence[Address]]
"""Where the host that has a key, given by its fingerprint, is seen just now, likeliest first."""


def find_nowhere(_fingerprint: str) -> Sequence[Address]:
    return ()


class Ways:
    """trust: the keys of hosts met before; None remembers none."""

    def __init__(self, address: Address, trust: Trust | None, find: Find = find_nowhere) -> None:
        self.wanted = address
        """Where the host is, as far as is known."""
        self._trust = trust
        self._find = find
        self._plain = 0  # the port that led to the one that encrypts
        self.others: list[Address] = []
        """Of the ways, those to computers that may carry on."""
        self._left: deque[Address] = deque()  # those still to be tried
        self._keys: set[str] = set()  # of all ways since the last beginning
        self._tried = address
        self._standing_by: Address | None = None
        """The one of those tried that waits to carry on."""
        self._trouble: Problem | None = None  # with those that were

    def pin(self, address: Address) -> str:
        """The fingerprint that the host there has to show; "" for any."""
        expected = address.fingerprint
        if self._trust is None or not address.tls or (expected and not is_short(expected)):
            return expected
        if not expected:
            return self._trust.pin(address.authority)
        if whole := self._trust.whole(expected):
            return whole
        met = self._trust.pin(address.authority)
        return met if met and matches(expected, met) else expected

    @property
    def refusal(self) -> Problem | None:
        """Why there is no way that may be tried; None where there is one."""
        if self._trust is None or self._safe():
            return None
        wanted = self.wanted
        known = [
            replace(wanted, port=port).authority for port in self._trust.secure_ports(wanted.host)
        ]
        places = " or ".join(f"ircs://{place}" for place in known)
        return Problem(ProblemKind.ENCRYPTED_ONLY, places, wanted.authority)

    def _safe(self) -> list[Address]:
        """The ways to the address, each encrypted where its host wants that."""
        safe = [self._secured(way) for way in self.wanted.ways]
        return list(dict.fromkeys(way for way in safe if way is not None))

    def _secured(self, way: Address) -> Address | None:
        """The way, or the encrypted one in its stead; None where nobody knows where that is.

        A computer may have several chats, so the encrypted port of one says nothing of another
        plain port. That one is not tried unencrypted all the same, or who sits in between would
        only need to lead us there. On this computer itself nobody sits in between.
        """
        if way.tls or self._trust is None:
            return way
        port = self._trust.secure_port(way.host, way.port)
        if port:
            return replace(way, port=port, tls=True)
        return way if _is_here(way.host) or not self._trust.secure_ports(way.host) else None

    def begin(self, *, silent: bool = False) -> Address:
        """The best way there is to the address, unless there is a `refusal`. silent: the host has
        just fallen silent, so that others who carry the place on come before it."""
        ways = self._safe()
        if pin := self.pin(ways[0]):
            ways = ways[:1]  # it could encrypt: whoever says that it can't is somebody else
            # Where it is seen first: it may have moved. But not at all places that are said.
            seen = self._seen(pin)[:_SEEN_MOST]
            ways = [*seen[:1], *ways, *seen[1:]]
            self.others = self._carrying_on(pin)
            ways += [one for one in self.others if one not in ways]
            if silent:
                ways.sort(key=lambda way: way not in self.others)
            elif self._has_moved(pin):
                ways.sort(key=lambda way: way != self.others[0])
        self._left = deque(ways)
        self._keys = {pin, *(one.fingerprint for one in ways)}
        self._trouble = None
        self._plain = 0
        self._standing_by = None
        self._tried = self._left.popleft()
        return self._tried

    def add(self, address: Address, by: str) -> None:
        """The computer with the key `by`, which stands by, says that the place is hosted there.
        Raises OSError where that can't be remembered."""
        if self._trust is not None:
            self._trust.follow(address.fingerprint, by)
        there = replace(address, room=self.wanted.room)
        ahead = [one for one in self._left if one.fingerprint == there.fingerprint]
        for one in ahead:
            self._left.remove(one)
        if ahead or there.fingerprint not in self._keys:
            self._keys.add(there.fingerprint)
            self.others.append(there)
            self._left.appendleft(there)

    def _carrying_on(self, pin: str) -> list[Address]:
        """Where the place of the host with this key is hosted besides, or would be after it; each
        where it is seen first, for that may be elsewhere by now. At last those that are seen, and
        are known by their keys alone."""
        places = [one for one in self._places(pin) if one.fingerprint != pin]
        found = [there for one in places for there in (*self._one_seen(one.fingerprint), one)]
        known = {pin, *(one.fingerprint for one in places)}
        others = [one for key in self._keys_of_place(pin) - known for one in self._one_seen(key)]
        found += others[:_SEEN_MOST]
        return list(dict.fromkeys(replace(one, room=self.wanted.room) for one in found))

    def _one_seen(self, key: str) -> list[Address]:
        """Where the host with this key is seen, likeliest."""
        return [replace(one, fingerprint=key) for one in self._find(key)[:1] if one.tls]

    def _keys_of_place(self, pin: str) -> set[str]:
        """By which hosts the place is known that the one with this key serves."""
        root = self.root(pin)
        return {root, *(self._trust.keys(root) if self._trust is not None else ())}

    def _has_moved(self, pin: str) -> bool:
        """Whether the place was hosted last by one with another key."""
        return any(one.fingerprint != pin for one in self._places(pin)[:1])

    def _places(self, pin: str) -> list[Address]:
        return [] if self._trust is None else self._trust.places(self._trust.root(pin))

    @property
    def is_one_of_several(self) -> bool:
        """Whether the one at hand is worth no long wait: more are to be tried, or were."""
        more = bool(self._left) or self._standing_by is not None
        return more or self._tried in self.others

    def healed(self, fingerprint: str) -> list[str]:
        """See `Trust.healed`, for the place of the host with this key."""
        return [] if self._trust is None else self._trust.healed(self._trust.root(fingerprint))

    def let_in(
        self,
        address: Address,
        fingerprint: str,
        others: Sequence[Address],
        former: Sequence[Address] = (),
        healed: Iterable[str] = (),
    ) -> None:
        """The host there, with this key, serves the place, these others would after it, and those
        in `former` did before. healed: as `healed` gives it from now on. Raises OSError where that
        can't be remembered."""
        self.wanted, self.others = address, list(others)
        if fingerprint and self._trust is not None:
            here = replace(address, fingerprint=fingerprint, room="")
            self._trust.hosted(self._trust.root(fingerprint), here, others, former, healed)

    def moved(self, host: str) -> bool:
        """Whether the host is seen, but no longer at this address; or who carries on after it."""
        seen = self._seen(self.pin(self.wanted.ways[0]))
        if seen and not any(host in address.hosts for address in seen):
            return True
        return any(self._find(one.fingerprint) for one in self.others)

    def _seen(self, pin: str) -> list[Address]:
        """Where the host with this key is, other than where it is wanted."""
        wanted = self.wanted
        found = self._find(pin) if pin else ()
        there = [replace(one, room=wanted.room, fingerprint=pin) for one in found if one.tls]
        return [one for one in there if one.host != wanted.host or one.port != wanted.port]

    def another(self, problem: Problem) -> Address | None:
        """The next one after `problem` with the last; None where it was the only one left."""
        if problem.kind is ProblemKind.STANDS_BY:
            self._standing_by = self._tried
        elif self._standing_by is not None:
            # While the last one was silent, the one that stands by may have begun to host.
            self._left.appendleft(self._standing_by)
            self._standing_by = None  # until it says so again
        if not self._left:
            return None
        self._note(problem)
        self._tried = self._left.popleft()
        return self._tried

    def _note(self, problem: Problem) -> None:
        # Where somebody says that the host is now may be a lie: another key there means nothing.
        # And that one who could carry on is not there says nothing of the host.
        other = any(problem.address == one.authority for one in self.others)
        if problem.kind in TOLD_BY_A_COPY or not (problem.kind is ProblemKind.KEY_CHANGED or other):
            self._trouble = problem

    def explain(self, problem: Problem) -> Problem:
        """What to tell where none of them led to the host: the one that says more."""
        if self.others:
            self._note(problem)
            problem = self._trouble or problem
        first, self._trouble = self._trouble, None
        if problem.kind is ProblemKind.NOBODY_ANSWERS and self.wanted.by_code:
            return Problem(ProblemKind.OLD_CODE, "", problem.address)
        if first is None:
            return problem
        if first.kind is problem.kind:
            places = dict.fromkeys((first.address, problem.address))
            return Problem(problem.kind, problem.detail, " or ".join(places))
        return first if problem.kind is ProblemKind.NOBODY_ANSWERS else problem

    def found(self, address: Address, fingerprint: str) -> None:
        """This one leads to the host, or to who was it, and has shown its key. Raises OSError where
        that can't be remembered."""
        wanted = self.wanted
        if address not in self.others:
            # The others are still to be tried: it may keep a copy by now, and say so.
            self.wanted = address
            self._trouble = None
        if fingerprint and self._trust is not None:
            self._trust.remember(address.authority, fingerprint)
            if wanted.by_code:
                self._trust.known_as(wanted.fingerprint, fingerprint)

    def accept(self, address: Address, fingerprint: str) -> None:
        """The person says that the host there may show this key from now on."""
        self.wanted = replace(address, fingerprint=fingerprint)

    def root(self, fingerprint: str) -> str:
        """By what the place is known that the host with this key serves (`Trust.root`)."""
        return fingerprint if self._trust is None else self._trust.root(fingerprint)

    def names(self, root: str) -> Sequence[str]:
        """By what else that place was known (`Trust.names`)."""
        return () if self._trust is None else self._trust.names(root)

    def known_as(self, name: str, fingerprint: str) -> None:
        """The host with this key is the one that went by `name`. Raises OSError where that can't be
        remembered."""
        if self._trust is not None:
            self._trust.known_as(name, fingerprint)

    def move(self, address: Address, before: str) -> None:
        """The host with the key `before` says that its place goes on there. Raises OSError where
        that can't be remembered."""
        self.wanted = replace(address, room=self.wanted.room)
        if self._trust is not None:
            self._trust.follow(address.fingerprint, before)

    def goes_over(self, address: Address) -> None:
        """This one, which is plain, leads to an encrypted one of the same host."""
        self._plain = address.port

    def keep_secure(self, address: Address, seconds: int) -> None:
        """The host wants to be met only encrypted for so long (0: no longer)."""
        if self._trust is not None and address.tls:
            with contextlib.suppress(OSError):  # it says so again next time
                self._trust.keep_secure(address.host, address.port, seconds, self._plain)


def _is_here(host: str) -> bool:
    """Whether it is this computer, under an address that no network carries."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
