"""How long and how many, in one place; and how fast (`Throttle`)."""

AWAY_MAX = 200
KICK_REASON_MAX = 300
PASSWORD_BYTES_MAX = 300
REALNAME_MAX = 128
TOPIC_MAX = 390
"""Characters, of the texts."""
USERNAME_MAX = 16
PASSWORD_LEAST = 8
"""Characters of a new account's password."""
CHANNELS_MAX = 100
"""Channels a person."""
FORMER_NAMES_MAX = 20
"""Names that the first room once had and that still lead to it; the oldest goes."""
MODES_MAX = 20
"""Changes in one MODE that take a parameter."""
MONITOR_MAX = 100
"""Nicks that one person watches."""
TARGETS_MAX = 8
"""Targets of one message."""


class Throttle:
    """A bucket of lines: `burst` at once, then `rate` a second."""

    __slots__ = ("_burst", "_rate", "_spent", "_when")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._spent = 0.0
        self._when = 0.0

    def spend(self, lines: float, now: float) -> float:
        """Count `lines` at the time `now` (seconds); how long to wait before running them."""
        self._spent = max(0.0, self._spent - (now - self._when) * self._rate) + lines
        self._when = now
        return self.wait_for(0)

    def give_back(self, lines: float) -> None:
        """So many of those counted were none."""
        self._spent -= lines

    def rests(self, now: float) -> bool:
        """Whether it is as one that has not been used."""
        self.spend(0, now)
        return not self._spent

    def wait_for(self, lines: float) -> float:
        """Seconds until `lines` more could run, as things were at the last `spend`."""
        return max(0.0, (self._spent + lines - self._burst) / self._rate)
