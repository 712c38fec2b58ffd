"""SIGTERM ends the window even when its thread never comes back from a call into the system.

Python runs a signal's handler between two of its own steps, so a thread that is stuck in C never
gets to it. What Python's C part does at once is write a byte into a pipe: a thread reads it, gives
the window time to say goodbye, and then ends the process.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator

_PATIENCE = 10.0  # seconds for a goodbye


@contextlib.contextmanager
def last_word(patience: float = _PATIENCE) -> Iterator[None]:
    """Within it, a signal that has a handler ends the process for certain. Main thread only."""
    if sys.platform == "win32":  # ends a process without asking it
        yield
        return
    heard, written = os.pipe()
    os.set_blocking(written, False)
    before = signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    gone = threading.Event()

    def listen() -> None:
        if os.read(heard, 1) and not gone.wait(patience):
            os.write(2, b"desktopchat: the window did not answer, so it was ended.\n")
            os._exit(1)

    thread = threading.Thread(target=listen, name="last word", daemon=True)
    thread.start()
    try:
        yield
    finally:
        gone.set()
        signal.set_wakeup_fd(before)
        os.close(written)
        thread.join()
        os.close(heard)
