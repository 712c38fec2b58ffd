"""A file of the host read into memory, and no more of it than is asked for."""

import time
from collections.abc import Callable
from urllib.parse import quote

from desktopchat.client.files.web import (
    ConnectionBroken,
    StoppedError,
    Web,
    ask,
    close,
    refused,
    size_of,
)
from desktopchat.irc.filehost import PATH

_SECONDS = 30.0  # that it may take
_SILENT = 10.0  # seconds without a byte
_BLOCK = 64 * 1024


def fetch(web: Web, token: str, most: int, stopped: Callable[[], bool]) -> bytes:
    """The file of a token. most: bytes that it may have.

    Raises ValueError where it has more or none, FileError where the host refuses it, OSError,
    HTTPException or ConnectionBroken where it could not be had this time, and StoppedError.
    """
    until = time.monotonic() + _SECONDS
    connection = web.open()
    try:
        connection.sock.settimeout(_SILENT)
        answer = ask(connection, "GET", f"{PATH}/{quote(token)}", {})
        if answer.status != 200:
            raise refused(answer)
        size = size_of(answer)
        if not 0 < size <= most:
            raise ValueError("It is too large to be shown. Save the file to look at it.")
        data = bytearray()
        while len(data) < size and (more := answer.read1(_BLOCK)):
            data += more
            if stopped() or time.monotonic() > until:
                raise StoppedError
        if len(data) < size:
            raise ConnectionBroken
        return bytes(data)
    finally:
        close(connection)
