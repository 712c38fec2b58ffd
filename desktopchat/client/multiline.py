"""What is written as the messages and lines that fit a host (IRCv3 draft/multiline)."""

from collections.abc import Iterator
from dataclasses import dataclass

from desktopchat.irc.text import split_text

_LINES = 100  # where the host tells no number
_BYTES = 4096  # where the host breaks the specification and tells none


@dataclass(slots=True, frozen=True)
class Limits:
    """Of one message: bytes in all, line breaks included, and lines on the wire."""

    bytes: int
    lines: int


def limits(value: str) -> Limits:
    """What the capability's value says: "max-bytes=4096,max-lines=24"."""
    found = {"max-bytes": _BYTES, "max-lines": _LINES}
    for word in value.split(","):
        key, _, number = word.partition("=")
        if key in found and number.isascii() and number.isdigit() and int(number[:9]) > 0:
            found[key] = int(number[:9])
    return Limits(found["max-bytes"], found["max-lines"])


def messages(text: str, room: int, most: Limits | None) -> list[str]:
    """The text as messages: one where the host takes it so, else as few as can be.

    room: bytes of a line. Empty lines at the ends are left out, and all of them where each line
    is a message (most is None).
    """
    if most is None:
        return split_text(text, room)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n")
    found: list[str] = []
    current = ""
    count = size = 0
    for line, joins in lines(text, min(room, most.bytes)):
        words = line if joins or not count else f"\n{line}"
        if count and (count + 1 > most.lines or size + len(words.encode()) > most.bytes):
            found.append(current.strip("\n"))
            current, count, size, words = "", 0, 0, line
        current += words
        count += 1
        size += len(words.encode())
    found.append(current.strip("\n"))
    return [message for message in found if message.strip()]


def lines(text: str, room: int) -> Iterator[tuple[str, bool]]:
    """The lines to send, and whether each goes on in the line before it."""
    for line in text.split("\n"):
        pieces = split_text(line, room) or [""]
        for number, piece in enumerate(pieces):
            yield piece, number > 0
