"""Programs that hold a selection, as others do from which one copies."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from desktopchat.x11.connection import XError
from desktopchat.x11.selection import Selection
from tests.waiting import wait_until

SECONDS = 30.0


@contextmanager
def held(
    data: bytes, target: str = "UTF8_STRING", selection: str = "CLIPBOARD"
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of its own that gives `data` as `target` to whoever asks, until the end."""
    owner = subprocess.Popen(
        ["xclip", "-selection", selection.lower(), "-t", target, "-loops", "0", "-quiet"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert owner.stdin is not None
        owner.stdin.write(data)
        owner.stdin.close()
        wait_until(lambda: _gives(data, target, selection), SECONDS, "the selection")
        yield owner
    finally:
        owner.send_signal(signal.SIGCONT)
        owner.terminate()
        owner.wait(SECONDS)


def _gives(data: bytes, target: str, selection: str) -> bool:
    try:
        # Not for long: it may still be held by the window under test, which waits for us.
        with Selection(selection, 0.5) as there:
            return there.read(target, len(data), 0.5) == data
    except XError:
        return False


def stop(owner: "subprocess.Popen[bytes]") -> None:
    """Let a program hang: it is there, and answers nobody."""
    owner.send_signal(signal.SIGSTOP)
    _, status = os.waitpid(owner.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
