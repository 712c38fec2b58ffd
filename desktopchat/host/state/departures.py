"""Who was here lately, for WHOWAS. Guarded by the host's lock."""

from collections import deque
from dataclasses import dataclass

from .people import Person

REMEMBERED = 500


@dataclass(slots=True, frozen=True)
class Departure:
    """Somebody who left, or left a nick for another. moment: milliseconds since 1970."""

    nick: str
    folded: str
    username: str
    host: str
    realname: str
    moment: int


class Departures:
    """The last `REMEMBERED` of them; forgotten when the host ends."""

    def __init__(self) -> None:
        self._last: deque[Departure] = deque(maxlen=REMEMBERED)

    def add(self, person: Person, moment: int) -> None:
        """They are about to be gone from their nick."""
        self._last.append(
            Departure(
                person.nick, person.folded, person.username, person.host, person.realname, moment
            )
        )

    def of(self, folded: str) -> list[Departure]:
        """Those who had the nick, the latest first."""
        return [one for one in reversed(self._last) if one.folded == folded]
