"""Words cut to the room that there is, with a sign that they go on."""

from collections.abc import Callable

ELLIPSIS = "…"


def elided(words: str, room: int, measure: Callable[[str], int], end: int = 0) -> str:
    """As much of `words` as `measure` says fits into `room` pixels, with "…" where it is cut.

    end: how many characters of its end are to be seen too, such as a file's kind.
    """
    if measure(words) <= room:
        return words
    end = min(end, len(words))
    last = ELLIPSIS + words[len(words) - end :]
    low, high = 0, len(words) - end
    while low < high:
        middle = (low + high + 1) // 2
        if measure(words[:middle].rstrip() + last) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + last
