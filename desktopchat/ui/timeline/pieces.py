"""What rows are made of."""

from typing import NamedTuple


class Piece(NamedTuple):
    """Text that is set in one way; with `emoji` it is one emoji, to be drawn as a picture, and
    with `many` too it is a reaction and how many gave it."""

    text: str
    tags: tuple[str, ...]
    emoji: bool = False
    many: int = 0
