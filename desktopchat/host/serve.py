"""`desktopchat serve`: a host without a window, until somebody stops it.

Threads: the main one waits; with `attended` one more reads stdin.
"""

import contextlib
import signal
import sys
import threading
from typing import TextIO

from .config import HostConfig
from .server import Host, ListenError

_SWITCH_INTERVAL = 0.0005
"""Seconds a thread may hold the interpreter while others want it: a tenth of the default, so that
the pump is not kept waiting by busy handlers (halves its p99)."""
_LOOK_EVERY = 0.5
"""Seconds between looks at whether anybody is left, when the window is gone."""


def serve(config: HostConfig, *, attended: bool = False, stdout: TextIO | None = None) -> int:
    """Run a host until SIGTERM, Ctrl-C, or, attended, the word of its window; the exit code.

    Prints one line a listener, `listening irc://…`, when people can come. attended: stdin is a
    pipe from the window that started this process. The line `stop` ends the host; the end of the
    file means that the window vanished, and the host lives on while others are connected.
    """
    stdout = stdout or sys.stdout
    end = threading.Event()
    vanished = threading.Event()
    host = Host(config)
    try:
        addresses = host.start()
    except ListenError as error:
        sys.stderr.write(f"desktopchat: {error}\n")
        return 1
    sys.setswitchinterval(_SWITCH_INTERVAL)
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: end.set())
    for address in addresses:
        stdout.write(f"listening {address}\n")
        stdout.flush()
    if attended:
        threading.Thread(target=_listen_to_window, args=(end, vanished), daemon=True).start()
    _wait(host, end, vanished)
    host.stop()
    return 0


def _listen_to_window(end: threading.Event, vanished: threading.Event) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in sys.stdin:
            if line.strip() == "stop":
                end.set()
                return
    vanished.set()


def _wait(host: Host, end: threading.Event, vanished: threading.Event) -> None:
    """Until the end is asked for, or the window is gone and nobody is left."""
    # A wait without a time-out can't be interrupted by Ctrl-C on Windows.
    while not end.wait(_LOOK_EVERY):
        if vanished.is_set() and not host.people():
            return
