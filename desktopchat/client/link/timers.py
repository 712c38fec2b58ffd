"""What time brings to a client: plain values that are told the time, and say what is due.

`now` is always seconds of a clock that only rises.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from desktopchat.client.link.pace import FIRST_PAUSE, Pace

_AWAKE = 5.0  # seconds that a host has at most to answer after this computer slept
_STABLE = 30.0  # seconds online after which the pauses begin anew
_ROUNDS_SHORT = 4
_TRIES_MOST = 10  # more would only make the number of the pause too large


class Life(Enum):
    """How sure it is that a connection which looks alive is."""

    HEARD = auto()
    """Something came, and nothing was sent after it."""
    SPOKEN = auto()
    """Something was sent after that, which calls for an answer sooner or later."""
    ASKED = auto()
    """The host was asked (PING)."""
    LOST = auto()


class Sign(Enum):
    """What says something of it."""

    CAME = auto()
    """Something came, or waits to be looked at."""
    SENT = auto()
    SILENCE = auto()
    """Nothing came for as long as the state may last."""
    DOUBT = auto()
    """A reason to ask at once, such as a sleep of this computer."""


NEXT: Mapping[Life, Mapping[Sign, Life]] = {
    Life.HEARD: {Sign.SENT: Life.SPOKEN, Sign.SILENCE: Life.ASKED, Sign.DOUBT: Life.ASKED},
    Life.SPOKEN: {Sign.CAME: Life.HEARD, Sign.SILENCE: Life.ASKED, Sign.DOUBT: Life.ASKED},
    Life.ASKED: {Sign.CAME: Life.HEARD, Sign.SILENCE: Life.LOST},
    Life.LOST: {},
}
"""What does not stand here changes nothing. Each time ASKED is entered, one PING goes out."""


class KeepAlive:
    """Whether a connection that looks alive is; it begins at `now`. state: as `NEXT` has it."""

    def __init__(self, now: float) -> None:
        self.state = Life.HEARD
        self._heard = self._since = now
        """When something came last, and since when the state is this one."""
        self._answer = 0.0
        """The seconds that the host has for an answer."""

    def heard(self, now: float) -> None:
        self._heard = now
        self._take(Sign.CAME, now)

    def spoke(self, now: float) -> None:
        self._take(Sign.SENT, now)

    def look(self, now: float, pace: Pace, *, doubt: bool) -> Life | None:
        """Which state it comes to by now; None where it stays in the one it was in."""
        if self._is_over(now, pace):
            changed = self._take(Sign.SILENCE, now)
        else:
            changed = doubt and self._take(Sign.DOUBT, now)
        if changed and self.state is Life.ASKED:
            self._answer = min(_AWAKE, pace.answer) if doubt else pace.answer
        return self.state if changed else None

    def _is_over(self, now: float, pace: Pace) -> bool:
        """Whether the state lasted as long as it may."""
        lasted = now - self._since
        if self.state is Life.ASKED:
            return lasted >= self._answer
        late = self.state is Life.SPOKEN and lasted >= pace.unheard
        return late or now - self._heard >= pace.idle

    def _take(self, sign: Sign, now: float) -> bool:
        state = NEXT[self.state].get(sign)
        if state is None:
            return False
        self.state, self._since = state, now
        return True


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


class Patience:
    """How long one of several places is waited for: not long, as it may be gone, but longer once
    all of them were tried some times. A computer that has too much to do answers late, and has the
    more to do the more often people give up and come again."""

    def __init__(self, seconds: float, longest: float) -> None:
        self._seconds, self._longest = seconds, longest
        self._rounds = 0

    def set_out(self) -> None:
        """All of them are tried, once more."""
        self._rounds = min(self._rounds + 1, _TRIES_MOST)

    def let_in(self) -> None:
        """One of them led in."""
        self._rounds = 0

    @property
    def seconds(self) -> float:
        return min(self._longest, self._seconds * 2.0 ** max(0, self._rounds - _ROUNDS_SHORT))


@dataclass(slots=True)
class Interval:
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
