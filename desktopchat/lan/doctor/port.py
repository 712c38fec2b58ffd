"""The port for hosting: free, or whose."""

import errno
import socket
import threading
from collections.abc import Iterator

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import Served, what_is_served
from desktopchat.words import tr

_CHECK = "port"


def look_at_port(port: int, stop: threading.Event) -> Iterator[Finding]:
    """port: TCP."""
    try:
        trying = socket.create_server(("", port))
    except OSError as error:
        if error.errno == errno.EACCES:
            yield Finding(
                _CHECK,
                Verdict.NOTE,
                tr("Port {port} may not be used here", port=port),
                tr("The system does not allow it, so hosting needs another one, above 1024."),
            )
            return
    else:
        trying.close()
        yield Finding(_CHECK, Verdict.GOOD, tr("Port {port} is free for hosting", port=port))
        return
    served = what_is_served("127.0.0.1", port, stop)
    if served is Served.CHAT:
        yield Finding(_CHECK, Verdict.GOOD, tr("A chat is hosted here, at port {port}", port=port))
        return
    if served is Served.COPY:
        title = tr("The copy of a chat waits here, at port {port}", port=port)
        yield Finding(_CHECK, Verdict.GOOD, title)
        return
    yield Finding(
        _CHECK,
        Verdict.NOTE,
        tr("Another program uses port {port}", port=port),
        tr(
            "To host a chat beside it take another port: the window offers that. Joining is not"
            " touched by it."
        ),
        (f"desktopchat serve --listen ircs://0.0.0.0:{port + 1}",),  # no words: a command
    )
