"""How loud a recording is from its beginning to its end, in a few numbers. Pure."""

from array import array
from collections.abc import Sequence
from itertools import pairwise

from desktopchat.irc.filehost import LOUDEST

BARS = 48
"""Peaks of one recording."""
_LOUD = 32767


def loudness(samples: "array[int]") -> float:
    """The peak of samples of 16 bits, 0 to 1."""
    if not samples:
        return 0.0
    highest, lowest = max(samples), min(samples)
    return min(max(highest, -lowest) / _LOUD, 1.0)


def peaks(levels: Sequence[float]) -> list[int]:
    """`BARS` heights from 0 to LOUDEST, the highest of them LOUDEST, of any number of levels; all 0
    where there was silence."""
    if not levels:
        return [0] * BARS
    edges = [at * len(levels) // BARS for at in range(BARS + 1)]
    found = [max(levels[a : max(b, a + 1)]) for a, b in pairwise(edges)]
    highest = max(found)
    if highest < 0.002:  # what a microphone hums
        return [0] * BARS
    return [round(min(one / highest, 1.0) * LOUDEST) for one in found]
