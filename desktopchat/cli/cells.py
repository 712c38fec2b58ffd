"""The width of text in a terminal, where Chinese, Japanese and Korean letters take two cells."""

import re
import unicodedata

_PIECES = r"\s+|[“‘（《]*[\u2e80-\uffef][，。；：！？、）”’…》]*|[^\s\u2e80-\uffef]+"
"""What a line is not broken in: a word, or one wide letter with the signs that belong to it."""

_NO_WIDTH = {"Mn", "Me", "Cf"}  # no words: kinds of Unicode


def cells(text: str) -> int:
    """How many cells of a terminal it takes."""
    return sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def cut(text: str, most: int) -> str:
    """A text in so many cells at most, with a sign where it is cut off."""
    if cells(text) <= most:
        return text
    kept = ""
    for sign in text:
        if cells(kept) + _width(sign) >= most:
            break
        kept += sign
    return f"{kept.rstrip()}…"


def wrapped(text: str, most: int) -> list[str]:
    """A text as lines of so many cells at most, as far as no word is longer."""
    lines, line = [], ""
    for piece in re.findall(_PIECES, " ".join(text.split())):
        if line and cells(line + piece.rstrip()) > most:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines
