"""The bytes of one connection that speaks HTTP, with or without TLS around them.

Only the connection's own thread uses it; the pump sends nothing to such a one.
"""

import contextlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import IO

from desktopchat.host.config import HostConfig
from desktopchat.host.net.http_head import HEAD_END
from desktopchat.irc.tls import SecureStream

from .refused import RefusedError

_READ = 96 * 1024
_READ_HEAD = 8 * 1024
_PIECE = 96 * 1024
"""Bytes. Less than what `host.process` has glibc get from the system and give back each time."""
_BODY_LEAST = 16 * 1024
"""Bytes of a body that must come in each span of `http_idle`: a drop now and then is idle too."""
_BREATH = 0.00002
"""Seconds, and what the system adds to that."""


class _Turns:
    """Files that are sent at the same time take turns, with a breath between two pieces, in which
    what people say gets the processor and the interpreter at once. 50 downloads together are still
    three times as fast as gigabit Ethernet so."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._files = 0

    @contextlib.contextmanager
    def one_more(self) -> Iterator[None]:
        """A file is sent meanwhile."""
        with self._turn:
            self._files += 1
        try:
            yield
        finally:
            with self._turn:
                self._files -= 1

    @contextlib.contextmanager
    def take(self) -> Iterator[None]:
        """For one piece."""
        with self._turn:
            yield
            if self._files > 1:
                time.sleep(_BREATH)


_turns = _Turns()


class WebStream(io.RawIOBase):
    """early: what was read from the socket, and decrypted, before. pace: told of each read how
    many bytes of a body it brings (0 of a head), waits where many bring little, and gives False
    where it is time to end. half_open: counts who sends a head meanwhile, and gives why not."""

    def __init__(
        self,
        connection: socket.socket,
        secure: SecureStream | None,
        early: bytes,
        config: HostConfig,
        pace: Callable[[int], bool],
        half_open: Callable[[], AbstractContextManager[str]],
    ) -> None:
        super().__init__()
        self._socket, self._secure = connection, secure
        self._said = memoryview(early)
        """What has come and is not taken yet."""
        self._config, self._pace, self._half_open = config, pace, half_open
        self._came, self._until = 0, 0.0
        """Bytes of a body in this span, and the span's end (`time.monotonic`; 0: none began)."""

    # Reading

    def head(self) -> bytes:
        """The next request up to the end of its head; b"" where the connection is over.

        Raises RefusedError, OSError.
        """
        head = bytes(self._said).lstrip(b"\r\n")
        self._said = memoryview(b"")
        self._until = 0.0
        if not head:
            try:
                head = self._read_head(time.monotonic() + self._config.http_idle)
            except TimeoutError:
                return b""
        if not HEAD_END.search(head):
            with self._half_open() as refusal:
                if refusal:
                    raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, refusal)
                head = self._whole_head(head)
        end = HEAD_END.search(head)
        if end is None:
            return b""
        self._said = memoryview(head)[end.end() :]
        head = head[: end.end()]
        self._check(head)
        return head

    def _whole_head(self, head: bytes) -> bytes:
        deadline = time.monotonic() + self._config.http_head_within
        while not HEAD_END.search(head):
            self._check(head)
            try:
                data = self._read_head(deadline)
            except TimeoutError as error:
                raise RefusedError(
                    HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly. Send it again."
                ) from error
            if not data:
                break
            head += data
        return head

    def _check(self, head: bytes) -> None:
        if len(head) > self._config.http_head_kilobytes * 1024:
            raise RefusedError(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"The head of a request has at most {self._config.http_head_kilobytes} KB here.",
            )

    def body(self, most: int) -> bytes:
        """Some of what follows the head; b"" at the end of the connection. Raises OSError."""
        if not self._said:
            if not self._until or self._came >= _BODY_LEAST:
                self._came, self._until = 0, time.monotonic() + self._config.http_idle
            said: bytes | None = b""
            while said == b"":
                said = self._read(_READ, self._until)
                self._keep_pace(len(said or b""))
            self._said = memoryview(said or b"")
        piece = bytes(self._said[:most])
        self._said = self._said[most:]
        self._came += len(piece)
        return piece

    @property
    def rest(self) -> bytes:
        """What came after the head that was read last."""
        return bytes(self._said)

    def _read_head(self, deadline: float) -> bytes:
        """Some of a head; as `_read`."""
        said: bytes | None = b""
        while said == b"":
            self._keep_pace(0)
            said = self._read(_READ_HEAD, deadline)
        return said or b""

    def _keep_pace(self, brought: int) -> None:
        if not self._pace(brought):
            raise ConnectionResetError

    def _read(self, most: int, deadline: float) -> bytes | None:
        """What is said next, b"" where a record of TLS is not whole; None at the end.

        Raises OSError, TimeoutError among them.
        """
        wait = deadline - time.monotonic()
        if wait <= 0:
            raise TimeoutError
        self._socket.settimeout(wait)
        data = self._socket.recv(most)
        if not data:
            return None
        return data if self._secure is None else self._decrypt(data)

    def _decrypt(self, data: bytes) -> bytes:
        assert self._secure is not None
        try:
            return self._secure.decrypt(data)
        except EOFError as error:
            raise ConnectionResetError from error
        finally:
            if self._secure.has_pending:
                self._send(self._secure.pending())

    # Sending

    def _send(self, data: "bytes | memoryview") -> None:
        self._socket.settimeout(self._config.http_idle)
        self._socket.sendall(data)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        """All of it. Raises OSError."""
        self._send(data if self._secure is None else self._secure.encrypt(bytes(data)))
        return len(data)

    def send_file(self, file: IO[bytes], offset: int, count: int) -> None:
        """Bytes of a file, each piece within `http_idle`. Raises OSError."""
        file.seek(offset)
        with _turns.one_more():
            while count:
                data, sent = self._piece(file, min(count, _PIECE))
                if not data:
                    raise ConnectionResetError  # somebody made it shorter
                self._send(sent)
                count -= len(data)

    def _piece(self, file: IO[bytes], most: int) -> tuple[bytes, bytes]:
        """Some bytes of it, and these as they are sent."""
        with _turns.take():
            data = file.read(most)
            return data, self._secure.encrypt(data) if data and self._secure is not None else data

    def break_off(self) -> None:
        """End whatever waits for bytes; from any thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def linger(self, seconds: float) -> None:
        """Take what still comes for a moment, so that the answer is not lost with it."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
            deadline = time.monotonic() + seconds
            while (wait := deadline - time.monotonic()) > 0:
                self._socket.settimeout(wait)
                if not self._socket.recv(_READ):
                    return
        except OSError:
            pass
