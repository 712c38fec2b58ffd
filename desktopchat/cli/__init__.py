"""Every way to start the program.

Each way imports what it needs and no more, so that a host does not load a window and the window
does not wait for a host. Exit codes: 0 done, 1 failed (said in one line on stderr), 2 wrong usage.

`commands` knows all that can be typed, `typed` reads it and says what is wrong with it, in the
person's language (`language`). `talking`
(`send`, `tail`) and `files` (`send --file`, `get`) are clients that print; nobody else prints but a
host to its parent.
"""

import io
import os
import sys
from collections.abc import Sequence

INTERFACE_VARIABLE = "DESKTOPCHAT_INTERFACE"
"""Where network cards are named, with commas between, if not by an option."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    _speak_utf8()
    words = sys.argv[1:] if arguments is None else arguments
    if words or os.environ.get(INTERFACE_VARIABLE):
        from . import commands

        return commands.run(words)
    # A double click: the window does not wait for what reads a command line.
    from desktopchat.ui.start_request import StartRequest

    from .language import speak
    from .opening import open_window

    speak()
    return open_window(StartRequest())


def _speak_utf8() -> None:
    """Text is UTF-8 everywhere, also where the system's terminal or a pipe would have another.

    In a packaged program without a console the streams are None.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
