"""Words cut to the room that there is, with a sign that they go on."""

from collections.abc import Callable

ELLIPSIS = "…"


def elided(words: str, room: int, measure: Callable[[str], int]) -> str:
    """As much of `words` as `measure` says fits into `room` pixels, with "…" where it is cut."""
    if measure(words) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(words[:middle].rstrip() + ELLIPSIS) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + ELLIPSIS
