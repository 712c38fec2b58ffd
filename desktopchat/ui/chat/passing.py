"""Words that are said in passing, such as why something was not done."""

from time import monotonic

_AT_LEAST = 10.0  # seconds
_A_LETTER = 0.06  # seconds: a slow reader's


class Passing:
    """The last that was said, for as long as it takes to be noticed and read."""

    def __init__(self) -> None:
        self._words, self._until = "", 0.0

    def say(self, words: str) -> None:
        """ "" says nothing any more."""
        self._words = words
        self._until = monotonic() + _AT_LEAST + _A_LETTER * len(words)

    @property
    def words(self) -> str:
        """What is to be read now, "" for nothing."""
        return self._words if monotonic() < self._until else ""
