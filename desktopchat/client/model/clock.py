"""When something happened: by the host's clock where it tells, else by the one here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypedDict

from desktopchat.irc import tags
from desktopchat.irc.message import Message

_YEARS = 1988, 2300
"""Nothing was said on IRC before, and clocks of other zones can't be worked out at the end of
what a computer counts; other times are taken for none."""
_CLOCKS_APART = timedelta(days=1)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Stamp(TypedDict):
    """What `Model.add` wants of a host's message."""

    time: datetime
    msgid: str


class HostClock:
    """now: the time here. heard_until: the latest moment that the host has told of."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self.now = now
        self.heard_until: datetime | None = None

    def time_of(self, message: Message) -> datetime:
        """When it happened: the host's time where it tells one (IRCv3 server-time)."""
        stamp = message.tags.get(tags.TIME)
        if stamp:
            try:
                time = datetime.fromisoformat(stamp)
            except ValueError:
                return self.now()
            if time.tzinfo is not None and _YEARS[0] <= time.year <= _YEARS[1]:
                # A time to come would have us believe that we know all until then.
                if time - self.now() <= _CLOCKS_APART:
                    self.hear(time)
                return time
        return self.now()

    def hear(self, time: datetime) -> bool:
        """The host has told of a moment; whether that is later than all before."""
        later = self.heard_until is None or time > self.heard_until
        if later:
            self.heard_until = time
        return later

    def stamp(self, message: Message) -> Stamp:
        """When it happened and what the host calls it, as `Model.add` takes them."""
        return {"time": self.time_of(message), "msgid": message.tags.get(tags.MSGID, "")}
