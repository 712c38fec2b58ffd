"""What is written as the messages that fit a host (IRCv3 draft/multiline)."""

from desktopchat.irc.multiline import Limits, split
from desktopchat.irc.text import split_text


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
    for line, joins in split(text, min(room, most.bytes)):
        words = line if joins or not count else f"\n{line}"
        if count and (count + 1 > most.lines or size + len(words.encode()) > most.bytes):
            found.append(current.strip("\n"))
            current, count, size, words = "", 0, 0, line
        current += words
        count += 1
        size += len(words.encode())
    found.append(current.strip("\n"))
    return [message for message in found if message.strip()]
