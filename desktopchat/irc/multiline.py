"""Messages of several lines as the lines that carry them (IRCv3 draft/multiline), and back."""

from collections.abc import Iterable
from dataclasses import dataclass

from .text import split_text

_LINES = 100  # where a host tells no number
_BYTES = 4096  # where a host breaks the specification and tells none

Piece = tuple[str, bool]
"""A line as it is sent, and whether it goes on in the line before it."""


@dataclass(slots=True, frozen=True)
class Limits:
    """Of one message: bytes in all, line breaks included, and lines on the wire."""

    bytes: int
    lines: int

    def __str__(self) -> str:
        """The capability's value."""
        return f"max-bytes={self.bytes},max-lines={self.lines}"

    @classmethod
    def parse(cls, value: str) -> "Limits":
        """What the capability's value says: "max-bytes=4096,max-lines=24"."""
        found = {"max-bytes": _BYTES, "max-lines": _LINES}
        for word in value.split(","):
            key, _, number = word.partition("=")
            if key in found and number.isascii() and number.isdigit() and int(number[:9]) > 0:
                found[key] = int(number[:9])
        return cls(found["max-bytes"], found["max-lines"])


def join(pieces: Iterable[Piece]) -> str:
    """The text that lines carry, with "\\n" between its own lines."""
    text = ""
    for number, (line, goes_on) in enumerate(pieces):
        text += line if goes_on or not number else f"\n{line}"
    return text


def split(text: str, room: int) -> list[Piece]:
    """Lines of at most `room` bytes that carry the text; joined, they are it."""
    return [
        (piece, number > 0)
        for line in text.split("\n")
        for number, piece in enumerate(split_text(line, room) or [""])
    ]
