"""TLS as values: bytes in, bytes out, no socket.

OpenSSL must not be called for one connection from two threads at once, and a thread that waits in
a socket's `recv` must not keep another from sending. So the socket stays outside: one thread
gives what it read to `decrypt`, another sends what `encrypt` makes, and a lock is held only while
bytes are turned into bytes.
"""

import ssl
import threading

_READ_LEAST, _READ_MOST = 1024, 16 * 1024
"""Bytes; a record of TLS holds no more (RFC 8446, 5.1)."""


class SecureStream:
    """One encrypted connection. Every method may be called from any thread."""

    def __init__(
        self, context: ssl.SSLContext, *, server_side: bool, server_hostname: str | None = None
    ) -> None:
        self._lock = threading.Lock()
        """Held during each call of OpenSSL."""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming,
            self._outgoing,
            server_side=server_side,
            server_hostname=server_hostname,
        )

    def handshake(self, data: bytes = b"") -> bool:
        """Take what came; whether the handshake is over. A client begins with no data.

        What is to be answered is `pending`, also where ssl.SSLError is raised.
        """
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
            if data:
                self._tls.write(data)
            return self._outgoing.read()

    @property
    def has_pending(self) -> bool:
        """Whether TLS has something to send by itself."""
        return self._outgoing.pending > 0

    def pending(self) -> bytes:
        """Take what TLS has to send by itself; it must go out before anything encrypted later."""
        with self._lock:
            return self._outgoing.read()

    def close(self) -> bytes:
        """What is to be sent to say that this side ends."""
        with self._lock:
            try:
                self._tls.unwrap()
            except ssl.SSLError:  # the other side has not said so, or the handshake is not over
                pass
            return self._outgoing.read()

    def peer_certificate(self) -> bytes:
        """The other side's certificate as DER; b"" where it has shown none."""
        return self._tls.getpeercert(binary_form=True) or b""
