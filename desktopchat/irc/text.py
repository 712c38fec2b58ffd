"""What people write, as it fits on the wire and as it may be shown."""

import re
import unicodedata

CTCP = "\x01"

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What does something to a terminal, or to the order of the words, instead of being seen."""


def visible(text: str) -> str:
    """`text` with \\x1b and the like in place of what is not seen, so that a name or a message can
    neither drive a terminal nor rearrange its line."""
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def split_text(text: str, max_bytes: int) -> list[str]:
    """`text` as lines of at most `max_bytes` bytes of UTF-8, broken between words if possible.

    Never inside a character, nor inside what people see as one (an accent, an emoji made of
    several). Empty lines are left out; nothing else is: the pieces of a line, joined, are it.
    """
    pieces = []
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    for line in text.split("\n"):
        rest = line
        while len(rest.encode()) > max_bytes:
            at = _break_point(rest, max_bytes)
            pieces.append(rest[:at])
            rest = rest[at:]
        if rest:
            pieces.append(rest)
    return pieces


def _break_point(line: str, max_bytes: int) -> int:
    """Where to cut: after the last space that fits, else between the last two characters."""
    size = fits = word = whole = 0
    for index, character in enumerate(line):
        if index and not _joins(line, index):
            whole = index
            if line[index - 1] == " ":
                word = index
        size += len(character.encode())
        if size > max_bytes:
            break
        fits = index + 1
    return word or whole or max(fits, 1)


def _joins(line: str, index: int) -> bool:
    """Whether the character at `index` belongs to the one before it."""
    character, before = line[index], line[index - 1]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    if "\u200d" in (character, before) or "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    if "\u1160" <= character <= "\u11ff" and ("\u1100" <= before <= "\u11ff" or _hangul(before)):
        return True
    if _regional(character) and _regional(before):
        run = 0
        while index - 1 - run >= 0 and _regional(line[index - 1 - run]):
            run += 1
        return run % 2 == 1
    return "\U000e0020" <= character <= "\U000e007f"


def _hangul(character: str) -> bool:
    """Whether it is a whole Korean syllable, to which a last consonant can be added."""
    return "\uac00" <= character <= "\ud7a3"


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def ctcp(command: str, text: str = "") -> str:
    """A CTCP message's text: ctcp("ACTION", "waves") for /me waves."""
    return f"{CTCP}{command} {text}{CTCP}" if text else f"{CTCP}{command}{CTCP}"


def parse_ctcp(text: str) -> tuple[str, str] | None:
    """The command (upper case) and text of a CTCP message; None for ordinary words."""
    if len(text) < 2 or text[0] != CTCP:
        return None
    command, _, rest = text[1:].removesuffix(CTCP).partition(" ")
    return (command.upper(), rest) if command else None
