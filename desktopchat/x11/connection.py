"""A connection to the X server: requests, their replies, and the events between them."""

import os
import re
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass
from typing import Self

from desktopchat.x11.authority import COOKIE, cookies

_CREATE_WINDOW, _QUERY_TREE, _INTERN_ATOM, _GET_PROPERTY = 1, 15, 16, 20
_GET_SELECTION_OWNER, _CONVERT_SELECTION, _QUERY_EXTENSION = 23, 24, 98
_ERROR, _REPLY, _GENERIC_EVENT = 0, 1, 35
_INPUT_ONLY, _EVENT_MASK, _PROPERTY_CHANGE = 2, 0x800, 0x400000

_NAME = re.compile(r"(?:[a-z]+/)?(?P<host>[^:]*)::?(?P<number>[0-9]+)(?:\.[0-9]+)?")
_FIRST_PORT = 6000


class XError(OSError):
    """The server is not reached, does not answer in time, or refuses."""


@dataclass(slots=True, frozen=True)
class Property:
    """type: an atom, 0 for no such property. left: bytes that did not fit into what was asked."""

    type: int
    data: bytes
    left: int


class Connection:
    """One thread's. Every call ends by `deadline` (time.monotonic), or raises XError."""

    def __init__(self, name: str, seconds: float) -> None:
        found = _NAME.fullmatch(name)
        if found is None:
            raise XError(f"{name!r} names no display")
        self.deadline = time.monotonic() + seconds
        self._events: deque[bytes] = deque()
        self._atoms: dict[str, int] = {}
        self._base = self._root = 0  # the first number for what we make; the first screen's window
        self.depth = 0
        """Bits of a pixel of the first screen."""
        host, number = found["host"], int(found["number"])
        for cookie in cookies(number):
            self._socket = _connect(host, number, seconds)
            try:
                if self._greet(cookie):
                    return
            except BaseException:
                self.close()
                raise
            self.close()
        raise XError("the server lets nobody in without its cookie")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """The server takes away with the connection what was made by it."""
        self._socket.close()

    # requests

    def atoms(self, *names: str) -> list[int]:
        """The numbers of names, all asked for in one go."""
        new = [name for name in names if name not in self._atoms]
        for name in new:
            text = name.encode("latin-1")
            self._request(_INTERN_ATOM, 0, struct.pack("<HH", len(text), 0) + _padded(text))
        for name in new:
            self._atoms[name] = struct.unpack_from("<I", self._reply(), 8)[0]
        return [self._atoms[name] for name in names]

    def window(self) -> int:
        """A window that is never seen, whose properties' changes come as events."""
        body = struct.pack("<IIhhHHHHIII", self._base, self._root, 0, 0, 1, 1, 0, _INPUT_ONLY, 0,
                           _EVENT_MASK, _PROPERTY_CHANGE)  # fmt: skip
        self._request(_CREATE_WINDOW, 0, body)
        return self._base

    def selection_owner(self, selection: int) -> int:
        """The window that holds a selection, 0 for none."""
        self._request(_GET_SELECTION_OWNER, 0, struct.pack("<I", selection))
        return int(struct.unpack_from("<I", self._reply(), 8)[0])

    def convert_selection(self, window: int, selection: int, target: int, into: int) -> None:
        """Ask a selection's owner to put it into a property of our window."""
        self._request(
            _CONVERT_SELECTION, 0, struct.pack("<IIIII", window, selection, target, into, 0)
        )

    def take_property(self, window: int, name: int, most: int) -> Property:
        """Read up to `most` bytes of a property; one that was read whole is deleted, and then
        `event` gives only what came after."""
        self._request(_GET_PROPERTY, 1, struct.pack("<IIIII", window, name, 0, 0, most // 4 + 1))
        reply = self._reply()
        kind, left, units = struct.unpack_from("<III", reply, 8)
        size = units * (reply[1] // 8)  # the format is 8, 16 or 32 bits a unit
        self._events.clear()
        return Property(kind, reply[32 : 32 + size], left)

    @property
    def root(self) -> int:
        """The window that is behind all others of the first screen."""
        return self._root

    def parent(self, window: int) -> int:
        """The window that one is in."""
        self._request(_QUERY_TREE, 0, struct.pack("<I", window))
        return int(struct.unpack_from("<I", self._reply(), 12)[0])

    def extension(self, name: str) -> int:
        """The number that an extension's requests begin with. Raises XError where it is missing."""
        text = name.encode("latin-1")
        self._request(_QUERY_EXTENSION, 0, struct.pack("<HH", len(text), 0) + _padded(text))
        present, code = struct.unpack_from("<BB", self._reply(), 8)
        if not present:
            raise XError(f"the server has no {name}")
        return int(code)

    def request(self, code: int, detail: int, body: bytes) -> None:
        """A request of an extension that has no answer; returns once the server has taken it."""
        self._request(code, detail, body)
        self.selection_owner(self.atoms("PRIMARY")[0])

    def event(self) -> bytes:
        """The next event, 32 bytes."""
        while not self._events:
            message = self._message()
            if message[0] == _ERROR:
                raise XError(f"the server refused: error {message[1]}")
            if message[0] != _REPLY:
                self._events.append(message)
        return self._events.popleft()

    # inside

    def _greet(self, cookie: bytes) -> bool:
        """Begin the conversation; whether the server lets us in with this cookie."""
        name = COOKIE if cookie else b""
        self._send(
            struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(cookie))
            + _padded(name)
            + _padded(cookie)
        )
        status, _, _, length = struct.unpack("<BxHHH", self._receive(8))
        setup = self._receive(length * 4)
        if status != 1:
            return False
        vendor: int
        self._base, vendor, formats = struct.unpack_from("<4xI8xH3xB", setup)
        screens = 32 + vendor + -vendor % 4 + 8 * formats
        self._root, self.depth = struct.unpack_from("<I34xB", setup, screens)
        return True

    def _request(self, code: int, detail: int, body: bytes) -> None:
        self._send(struct.pack("<BBH", code, detail, 1 + len(body) // 4) + body)

    def _reply(self) -> bytes:
        while True:
            message = self._message()
            if message[0] == _REPLY:
                return message
            if message[0] == _ERROR:
                raise XError(f"the server refused: error {message[1]}")
            self._events.append(message)

    def _message(self) -> bytes:
        head = self._receive(32)
        if head[0] & 0x7F not in (_REPLY, _GENERIC_EVENT):
            return head
        return head + self._receive(int(struct.unpack_from("<I", head, 4)[0]) * 4)

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise XError(str(error)) from error

    def _receive(self, size: int) -> bytes:
        got = bytearray()
        while len(got) < size:
            self._socket.settimeout(self._left())
            try:
                part = self._socket.recv(min(size - len(got), 1 << 18))
            except OSError as error:
                raise XError(str(error)) from error
            if not part:
                raise XError("the server has gone")
            got += part
        return bytes(got)

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise XError("no answer in time")
        return left


def _connect(host: str, number: int, seconds: float) -> socket.socket:
    if host not in ("", "unix"):
        try:
            return socket.create_connection((host.strip("[]"), _FIRST_PORT + number), seconds)
        except OSError as error:
            raise XError(str(error)) from error
    path = f"/tmp/.X11-unix/X{number}"
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(seconds)
    for address in (path, f"\0{path}"):  # some servers listen at an abstract address only
        try:
            made.connect(address)
        except OSError as error:
            failed = error
        else:
            return made
    made.close()
    raise XError(str(failed)) from failed


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def display_name() -> str:
    """The display that programs here open, "" for none."""
    return os.environ.get("DISPLAY", "")
