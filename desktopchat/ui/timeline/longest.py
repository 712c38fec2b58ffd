"""How much of one message is shown, so that no message holds up the window: Tk needs seconds to lay
out a hundred thousand characters, or thousands of pictures. What is left out is said; copying the
message gives all of it.
"""

from collections.abc import Iterator

from desktopchat.ui.timeline.pieces import Piece
from desktopchat.words import tr, tr_noop

_ROOM = 12_000  # characters of ASCII
_OTHER = 4  # each other character takes the room of so many: its font has to be looked for
_LINES = 200
_PICTURES = 300  # emoji
_KINDS = 60  # different emoji: each is drawn once, which takes a millisecond
_MARKED = 300  # names, links, pieces of code
MORE = tr_noop("… This message is too long to show all of it. Copy it to read the rest.")


def cut(text: str) -> tuple[str, bool]:
    """What is shown of a text, and whether that is all of it."""
    shown = text
    if len(shown) * (1 if shown.isascii() else _OTHER) > _ROOM:
        shown = shown[: _room_of(shown)]
    if shown.count("\n") >= _LINES:
        shown = "\n".join(shown.split("\n", _LINES)[:_LINES])
    return shown, shown is text or len(shown) == len(text)


def _room_of(text: str) -> int:
    """How many characters of a text fit."""
    left = _ROOM
    for at, char in enumerate(text):
        left -= 1 if char < "\x80" else _OTHER
        if left < 0:
            return at
    return len(text)


def within(pieces: Iterator[Piece], ground: int, *, whole: bool) -> Iterator[Piece]:
    """As many pieces as can be shown. ground: how many tags plain words have; whole: whether they
    are all of the message, else that is said after them."""
    pictures = marked = 0
    kinds: set[str] = set()
    for piece in pieces:
        if piece.emoji:
            pictures += 1
            kinds.add(piece.text)
        elif len(piece.tags) > ground:
            marked += 1
        if pictures > _PICTURES or len(kinds) > _KINDS or marked > _MARKED:
            whole = False
            break
        yield piece
    if not whole:
        yield Piece("\n", ("body",))
        yield Piece(tr(MORE), ("body", "mark"))
