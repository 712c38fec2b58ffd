"""A few words with a host, step by step, so that it shows which step fails."""

import contextlib
import errno
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from desktopchat.irc import fingerprint as fingerprints
from desktopchat.irc.framing import LineBuffer, decode
from desktopchat.irc.message import Message

CONNECT_WITHIN = 3.0
"""Seconds."""
_STEP = 0.1  # seconds between looks whether to give up
_BUSY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0))

Place = tuple[str, int]


@dataclass(slots=True)
class ConnectResult:
    """What became of trying to connect. taken: the first connection; refused, silent: the
    addresses that said no or nothing; unreachable: those that there is no way to."""

    taken: socket.socket | None = None
    at: str = ""
    refused: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def look_up(host: str) -> list[str]:
    """The IP addresses of a name, or the address itself; [] where there is none. Waits as long as
    the system does."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(hosts: Sequence[str], port: int, stop: threading.Event) -> ConnectResult:
    """Try all addresses at the same time."""
    tried = ConnectResult()
    open_now: dict[socket.socket, str] = {}
    with selectors.DefaultSelector() as selector:
        for host in hosts:
            sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            sock.setblocking(False)
            try:
                code = sock.connect_ex((host, port))
            except OSError as error:
                code = error.errno or errno.EHOSTUNREACH
            if code in (0, *_BUSY):
                open_now[sock] = host
                selector.register(sock, selectors.EVENT_WRITE)
            else:
                sock.close()
                _failed(tried, host, code)
        until = time.monotonic() + CONNECT_WITHIN
        while open_now and tried.taken is None and not stop.is_set() and time.monotonic() < until:
            for key, _ in selector.select(_STEP):
                sock = key.fileobj  # type: ignore[assignment]
                selector.unregister(sock)
                host = open_now.pop(sock)
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code == 0 and tried.taken is None:
                    tried.taken, tried.at = sock, host
                    continue
                sock.close()
                if code:
                    _failed(tried, host, code)
    for sock, host in open_now.items():
        sock.close()
        if tried.taken is None:
            tried.silent.append(host)
    return tried


def _failed(tried: ConnectResult, host: str, code: int) -> None:
    if code in (errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", 0)):
        tried.refused.append(host)
    elif code in (errno.ETIMEDOUT, getattr(errno, "WSAETIMEDOUT", 0)):
        tried.silent.append(host)
    else:
        tried.unreachable.append(host)


class HostProbe:
    """A connection to a host, once it was taken; owns the socket. fingerprint: of the key that was
    shown, "" without encryption."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = LineBuffer()
        self.fingerprint = ""
        self.version = ""

    def secure(self, within: float) -> None:
        """The handshake. Raises OSError (ssl.SSLError among them)."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # it is the key that is looked at
        context.verify_mode = ssl.CERT_NONE
        self._sock.settimeout(within)
        sock = context.wrap_socket(self._sock)
        self._sock = sock
        certificate = sock.getpeercert(binary_form=True)
        self.fingerprint = fingerprints.fingerprint(certificate or b"")
        self.version = sock.version() or ""

    @property
    def own_address(self) -> str:
        """By which this computer is known at the other side, unless something translates it."""
        return str(self._sock.getsockname()[0])

    def say(self, *lines: str) -> None:
        """Raises OSError."""
        self._sock.settimeout(CONNECT_WITHIN)
        self._sock.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(
        self, is_last: Callable[[Message], bool], within: float, stop: threading.Event
    ) -> Iterator[Message]:
        """What is said until something is the last, nothing more comes, or it takes too long."""
        until = time.monotonic() + within
        self._sock.settimeout(_STEP)
        while time.monotonic() < until and not stop.is_set():
            try:
                data = self._sock.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            for line in self._buffer.feed(data):
                message = Message.parse(decode(line, "latin-1") or "")
                if message is not None:
                    yield message
                    if is_last(message):
                        return

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.close()
