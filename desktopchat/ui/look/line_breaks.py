"""Where a line of Chinese, Japanese or Korean may be broken (UAX #14, the part that people see).

Tk breaks such a line anywhere, and so begins one with a comma. No Tk here.
"""

import re
from collections.abc import Callable

_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef"
_NOT_LAST = r"(\[{“‘（［｛〔〈《「『【"
_NOT_FIRST = r"\s,.;:!?%)\]}”’…—、。，．；：！？％）］｝〕〉》」』】・ー々"
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_PIECE = re.compile(f"[{_NOT_LAST}]*(?:[{_WIDE}]|[^{_WIDE}{_NOT_LAST}\\s]+|\\s)[{_NOT_FIRST}]*|.")


def has_wide(text: str) -> bool:
    """Whether lines of it are broken between signs, not only between words."""
    return _HAS_WIDE.search(text) is not None


def pieces(line: str) -> list[str]:
    """The parts of a line that stay whole, in order."""
    return _PIECE.findall(line)


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
