"""A deputy's connection to its host, and why there is none."""

import contextlib
import socket
import ssl

from desktopchat.irc import fingerprint
from desktopchat.irc.address import Address
from desktopchat.words import tr
from desktopchat.words.reasons import reason

from . import COPY_ITSELF, LOCATION, REQUEST, UPGRADE, RefusedError
from .frames import FrameError, Kind, MessageBuffer, message

_CONNECT_WITHIN = 5.0
_READ = 256 * 1024
_HEAD_MAX = 4096


class HostLink:
    """Connected to the host of that address, which is known by its key, from when it is made on; a
    context that closes it. Raises OSError, FrameError.

    key: the fingerprint of the host's, the whole one."""

    def __init__(self, host: Address) -> None:
        failed: OSError = OSError("there is no such address")
        for way in host.ways:
            try:
                plain = socket.create_connection((way.host, way.port), _CONNECT_WITHIN)
            except OSError as error:
                failed = error
                continue
            self._authority = way.authority
            break
        else:
            raise failed
        with contextlib.ExitStack() as undo:
            undo.callback(plain.close)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # its key is known: see below
            self._socket = undo.enter_context(context.wrap_socket(plain))
            self.key = fingerprint.fingerprint(self._socket.getpeercert(binary_form=True) or b"")
            if not fingerprint.matches(host.fingerprint, self.key):
                raise FrameError(tr("what answers there has another key than the host"))
            undo.pop_all()
        self._buffer = MessageBuffer()
        self._early = b""
        """What came right behind the answer to `ask`."""

    def __enter__(self) -> "HostLink":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self) -> None:
        """Have it speak of copies from now on. Raises OSError, EOFError, RefusedError."""
        self._socket.sendall(
            b"%s\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n"
            % (REQUEST, self._authority.encode(), UPGRADE)
        )
        came = b""
        while b"\r\n\r\n" not in came:
            data = self._socket.recv(_HEAD_MAX)
            if not data or len(came) > _HEAD_MAX:
                raise EOFError(tr("what answers there knows nothing of copies"))
            came += data
        head, _, self._early = came.partition(b"\r\n\r\n")
        if head.startswith(COPY_ITSELF):
            raise EOFError(_words_of_copy(head))
        if not head.startswith(b"HTTP/1.1 101"):
            raise RefusedError(
                tr("This host gives no copies. Whoever runs it can allow them: --deputies.")
            )

    def send(self, kind: Kind, body: bytes = b"") -> None:
        """Raises OSError, FrameError."""
        self._socket.sendall(message(kind, body))

    def receive(self, within: float) -> list[tuple[Kind, bytes]]:
        """The messages that are whole now: none where a part of one came. Raises TimeoutError after
        so many seconds of silence; EOFError, OSError, FrameError."""
        self._socket.settimeout(within)
        data, self._early = self._early or self._socket.recv(_READ), b""
        if not data:
            raise EOFError(tr("the host has ended the connection"))
        return self._buffer.feed(data)


def why_apart(error: Exception) -> str:
    """Why there is no connection, in words for people."""
    if isinstance(error, ssl.SSLError):
        return tr("what answers there does not encrypt as a host does")
    if isinstance(error, TimeoutError) and error.strerror is None:
        return tr("nobody answers there in time")
    return reason(error) if isinstance(error, OSError) else str(error)


def _words_of_copy(head: bytes) -> str:
    for line in head.split(b"\r\n"):
        if line.startswith(LOCATION):
            link = line.removeprefix(LOCATION).decode("ascii", "replace")
            return tr("that computer keeps a copy itself, of {link}: give that link", link=link)
    return tr("that computer keeps a copy itself, and does not hear its host just now")
