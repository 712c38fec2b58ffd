"""Where a line of Chinese, Japanese or Korean may be broken, and a code of several words (UAX #14,
the part that people see).

Tk breaks such a line anywhere, and so begins one with a comma, or breaks a word. No Tk here.
"""

import re
from collections.abc import Callable
from functools import cache

_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_NOT_LAST = r"(\[{“‘（［｛〔〈《「『【"
_NOT_FIRST = r"\s,.;:!?%)\]}”’…—、。，．；：！？％）］｝〕〉》」』】・ー々"


@cache
def _has_wide() -> re.Pattern[str]:
    # Made when they are needed: few need them, and all would wait for them at the start.
    return re.compile(f"[{_WIDE}]")


@cache
def _piece() -> re.Pattern[str]:
    inside = f"[^{_WIDE}{_NOT_LAST}\\s]"
    word = f"[{_WIDE}]|{inside}*?\\w-(?=\\w)|{inside}+|\\s"
    return re.compile(f"[{_NOT_LAST}]*(?:{word})[{_NOT_FIRST}]*|.")


def has_wide(text: str) -> bool:
    """Whether lines of it are broken between signs, not only between words."""
    return not text.isascii() and _has_wide().search(text) is not None


def has_long_code(text: str, room: int, measure: Callable[[str], int]) -> bool:
    """Whether words that hyphens hold together take more than `room` pixels."""
    return "-" in text and any("-" in one and measure(one) > room for one in text.split())


def pieces(line: str) -> list[str]:
    """The parts of a line that stay whole, in order."""
    return _piece().findall(line)


def broken(text: str, room: int, measure: Callable[[str], int]) -> str:
    """The text in lines of at most `room` pixels, as far as its parts allow that."""
    lines = []
    for line in text.split("\n"):
        now, wide = "", 0
        for piece in pieces(line):
            more = measure(piece)
            if now and wide + measure(piece.rstrip()) > room:
                lines.append(now.rstrip())
                now, wide = "", 0
            now, wide = now + piece, wide + more
        lines.append(now.rstrip())
    return "\n".join(lines)
