"""HTTP with a host, which is known by its key and not by anybody's word.

Everything here waits; `FileError` says in plain words what went wrong.
"""

import contextlib
import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from desktopchat.irc.address import Address
from desktopchat.irc.fingerprint import fingerprint, matches
from desktopchat.irc.text import tame_line
from desktopchat.words import tr, tr_noop

PATIENCE = 30.0
"""Seconds without a byte after which a connection is given up."""
_PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before a further try
GIVE_UP = 10 * 60.0
"""Seconds without a byte more, with all tries, after which a transfer fails."""
_NEVER_REACHED = 8.0  # seconds of tries after which a host that never answered is given up
SILENT = PATIENCE + _NEVER_REACHED + PATIENCE
"""Seconds at most until a host is given up that takes connections and never says anything."""
_BLOCK = 96 * 1024  # bytes handed to the kernel at once
_DIGEST = re.compile(r'"([0-9a-f]{64})"')
_SAID_SHOWN = 30  # characters of what can't be
_SIZE = re.compile(r"[0-9]{1,15}", re.ASCII)


_WORDS = {
    401: tr_noop("The host does not know you any more. Connect again."),
    403: tr_noop("This file is somebody else's."),
    404: tr_noop("The host has this file no more."),
    503: tr_noop("The host can't look at its files just now. Try again later."),
}
"""What is meant where the host says nothing."""


class FileError(Exception):
    """What went wrong, in plain words. status: HTTP's, 0 for none."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class AwayError(FileError):
    """The host had answered, and was not reached any more for a long time."""


class StoppedError(Exception):
    """It was stopped by whoever asked for it."""


class Web:
    """Connections to the host at `address` with the key `pin` ("" for any, or none). elsewhere:
    asked before each further one who hosts the same place now, with the key; None is nobody else.
    """

    def __init__(
        self,
        address: Address,
        pin: str = "",
        elsewhere: Callable[[], Address | None] = lambda: None,
    ) -> None:
        self._address, self._pin = address, pin
        self._elsewhere = elsewhere
        self._tried = False
        self.shown = ""
        """The fingerprint of the key that was shown last."""
        self._current: socket.socket | None = None

    def break_off(self) -> None:
        """End the connection that is open, from another thread: whoever waits there goes on."""
        sock = self._current
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def open(self) -> http.client.HTTPConnection:
        """A connection. Raises OSError, and FileError where another key is shown."""
        if self._tried and (there := self._elsewhere()) is not None:
            self._address, self._pin = there, there.fingerprint
        self._tried = True
        host, port = self._address.host, self._address.port
        if not self._address.tls:
            plain = http.client.HTTPConnection(host, port, timeout=PATIENCE, blocksize=_BLOCK)
            plain.connect()
            self._current = plain.sock
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # it is the key that is looked at
        context.verify_mode = ssl.CERT_NONE
        secure = http.client.HTTPSConnection(
            host, port, timeout=PATIENCE, context=context, blocksize=_BLOCK
        )
        secure.connect()
        assert isinstance(secure.sock, ssl.SSLSocket)
        self._current = secure.sock
        self.shown = fingerprint(secure.sock.getpeercert(binary_form=True) or b"")
        if self._pin and not matches(self._pin, self.shown):
            secure.close()
            raise FileError(tr("The host shows another key than in the chat. Nothing was sent."))
        return secure


_Done = TypeVar("_Done")


class ConnectionBroken(Exception):  # noqa: N818 - what happened, to be tried again
    """The connection ended before all was said."""


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: object = None,
) -> http.client.HTTPResponse:
    """A request and the head of its answer. Raises Broken, and FileError where what answers is no
    host at all: that gets no better by waiting."""
    try:
        connection.request(method, path, body, dict(headers))  # type: ignore[arg-type]
    except (BrokenPipeError, ConnectionResetError):
        pass  # the host may have said why before it hung up
    except OSError as error:
        raise ConnectionBroken from error
    try:
        return connection.getresponse()
    except http.client.RemoteDisconnected as error:
        raise ConnectionBroken from error
    except http.client.BadStatusLine as error:
        # One that was cut off begins as it should.
        if not "HTTP/".startswith(str(error.args[0])[:5]):
            raise FileError(tr("What answers there is no chat. Is the address right?")) from error
        raise ConnectionBroken from error
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionBroken from error


def refused(answer: http.client.HTTPResponse) -> FileError:
    """What the host says to a request that it did not carry out."""
    try:
        text = tame_line(answer.read(1000).decode(errors="replace")).strip()
    except (OSError, http.client.HTTPException):
        text = ""
    plain = answer.headers.get("Content-Type", "").startswith("text/plain")
    if not text or not plain:  # an answer to HEAD has no words
        unknown = tr(
            "The host did not take it ({answer}).",
            answer=f"{answer.status} {tame_line(answer.reason)}",
        )
        text = tr(_WORDS[answer.status]) if answer.status in _WORDS else unknown
    return FileError(text, answer.status)


def digest_of(answer: http.client.HTTPResponse) -> str:
    """The SHA-256 that the host gives for a file, in hexadecimal; "" where it gives none."""
    found = _DIGEST.fullmatch(answer.headers.get("ETag", ""))
    return found[1] if found else ""


def size_of(answer: http.client.HTTPResponse) -> int:
    """Bytes of a file as the host tells them. Raises FileError where that can't be."""
    told = answer.headers.get_all("Content-Length", [])
    if not told:
        raise FileError(tr("The host does not say how large the file is, so it was not fetched."))
    said = ", ".join(told)
    if not _SIZE.fullmatch(said):
        shown = tame_line(said[:_SAID_SHOWN])
        raise FileError(
            tr("The host says “{size}” for the size of the file. It was not fetched.", size=shown)
        )
    return int(said)


class Retries:
    """Waiting between tries. stop: ends it. on_wait: is told that a connection is lost (True), and
    that it goes on (False). A host that has not answered once is given up soon: the link may be
    wrong. One that has is waited for.
    """

    def __init__(self, stop: threading.Event, on_wait: Callable[[bool], object]) -> None:
        self._stop, self._on_wait = stop, on_wait
        self._failed = 0
        self._since = 0.0
        self._answered = False

    def answered(self) -> None:
        """The host said something."""
        self._answered = True

    def went_on(self) -> None:
        """Bytes came or went."""
        if self._failed:
            self._failed = 0
            self._on_wait(False)

    def wait(self) -> None:
        """Before the next try. Raises StoppedError, and FileError after too long a time."""
        if not self._failed:
            self._since = time.monotonic()
        waited = time.monotonic() - self._since
        if not self._answered and waited > _NEVER_REACHED:
            raise FileError(
                tr("The host does not answer. Is its chat open, and the address right?")
            )
        if waited > GIVE_UP:
            raise AwayError(tr("The host was not reached for ten minutes. Try again later."))
        pause = _PAUSES[min(self._failed, len(_PAUSES) - 1)]
        self._failed += 1
        self._on_wait(True)
        if self._stop.wait(pause):
            raise StoppedError

    def check(self) -> None:
        """Raises StoppedError."""
        if self._stop.is_set():
            raise StoppedError

    def until(self, web: Web, go_on: Callable[[http.client.HTTPConnection], _Done]) -> _Done:
        """What `go_on` makes of a connection, asked again with a new one while it gives nothing or
        raises Broken. Raises what `wait` raises."""
        while True:
            self.check()
            try:
                connection = web.open()
            except OSError:
                self.wait()
                continue
            try:
                if done := go_on(connection):
                    return done
            except ConnectionBroken:
                self.wait()
            finally:
                close(connection)


def close(connection: http.client.HTTPConnection) -> None:
    """End a connection, however it stands."""
    with contextlib.suppress(OSError, AttributeError):  # there may be none any more
        connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()
