"""Passwords of every kind: of accounts, of those who run the host, of the host, the keys of rooms.

None is taken where others could read it. Those who try many wait longer and longer, and at last
are not heard.

A class of forty may have one address, so what counts first is how often somebody there got the
password of one account wrong: that only makes waiting, so that nobody can lock another out who
knows it. What is over the tries that anyone may need counts for the address, which is shut out
after very many (`networks` says what an address is).
"""

import hmac
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktopchat.irc import closings

from .networks import network_of, shares_of

if TYPE_CHECKING:
    from desktopchat.host.dispatch import Call, Work
    from desktopchat.store.place.host_store import HostStore

FREE = 3
"""Tries at one account that nobody waits for: anyone mistypes."""
WAIT_MOST = 10.0
"""Seconds to wait before the answer to a further try; half a second first, then twice as long."""
TRIES_MOST = 12
"""Wrong tries at one account from one address, from which on each ends the connection."""
ADDRESS_MOST = 200
"""Tries from an address, without those that were free, after which it is shut out."""
FORGET_AFTER = 15 * 60 * 1000
"""Milliseconds without a try after which the ones before are forgotten."""
_KEPT = 10_000

READABLE = "This connection is not encrypted, and others could read your password: use TLS"
TOO_MANY = "Too many wrong passwords from your address. Try again in 15 minutes"


@dataclass(slots=True)
class _Tries:
    count: int = 0
    last: int = 0


class FailedPasswords:
    """Tries at passwords that were not right, or not yet. Each `now` is in ticks.

    A try counts from its beginning, so that many at once are not one. Guarded by the host's lock.
    """

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], _Tries] = {}
        """By address or network, and what it was the password of; "" for what counts for all."""

    def begin(self, address: str, what: str, now: int, *, free: int = FREE) -> float:
        """Count a try; seconds to wait before it is answered."""
        count = self._add(network_of(address), what, now)
        if count <= free:
            return 0.0
        for place in shares_of(address):
            self._add(place, "", now)
        return min(0.5 * 2.0 ** min(count - free - 1, 10), WAIT_MOST)

    def right(self, address: str, what: str) -> None:
        """The try was right: whoever knows the password is no stranger."""
        one = self._tries.pop((network_of(address), what), None)
        if one is None:
            return
        for place in shares_of(address):
            every = self._tries.get((place, ""))
            if every is not None:
                every.count -= min(every.count, max(0, one.count - FREE))

    def many(self, address: str, what: str, now: int) -> bool:
        """Whether there were so many tries at one thing that each ends a connection."""
        return self._count(network_of(address), what, now) >= TRIES_MOST

    def shut_out(self, address: str, now: int) -> bool:
        """Whether a try is not even looked at."""
        return any(
            self._count(place, "", now) >= share * ADDRESS_MOST
            for place, share in shares_of(address).items()
        )

    def _count(self, address: str, what: str, now: int) -> int:
        tries = self._tries.get((address, what))
        return tries.count if tries and now - tries.last <= FORGET_AFTER else 0

    def _add(self, address: str, what: str, now: int) -> int:
        if len(self._tries) > _KEPT:
            self._forget(now)
        tries = self._tries.setdefault((address, what), _Tries())
        if now - tries.last > FORGET_AFTER:
            tries.count = 0
        tries.count += 1
        tries.last = now
        return tries.count

    def _forget(self, now: int) -> None:
        """Drop what is over, and where that is not enough, what counts for least."""
        kept = {
            key: tries
            for key, tries in self._tries.items()
            if now - tries.last <= FORGET_AFTER and not (key[1] and tries.count <= FREE)
        }
        self._tries = kept if len(kept) <= _KEPT else {k: t for k, t in kept.items() if not k[1]}


def refusal(call: "Call") -> str:
    """Why no password that is sent as it is, is even looked at; "" where one is."""
    if not call.person.trusted:
        return READABLE
    shut_out = call.core.passwords.shut_out(call.person.host, call.ticks)
    return TOO_MANY if shut_out and not call.person.local else ""


def begin(call: "Call", what: str) -> float | None:
    """A try begins: seconds to wait outside the lock; None where they are shut out.

    what: the account's folded name, or other words for what the password is for.
    """
    core, address = call.core, call.person.host
    if core.passwords.shut_out(address, call.ticks) and not call.person.local:
        return None
    return core.passwords.begin(address, what, call.ticks)


def was_right(call: "Call", what: str) -> None:
    call.core.passwords.right(call.person.host, what)


def was_wrong(call: "Call", what: str) -> None:
    """It has been answered; who has tried very often must connect anew."""
    core, person = call.core, call.person
    if core.passwords.many(person.host, what, call.ticks):
        call.finish()
        call.replies.clear()
        core.drop(person, "Too many wrong passwords", closings.WRONG_PASSWORDS)
    if core.passwords.shut_out(person.host, call.ticks):
        core.tell_operators(f"Many wrong passwords come from {person.host}")


def check(call: "Call", what: str, given: str, expected: str) -> Generator["Work", Any, bool]:
    """Whether a password is right, where we know it as text: `right = yield from check(…)`.

    expected: "" for one that nothing is right for. The caller answers, and then calls `was_wrong`
    where it was not.
    """
    core = call.core
    wait = begin(call, what)
    if wait is None:
        return False

    def pause(_: "HostStore") -> None:
        core.pause(wait)

    yield pause
    if expected and hmac.compare_digest(expected.encode(), given.encode()):
        was_right(call, what)
        return True
    return False
