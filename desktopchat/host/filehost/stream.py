"""The bytes of one connection that speaks HTTP, with or without TLS around them.

Only the connection's own thread uses it; the pump sends nothing to such a one.
"""

import io
import socket
import threading
from typing import IO

from desktopchat.irc.tls import SecureStream

_READ = 96 * 1024
_PIECE = 96 * 1024
"""Bytes. Less than what `host.serve` has glibc get from the system and give back each time."""
_AT_ONCE = 2
"""Threads that encrypt at the same time: more than there are processors would only keep what is
said in the chat waiting."""
_encrypting = threading.BoundedSemaphore(_AT_ONCE)


class WebStream(io.RawIOBase):
    """early: what was read from the socket, and decrypted, before."""

    def __init__(
        self, connection: socket.socket, secure: SecureStream | None, early: bytes, patience: float
    ) -> None:
        super().__init__()
        self._socket, self._secure = connection, secure
        self._said = memoryview(early)
        connection.settimeout(patience)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Raises OSError."""
        while not self._said:
            data = self._socket.recv(_READ)
            if not data:
                return 0
            self._said = memoryview(data if self._secure is None else self._decrypt(data))
        size = min(len(buffer), len(self._said))
        buffer[:size] = self._said[:size]
        self._said = self._said[size:]
        return size

    def _decrypt(self, data: bytes) -> bytes:
        assert self._secure is not None
        try:
            return self._secure.decrypt(data)
        except EOFError as error:
            raise ConnectionResetError from error
        finally:
            if self._secure.has_pending:
                self._socket.sendall(self._secure.pending())

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | memoryview") -> int:  # type: ignore[override]
        """All of it. Raises OSError."""
        self._socket.sendall(data if self._secure is None else self._secure.encrypt(bytes(data)))
        return len(data)

    def send_file(self, file: IO[bytes], offset: int, count: int) -> None:
        """Bytes of a file: by the system itself (`sendfile`) where nothing is encrypted.

        Raises OSError.
        """
        if not count:
            return
        if self._secure is None:
            self._socket.sendfile(file, offset, count)
            return
        file.seek(offset)
        while count:
            with _encrypting:
                data = file.read(min(count, _PIECE))
                sent = self._secure.encrypt(data) if data else b""
            if not data:
                raise ConnectionResetError  # somebody made it shorter
            self._socket.sendall(sent)
            count -= len(data)

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
            self._socket.settimeout(seconds)
            for _ in range(64):
                if not self._socket.recv(_READ):
                    return
        except OSError:
            pass
