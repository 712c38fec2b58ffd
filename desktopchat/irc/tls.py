"""TLS as values: bytes in, bytes out, no socket.

OpenSSL must not be called for one connection from two threads at once, and a thread that waits in
a socket's `recv` must not keep another from sending. So the socket stays outside: one thread
gives what it read to `decrypt`, another sends what `encrypt` makes, and a lock is held only while
bytes are turned into bytes. A thread that serves many streams does not even wait for that lock:
`try_encrypt` leaves what is said to whoever holds it.
"""

import ssl
import threading
from collections import deque

_HEADER = 5
"""Bytes with which a record begins, the last two its length (RFC 8446, 5.1)."""
_READ_LEAST, _READ_MOST = 1024, 16 * 1024
"""Bytes; a record of TLS holds no more (RFC 8446, 5.1)."""


class SecureStream:
    """One encrypted connection. Every method may be called from any thread."""

    def __init__(
        self, context: ssl.SSLContext, *, server_side: bool, server_hostname: str | None = None
    ) -> None:
        self._lock = threading.Lock()
        """Held during each call of OpenSSL."""
        self._unsaid: deque[bytes] = deque()
        """What `try_encrypt` was given and is not encrypted yet, oldest first."""
        self.records = 0
        """Records whose beginning has come; only the thread that reads counts and looks."""
        self._header, self._record_left = b"", 0
        """The begun header of a record, and how many bytes of one are still to come."""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming,
            self._outgoing,
            server_side=server_side,
            server_hostname=server_hostname,
        )

    @property
    def context(self) -> ssl.SSLContext:
        """Whose keys are shown: another one's than at first where the other side asked for it."""
        return self._tls.context

    def handshake(self, data: bytes = b"") -> bool:
        """Take what came; whether the handshake is over. A client begins with no data.

        What is to be answered is `pending`, also where ssl.SSLError is raised.
        """
        self._count(data)
        with self._lock:
            self._incoming.write(data)
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                return False
            return True

    def decrypt(self, data: bytes) -> bytes:
        """What is said in `data` and before; b"" while a record is not whole.

        Raises EOFError where the other side has said that it ends, ssl.SSLError.
        """
        said = []
        self._count(data)
        with self._lock:
            self._incoming.write(data)
            # What is said is no longer than what came: room for more, given back at once, would
            # leave holes all over the memory of a host with many people.
            most = min(max(_READ_LEAST, self._incoming.pending), _READ_MOST)
            try:
                while piece := self._tls.read(most):
                    said.append(piece)
            except ssl.SSLWantReadError:
                return b"".join(said)
            except ssl.SSLZeroReturnError:
                pass
        # What came before the end is not lost: the end shows again with the next call.
        if said:
            return b"".join(said)
        raise EOFError

    def encrypt(self, data: bytes) -> bytes:
        """What is to be sent to say `data`, with all that is pending. Raises ssl.SSLError."""
        with self._lock:
            return self._encrypt(data)

    def try_encrypt(self, data: bytes) -> bytes | None:
        """As `encrypt`, without waiting: None while another thread is at work with the stream.

        Then the data is kept for the next call. The other thread finds it in `has_pending` when it
        is done, and has to have that call made.
        """
        if data:
            self._unsaid.append(data)
        if not self._lock.acquire(blocking=False):
            return None
        try:
            return self._encrypt(b"")
        finally:
            self._lock.release()

    def _encrypt(self, data: bytes) -> bytes:
        while self._unsaid:
            self._tls.write(self._unsaid.popleft())
        if data:
            self._tls.write(data)
        return self._outgoing.read()

    @property
    def has_pending(self) -> bool:
        """Whether something is to be sent though nobody asks: TLS's own, or kept data."""
        return self._outgoing.pending > 0 or bool(self._unsaid)

    def pending(self) -> bytes:
        """Take what TLS has to send by itself; it must go out before anything encrypted later."""
        with self._lock:
            return self._outgoing.read()

    def close(self) -> bytes:
        """What is to be sent to say that this side ends; b"" where another thread is at work."""
        if not self._lock.acquire(blocking=False):
            return b""
        try:
            self._tls.unwrap()
        except ssl.SSLError:  # the other side has not said so, or the handshake is not over
            pass
        finally:
            said = self._outgoing.read()
            self._lock.release()
        return said

    def _count(self, data: bytes) -> None:
        data = self._header + data
        at = self._record_left
        while at + _HEADER <= len(data):
            self.records += 1
            at += _HEADER + int.from_bytes(data[at + 3 : at + _HEADER])
        self._header, self._record_left = data[at:], max(0, at - len(data))

    def peer_certificate(self) -> bytes:
        """The other side's certificate as DER; b"" where it has shown none."""
        return self._tls.getpeercert(binary_form=True) or b""
