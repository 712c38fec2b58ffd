"""What rows are made of."""

from collections.abc import Sequence
from typing import NamedTuple

from desktopchat.ui.look.bidi import Cell

TRANSFER = "transfer"
"""The tag of the place of a bar that tells how far files are."""


class Piece(NamedTuple):
    """Text that is set in one way; with `emoji` it is one emoji, to be drawn as a picture, and
    with `many` too it is a reaction and how many gave it. `cells`: what it stands for where it is
    in the order of drawing, not of reading (`turned`)."""

    text: str
    tags: tuple[str, ...]
    emoji: bool = False
    many: int = 0
    cells: tuple[Cell, ...] = ()


class Shared(NamedTuple):
    """An entry with shared pictures or a voice message. words: what it says, without the links in
    whose place `label` stands ("3 pictures"). pieces: what it shows."""

    words: str
    label: str = ""
    pieces: Sequence[Piece] = ()


class TimelineRow(NamedTuple):
    """A row to show. number: its entry's, rising from row to row; below 0 for one of the history
    that came before all that was there."""

    number: int
    pieces: list[Piece]
