"""The ways to a host, the best first, and whom to trust at the end of each.

The key that a host shows first is remembered; another one is taken only when the person says so.
A host that wants encryption (IRCv3 STS) gets it, and no address that was ever encrypted is tried
without. A host that has moved is known by its key, where somebody can say who has that now.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from desktopchat.client.problems import Problem, ProblemKind
from desktopchat.irc.address import Address
from desktopchat.store.trust import Trust

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
        self._left: deque[Address] = deque()  # those still to be tried
        self._trouble: Problem | None = None  # with those that were

    def pin(self, address: Address) -> str:
        """The fingerprint that the host there has to show; "" for any."""
        if address.fingerprint or self._trust is None or not address.tls:
            return address.fingerprint
        return self._trust.pin(address.authority)

    def begin(self) -> Address:
        """The best way there is to the address."""
        wanted, ways = self.wanted, self.wanted.ways
        port = self._trust.secure_port(wanted.host) if self._trust is not None else 0
        if port and not wanted.tls:
            ways = [replace(wanted, port=port, tls=True)]
        elif pin := self.pin(ways[0]):
            ways = ways[:1]  # it could encrypt: whoever says that it can't is somebody else
            # Where it is seen first: it may have moved. But not at all places that are said.
            seen = self._seen(pin)[:_SEEN_MOST]
            ways = [*seen[:1], *ways, *seen[1:]]
        self._left = deque(ways)
        self._trouble = None
        return self._left.popleft()

    def moved(self, host: str) -> bool:
        """Whether the host is seen, but no longer at this address."""
        seen = self._seen(self.pin(self.wanted.ways[0]))
        return bool(seen) and not any(host in address.hosts for address in seen)

    def _seen(self, pin: str) -> list[Address]:
        """Where the host with this key is, other than where it is wanted."""
        wanted = self.wanted
        found = self._find(pin) if pin else ()
        there = [replace(one, room=wanted.room, fingerprint=pin) for one in found if one.tls]
        return [one for one in there if one.host != wanted.host or one.port != wanted.port]

    def another(self, problem: Problem) -> Address | None:
        """The next one after `problem` with the last; None where it was the only one left."""
        if not self._left:
            return None
        # Where somebody says that the host is now may be a lie: another key there means nothing.
        if problem.kind is not ProblemKind.KEY_CHANGED:
            self._trouble = problem
        return self._left.popleft()

    def explain(self, problem: Problem) -> Problem:
        """What to tell where none of them led to the host: the one that says more."""
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
        """This one leads to the host, which has shown its key. Raises OSError where that can't be
        remembered."""
        self.wanted = address
        self._left.clear()
        self._trouble = None
        if fingerprint and self._trust is not None:
            self._trust.remember(address.authority, fingerprint)

    def accept(self, address: Address, fingerprint: str) -> None:
        """The person says that the host there may show this key from now on."""
        self.wanted = replace(address, fingerprint=fingerprint)

    def keep_secure(self, address: Address, seconds: int) -> None:
        """The host wants to be met only encrypted for so long (0: no longer)."""
        if self._trust is not None and address.tls:
            with contextlib.suppress(OSError):  # it says so again next time
                self._trust.keep_secure(address.host, address.port, seconds)
