"""From a stream of bytes to lines.

Limits: Modern IRC, "Messages" (512 bytes with CR LF) and IRCv3 message-tags, "Size limit".
"""

MAX_LINE = 510
"""Bytes of a line after its tags, without CR LF."""

MAX_CLIENT_TAGS = 4096
"""Bytes of the tags that a client may send, "@" and the space after them included."""

MAX_TAGS = 8191
"""Bytes of all the tags a server may send, "@" and the space after them included."""


class LineBuffer:
    """Collects what reads bring and gives back whole lines.

    CR and LF each end a line, NULs are dropped and empty lines left out, so no line that comes
    out can smuggle a second one. Of a line that never ends at most `max_bytes` + 1 are kept: it
    comes out cut, and longer than any line may be.
    """

    __slots__ = ("_limit", "_rest")

    def __init__(self, max_bytes: int = MAX_TAGS + MAX_LINE) -> None:
        self._limit = max_bytes + 1
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, in order, without their ends."""
        if b"\0" in data:
            data = data.replace(b"\0", b"")
        if b"\r" in data:
            data = data.replace(b"\r", b"\n")
        whole, newline, rest = data.rpartition(b"\n")
        if not newline:
            self._rest += data[: self._limit - len(self._rest)]
            return []
        if self._rest:
            whole = self._rest + whole
        self._rest = rest[: self._limit]
        return [line[: self._limit] for line in whole.split(b"\n") if line]

    @property
    def pending(self) -> int:
        """How many bytes of an unfinished line are held."""
        return len(self._rest)


def too_long(line: bytes) -> bool:
    """Whether a line from a client, without CR LF, is over the limits (answered with 417)."""
    if line[:1] != b"@":
        return len(line) > MAX_LINE
    tags = line.find(b" ") + 1 or len(line)
    return tags > MAX_CLIENT_TAGS or len(line) - tags > MAX_LINE


def decode(line: bytes, fallback: str | None = None) -> str | None:
    """The line as text: UTF-8, else the `fallback` encoding; None where neither reads it."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        if fallback is None:
            return None
    try:
        return line.decode(fallback)
    except UnicodeDecodeError:
        return None
