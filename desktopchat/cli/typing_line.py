"""The line that a person types in a terminal while others talk: what they say is written above it,
and what was typed so far stays. With the keys of readline, where Python has it.
"""

import contextlib
import shutil
import sys
import threading
from collections.abc import Callable, Iterator

from desktopchat.cli.cells import cells

with contextlib.suppress(ImportError):  # not on Windows, whose terminals edit lines by themselves
    import readline
    import termios


def is_there() -> bool:
    """Whether a person types here, and sees what they type."""
    return "readline" in globals() and sys.stdin.isatty() and sys.stdout.isatty()


class TypingLine:
    """Where lines are written by one thread and typed on another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._typing = False

    def write(self, line: str) -> None:
        """Write a line above what is typed."""
        with self._lock:
            typed = readline.get_line_buffer() if self._typing else ""
            out = sys.stdout
            if typed:
                rows = max(0, cells(typed) - 1) // shutil.get_terminal_size().columns
                out.write(f"\r\x1b[{rows}A" if rows else "\r")
                out.write("\x1b[J")
            out.write(f"{line}\n{typed}")
            out.flush()

    def read(self, put: Callable[[str | None], object]) -> None:
        """Hand on each line that is typed, and None at the end. For a thread of its own."""
        with contextlib.suppress(EOFError, OSError, ValueError):
            while True:
                self._typing = True
                line = input()
                with self._lock:
                    self._typing = False
                put(line)
        self._typing = False
        put(None)


@contextlib.contextmanager
def as_it_was() -> Iterator[None]:
    """Leave the terminal as it was found, also where somebody was typing."""
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        if readline.get_line_buffer():  # else what the shell says next stands behind it
            sys.stdout.write("\n")
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
