"""A connection that begins with a request, of a browser or of another host: what answers it.

The thread of the connection alone reads and sends meanwhile: the pump says nothing there.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from desktopchat.host.deputies import REQUEST
from desktopchat.host.deputies.asking import REQUEST as PLACE_REQUEST
from desktopchat.host.state.people import Person
from desktopchat.irc.tls import SecureStream

from .http_head import FIRST_LINE_MAX, HEAD_END
from .pace import IDLE_READ, READ_COSTS, Pace
from .port import Port

if TYPE_CHECKING:
    from desktopchat.host.filehost.grants import Grant
    from desktopchat.host.filehost.http_message import Request, Response
    from desktopchat.host.server import Host

    from .door import Door


@dataclass(slots=True, eq=False)
class Visit:
    """person: as whom the host knows who came, from an address. door: where the port is for
    browsers.

    `answer` goes on until the end, or until a request is for WebSocket: `upgrade` is what came
    then, first its head and then what followed, and `origins` the pages that may; or for a stream
    of events: `events` is true then.
    """

    host: "Host"
    person: Person
    address: str
    connection: socket.socket
    stream: SecureStream | None
    door: "Door | None"
    pace: Pace
    origins: Sequence[str] = ()
    upgrade: Sequence[bytes] = ()
    events: bool = False

    def answer(self, begin: bytes) -> None:
        """begin: what has come, at least the first line."""
        port = cast("Port", self.person.port)
        port.encrypt = _unsaid
        serve = _SERVE.get(begin.partition(b"\n")[0].rstrip())
        if serve is None or self.stream is None or self.door is not None:
            self._answer_http(begin)
        else:
            self._leave_chat(serve, self.stream, begin)
            port.close()  # the pump may be over by now

    def _answer_http(self, begin: bytes) -> None:
        """For files, and where there is a door for its page."""
        from desktopchat.host.filehost.requests import FileRequests
        from desktopchat.host.filehost.stream import WebStream

        host = self.host
        self.origins = host.config.web_origins
        stream = WebStream(
            self.connection,
            self.stream,
            begin,
            host.config,
            self.pace.spend_read,
            lambda: host.admission.half_open(self.address),
        )
        requests = FileRequests(stream, self, host.files)
        self.events = requests.events
        if requests.upgrade:
            self.upgrade = [requests.upgrade, stream.rest]

    # what is asked meanwhile; all may raise RefusedError

    def admit(self, head: bytes) -> None:
        """Let in a request by its head, after a wait where they come too fast."""
        from desktopchat.host.filehost.grants import refuse_banned

        self.pace.spend(1)
        refuse_banned(self.host, self.person)
        if self.door is not None:
            address, number = self.connection.getsockname()[:2]
            self.origins = [self.door.origin(head, address.partition("%")[0], number)]

    def authorize(self, header: str) -> "Grant":
        """What the value of Authorization allows."""
        from desktopchat.host.filehost.grants import authorize

        return authorize(self.host, self.person, header)

    def page(self, request: "Request") -> "Response | None":
        """What is asked for of the page for browsers; None for anything else."""
        return self.door.get(request) if self.door is not None else None

    def wants_events(self, request: "Request") -> bool:
        return self.door is not None and self.door.sessions.wants(request, self.origins)

    def post(self, request: "Request") -> "Response | None":
        """The answer to what that page says; None for anything else."""
        return self.door.sessions.post(request, self.origins) if self.door is not None else None

    def _leave_chat(self, serve: "_Serve", stream: SecureStream, begin: bytes) -> None:
        """What comes is neither chat nor files, but a request in `_SERVE`."""
        host, person = self.host, self.person
        with host.lock:  # nobody of the chat: a goodbye to all does not end it
            host.core.connections.discard(person)
            person.gone = True
        # Whoever goes in the midst of it, or falls silent, is no error of this program.
        with contextlib.suppress(OSError, EOFError):
            serve(host, self.connection, stream, *self._head(stream, begin))

    def _head(self, stream: SecureStream, begin: bytes) -> tuple[bytes, bytes]:
        """The head of a request, once that is whole, and what came behind it. Raises EOFError,
        OSError."""
        deadline = time.monotonic() + self.host.config.handshake_within
        while (end := HEAD_END.search(begin)) is None:
            wait = deadline - time.monotonic()
            if wait <= 0 or len(begin) > FIRST_LINE_MAX:
                raise EOFError
            self.connection.settimeout(wait)
            data = self.connection.recv(IDLE_READ)
            if not data or not self.pace.spend(READ_COSTS):
                raise EOFError
            begin += stream.decrypt(data)
        return begin[: end.end()], begin[end.end() :]


_Serve = Callable[["Host", socket.socket, SecureStream, bytes, bytes], object]
_SERVE: dict[bytes, _Serve] = {
    REQUEST: lambda host, at, stream, _head, behind: host.feed_deputy(at, stream, behind),
    PLACE_REQUEST: lambda host, at, stream, head, _behind: host.tell_place(at, stream, head),
}
"""By the first line of a request that is neither chat nor files: what answers it."""


def _unsaid(_words: bytes) -> bytes:
    """Lines of IRC mean nothing in HTTP: a goodbye in the midst of a file would be its end."""
    return b""
