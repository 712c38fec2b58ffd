"""The port for hosting: free, or whose."""

import errno
import socket
import threading
from collections.abc import Iterator

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import is_chat
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
    if is_chat("127.0.0.1", port, stop):
        yield Finding(_CHECK, Verdict.GOOD, tr("A chat is hosted here, at port {port}", port=port))
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
