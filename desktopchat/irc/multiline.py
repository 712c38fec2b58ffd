"""Messages of several lines as the lines that carry them (IRCv3 draft/multiline), and back."""

from collections.abc import Iterable

from .text import split_text

CONCAT = "draft/multiline-concat"
"""The tag of a line that goes on where the one before it ended."""

Piece = tuple[str, bool]
"""A line as it is sent, and whether it goes on in the line before it."""


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
