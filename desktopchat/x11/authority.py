"""The cookies of ~/.Xauthority (libXau's format: lengths and numbers are big-endian)."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

COOKIE = b"MIT-MAGIC-COOKIE-1"
_LARGEST = 1 << 20  # bytes of the file


def cookies(number: int) -> list[bytes]:
    """What may open display `number`, likeliest first, and none at all last: servers may let a
    user in by who they are."""
    file = Path(os.environ.get("XAUTHORITY") or Path.home() / ".Xauthority")
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST)
    except OSError:
        content = b""
    here = socket.gethostname().encode()
    found = [
        (address != here, data)
        for address, display, name, data in _entries(content)
        if name == COOKIE and display in (b"", b"%d" % number)
    ]
    found.sort(key=lambda one: one[0])
    return [*dict.fromkeys(data for _, data in found), b""]


def _entries(content: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """Address, display number, name and data of each entry; ends at one that is cut."""
    at = 0
    while at < len(content):
        fields = []
        at += 2  # the address family
        for _ in range(4):
            size = int.from_bytes(content[at : at + 2], "big")
            fields.append(content[at + 2 : at + 2 + size])
            at += 2 + size
        if at > len(content):
            return
        yield fields[0], fields[1], fields[2], fields[3]
