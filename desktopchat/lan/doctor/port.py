"""The port for hosting: free, or whose."""

import errno
import socket
import threading
from collections.abc import Iterator

from desktopchat.lan.doctor.finding import Finding, Verdict
from desktopchat.lan.doctor.host import is_chat

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
                f"Port {port} may not be used here",
                "The system does not allow it, so hosting needs another one, above 1024.",
            )
            return
    else:
        trying.close()
        yield Finding(_CHECK, Verdict.GOOD, f"Port {port} is free for hosting")
        return
    if is_chat("127.0.0.1", port, stop):
        yield Finding(_CHECK, Verdict.GOOD, f"A chat is hosted here, at port {port}")
        return
    yield Finding(
        _CHECK,
        Verdict.NOTE,
        f"Another program uses port {port}",
        "To host a chat beside it take another port: the window offers that. Joining is not"
        " touched by it.",
        (f"desktopchat serve --listen ircs://0.0.0.0:{port + 1}",),
    )
