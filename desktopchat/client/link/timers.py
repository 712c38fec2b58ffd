"""What time brings to a client: plain values that are told the time, and say what is due.

`now` is always seconds of a clock that only rises.
"""

import random
from dataclasses import dataclass

from desktopchat.client.link.pace import FIRST_PAUSE, Pace

_AWAKE = 5.0  # seconds that a host has at most to answer after this computer slept
_STABLE = 30.0  # seconds online after which the pauses begin anew
_TRIES_MOST = 10  # more would only make the number of the pause too large


class KeepAlive:
    """Whether a connection that looks alive is.

    | state | what happens                                   | then                   |
    |-------|------------------------------------------------|------------------------|
    | heard | silence, longer after nothing was sent         | asked: a PING goes out |
    | asked | anything comes                                 | heard                  |
    | asked | `answer_by` is over                            | lost                   |
    """

    def __init__(self) -> None:
        self._heard = 0.0
        self._spoke: float | None = None
        """When something was first sent after that."""
        self._answer_by: float | None = None
        """None while nothing was asked."""

    @property
    def asked(self) -> bool:
        return self._answer_by is not None

    def heard(self, now: float) -> None:
        """Something came, or waits to be looked at; a connection begins with this, too."""
        self._heard, self._spoke, self._answer_by = now, None, None

    def spoke(self, now: float) -> None:
        if self._spoke is None:
            self._spoke = now

    def ask(self, now: float, pace: Pace, *, hurry: bool) -> bool:
        """Whether to ask the host now. hurry: there is a reason to doubt, such as a sleep."""
        silent = now - self._heard >= pace.idle
        unheard = self._spoke is not None and now - self._spoke >= pace.unheard
        if self.asked or not (hurry or silent or unheard):
            return False
        self._answer_by = now + (min(_AWAKE, pace.answer) if hurry else pace.answer)
        return True

    def lost(self, now: float) -> bool:
        return self._answer_by is not None and now >= self._answer_by


class Retry:
    """When to try again: pauses that double, each shortened by chance."""

    def __init__(self) -> None:
        self._tries = 0
        self._at = 0.0

    def begin_anew(self) -> None:
        """The next pause is the first one."""
        self._tries = 0

    def was_online(self, seconds: float) -> None:
        """A connection ended that stood so long."""
        if seconds >= _STABLE:
            self.begin_anew()

    def pause(self, now: float, longest: float) -> None:
        pause = min(longest, FIRST_PAUSE * 2.0**self._tries)
        self._tries = min(self._tries + 1, _TRIES_MOST)
        self._at = now + pause * random.uniform(0.5, 1.0)

    def left(self, now: float) -> float:
        """Seconds until it is time, 0 when it is."""
        return max(0.0, self._at - now)


@dataclass(slots=True)
class Every:
    """Something that is done so many seconds apart."""

    seconds: float
    _at: float = 0.0

    def put_off(self, now: float) -> None:
        """Not before the seconds have passed."""
        self._at = now + self.seconds

    def due(self, now: float) -> bool:
        """Whether it is time; the seconds begin anew then."""
        if now < self._at:
            return False
        self.put_off(now)
        return True


class Allowance:
    """So many at once, then so many a second."""

    def __init__(self, burst: float, per_second: float) -> None:
        self._burst, self._per_second = burst, per_second
        self._left, self._at = burst, 0.0

    def fill(self, now: float) -> None:
        self._left, self._at = self._burst, now

    def take(self, now: float, wanted: int) -> int:
        """How many of those that are wanted may go now."""
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        count = min(int(self._left), wanted)
        self._left -= count
        return count
