"""What programs near each other say by UDP, as values: bytes -> Datagram -> bytes.

A datagram is at most 512 bytes: the magic "DCH1" (the last digit is the version), the sender's
Ed25519 public key (32), a signature of all the rest (64), and a JSON object. Whoever sends makes a
key at each start, and is known by it: nobody can speak, or say goodbye, for somebody else. `n`
rises from one datagram to the next, so that an old one played again is known as such; who hears
somebody for the first time, at an hour that is not that of its own clock, asks whether they live.

    host    n, title, room, people, lock (0, 1), at (addresses), port, key (fingerprint, base64,
            "" for one that does not encrypt), pin (its short form), version: a host, every interval
    person  n, name, place: an open window, every interval
    seek    n: who is there? Hosts say so at once
    ask     n, to (whose key, base64): are you there, whose old words these may be?
    here    n, to, ask (the n of the question): yes
    bye     n: it ends
    invite  n, to (whose key, base64), id, name, title, room, code (a join code)
    answer  n, to, id, yes (0, 1): to an invitation
    heard   n, to, id: an invitation or an answer has come, it need not be sent again
"""

import base64
import binascii
import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_SIZE = 512
"""Bytes."""
_MAGIC = b"DCH1"
_KEY, _SIGNATURE = 32, 64  # bytes
_HEAD = len(_MAGIC) + _KEY + _SIGNATURE
ADDRESSES_MAX = 4
"""Of a host in one datagram; with none it is reached where the datagram comes from."""

Field = str | int | tuple[str, ...]


def clean(text: str) -> str:
    """A text as one line that shows as what it is: without what can't be seen, save what joins
    letters and emoji."""
    seen = "".join(c for c in text if c.isprintable() or c.isspace() or c in "\u200c\u200d")
    return " ".join(seen.split())


class DroppedError(ValueError):
    """Bytes that are no datagram of ours. The message is one of a few words, to be counted by."""


@dataclass(slots=True, frozen=True)
class Datagram:
    """kind: one of the module's text. sender: its key as base64. n: as there. fields: all else."""

    kind: str
    sender: str
    n: int
    fields: Mapping[str, Any]


def milliseconds() -> int:
    """Since 1970, by this computer's clock."""
    return time.time_ns() // 1_000_000


class Signer:
    """Whoever sends. id: by what the others know it. n: the number of the last datagram."""

    def __init__(self, clock: Callable[[], int] = milliseconds) -> None:
        self._clock = clock
        self._key = Ed25519PrivateKey.generate()
        self._public = self._key.public_key().public_bytes_raw()
        self.id = _to_text(self._public)
        self.n = 0

    def write(self, kind: str, **fields: Field) -> bytes:
        """A datagram. What people called things is cut where it is too long."""
        self.n = max(self.n + 1, self._clock())
        for name in _CUT:
            if name in fields:
                fields[name] = clean(str(fields[name]))
        while True:
            said = {"t": kind, "n": self.n, **fields}
            body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
            if _HEAD + len(body) <= MAX_SIZE:
                break
            longest = max(_CUT, key=lambda name: len(str(fields.get(name, "")).encode()))
            # Half a room's name would be another room's.
            fields[longest] = str(fields[longest])[:-4].rstrip() if longest != "room" else ""
        signature = self._key.sign(_MAGIC + self._public + body)
        return _MAGIC + self._public + signature + body


_CUT = ("title", "name", "place", "room")


def sender_of(data: bytes) -> str:
    """Whose datagram it says to be; "" where it is none."""
    return _to_text(data[4:36]) if data[:4] == _MAGIC and len(data) > _HEAD else ""


def read_datagram(data: bytes) -> Datagram:
    """Raises DroppedError for whatever is not whole, not signed by its sender, or not as it
    should be."""
    if len(data) > MAX_SIZE:
        raise DroppedError("oversized")
    if data[:3] != _MAGIC[:3]:
        raise DroppedError("not ours")
    if data[:4] != _MAGIC:
        raise DroppedError("other version")
    if len(data) <= _HEAD:
        raise DroppedError("truncated")
    key, signature, body = data[4:36], data[36:_HEAD], data[_HEAD:]
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _MAGIC + key + body)
    except (InvalidSignature, ValueError):
        raise DroppedError("forged") from None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise DroppedError("invalid") from None
    kind = said.get("t") if isinstance(said, dict) else None
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None or not _number(said.get("n")):
        raise DroppedError("invalid")
    fields = {}
    for name, is_right in shape.items():
        if not is_right(said.get(name)):
            raise DroppedError("invalid")
        fields[name] = said[name]
    return Datagram(str(kind), _to_text(key), said["n"], fields)


def _to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key_to_text(fingerprint: str) -> str:
    """A fingerprint's 64 hexadecimal digits as 43 letters."""
    return _to_text(bytes.fromhex(fingerprint))


def key_from_text(text: str) -> str:
    """The other way; "" where the text is none."""
    try:
        data = base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return ""
    return data.hex() if len(data) == 32 else ""


# Each field's rule: what else comes from outside is not looked at.


def _count(value: object, most: int = 100_000) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < most


def _number(value: object) -> bool:
    return _count(value, 1 << 53)


def _words(value: object) -> bool:
    return isinstance(value, str) and value == clean(value)


def _some_words(value: object) -> bool:
    return _words(value) and bool(str(value).strip("\u200c\u200d "))


def is_room(text: str) -> bool:
    """Whether a text can be a room's name."""
    return text[:1] in ("#", "&") and " " not in text and "," not in text


def _room_or_none(value: object) -> bool:
    return value == "" or (_words(value) and is_room(str(value)))


def _flag(value: object) -> bool:
    return _count(value, 2)


def _port(value: object) -> bool:
    return _count(value, 65536) and value != 0


def _key_or_none(value: object) -> bool:
    return value == "" or (isinstance(value, str) and key_from_text(value) != "")


def _pin_or_none(value: object) -> bool:
    return isinstance(value, str) and len(value) in (0, 9) and not value.strip("0123456789abcdef")


def _addresses(value: object) -> bool:
    if not isinstance(value, list) or len(value) > ADDRESSES_MAX:
        return False
    try:
        return all(isinstance(one, str) and ipaddress.ip_address(one) for one in value)
    except ValueError:
        return False


_TO_SOMEBODY: dict[str, Callable[[object], bool]] = {"to": _some_words, "id": _some_words}
_SHAPES: dict[str, dict[str, Callable[[object], bool]]] = {
    "host": {
        "title": _some_words,
        "room": _room_or_none,
        "people": _count,
        "lock": _flag,
        "at": _addresses,
        "port": _port,
        "key": _key_or_none,
        "pin": _pin_or_none,
        "version": _words,
    },
    "person": {"name": _some_words, "place": _words},
    "seek": {},
    "ask": {"to": _some_words},
    "here": {"to": _some_words, "ask": _number},
    "bye": {},
    "invite": {
        **_TO_SOMEBODY,
        "name": _some_words,
        "title": _words,
        "room": _room_or_none,
        "code": _some_words,
    },
    "answer": {**_TO_SOMEBODY, "yes": _flag},
    "heard": _TO_SOMEBODY,
}
