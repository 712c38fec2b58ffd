"""Names in the order in which people count them: "#lab-2" before "#lab-10"."""

import re

_DIGITS = re.compile(r"(\d{1,18})")


def counted(name: str) -> list[tuple[int, str]]:
    """A key to sort by, without regard to case."""
    parts = _DIGITS.split(name.casefold())
    # Every second part is a number.
    return [(int(part), "") if at % 2 else (-1, part) for at, part in enumerate(parts)]
