"""What people write, as it fits on the wire and as it may be shown."""

import re
import unicodedata

CTCP = "\x01"

# Formatting characters of IRC clients: bold, colours and the like are not shown.
_FORMAT = re.compile(
    "\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04[0-9a-fA-F]{0,6}|[\x00-\x08\x0b-\x1f\x7f]"
)

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What does something to a terminal, or to the order of the words, instead of being seen."""


_TURNS = re.compile(
    "[\x00\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06ed\u0900-\u0902\u093c\u0941-\u0948\u094d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f18\u0f19\u0f35-\u0f39\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
MARKS_MOST = 4
"""Marks on one letter. Hebrew with vowels and accents, or Vietnamese, needs no more."""
_PILE = re.compile(f"({_MARK}{{{MARKS_MOST}}}){_MARK}+")
_LINE_MOST = 1000
"""Characters of a topic or the like; no host that we know of takes more."""


def tame(text: str) -> str:
    """`text` as it may be shown: nothing in it turns the direction of what stands around it,
    breaks the line in secret ways, or piles marks over its neighbours."""
    if text.isascii():
        return _BREAKS.sub("\n", text).replace("\0", "")
    return _PILE.sub(r"\1", _TURNS.sub("", _BREAKS.sub("\n", text)))


def tame_line(text: str) -> str:
    """The same in one line of bounded length, for a topic, a name, a reason."""
    if text.isascii() and text.isprintable() and len(text) <= _LINE_MOST:
        return text
    text = _FORMAT.sub("", tame(text[: 2 * _LINE_MOST])).replace("\n", " ")
    return text if len(text) <= _LINE_MOST else f"{text[: _LINE_MOST - 1]}…"


def without_format(text: str) -> str:
    """`text` without what IRC clients set it in (bold, colours) and other control characters but
    tab and line feed."""
    return _FORMAT.sub("", text)


def visible(text: str) -> str:
    """`text` with \\x1b and the like in place of what is not seen, so that a name or a message can
    neither drive a terminal nor rearrange its line."""
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def visible_json(words: str) -> str:
    """JSON as it may be printed: the same values, with what is not seen written as \\u001b."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", words)


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


def one_line(text: str) -> str:
    """`text` as it may stand in a line: breaks become spaces."""
    kept = "".join(" " if c in "\r\n\0" else c for c in text)
    return kept.encode("utf-8", "replace").decode().strip()


def trailing(text: str) -> list[str]:
    """A last parameter, left out where there are no words."""
    text = one_line(text)
    return [text] if text else []
