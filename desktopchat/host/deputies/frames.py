"""What a host and a deputy say to each other: messages, and in them frames. No input or output.

A message is its length (4 bytes, of what follows), a letter that says which kind it is, and its
body. A frame holds the writes of one round. It names the run of the host that made it, its number
in that run, and the digest of the frame before it: nothing can be left out or change places.
"""

import base64
import hashlib
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktopchat.store.events import Write

MESSAGE_MAX = 64 * 1024 * 1024
"""Bytes; longer than any round that a host would write."""
TWIN = b"twin"
"""Of REFUSED: another deputy with the same key is there."""
_HEAD = struct.Struct(">IB")


class Kind(Enum):
    """The letter of a message; its body behind the dash."""

    CHALLENGE = ord("C")
    """host: bytes that nobody has signed before"""
    ANSWER = ord("A")
    """deputy: JSON, see `identity`"""
    REFUSED = ord("R")
    """host: this one may have no copy, or it is a `TWIN`"""
    RESUME = ord("G")
    """host: frames follow from where the copy is"""
    SNAPSHOT = ord("S")
    """host: JSON with the position it is at, its size in bytes and its SHA-256"""
    PIECE = ord("P")
    """host: the next bytes of the snapshot"""
    FRAME = ord("F")
    """host: a frame"""
    INHERITANCE = ord("I")
    """host: JSON, see `roster`: what the deputy has to know to carry on where the host dies"""
    TAKE_OVER = ord("O")
    """host: it goes, and this deputy is the host from now on; the same"""
    ENDED = ord("E")
    """host: whoever runs it has ended the chat for everyone; nobody carries it on"""
    STANDING = ord("T")
    """host: "in-sync" or "behind": how the deputy stands with it now"""
    CONFIRM = ord("K")
    """deputy: JSON with the position of a frame that is committed; so are those before it"""
    WANT = ord("W")
    """deputy: JSON with the hash of a shared file, and from which byte on it is wanted"""
    BYTES = ord("B")
    """host: some bytes of it; none where there are none"""
    YIELD = ord("Y")
    """deputy, which has answered that it hosts the place already: the host is to hand over to it,
    so that both halves become one again"""
    ALIVE = ord("L")
    """both: now and then; of a deputy what its computer runs on (`protocol.MAINS`, …), as far as it
    knows, or in its stead that it can't write (`protocol.STUCK`); of the host its clock, in
    milliseconds since 1970, as digits"""
    REACH = ord("V")
    """host: "reached" or "cut-off": whether it reaches the deputy where this waits"""


class FrameError(ValueError):
    """What came is not what a host or a deputy says."""


@dataclass(slots=True, frozen=True)
class Position:
    """How far a copy is. run: of the host, "" for nowhere. digest: of the frame of that number."""

    run: str = ""
    number: int = 0
    digest: str = ""

    def json(self) -> dict[str, object]:
        return {"run": self.run, "number": self.number, "digest": self.digest}

    @classmethod
    def of_json(cls, said: dict[str, object]) -> "Position":
        """Raises FrameError."""
        run, number, digest = said.get("run"), said.get("number"), said.get("digest")
        if isinstance(run, str) and type(number) is int and isinstance(digest, str):
            return cls(run, number, digest)
        raise FrameError("no position")


def message(kind: Kind, body: bytes = b"") -> bytes:
    """A message as it is sent. Raises FrameError where it is too long."""
    if len(body) >= MESSAGE_MAX:
        raise FrameError("too long")
    return _HEAD.pack(len(body) + 1, kind.value) + body


class MessageBuffer:
    """Cuts messages out of what comes in pieces of any size."""

    def __init__(self, most: int = MESSAGE_MAX) -> None:
        self._most = most
        self._came = bytearray()

    def feed(self, data: bytes) -> list[tuple[Kind, bytes]]:
        """The messages that are whole now. Raises FrameError."""
        self._came += data
        found = []
        while len(self._came) >= _HEAD.size:
            size, letter = _HEAD.unpack_from(self._came)
            if not 0 < size <= self._most:
                raise FrameError("a message of no size that there is")
            end = _HEAD.size - 1 + size
            if len(self._came) < end:
                break
            try:
                kind = Kind(letter)
            except ValueError:
                raise FrameError("a message of no kind that there is") from None
            found.append((kind, bytes(self._came[_HEAD.size : end])))
            del self._came[:end]
        return found


class Chain:
    """Makes frames, each behind the one before. run: a name that no other run of a host has."""

    def __init__(self, run: str) -> None:
        self.at = Position(run)

    def next(self, writes: Sequence[Write]) -> bytes:
        """The frame of these writes, which is the last one now."""
        before = self.at
        said = {
            "run": before.run,
            "number": before.number + 1,
            "before": before.digest,
            "writes": writes,
        }
        frame = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_said).encode()
        self.at = Position(before.run, before.number + 1, hashlib.sha256(frame).hexdigest())
        return frame


def read_frame(frame: bytes, at: Position) -> tuple[Position, list[Write]]:
    """The writes of the frame that follows a position, and the position behind it. Raises
    FrameError."""
    said = read_object(frame)
    if (said.get("run"), said.get("number"), said.get("before")) != (
        at.run,
        at.number + 1,
        at.digest,
    ):
        raise FrameError("another frame was to come")
    writes = said.get("writes")
    if not isinstance(writes, list):
        raise FrameError("a frame without writes")
    digest = hashlib.sha256(frame).hexdigest()
    return Position(at.run, at.number + 1, digest), [_write(one) for one in writes]


def read_object(body: bytes) -> dict[str, object]:
    """A body that is an object of JSON, and in it the bytes of `_said`. Raises FrameError."""
    try:
        said = json.loads(body, object_hook=_meant)
    except (ValueError, RecursionError):
        raise FrameError("no JSON") from None
    if not isinstance(said, dict):
        raise FrameError("no object")
    return said


def _write(said: object) -> Write:
    match said:
        case [str(statement), list(values)] if _VALUES.issuperset(map(type, values)):
            return statement, tuple(values)
    raise FrameError("no write")


_VALUES = {str, int, float, bool, bytes, type(None)}


def _said(value: object) -> object:
    """What JSON knows nothing of, which is bytes."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} in a write")


def _meant(said: dict[str, object]) -> object:
    match said:
        case {"bytes": str(text), **rest} if not rest:
            return base64.b64decode(text, validate=True)
    return said
