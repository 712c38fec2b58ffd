"""SASL as AUTHENTICATE carries it (IRCv3 sasl-3.1), and the mechanism PLAIN (RFC 4616)."""

import base64

CHUNK = 400
"""Bytes of base64 in one line; a shorter piece, or "+" for an empty one, ends the message."""
MESSAGE_MAX = 4096
"""Bytes of a whole message."""


class SaslTooLongError(ValueError):
    """A message is longer than any that makes sense."""


SaslTooLong = SaslTooLongError


def encode_chunks(message: bytes) -> list[str]:
    """A message as the parameters of one AUTHENTICATE after the other."""
    text = base64.b64encode(message).decode()
    chunks = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    if not chunks or len(chunks[-1]) == CHUNK:
        chunks.append("+")
    return chunks


class Collector:
    """Puts a message together from the pieces of it."""

    def __init__(self) -> None:
        self._text = ""

    def add(self, chunk: str) -> bytes | None:
        """The message, once this was its last piece.

        Raises SaslTooLongError, and ValueError for what is not base64.
        """
        if chunk != "+":
            self._text += chunk
        if len(self._text) > -(-MESSAGE_MAX // 3) * 4:
            self._text = ""
            raise SaslTooLongError("the message is too long")
        if len(chunk) == CHUNK:
            return None
        text, self._text = self._text, ""
        try:
            return base64.b64decode(text, validate=True)
        except ValueError as error:
            raise ValueError("the message is not base64") from error


def plain_message(user: str, password: str) -> bytes:
    """What PLAIN says."""
    return f"\0{user}\0{password}".encode()


def parse_plain(message: bytes) -> tuple[str, str, str]:
    """For whom, who, and the password. Raises ValueError."""
    acts_for, user, password = message.decode().split("\0")
    if not user or not password:
        raise ValueError("a name and a password are needed")
    return acts_for, user, password
