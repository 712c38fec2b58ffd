"""Asking a tool of the system, with a time limit: the one place of `lan` that runs a command."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_LOOK = 0.05  # seconds between looks whether to give up
_PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"  # where people who are not root do not look


@dataclass(slots=True, frozen=True)
class CommandOutput:
    """code: the exit code; -1 where it took too long."""

    code: int
    out: str
    err: str

    @property
    def is_forbidden(self) -> bool:
        """Whether the tool says that one may not."""
        said = (self.out + self.err).lower()
        words = ("permission denied", "not permitted", "need to be root", "must be root")
        return any(word in said for word in (*words, "authorization failed", "not authorized"))


Ask = Callable[..., CommandOutput | None]
"""As `ask`, with all but the words given."""


def ask(
    *words: str, within: float = 3.0, stop: threading.Event | None = None
) -> CommandOutput | None:
    """Run a tool and wait for it, at most so many seconds; None where there is none of the name.
    Its language is English where it has one to choose."""
    path = shutil.which(words[0], path=f"{os.environ.get('PATH', '')}{os.pathsep}{_PLACES}")
    if path is None:
        return None
    try:
        process = subprocess.Popen(
            [path, *words[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "LC_ALL": "C", "LANGUAGE": "C"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    until = time.monotonic() + within
    while True:
        try:
            out, err = process.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            if time.monotonic() < until and not (stop and stop.is_set()):
                continue
            process.kill()
            out, err = process.communicate()
            return CommandOutput(-1, out, err)
        return CommandOutput(process.returncode, out, err)
