"""A file of the host read into memory, and no more of it than is asked for."""

import time
from collections.abc import Callable, Mapping
from http.client import HTTPResponse
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

    def size(answer: HTTPResponse) -> int:
        told = size_of(answer)
        if not 0 < told <= most:
            raise ValueError("It is too large to be shown. Save the file to look at it.")
        return told

    return _read(web, token, {}, size, stopped)


def fetch_beginning(web: Web, token: str, most: int, stopped: Callable[[], bool]) -> bytes:
    """As many bytes of the file of a token, or all that it has. Raises what `fetch` raises, but
    nothing for its size."""
    part = {"Range": f"bytes=0-{most - 1}"}  # no words: on the wire
    return _read(web, token, part, lambda answer: min(most, size_of(answer)), stopped)


def _read(
    web: Web,
    token: str,
    headers: Mapping[str, str],
    size: Callable[[HTTPResponse], int],
    stopped: Callable[[], bool],
) -> bytes:
    """So many bytes of the answer to a request with these headers."""
    until = time.monotonic() + _SECONDS
    connection = web.open()
    try:
        connection.sock.settimeout(_SILENT)
        answer = ask(connection, "GET", f"{PATH}/{quote(token)}", headers)
        if answer.status != 200 and not (headers and answer.status == 206):
            raise refused(answer)
        wanted = size(answer)
        data = bytearray()
        while len(data) < wanted and (more := answer.read1(min(_BLOCK, wanted - len(data)))):
            data += more
            if stopped() or time.monotonic() > until:
                raise StoppedError
        if len(data) < wanted:
            raise ConnectionBroken
        return bytes(data)
    finally:
        close(connection)
