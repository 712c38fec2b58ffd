"""Programs that hold a selection, as others do from which one copies."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from desktopchat.x11.connection import Connection, display_name
from desktopchat.x11.selection import Selection
from tests.waiting import wait_until

SECONDS = 30.0


@contextmanager
def held(
    data: bytes, target: str = "UTF8_STRING", selection: str = "CLIPBOARD"
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program of its own that gives `data` as `target` to whoever asks, until the end."""
    before = _owner(selection)
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
        # Whoever held it before may be the window under test, which waits for us.
        wait_until(lambda: _owner(selection) not in (0, before), SECONDS, "the selection")
        mine = _owner(selection)
        # Asked once, and waited for: one who asks and goes away ends this program by the answer
        # that it can give to nobody.
        with Selection(selection, SECONDS) as there:
            assert there.read(target, len(data), SECONDS) == data
        yield owner
    finally:
        owner.send_signal(signal.SIGCONT)
        owner.terminate()
        owner.wait(SECONDS)
    # The next one may get the same number from the server.
    wait_until(lambda: _owner(selection) != mine, SECONDS, "the selection to be free")


def _owner(selection: str) -> int:
    """The window that holds a selection, 0 for none."""
    with Connection(display_name(), SECONDS) as there:
        return there.selection_owner(there.atoms(selection)[0])


def stop(owner: "subprocess.Popen[bytes]") -> None:
    """Let a program hang: it is there, and answers nobody."""
    owner.send_signal(signal.SIGSTOP)
    _, status = os.waitpid(owner.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
