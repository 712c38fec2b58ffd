"""IRC in server-sent events and POST, for browsers that refuse a WebSocket (HTML, 9.2).

Those of iPhones show the page of a host whose key they can't check, once somebody has told them to,
and yet refuse it a WebSocket. Then the page asks for `/events` and gets an answer without an end:
first what its session is called, which nobody can guess, and then each line as an event. What it
says comes on other connections, with POST to `/events/SESSION`: lines with CR LF, one POST after
the other. A session ends with its stream, and needs no cookie.

Threads: that of the stream's connection waits for its end; those of the POSTs run what is said.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from http import HTTPStatus

from desktopchat.host.filehost.http_message import Request, Response
from desktopchat.host.filehost.refused import RefusedError

PATH = "/events"
BODY_MAX = 64 * 1024
"""Bytes of a POST; the page says ten lines at a time."""
_NAME_BYTES = 16
_STRAY_READS = 100
"""How often something may come on a stream's own connection, where only TLS has things to say."""
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    b"Connection: close\r\nX-Content-Type-Options: nosniff\r\n"
    b"Cross-Origin-Resource-Policy: same-origin\r\n\r\n"
)


class Session:
    """One page that is in by a stream. hear: runs lines that it says; False once it is over."""

    def __init__(self, hear: Callable[[bytes], bool]) -> None:
        self.name = secrets.token_urlsafe(_NAME_BYTES)
        self.spoke = False
        """Whether it has said something; whoever looks takes that back."""
        self._hear = hear
        self._turn = threading.Lock()
        """Held while something that the page has said is run."""
        self._over = False
        self._reads = 0
        """The stream's thread's."""
        self._begin = b"%bevent: session\ndata: %b\n\n" % (_HEAD, self.name.encode())
        """What the pump sends before anything else."""

    def encode(self, said: bytes) -> bytes:
        """What is to be sent to say these lines."""
        begin, self._begin = self._begin, b""
        return begin + b"".join(b"data: %b\n\n" % line for line in said.split(b"\r\n")[:-1])

    def may_go_on(self, stray: bytes) -> bool:
        """Whether what came on the stream's own connection is no reason to end it."""
        self._reads += 1
        return not stray and self._reads < _STRAY_READS

    def say(self, lines: bytes) -> None:
        """Run what a POST has brought. Raises RefusedError."""
        if not self._turn.acquire(blocking=False):
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "Say one thing after the other.")
        try:
            self.spoke = True
            if self._over or not self._hear(lines):
                raise RefusedError(HTTPStatus.GONE, "This session is over.")
        finally:
            self._turn.release()

    def end(self) -> None:
        """Nothing is run any more once this returns."""
        with self._turn:
            self._over = True


class Sessions:
    """Those of one door; for any thread."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        """By name. Each of its uses is one step that needs no lock."""

    def add(self, session: Session) -> None:
        self._open[session.name] = session

    def remove(self, session: Session) -> None:
        self._open.pop(session.name, None)
        session.end()

    def wants(self, request: Request, origins: Sequence[str]) -> bool:
        """Whether a GET asks for a stream. Raises RefusedError."""
        if request.path() != PATH:
            return False
        # A browser tells no origin of a page to the page's own host.
        if request.header("Origin", origins[0]) not in origins:
            raise _foreign()
        return True

    def post(self, request: Request, origins: Sequence[str]) -> Response | None:
        """The answer to a POST; None for one about something else. Raises RefusedError."""
        folder, _, name = request.path().rpartition("/")
        if folder != PATH:
            return None
        if request.header("Origin") not in origins:
            raise _foreign()
        session = self._open.get(name)
        if session is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "There is no such session.")
        body = request.body
        if body.left > BODY_MAX:
            raise RefusedError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {BODY_MAX} bytes can be said here."
            )
        said = b""
        while body.left:
            piece = body.read(body.left)
            if not piece:
                return None
            said += piece
        session.say(said)
        return Response(HTTPStatus.NO_CONTENT, {"Cache-Control": "no-store"})


def _foreign() -> RefusedError:
    return RefusedError(HTTPStatus.FORBIDDEN, "This is for the host's own page.")
