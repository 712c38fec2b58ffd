"""Moments as IRCv3 server-time writes them: 2026-11-23T08:30:00.250Z."""

from datetime import UTC, datetime
from functools import lru_cache

_LAST = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) * 1000 + 999
"""Milliseconds since 1970, with which dates end."""
_DAY = 24 * 3600 * 1000


def write(moment: int) -> str:
    """Milliseconds since 1970 as text; what is later than any date is as late as there is one."""
    seconds, milliseconds = divmod(min(moment, _LAST), 1000)
    return f"{_second(seconds)}.{milliseconds:03d}Z"


def when(moment: int) -> datetime:
    """The same as a date, in UTC; other zones have it, too."""
    return datetime.fromtimestamp(min(moment, _LAST - _DAY) / 1000, UTC)


def stamp(moment: datetime) -> str:
    """A moment that knows its zone, as text."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def parse(text: str) -> int | None:
    """A text as milliseconds since 1970; None where it is no moment."""
    if not text.endswith("Z") or len(text) > 40:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return round(moment.timestamp() * 1000)


@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
